import { formatNumber, percent, plural } from '../figureText.ts';
import { MICROS_PER_SECOND } from '../units.ts';
import type { Micros } from '../units.ts';
import { centredSums, emptyPairs, everyPair, pushPair } from './rollingPairs.ts';
import type { PairWindow } from './rollingPairs.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { Explanation, SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

export const MINUTE_US: Micros = 60 * MICROS_PER_SECOND;

/** One minute of market time within a session, once it has ended. */
export interface FlowMinute {
  readonly minuteStartUs: Micros;
  /** Quotes taken, of every listed contract together. */
  readonly quotes: number;
  /** Mean of ln(spread ÷ the contract's own slow mean spread) over the minute's two-sided quotes; null where there was none. 0.1 is about 10 % wider. */
  readonly spreadWidening: number | null;
}

export interface Flow {
  readonly minuteStartUs: Micros;
  readonly quotes: number;
  /** Deviations from the minutes before; null in a silent minute or where spreads are not known. */
  readonly rateZ: number | null;
  readonly spreadZ: number | null;
  readonly surge: boolean;
  readonly wide: boolean;
}

export interface FlowState {
  /** ln(1 + quotes) of the minutes that were not silent, and the spread widening of those that had one. */
  readonly rates: PairWindow;
  readonly spreads: PairWindow;
  readonly last: Flow | null;
}

type FlowParameters = SignalParameters['flow'];

/** Standard deviations above the mean of the window; `least`: a deviation that means nothing. Null where that is 0 and nothing varied. */
function deviationsFrom(window: PairWindow, value: number, length: number, least: number): number | null {
  if (window.xs.count < length) return null;
  const { n, meanX, xx } = centredSums(window, length, everyPair);
  const deviation = Math.max(least, Math.sqrt(xx / (n - 1)));
  return deviation > 0 ? (value - meanX) / deviation : null;
}

/** The spread of ln(1 + n) that quotes coming at random would have by themselves, 1/√(1 + n): a steady stream is not surprised by a few more. */
function chanceDeviation(rates: PairWindow, length: number): number {
  const { meanX } = centredSums(rates, length, everyPair);
  return Math.exp(-meanX / 2);
}

function stepFlow({ rates, spreads }: FlowState, { minuteStartUs, quotes, spreadWidening }: FlowMinute, parameters: FlowParameters): FlowState {
  const { windowMinutes, minQuotes, surgeZ, wideZ, spreadNoise } = parameters;
  if (quotes < minQuotes) return { rates, spreads, last: { minuteStartUs, quotes, rateZ: null, spreadZ: null, surge: false, wide: false } };
  const rate = Math.log(1 + quotes);
  const rateZ = deviationsFrom(rates, rate, windowMinutes, chanceDeviation(rates, windowMinutes));
  const spreadZ = spreadWidening === null ? null : deviationsFrom(spreads, spreadWidening, windowMinutes, spreadNoise);
  return {
    rates: pushPair(rates, { x: rate, y: 0 }, windowMinutes, everyPair),
    spreads: spreadWidening === null ? spreads : pushPair(spreads, { x: spreadWidening, y: 0 }, windowMinutes, everyPair),
    last: { minuteStartUs, quotes, rateZ, spreadZ, surge: rateZ !== null && rateZ >= surgeZ, wide: spreadZ !== null && spreadZ >= wideZ },
  };
}

const inWords = (z: number | null): string => (z === null ? 'not known' : `z ${formatNumber(z, 1)}`);

function explainFlow({ last }: FlowState, { windowMinutes, minQuotes, surgeZ, wideZ, spreadNoise }: FlowParameters): Explanation {
  if (last === null) return { reading: 'no minute yet', because: [] };
  const { quotes, rateZ, spreadZ, surge, wide } = last;
  if (quotes < minQuotes) return { reading: `silent: ${plural(quotes, 'quote')} in the minute`, because: [`below ${minQuotes} a minute tells nothing, and is no measure for others`] };
  return {
    reading: `${formatNumber(quotes, 0)} quotes in the minute, ${inWords(rateZ)}${surge ? ': a surge' : ''}; spreads ${inWords(spreadZ)}${wide ? ': wide' : ''}`,
    because: [
      `measured against the ${windowMinutes} minutes before it that had ${minQuotes} quotes or more, itself not among them`,
      `a surge from z ${formatNumber(surgeZ, 1)} of ln(1 + quotes), wide from z ${formatNumber(wideZ, 1)} of the mean ln(spread ÷ the contract’s own mean)`,
      `the deviation is taken as at least what chance makes of counts, and of spreads as at least ${percent(spreadNoise)}: steady ones are not wide for a trifle`,
      'only minutes within the session count: the first of a morning are measured against the last of the session before',
    ],
  };
}

/**
 * Intensity of our own quote stream, a minute of market time at a time: z-scores of ln(1 + quotes) and of how far spreads have widened.
 * The present minute is not part of its own reference, so that a surge does not hide in it; silent minutes are part of none. A deviation
 * has a floor, so that a steady stream is neither deaf nor startled: what chance makes of quote counts, `spreadNoise` of spreads.
 */
export function flowSignal(parameters: FlowParameters): SignalDefinition<FlowMinute, FlowState, Flow> {
  return {
    name: 'Quote flow',
    warmUp: parameters.windowMinutes + 1,
    start: { rates: emptyPairs, spreads: emptyPairs, last: null },
    problemOf: ({ minuteStartUs, quotes, spreadWidening }, { last }) => firstProblem(
      numberProblem('minuteStartUs', minuteStartUs),
      minuteStartUs % MINUTE_US === 0 ? null : `minuteStartUs ${minuteStartUs} is not the start of a minute`,
      last !== null && minuteStartUs <= last.minuteStartUs ? `minuteStartUs ${minuteStartUs} does not come after ${last.minuteStartUs}` : null,
      numberProblem('quotes', quotes, { least: 0 }),
      spreadWidening === null ? null : numberProblem('spreadWidening', spreadWidening),
    ),
    step: (state, input) => stepFlow(state, input, parameters),
    valueOf: ({ rates, last }) => (rates.xs.count <= parameters.windowMinutes ? null : last),
    explain: (state) => explainFlow(state, parameters),
  };
}
