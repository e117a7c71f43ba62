import type { DailySignals, DivergenceKind, DivergenceSeries } from './dailySignals.ts';
import { isHidden, SHAPES } from './divergencePairs.ts';
import { divergenceSightings } from './divergenceSightings.ts';
import type { Sightings, StudiedSession } from './divergenceSightings.ts';
import type { SignalParameters } from './signalParameters.ts';

/** A signal as a yes or no of every session; null where it had no value. */
export interface Firing {
  readonly key: string;
  readonly on: readonly (boolean | null)[];
  /** Sessions off that do not yet make the next one on another time. */
  readonly pause: number;
}

const whenKnown = <T>(value: T | null, isOn: (value: T) => boolean): boolean | null => (value === null ? null : isOn(value));

/** The signals that are on or off, in the order of the reader's page. */
const STATES: Readonly<Record<string, (signals: DailySignals) => boolean | null>> = {
  rsiFailure: ({ rsi, rsiFailure }) => whenKnown(rsi, () => rsiFailure.on),
  volTrigger: ({ volTrigger }) => volTrigger,
  spxMacdBearish: ({ spxMacdBearish }) => spxMacdBearish,
  // On a session without VIX the count of bars stands still: the cross is no second one.
  vixCrossUp: ({ vixClose, vixMacd, vixCrossUpBarsAgo }) => whenKnown(vixMacd, () => vixClose !== null && vixCrossUpBarsAgo === 0),
  vixTiming: ({ vixTiming }) => vixTiming,
  vixVsSpx: ({ vixVsSpx }) => whenKnown(vixVsSpx, (difference) => difference > 0),
  correlationSlippage: ({ correlationSlippage }) => correlationSlippage,
  backwardation: ({ termStructure }) => whenKnown(termStructure, ({ shape }) => shape === 'backwardation'),
  spike: ({ vixRegime }) => whenKnown(vixRegime, ({ spike }) => spike),
  press: ({ vixRegime }) => whenKnown(vixRegime, ({ press }) => press),
  creditStress: ({ creditStress }) => whenKnown(creditStress, ({ on }) => on),
};

export const KINDS: readonly DivergenceKind[] = ['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish'];
export const SERIES: readonly DivergenceSeries[] = ['obv', 'adLine'];

const eitherOf = (one: readonly (boolean | null)[], other: readonly (boolean | null)[]): (boolean | null)[] =>
  one.map((on, session) => (on === null && other[session] === null ? null : on === true || other[session] === true));

function divergenceFirings(sessions: readonly StudiedSession[], kind: DivergenceKind, parameters: SignalParameters): Firing[] {
  const seenIn = (series: DivergenceSeries): Sightings => divergenceSightings(sessions, series, kind, parameters);
  const [obv, adLine] = [seenIn('obv'), seenIn('adLine')];
  const either = { forming: eitherOf(obv.forming, adLine.forming), qualified: eitherOf(obv.qualified, adLine.qualified) };
  // True again within the bars that a forming one lives on, it is the same one.
  const pause = { forming: parameters.divergence.formingExpireBars - 1, qualified: 0 } as const;
  const states = isHidden(SHAPES[kind]) ? (['qualified'] as const) : (['forming', 'qualified'] as const);
  return states.flatMap((state) =>
    Object.entries({ obv, adLine, either }).map(([series, seen]) => ({ key: `${series} ${kind} ${state}`, on: seen[state], pause: pause[state] })));
}

/**
 * Every signal that fires, session by session: divergences under the key `obv|adLine|either KIND STATE`, the others under the name of
 * their field in the daily signals.
 */
export function firingsOf(sessions: readonly StudiedSession[], parameters: SignalParameters): readonly Firing[] {
  const divergences = KINDS.flatMap((kind) => divergenceFirings(sessions, kind, parameters));
  const states = Object.entries(STATES).map(([key, isOn]) => ({ key, on: sessions.map(({ signals }) => isOn(signals)), pause: 0 }));
  return [...divergences, ...states];
}
