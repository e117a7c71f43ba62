import { beforeAll, describe, expect, it } from 'vitest';
import { addTradingDays } from '../../src/domain/calendar.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import { tailHedgeWeight } from '../../src/domain/hedging/programs/tailHedge.ts';
import { vixMonthlyExpiration } from '../../src/domain/instruments/index.ts';
import { partsOfDate } from '../../src/domain/time.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import { replayHistory, type ReplayDay } from '../../src/engine/replay.ts';
import { presetPolicy, type PresetName } from '../support/presets.ts';
import { historyIsHere, recordedReplayInput } from '../support/recordedReplay.ts';

/** Calm, the crash, the press and the way back; the first months warm the signals up. */
const FROM = '2019-10-15';
const TO = '2020-04-30';
/** A VIX that did not come, in the middle of the crash. */
const WITHOUT_VIX = '2020-03-12';
const PRESETS: readonly PresetName[] = ['steward', 'light', 'paired', 'fixed-442', 'vxth'];

type Recorded = Awaited<ReturnType<typeof recordedReplayInput>>;

async function recordedInput(): Promise<Recorded> {
  const input = await recordedReplayInput(FROM, TO);
  return { ...input, vix: input.vix.filter(({ date }) => date !== WITHOUT_VIX) };
}

describe.skipIf(!historyIsHere)(`every preset over six recorded months, every advice taken${historyIsHere ? '' : ' [skipped: no ../shared/data]'}`, () => {
  let input: Recorded;
  beforeAll(async () => { input = await recordedInput(); });
  const runs = new Map<PresetName, readonly ReplayDay[]>();
  /** A preset is replayed when it is first asked for. */
  const daysOf = (name: PresetName): readonly ReplayDay[] => {
    const policy = presetPolicy(name);
    const days = runs.get(name) ?? [...replayHistory({ ...input, policy, policyVersion: 'as-bundled' })];
    runs.set(name, days);
    return days;
  };
  const told = (name: PresetName): readonly (Decision & { readonly date: IsoDate })[] => daysOf(name).flatMap(({ date, decisions }) => decisions.map((decision) => ({ ...decision, date })));
  const acts = (name: PresetName) => told(name).filter(({ severity }) => severity === 'act');

  it.each(PRESETS)('%s: says something every day, and every line of it is marked as modelled', (name) => {
    expect(daysOf(name).filter(({ decisions }) => decisions.length === 0)).toEqual([]);
    expect(told(name).filter(({ modelled }) => !modelled)).toEqual([]);
  });

  it.each(PRESETS)('%s: without a VIX nothing is advised, and the cause is said', (name) => {
    const [day] = daysOf(name).filter(({ date }) => date === WITHOUT_VIX);
    expect(day?.decisions.map(({ rule, severity }) => [rule, severity])).toEqual([['hold.quality.stale', 'blocked']]);
    expect(day?.trades.bought).toBe(0);
  });

  it.each(PRESETS)('%s: sells no more than it has bought', (name) => {
    let held = 0;
    for (const { trades } of daysOf(name)) {
      held += trades.bought - trades.sold - trades.settled;
      expect(held).toBeGreaterThanOrEqual(0);
    }
  });

  it('steward goes through the stages of the crash: adds, and harvests in the press', () => {
    // Stress wants a year of credit spreads within the replay and is not reached here.
    expect(new Set(told('steward').map(({ stage }) => stage))).toEqual(new Set(['watch', 'first', 'confirmed', 'press']));
    expect(acts('steward').some(({ rule, date }) => rule.startsWith('delayer.press') && date > '2020-03-18')).toBe(true);
    expect(acts('steward').some(({ rule }) => rule === 'add.watch')).toBe(false);
  });

  it('light buys no more than steward on the first add', () => {
    const firstAdd = (name: PresetName) => {
      const [first] = acts(name).filter(({ action }) => action === 'add');
      return { date: first?.date, contracts: acts(name).filter(({ action, date }) => action === 'add' && date === first?.date).reduce((sum, { contracts }) => sum + contracts, 0) };
    };
    expect(firstAdd('light').date).toBe(firstAdd('steward').date);
    expect(firstAdd('light').contracts).toBeGreaterThan(0);
    expect(firstAdd('light').contracts).toBeLessThanOrEqual(firstAdd('steward').contracts);
  });

  it('paired is hedged from its first days, and never sells for a lasting watch', () => {
    const [first] = acts('paired').filter(({ action }) => action === 'add');
    expect(first).toMatchObject({ rule: 'add.watch', layer: 'base' });
    expect(first!.date <= addTradingDays(FROM, 6)).toBe(true);
    expect(acts('paired').filter(({ rule }) => rule.startsWith('delayer.watch'))).toEqual([]);
  });

  it('fixed-442 holds 4/4/2 for its ten condors at every close at which the chain gives it, and trades by the calendar alone', () => {
    const first = daysOf('fixed-442')[0]!;
    expect(first.decisions.map(({ rule, layer, contracts }) => [rule, layer, contracts])).toEqual([['add.fixed', 'base', 4], ['add.fixed', 'intermediate', 4], ['add.fixed', 'outer', 2]]);
    let held = 0;
    for (const { decisions, trades } of daysOf('fixed-442')) {
      held += trades.bought - trades.sold - trades.settled;
      if (decisions.some(({ severity }) => severity === 'blocked')) expect(held).toBeLessThanOrEqual(10);
      else expect(held).toBe(10);
    }
    expect(new Set(acts('fixed-442').map(({ action }) => action).filter((action) => action !== 'widen'))).toEqual(new Set(['add', 'roll']));
    expect(new Set(acts('fixed-442').filter(({ action }) => action === 'roll').map(({ rule }) => rule))).toEqual(new Set(['roll.floor']));
  });

  it('vxth buys on monthly VIX expirations alone, by the published weights of the forward', () => {
    const { program } = presetPolicy('vxth').values;
    const weights = program.kind === 'tailHedge' ? program.weights : [];
    const months = told('vxth').filter(({ rule }) => rule === 'add.tail-hedge' || rule === 'hold.tail-weight');
    const purchases = months.filter(({ action }) => action === 'add');
    expect(purchases.length).toBeGreaterThan(2);
    for (const { date, contracts, arithmetic, candidates } of purchases) {
      const { year, month } = partsOfDate(date);
      expect(date).toBe(vixMonthlyExpiration(year, month));
      const forward = Number(/^VIX forward of .* (\d+\.\d\d) on/.exec(arithmetic[0]!)?.[1]);
      const weight = tailHedgeWeight(weights, forward);
      expect(weight).toBe(forward <= 15 ? 0 : forward <= 30 ? 0.01 : forward <= 50 ? 0.005 : 0);
      expect(contracts).toBe(Math.floor((weight * 1_000_000) / (100 * candidates[0]!.ask!)));
    }
    const seen = new Set(months.map(({ arithmetic }) => /: weight (\S+) %/.exec(arithmetic[0]!)?.[1]));
    expect(seen).toEqual(new Set(['0.0', '1.0']));
    expect(acts('vxth').filter(({ action }) => action === 'roll' || action === 'delayer' || action === 'rebalance')).toEqual([]);
    expect(daysOf('vxth').reduce((sum, { trades }) => sum + trades.settled, 0)).toBeGreaterThan(0);
  });
});
