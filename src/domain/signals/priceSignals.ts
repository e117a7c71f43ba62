import { averageTrueRangeSignal } from './averageTrueRange.ts';
import type { AverageTrueRangeState } from './averageTrueRange.ts';
import type { DailyInput, DailySignals, MacdValue } from './dailySignals.ts';
import { macdSignal } from './macd.ts';
import type { MacdState } from './macd.ts';
import { macdBearishSignal } from './macdState.ts';
import { pivotSignal } from './pivots.ts';
import type { PivotInput } from './pivots.ts';
import { rsiSignal } from './rsi.ts';
import type { RsiState } from './rsi.ts';
import { rsiFailureSignal } from './rsiFailure.ts';
import type { RsiFailureState } from './rsiFailure.ts';
import type { SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

export interface PriceState {
  readonly rsi: RsiState;
  readonly rsiFailure: RsiFailureState;
  readonly macd: MacdState;
  readonly atr: AverageTrueRangeState;
  readonly bearish: { readonly on: boolean | null };
  readonly pivots: { readonly bars: readonly PivotInput[] };
}

export type PriceSignals = Pick<DailySignals, 'rsi' | 'rsiFailure' | 'atr' | 'spxMacdBearish' | 'pivotsKnownToday'> & {
  readonly macd: MacdValue | null;
};

/** Signals of the SPX bar alone. */
export function priceSignals(parameters: SignalParameters): SignalDefinition<DailyInput, PriceState, PriceSignals> {
  const rsi = rsiSignal(parameters.rsi.period);
  const rsiFailure = rsiFailureSignal(parameters.rsi);
  const macd = macdSignal(parameters.macd);
  const atr = averageTrueRangeSignal(parameters.macd.atrPeriod);
  const bearish = macdBearishSignal(parameters.macd);
  const pivots = pivotSignal(parameters.pivot);
  return {
    warmUp: 1,
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
