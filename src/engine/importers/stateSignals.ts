/** The daily signals of a state: what is not said is unknown, never quiet. */
import { z } from 'zod';
import { tradingDaysBetween } from '../../domain/calendar.ts';
import type { PolicyValues } from '../../domain/hedging/policy/policySchema.ts';
import type { DailySignals, Divergence } from '../../domain/signals/dailySignals.ts';
import type { IsoDate } from '../../domain/units.ts';
import { isoDate } from './bookFile.ts';

const unknown = <Known extends z.ZodType>(known: Known) => known.nullable().default(null);
const figure = z.number();
const level = z.number().positive();
const percentile = z.number().min(0).max(100);
const correlation = z.number().min(-1).max(1);
const macd = z.strictObject({ macd: figure, signal: figure, histogram: figure });
const failure = z.strictObject({ on: z.boolean(), since: unknown(isoDate) });

const anchor = z.strictObject({ date: isoDate, price: level, value: z.number().default(0), valueDate: isoDate.optional() });
const divergence = z.strictObject({
  id: z.string().min(1).optional(),
  series: z.enum(['obv', 'adLine']),
  kind: z.enum(['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish']).default('bearish'),
  state: z.enum(['forming', 'qualified', 'confirmedDown', 'invalidated', 'expired']),
  strength: z.number().min(0).max(1),
  from: anchor,
  to: anchor,
  knownOn: isoDate,
  stateSince: isoDate.optional(),
  active: z.boolean().optional(),
  overlaps: unknown(z.string()),
});

export const stateSignalsSchema = z.strictObject({
  date: isoDate.optional(),
  bars: z.int().nonnegative().default(0),
  close: level.optional(),
  vixClose: unknown(level),
  obv: unknown(figure),
  adLine: unknown(figure),
  breadthUniverse: unknown(z.string()),
  rsi: unknown(percentile),
  rsiFailure: failure.default({ on: false, since: null }),
  vixRsi: unknown(percentile),
  vixRsiFailure: failure.default({ on: false, since: null }),
  vxxRsi: unknown(percentile),
  volTrigger: unknown(z.boolean()),
  macd: unknown(macd),
  atr: unknown(level),
  spxMacdBearish: unknown(z.boolean()),
  vixMacd: unknown(macd),
  vixAtr: unknown(level),
  vixTiming: unknown(z.boolean()),
  vixCrossUpBarsAgo: unknown(z.int().nonnegative()),
  vixVsSpx: unknown(figure),
  vixSpxCorrelation21: unknown(correlation),
  vixSpxCorrelation63: unknown(correlation),
  correlationSlippage: unknown(z.boolean()),
  vixBeta60: unknown(z.strictObject({ all: unknown(figure), up: unknown(figure), down: unknown(figure) })),
  termStructure: unknown(z.strictObject({
    shape: z.enum(['contango', 'flat', 'backwardation']), ratio: level, from: z.enum(['VIX/VIX3M', 'VX1/VX2', 'VIX9D/VIX']),
    vixOverVix3m: unknown(level), slope: unknown(figure), curve: z.array(z.strictObject({ days: z.number().nonnegative(), level })).default([]),
  })),
  cor1mPercentile: unknown(percentile),
  cor3mPercentile: unknown(percentile),
  vixRegime: unknown(z.strictObject({
    spike: z.boolean(), lastSpike: unknown(isoDate), daysSinceSpike: unknown(z.int().nonnegative()), peak20: unknown(level),
    spikeAt: level.optional(), press: z.boolean(), pressSince: unknown(isoDate),
  })),
  creditStress: unknown(z.strictObject({ z: figure, on: z.boolean(), spread: figure })),
  divergences: z.array(divergence).max(100),
}).refine((s) => !s.rsiFailure.on || s.rsi !== null, { path: ['rsiFailure'], error: 'needs rsi beside it' })
  .refine((s) => s.vixRegime === null || s.vixRegime.spikeAt !== undefined || s.vixClose !== null, { path: ['vixRegime', 'spikeAt'], error: 'needs spikeAt, or vixClose to reckon it from' });

export type StateSignals = z.output<typeof stateSignalsSchema>;

/** Where the state does not date its signals, and what stands for the close that no rule reads. */
export interface SignalsMoment {
  readonly lastSession: IsoDate;
  readonly spx: number;
  readonly policy: Pick<PolicyValues, 'signals'>;
}

/** Forming and qualified ones count, a confirmed one for the policy's days, those that ended do not. */
function countsOn(date: IsoDate, { state }: Pick<Divergence, 'state'>, since: IsoDate, policy: SignalsMoment['policy']): boolean {
  if (state !== 'confirmedDown') return state === 'forming' || state === 'qualified';
  return tradingDaysBetween(since, date) <= policy.signals.divergence.activeAfterConfirmedDays;
}

function divergenceOf(stated: StateSignals['divergences'][number], date: IsoDate, policy: SignalsMoment['policy']): Divergence {
  const { series, kind, knownOn, from, to } = stated;
  const stateSince = stated.stateSince ?? knownOn;
  const { id = `${series}:${kind}:${knownOn}`, active = countsOn(date, stated, stateSince, policy) } = stated;
  return { ...stated, id, stateSince, active, from: { ...from, valueDate: from.valueDate ?? from.date }, to: { ...to, valueDate: to.valueDate ?? to.date } };
}

/** The signals that the state describes; `daysSinceSpike`, `spikeAt` and whether a divergence counts are reckoned by the policy where they are not said. */
export function signalsOfState(stated: StateSignals, { lastSession, spx, policy }: SignalsMoment): DailySignals {
  const { date = lastSession, close = spx, vixRegime, divergences, ...rest } = stated;
  const regime = vixRegime === null ? null : {
    ...vixRegime,
    daysSinceSpike: vixRegime.daysSinceSpike ?? (vixRegime.lastSpike === null ? null : tradingDaysBetween(vixRegime.lastSpike, date)),
    spikeAt: vixRegime.spikeAt ?? (stated.vixClose ?? 0) * (1 + policy.signals.vixRegime.spikeOneDay),
  };
  return { ...rest, date, close, vixRegime: regime, divergences: divergences.map((one) => divergenceOf(one, date, policy)), pivotsKnownToday: [], missing: [] };
}

/** What the rules read of the signals. */
const READ_BY_RULES = [
  'vixClose', 'rsi', 'spxMacdBearish', 'vixMacd', 'vixTiming', 'vixCrossUpBarsAgo', 'volTrigger', 'vixRegime', 'creditStress', 'cor1mPercentile', 'correlationSlippage', 'vixSpxCorrelation21',
] as const satisfies readonly (keyof DailySignals)[];

/** Signals the rules would read and the state does not say: their rules are off, and what they would have said is not known. */
export const unknownSignals = (signals: DailySignals | null): readonly string[] => (signals === null ? ['all'] : READ_BY_RULES.filter((key) => signals[key] === null));
