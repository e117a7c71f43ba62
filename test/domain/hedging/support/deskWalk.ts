import fc from 'fast-check';
import { addTradingDays } from '../../../../src/domain/calendar.ts';
import type { Decision } from '../../../../src/domain/hedging/decision.ts';
import type { DecideInput, Judgement } from '../../../../src/domain/hedging/decide.ts';
import { restoreMemory } from '../../../../src/domain/hedging/hedgeMemory.ts';
import type { Policy } from '../../../../src/domain/hedging/policy/policySchema.ts';
import type { MacroEvent } from '../../../../src/domain/hedging/macro.ts';
import type { IsoDate } from '../../../../src/domain/units.ts';
import { actsOf, aDivergence, createDesk, stewardPolicy, type Desk, type SignalChanges } from '../../../support/builders.ts';

export const START: IsoDate = '2026-11-02';

/** One session, or one more evaluation of the same, in a desk's life. */
export interface Step {
  readonly days: 0 | 1 | 3;
  /** SPX, hundredths of a per cent; VIX follows the other way. */
  readonly move: number;
  readonly vixExtra: number;
  readonly divergence: 'none' | 'forming' | 'qualified' | 'both' | 'confirmedDown' | 'invalidated';
  readonly bearish: boolean;
  readonly timing: boolean | null;
  readonly rsiFailure: boolean;
  readonly credit: boolean;
  readonly volTrigger: boolean;
  readonly event: boolean;
  readonly correlationPercentile: number | null;
  /** What the trader does with what is advised. */
  readonly fills: 'none' | 'part' | 'first' | 'all';
  readonly restart: boolean;
}

const often = <T>(usual: T, rare: T): fc.Arbitrary<T> => fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(rare) });

const step: fc.Arbitrary<Step> = fc.record({
  days: fc.constantFrom(0, 1, 1, 1, 3), move: fc.integer({ min: -220, max: 180 }), vixExtra: fc.constantFrom(0, 0, 0, 1, 9, -4),
  divergence: fc.constantFrom('none', 'forming', 'qualified', 'qualified', 'both', 'confirmedDown', 'invalidated'), bearish: often(false, true), timing: fc.constantFrom(true, true, false, null),
  rsiFailure: often(false, true), credit: often(false, true), volTrigger: often(false, true), event: often(false, true), correlationPercentile: fc.constantFrom(null, 30, 80, 99),
  fills: fc.constantFrom('none', 'part', 'first', 'all', 'all'), restart: often(false, true),
});

export interface Walk {
  readonly steps: readonly Step[];
  readonly netLiquidation: number;
  readonly contracts: number;
  /** Of the policy's notional ceilings, which are wide: a share of them binds now and then. */
  readonly ceilingShare: number;
}

export const walks = (sessions: number): fc.Arbitrary<Walk> =>
  fc.record({ steps: fc.array(step, { minLength: sessions, maxLength: sessions }), netLiquidation: fc.constantFrom(60_000, 250_000, 1_000_000), contracts: fc.constantFrom(1, 4, 10, 30), ceilingShare: fc.constantFrom(1, 0.08) });

interface Weather {
  readonly vix: number;
  readonly peak: number;
  readonly spikedOn: IsoDate | null;
  readonly since: number | null;
}

function signalsOf(one: Step, date: IsoDate, { vix, peak, spikedOn, since }: Weather): SignalChanges {
  const state = one.divergence === 'both' || one.divergence === 'none' ? 'qualified' : one.divergence;
  const active = state !== 'invalidated';
  const obv = aDivergence(date, { state, active, knownOn: date });
  const press = since !== null && since > 0 && since <= 20 && peak >= 20 && vix <= 0.75 * peak;
  return {
    divergences: one.divergence === 'none' ? [] : one.divergence === 'both' ? [obv, { ...obv, id: `ad:${date}`, series: 'adLine' }] : [obv],
    spxMacdBearish: one.bearish, vixTiming: one.timing, rsiFailure: { on: one.rsiFailure, since: one.rsiFailure ? date : null }, creditStress: { z: one.credit ? 2 : 0, on: one.credit, spread: 2 },
    volTrigger: one.volTrigger, vixRsi: one.volTrigger ? 75 : 50, cor1mPercentile: one.correlationPercentile,
    vixRegime: { spike: since === 0, lastSpike: spikedOn, daysSinceSpike: since, peak20: peak, spikeAt: 1.2 * vix, press, pressSince: press ? date : null },
  };
}

/** Lines of a spread trade together; a roll of several legs is taken whole. */
const canBePart = ({ candidates, contracts }: Decision): boolean => contracts > 1 && (candidates[0]?.ticket ?? []).every((line) => line.contracts === contracts);

export interface Seen {
  readonly before: DecideInput['memory'];
  readonly input: DecideInput;
  readonly judgement: Judgement;
}

const ORDER_LIMIT = 8;

function withCeilings(policy: Policy, share: number): Policy {
  const { first, confirmed, stress, ...others } = policy.values.stages;
  const lower = <T extends { readonly notionalCeiling: number }>(rules: T): T => ({ ...rules, notionalCeiling: share * rules.notionalCeiling });
  return { ...policy, values: { ...policy.values, stages: { ...others, first: lower(first), confirmed: lower(confirmed), stress: lower(stress) } } };
}

/** A month of whims: every evaluation of it, those after a fill too, is shown to `check`. */
export function walkDesk({ steps, netLiquidation, contracts, ceilingShare }: Walk, check: (seen: Seen, desk: Desk) => void): Desk {
  let [date, spx, vix, peak] = [START, 7000, 17, 17];
  let spikedOn: IsoDate | null = null;
  let sessions = 0;
  const condor = { strategy: 'condor-1', contracts, targetDays: 40, shortPutMoneyness: 0.93, shortCallMoneyness: 1.04, widthPoints: 25 };
  const desk = createDesk({ date, spx, vix }, { netLiquidation, condors: [condor], policy: withCeilings(stewardPolicy(), ceilingShare) });
  const shown = (judgement: Judgement): void => check({ before: desk.input.memory, input: desk.input, judgement }, desk);
  for (const one of steps) {
    date = addTradingDays(date, one.days);
    if (spikedOn !== null && one.days > 0) sessions += one.days;
    spx = Math.min(8_200, Math.max(5_600, spx * (1 + one.move / 10_000)));
    const next = Math.min(60, Math.max(11, vix * (1 - one.move / 1_200) + one.vixExtra));
    if (one.days > 0 && next >= 1.2 * vix) [spikedOn, sessions] = [date, 0];
    vix = next;
    peak = Math.max(peak * 0.99, vix);
    if (one.restart) desk.memory = restoreMemory(JSON.parse(JSON.stringify(desk.memory)));
    const events: readonly MacroEvent[] = one.event ? [{ date: addTradingDays(date, 2), kind: 'CPI', label: 'CPI' }] : [];
    shown(desk.evaluate({ date, spx, vix }, signalsOf(one, date, { vix, peak, spikedOn, since: spikedOn === null ? null : sessions }), { events }));
    for (let n = 0; n < ORDER_LIMIT && one.fills !== 'none'; n++) {
      const [advice] = actsOf(desk.judgement);
      if (advice === undefined) break;
      shown(one.fills === 'part' && canBePart(advice) ? desk.fill(advice, Math.ceil(advice.contracts / 2)) : desk.fill(advice));
      if (one.fills !== 'all') break;
    }
  }
  return desk;
}
