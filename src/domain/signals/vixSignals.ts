import { averageTrueRangeSignal } from './averageTrueRange.ts';
import type { AverageTrueRangeState } from './averageTrueRange.ts';
import { plural, signed } from '../figureText.ts';
import { barProblem } from './dailyInputProblem.ts';
import type { DailyInput, DailySignals } from './dailySignals.ts';
import { explained, explainedTogether } from './explained.ts';
import { macdSignal } from './macd.ts';
import type { MacdState } from './macd.ts';
import { macdCrossUpSignal } from './macdState.ts';
import type { CrossUpState } from './macdState.ts';
import { optionalSeries } from './optionalSeries.ts';
import type { OptionalState } from './optionalSeries.ts';
import { rsiSignal } from './rsi.ts';
import type { RsiState } from './rsi.ts';
import { rsiFailureSignal } from './rsiFailure.ts';
import type { RsiFailureState } from './rsiFailure.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { Explanation, SignalDefinition, SignalExplanation } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';
import { frontOverBack, termStructureSignal } from './termStructure.ts';
import type { TermInput, TermState } from './termStructure.ts';
import { vixBetaSignal } from './vixBeta.ts';
import { vixRegimeSignal } from './vixRegime.ts';
import type { VixRegimeState } from './vixRegime.ts';
import { vixSpxCorrelationSignal } from './vixSpxCorrelation.ts';
import type { ChangesState } from './vixSpxCorrelation.ts';

/** A session on which VIX is known. */
export type VixSession = Pick<DailyInput, 'date' | 'term'> & { readonly price: Pick<DailyInput['price'], 'close'>; readonly vix: NonNullable<DailyInput['vix']> };

export interface VixState {
  readonly rsi: RsiState;
  readonly rsiFailure: RsiFailureState;
  readonly macd: MacdState;
  readonly atr: AverageTrueRangeState;
  readonly crossUp: CrossUpState;
  readonly short: ChangesState;
  readonly long: ChangesState;
  readonly beta: ChangesState;
  readonly term: OptionalState<TermState>;
  readonly regime: VixRegimeState;
}

export type VixSignals = Pick<
  DailySignals,
  | 'vixRsi'
  | 'vixRsiFailure'
  | 'vixMacd'
  | 'vixAtr'
  | 'vixTiming'
  | 'vixCrossUpBarsAgo'
  | 'vixSpxCorrelation21'
  | 'vixSpxCorrelation63'
  | 'correlationSlippage'
  | 'vixBeta60'
  | 'termStructure'
  | 'vixRegime'
>;

const definitionsOf = (parameters: SignalParameters) => ({
  rsi: rsiSignal(parameters.rsi.period),
  rsiFailure: rsiFailureSignal(parameters.rsi),
  macd: macdSignal(parameters.macd),
  atr: averageTrueRangeSignal(parameters.macd.atrPeriod),
  crossUp: macdCrossUpSignal,
  short: vixSpxCorrelationSignal(parameters.correlation.shortDays, parameters.correlation),
  long: vixSpxCorrelationSignal(parameters.correlation.longDays, parameters.correlation),
  beta: vixBetaSignal(parameters.vixBeta),
  term: optionalSeries(termStructureSignal(parameters.termStructure), parameters),
  regime: vixRegimeSignal(parameters.vixRegime),
});

type Definitions = ReturnType<typeof definitionsOf>;

/** Levels without a pair to compare tell no shape: the series is absent that day. */
function termInput(vix: number, term: DailyInput['term']): TermInput | null {
  const input = term === null ? null : { vix, ...term };
  return input === null || frontOverBack(input) === null ? null : input;
}

function stepVix(state: VixState, { date, price, vix, term }: VixSession, definitions: Definitions): VixState {
  const pair = { price: price.close, vix: vix.close };
  const macd = definitions.macd.step(state.macd, vix.close);
  const histogram = definitions.macd.valueOf(macd)?.histogram ?? null;
  const rsi = definitions.rsi.step(state.rsi, vix.close);
  return {
    rsi,
    rsiFailure: definitions.rsiFailure.step(state.rsiFailure, { date, rsi: definitions.rsi.valueOf(rsi) }),
    macd,
    atr: definitions.atr.step(state.atr, vix),
    crossUp: histogram === null ? state.crossUp : definitions.crossUp.step(state.crossUp, histogram),
    short: definitions.short.step(state.short, pair),
    long: definitions.long.step(state.long, pair),
    beta: definitions.beta.step(state.beta, pair),
    term: definitions.term.step(state.term, termInput(vix.close, term)),
    regime: definitions.regime.step(state.regime, { date, close: vix.close, histogram }),
  };
}

const noFailure = { on: false, since: null } as const;

function readVix(state: VixState, definitions: Definitions, parameters: SignalParameters): VixSignals {
  const vixRsi = definitions.rsi.valueOf(state.rsi);
  const vixMacd = definitions.macd.valueOf(state.macd);
  const crossUp = definitions.crossUp.valueOf(state.crossUp);
  const recentCross = crossUp !== null && crossUp <= parameters.macd.crossUpBars;
  const correlation = definitions.short.valueOf(state.short);
  return {
    vixRsi,
    vixRsiFailure: definitions.rsiFailure.valueOf(state.rsiFailure) ?? noFailure,
    vixMacd,
    vixAtr: definitions.atr.valueOf(state.atr),
    vixTiming: vixMacd === null ? null : vixMacd.histogram > 0 || recentCross,
    vixCrossUpBarsAgo: crossUp,
    vixSpxCorrelation21: correlation,
    vixSpxCorrelation63: definitions.long.valueOf(state.long),
    correlationSlippage: correlation === null ? null : correlation > parameters.correlation.slippage,
    vixBeta60: definitions.beta.valueOf(state.beta),
    termStructure: definitions.term.valueOf(state.term),
    vixRegime: definitions.regime.valueOf(state.regime),
  };
}

function explainTiming(state: VixState, definitions: Definitions, parameters: SignalParameters): SignalExplanation {
  const common = { signal: 'vixTiming', title: 'VIX MACD timing' };
  const { crossUpBars } = parameters.macd;
  const rule = `on while the histogram is above zero, and for ${crossUpBars} bars after it crossed above`;
  const { vixMacd, vixTiming, vixCrossUpBarsAgo } = readVix(state, definitions, parameters);
  if (vixMacd === null) return { ...common, reading: 'no value', because: [rule, `needs ${definitions.macd.warmUp} bars of VIX without a long hole`] };
  const cross = vixCrossUpBarsAgo === null ? 'no cross-up seen yet' : `crossed up ${vixCrossUpBarsAgo === 0 ? 'on this bar' : `${plural(vixCrossUpBarsAgo, 'bar')} ago`}`;
  return { ...common, reading: `${vixTiming === true ? 'on' : 'off'}: histogram ${signed(vixMacd.histogram, 2)} points, ${cross}`, because: [rule] };
}

function explainVix(state: VixState, definitions: Definitions, parameters: SignalParameters): Explanation {
  const { rsi, rsiFailure, macd, short, long, beta, term, regime } = definitions;
  return explainedTogether('signals of VIX', [
    explained({ signal: 'vixRsi', subject: 'VIX' }, rsi, state.rsi),
    explained({ signal: 'vixRsiFailure', subject: 'VIX' }, rsiFailure, state.rsiFailure),
    explained({ signal: 'vixMacd', subject: 'VIX' }, macd, state.macd),
    explainTiming(state, definitions, parameters),
    explained({ signal: 'vixSpxCorrelation21', subject: '' }, short, state.short),
    explained({ signal: 'vixSpxCorrelation63', subject: '' }, long, state.long),
    explained({ signal: 'vixBeta60', subject: '' }, beta, state.beta),
    explained({ signal: 'termStructure', subject: '' }, term, state.term),
    explained({ signal: 'vixRegime', subject: '' }, regime, state.regime),
  ]);
}

/** Signals of VIX, alone and against SPX. */
export function vixSignals(parameters: SignalParameters): SignalDefinition<VixSession, VixState, VixSignals> {
  const definitions = definitionsOf(parameters);
  const { rsi, rsiFailure, macd, atr, crossUp, short, long, beta, term, regime } = definitions;
  return {
    name: 'VIX',
    warmUp: 1,
    problemOf: ({ date, price, vix, term: levels }, state) =>
      firstProblem(
        regime.problemOf({ date, close: vix.close, histogram: null }, state.regime),
        numberProblem('price.close', price.close, { above: 0 }),
        barProblem('vix', vix),
        levels === null ? null : term.problemOf({ vix: vix.close, ...levels }, state.term),
      ),
    explain: (state) => explainVix(state, definitions, parameters),
    start: {
      rsi: rsi.start,
      rsiFailure: rsiFailure.start,
      macd: macd.start,
      atr: atr.start,
      crossUp: crossUp.start,
      short: short.start,
      long: long.start,
      beta: beta.start,
      term: term.start,
      regime: regime.start,
    },
    step: (state, input) => stepVix(state, input, definitions),
    valueOf: (state) => readVix(state, definitions, parameters),
  };
}

/** What the VIX signals say while there is no VIX. */
export const noVixSignals: VixSignals = {
  vixRsi: null,
  vixRsiFailure: noFailure,
  vixMacd: null,
  vixAtr: null,
  vixTiming: null,
  vixCrossUpBarsAgo: null,
  vixSpxCorrelation21: null,
  vixSpxCorrelation63: null,
  correlationSlippage: null,
  vixBeta60: null,
  termStructure: null,
  vixRegime: null,
};
