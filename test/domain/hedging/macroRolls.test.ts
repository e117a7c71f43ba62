import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import { initialMemory, noteFill, type HedgeMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import { coversEvent, lastHotRelease, readingOf, type MacroEvent, type MacroReading } from '../../../src/domain/hedging/macro.ts';
import type { Policy } from '../../../src/domain/hedging/policy/policySchema.ts';
import { advanceStage } from '../../../src/domain/hedging/stages.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';
import { actsOf, aDivergence, createDesk, someSignals, stewardPolicy, type Desk, type MarketInput, type SignalChanges } from '../../support/builders.ts';

const D0 = '2026-11-04';
const day = (n: number): string => addTradingDays(D0, n);
const calm = (n: number): MarketInput => ({ date: day(n), spx: 7000, vix: 14.2 });
const diverging = (strength: number): SignalChanges => ({ divergences: [aDivergence(D0, { strength })] });
const cpi = (n: number, changes: Partial<MacroEvent> = {}): MacroEvent => ({ date: day(n), kind: 'CPI', label: 'CPI', actual: 0.4, consensus: 0.3, prior: 0.2, ...changes });

/** The first hedge bought on D0 at strength 0.2. */
function covered(policy: Policy = stewardPolicy(), signals = diverging(0.2)): Desk {
  const desk = createDesk({ date: D0, spx: 7000, vix: 16.5 }, { policy });
  desk.evaluate({ date: D0, spx: 7000, vix: 16.5 }, signals);
  for (let turn = 0; turn < 6 && actsOf(desk.judgement).length > 0; turn++) desk.fill(actsOf(desk.judgement)[0]!);
  return desk;
}

/** The roll of the base layer that is due 11 days on. */
function rollOf(desk: Desk, strength: number, events: readonly MacroEvent[]): Decision {
  return desk.evaluate(calm(11), diverging(strength), { events }).decisions.find(({ action }) => action === 'roll')!;
}

const layersOf = (decision: Decision) => decision.candidates[0]!.ticket.map(({ side, contracts, layer }) => [side, contracts, layer]);

describe('one tenor out: a divergence that has widened by 0.10 since entry and a hot CPI or PPI within 5 days, never one alone', () => {
  it.each<[string, number, readonly MacroEvent[], 'base' | 'intermediate']>([
    ['neither', 0.2, [], 'base'],
    ['widening alone', 0.4, [], 'base'],
    ['a hot CPI alone', 0.2, [cpi(10)], 'base'],
    ['strength up by 0.10 and a hot CPI', 0.3, [cpi(10)], 'intermediate'],
    ['strength up by 0.099', 0.299, [cpi(10)], 'base'],
    ['a hot CPI 5 days ago', 0.3, [cpi(6)], 'intermediate'],
    ['a hot CPI 6 days ago', 0.3, [cpi(5)], 'base'],
    ['a hot CPI this morning', 0.3, [cpi(11)], 'intermediate'],
    ['a hot CPI of tomorrow, which nobody knows yet', 0.3, [cpi(12)], 'base'],
    ['a hot PPI', 0.3, [cpi(10, { kind: 'PPI', label: 'PPI' })], 'intermediate'],
    ['an FOMC', 0.3, [cpi(10, { kind: 'FOMC', label: 'FOMC' })], 'base'],
    ['CPI as expected, though above the month before', 0.3, [cpi(10, { actual: 0.3 })], 'base'],
    ['no consensus, above the value before', 0.3, [{ date: day(10), kind: 'CPI', label: 'CPI', actual: 0.4, prior: 0.3 }], 'intermediate'],
    ['no consensus, at the value before', 0.3, [{ date: day(10), kind: 'CPI', label: 'CPI', actual: 0.3, prior: 0.3 }], 'base'],
    ['a CPI with nothing to compare it with', 0.3, [{ date: day(10), kind: 'CPI', label: 'CPI', actual: 0.9 }], 'base'],
    ['a CPI of which no figure is known', 0.3, [{ date: day(10), kind: 'CPI', label: 'CPI' }], 'base'],
    ['a hot CPI before a cool PPI', 0.3, [cpi(8), cpi(10, { kind: 'PPI', label: 'PPI', actual: 0.1 })], 'intermediate'],
  ])('given %s', (_name, strength, events, into) => {
    const roll = rollOf(covered(), strength, events);
    expect(roll).toMatchObject({ rule: 'roll.floor', layer: 'base' });
    expect(layersOf(roll)).toEqual([['sell', roll.contracts, 'base'], ['buy', roll.contracts, into]]);
    expect(roll.rulePath.includes('roll.tenorOutStrength')).toBe(into === 'intermediate');
    expect(roll.rulePath).toContain(`layers.${into}`);
  });

  it('headline, reason and facts say so, with the basis of the surprise', () => {
    const roll = rollOf(covered(), 0.31, [cpi(10)]);
    expect(roll.headline).toMatch(/ debit \(base → intermediate layer\)$/);
    expect(roll.why).toMatch(/\. One tenor out, because the divergence has widened since entry \(20 % of its range on 4 Nov → 31 %, at least 10 points\), and CPI of 18 Nov was hot \(0\.4 % against 0\.3 % expected\)\.$/);
    expect(roll.facts).toContainEqual({ label: 'Surprise of CPI', text: 'hot: 0.4 % against 0.3 % expected', asOf: day(10), supports: true });
    expect(roll.facts).toContainEqual(expect.objectContaining({ label: 'Divergence since entry', asOf: day(11) }));
    const before = rollOf(covered(), 0.31, [{ date: day(10), kind: 'CPI', label: 'CPI', actual: 0.4, prior: 0.3 }]);
    expect(before.why).toContain('0.4 % against 0.3 % before (no consensus known)');
  });

  it('the fill puts the contracts into the intermediate layer, and the base is not rolled again', () => {
    const desk = covered();
    const roll = rollOf(desk, 0.3, [cpi(10)]);
    desk.fill(roll);
    const layers = desk.book.legs.filter(({ layer }) => layer !== null).map(({ layer, quantity }) => [layer, quantity]);
    expect(layers).toEqual([['intermediate', roll.contracts]]);
    expect(desk.judgement.decisions.some(({ action }) => action === 'roll')).toBe(false);
  });

  it('intermediate moves to outer, outer stays', () => {
    const aged = (from: 'intermediate' | 'outer'): Decision => {
      const desk = covered();
      desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, layer: from })) };
      return rollOf(desk, 0.3, [cpi(10)]);
    };
    expect(layersOf(aged('intermediate')).at(-1)?.[2]).toBe('outer');
    expect(layersOf(aged('outer')).at(-1)?.[2]).toBe('outer');
    expect(aged('outer').rulePath).not.toContain('roll.tenorOutStrength');
  });

  it('without a contract one tenor out the hedge rolls in its layer, and the alternatives say why', () => {
    const desk = covered();
    const near = desk.book.legs.find(({ layer }) => layer === 'base')!.symbol.slice(6, 12);
    const roll = desk.evaluate({ ...calm(11), changeQuote: (q) => (q.symbol.startsWith('VIX') && q.symbol.slice(6, 12) > '270120' && q.symbol.slice(6, 12) !== near ? { ...q, bid: null } : q) }, diverging(0.3), { events: [cpi(10)] })
      .decisions.find(({ action }) => action === 'roll')!;
    expect(layersOf(roll).at(-1)?.[2]).toBe('base');
    expect(roll.alternatives).toContainEqual({ action: 'roll', text: expect.stringMatching(/^One tenor out, because the divergence has widened .* no contract of the intermediate layer passes \(.+ \(\d+\)\)$/) as string });
  });

  it('an add of the layer joins the ticket in its own tenor: no contract is bought twice', () => {
    const desk = covered();
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, quantity: 2 })) };
    const { decisions } = desk.evaluate(calm(11), { ...diverging(0.3), spxMacdBearish: true }, { events: [cpi(10)] });
    const base = decisions.filter(({ layer, severity }) => layer === 'base' && severity === 'act');
    expect(base).toHaveLength(1);
    const [roll] = base;
    expect(roll!.rulePath).toContain('add.confirmed');
    expect(layersOf(roll!)).toEqual([['sell', 2, 'base'], ['buy', 2, 'intermediate'], ['buy', roll!.contracts - 2, 'base']]);
    expect(roll!.headline).toMatch(/\(base → intermediate layer\), with \d+ VIX.* more$/);
    const growth = decisions.filter(({ action, layer }) => action === 'add' && layer === 'intermediate');
    const bought = [roll!, ...growth].flatMap(({ candidates }) => candidates[0]!.ticket);
    const coverage = decisions[0]!.coverage.now! + bought.reduce((sum, line) => sum + (line.side === 'buy' ? 1 : -1) * line.contracts * vegaOf(desk, line.symbol), 0) / shortVega(desk);
    expect(coverage).toBeLessThanOrEqual(0.75);
  });
});

describe('strength at entry', () => {
  const step = (memory: HedgeMemory, n: number, strength: number | null, more: SignalChanges = {}): HedgeMemory =>
    advanceStage(memory, { signals: someSignals(day(n), { ...(strength === null ? {} : diverging(strength)), ...more }), macro: null, oldestHedge: null }, stewardPolicy().values).memory;
  const buy = (memory: HedgeMemory, n: number, action: 'add' | 'roll' = 'add'): HedgeMemory =>
    noteFill(memory, { decision: { id: 'x', action, rule: `${action}.first`, layer: 'base', contracts: 1, stage: 'first', rulePath: [], candidates: [] } as unknown as Decision, contracts: 1, date: day(n), shortVega: null, vix: null });

  it('is that of the close on which the stage left watch, until the hedge is first bought', () => {
    const left = step(initialMemory, 0, 0.2);
    expect(left.entryStrength).toMatchObject({ atEntry: 0.2, since: day(0) });
    expect(step(left, 1, 0.25).entryStrength).toMatchObject({ atEntry: 0.2, latest: 0.25 });
    expect(buy(step(left, 1, 0.25), 2).entryStrength).toMatchObject({ atEntry: 0.25, since: day(2) });
  });

  it('later purchases and rolls change nothing', () => {
    const bought = buy(step(initialMemory, 0, 0.2), 0);
    expect(buy(step(bought, 1, 0.4), 1).entryStrength.atEntry).toBe(0.2);
    expect(buy(step(step(initialMemory, 0, 0.2), 1, 0.4), 1, 'roll').entryStrength.atEntry).toBe(0.2);
  });

  it('after a VIX trigger it is that of the first divergence that counts', () => {
    const triggered = buy(step(initialMemory, 0, null, { volTrigger: true, vixCrossUpBarsAgo: 1 }), 0);
    expect(triggered.entryStrength.atEntry).toBeNull();
    expect(step(triggered, 1, 0.3).entryStrength).toMatchObject({ atEntry: 0.3, since: day(1) });
  });

  it('is forgotten in watch', () => {
    let memory = buy(step(initialMemory, 0, 0.2), 0);
    for (let n = 1; n <= 5; n++) memory = step(memory, n, null);
    expect(memory.stage).toBe('watch');
    expect(memory.entryStrength).toEqual({ latest: null, atEntry: null, since: null, bought: false });
    expect(step(memory, 6, 0.5).entryStrength).toMatchObject({ atEntry: 0.5, bought: false });
  });
});

describe('events and readings: nothing from a day or an hour to come', () => {
  it('an option covers an event only if it settles after it', () => {
    const calls = 'VIXW  261118C00020000';
    expect(coversEvent(calls, { date: '2026-11-17', kind: 'FOMC' })).toBe(true);
    expect(coversEvent(calls, { date: '2026-11-18', kind: 'CPI' })).toBe(true);
    expect(coversEvent(calls, { date: '2026-11-18', kind: 'FOMC' })).toBe(false);
    expect(coversEvent('SPXW  261118P06500000', { date: '2026-11-18', kind: 'FOMC' })).toBe(true);
    expect(coversEvent('SPX   261120P06500000', { date: '2026-11-20', kind: 'FOMC' })).toBe(false);
  });

  it('a release counts from its hour on', () => {
    const at = (hour: number, minute: number) => lastHotRelease([cpi(10)], { nowUs: newYorkMicros(day(10), hour, minute), date: day(10) }, 5);
    expect(at(8, 29)).toBeNull();
    expect(at(8, 30)).toMatchObject({ actual: 0.4, against: 0.3, basis: 'consensus' });
  });

  it('an event that is out waives no wait', () => {
    const still = { ...diverging(0.2), vixTiming: false };
    const at = (hour: number, kind: MacroEvent['kind']) => createDesk({ date: D0, spx: 7000, vix: 16.5 }).evaluate({ date: D0, spx: 7000, vix: 16.5, hour }, still, { events: [{ date: D0, kind, label: kind }] }).decisions[0]!;
    expect(at(15, 'CPI').rule).toBe('hold.add-waits-timing');
    expect(at(15, 'FOMC').rule).toBe('hold.add-waits-timing');
    const before = at(13, 'FOMC');
    expect(before.rulePath).toContain('add.event');
    expect(before.facts[0]).toMatchObject({ label: 'Timing', text: 'FOMC on 4 Nov waived the wait' });
  });

  it('the newest reading on or before the session is taken', () => {
    const row = (date: string): MacroReading => ({ date, dollarChange63: null, sectorShiftPoints: null, dispersionPercentile: null, quickRatiosFalling: null, equityPremiumPercentile: null });
    const rows = [row('2026-11-02'), row('2026-11-04'), row('2026-11-05')];
    expect(readingOf(rows, '2026-11-04')?.date).toBe('2026-11-04');
    expect(readingOf(rows, '2026-11-03')?.date).toBe('2026-11-02');
    expect(readingOf(rows, '2026-11-01')).toBeNull();
  });
});

const deskVegas = (desk: Desk) => desk.judgement.decisions.flatMap(({ candidates }) => candidates);
const vegaOf = (desk: Desk, symbol: string): number => deskVegas(desk).find((c) => c.symbol === symbol)?.vegaPerVixPoint ?? 0;
const shortVega = (desk: Desk): number => Number(/−([\d,]+) \$/.exec(desk.judgement.decisions.flatMap(({ arithmetic }) => arithmetic).find((line) => line.startsWith('Short vega'))!)![1]!.replace(',', ''));
