import { averageTrueRangeSignal } from './averageTrueRange.ts';
import type { AverageTrueRangeState } from './averageTrueRange.ts';
import { barProblem } from './dailyInputProblem.ts';
import type { DailyInput, DailySignals, MacdValue } from './dailySignals.ts';
import { explained, explainedTogether } from './explained.ts';
import { macdSignal } from './macd.ts';
import type { MacdState } from './macd.ts';
import { macdBearishSignal } from './macdState.ts';
import type { MacdBearishState } from './macdState.ts';
import { pivotSignal } from './pivots.ts';
import type { PivotState } from './pivots.ts';
import { rsiSignal } from './rsi.ts';
import type { RsiState } from './rsi.ts';
import { rsiFailureSignal } from './rsiFailure.ts';
import type { RsiFailureState } from './rsiFailure.ts';
import { firstProblem } from './signal.ts';
import type { Explanation, SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

export interface PriceState {
  readonly rsi: RsiState;
  readonly rsiFailure: RsiFailureState;
  readonly macd: MacdState;
  readonly atr: AverageTrueRangeState;
  readonly bearish: MacdBearishState;
  readonly pivots: PivotState;
}

export type PriceSignals = Pick<DailySignals, 'rsi' | 'rsiFailure' | 'atr' | 'spxMacdBearish' | 'pivotsKnownToday'> & {
  readonly macd: MacdValue | null;
};

/** A bar of SPX: of a session, or within one. */
export type PriceInput = Pick<DailyInput, 'date' | 'price'>;

const definitionsOf = (parameters: SignalParameters) => ({
  rsi: rsiSignal(parameters.rsi.period),
  rsiFailure: rsiFailureSignal(parameters.rsi),
  macd: macdSignal(parameters.macd),
  atr: averageTrueRangeSignal(parameters.macd.atrPeriod),
  bearish: macdBearishSignal(parameters.macd),
  pivots: pivotSignal(parameters.pivot),
});

/** Signals of the SPX bar alone. */
export function priceSignals(parameters: SignalParameters): SignalDefinition<PriceInput, PriceState, PriceSignals> {
  const { rsi, rsiFailure, macd, atr, bearish, pivots } = definitionsOf(parameters);
  const explain = (state: PriceState): Explanation => explainedTogether('signals of the price', [
    explained({ signal: 'rsi', subject: 'SPX' }, rsi, state.rsi),
    explained({ signal: 'rsiFailure', subject: 'SPX' }, rsiFailure, state.rsiFailure),
    explained({ signal: 'macd', subject: 'SPX' }, macd, state.macd),
    explained({ signal: 'spxMacdBearish', subject: 'SPX', needs: macd.warmUp }, bearish, state.bearish),
    explained({ signal: 'pivots', subject: 'SPX' }, pivots, state.pivots),
  ]);
  return {
    name: 'Price',
    warmUp: 1,
    problemOf: ({ date, price }, state) =>
      firstProblem(barProblem('price', price), pivots.problemOf({ date, ...price }, state.pivots)),
    explain,
    start: {
      rsi: rsi.start,
      rsiFailure: rsiFailure.start,
      macd: macd.start,
      atr: atr.start,
      bearish: bearish.start,
      pivots: pivots.start,
    },
    step(state, { date, price }) {
      const next = { rsi: rsi.step(state.rsi, price.close), macd: macd.step(state.macd, price.close), atr: atr.step(state.atr, price) };
      const histogram = macd.valueOf(next.macd)?.histogram;
      const range = atr.valueOf(next.atr);
      return {
        ...next,
        rsiFailure: rsiFailure.step(state.rsiFailure, { date, rsi: rsi.valueOf(next.rsi) }),
        bearish: histogram === undefined || range === null ? state.bearish : bearish.step(state.bearish, { histogram, atr: range }),
        pivots: pivots.step(state.pivots, { date, high: price.high, low: price.low }),
      };
    },
    valueOf: (state) => ({
      rsi: rsi.valueOf(state.rsi),
      rsiFailure: rsiFailure.valueOf(state.rsiFailure) ?? { on: false, since: null },
      macd: macd.valueOf(state.macd),
      atr: atr.valueOf(state.atr),
      spxMacdBearish: bearish.valueOf(state.bearish),
      pivotsKnownToday: pivots.valueOf(state.pivots) ?? [],
    }),
  };
}
