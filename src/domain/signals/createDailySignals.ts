import { formatNumber } from '../figureText.ts';
import type { Result } from '../result.ts';
import { success } from '../result.ts';
import { dailyInputProblem } from './dailyInputProblem.ts';
import { creditStressSignal } from './creditStress.ts';
import type { DailyInput, DailySignals } from './dailySignals.ts';
import { withOverlaps } from './divergenceOverlap.ts';
import { breadthDivergingSignal, obvDivergingSignal } from './divergingSeries.ts';
import { explained, explainedTogether } from './explained.ts';
import { impliedCorrelationSignal } from './impliedCorrelation.ts';
import { macdSignal } from './macd.ts';
import { missingSeries } from './missingSeries.ts';
import { optionalSeries } from './optionalSeries.ts';
import { priceSignals } from './priceSignals.ts';
import type { PriceSignals } from './priceSignals.ts';
import { rsiSignal } from './rsi.ts';
import { createSignal } from './signal.ts';
import type { Explanation, SignalDefinition, SignalExplanation, SignalState } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';
import { noVixSignals, vixSignals } from './vixSignals.ts';
import type { VixSession, VixSignals } from './vixSignals.ts';
import { vixVsSpxSignal } from './vixVsSpx.ts';

export interface DailySignalsEngine {
  /** Takes the next closed session. Failure `invalid-input` names date and field and leaves everything as it was. */
  add(input: DailyInput): Result<DailySignals>;
  /** Takes the last session again with newer contents: it was still open, or has been corrected. */
  replace(input: DailyInput): Result<DailySignals>;
  /** What each signal says of the last session and what that rests on; empty before the first. */
  explain(): readonly SignalExplanation[];
  /** Null until the first session, and after a state that could not be restored. */
  readonly latest: DailySignals | null;
  /** Plain data for `restored`; survives `JSON.stringify` without losing a bit. */
  state(): unknown;
}

/** Raised whenever the shape of the state changes, so that an older one is not misread. */
const STATE_VERSION = 3;

const definitionsOf = (parameters: SignalParameters) => ({
  price: priceSignals(parameters),
  obv: obvDivergingSignal(parameters),
  breadth: breadthDivergingSignal(parameters),
  vix: optionalSeries(vixSignals(parameters), parameters),
  cor1m: optionalSeries(impliedCorrelationSignal(parameters.impliedCorrelation.days), parameters),
  cor3m: optionalSeries(impliedCorrelationSignal(parameters.impliedCorrelation.days), parameters),
  vxx: optionalSeries(rsiSignal(parameters.rsi.period), parameters),
  credit: optionalSeries(creditStressSignal(parameters.creditStress), parameters),
});

type Definitions = ReturnType<typeof definitionsOf>;
type Parts = { readonly [Name in keyof Definitions]: Definitions[Name]['start'] };
interface DailyState {
  readonly bars: number;
  readonly input: DailyInput | null;
  readonly parts: Parts;
}

const hasVix = (input: DailyInput): input is DailyInput & VixSession => input.vix !== null;

function stepParts(parts: Parts, input: DailyInput, { price, obv, breadth, vix, cor1m, cor3m, vxx, credit }: Definitions): Parts {
  return {
    price: price.step(parts.price, input),
    obv: obv.step(parts.obv, input),
    breadth: breadth.step(parts.breadth, input),
    vix: vix.step(parts.vix, hasVix(input) ? input : null),
    cor1m: cor1m.step(parts.cor1m, input.cor1m),
    cor3m: cor3m.step(parts.cor3m, input.cor3m),
    vxx: vxx.step(parts.vxx, input.vxx),
    credit: credit.step(parts.credit, input.creditSpread),
  };
}

/** The two histograms as the comparison takes them; null while one of them is not known or its series does not move. */
function vixVsSpxState(vix: VixSignals, price: PriceSignals) {
  if (vix.vixMacd === null || price.macd === null || !vix.vixAtr || !price.atr) return vixVsSpxSignal.start;
  return { last: { vix: { histogram: vix.vixMacd.histogram, atr: vix.vixAtr }, spx: { histogram: price.macd.histogram, atr: price.atr } } };
}

function readSignals({ bars, input, parts }: DailyState, definitions: Definitions, parameters: SignalParameters): DailySignals | null {
  const { rsi } = parameters;
  const price = definitions.price.valueOf(parts.price);
  const obv = definitions.obv.valueOf(parts.obv);
  const breadth = definitions.breadth.valueOf(parts.breadth);
  if (input === null || price === null || obv === null || breadth === null) return null;
  const vix = definitions.vix.valueOf(parts.vix) ?? noVixSignals;
  const vxxRsi = definitions.vxx.valueOf(parts.vxx);
  const trigger = readTrigger(parts, definitions, parameters);
  return {
    date: input.date,
    bars,
    close: input.price.close,
    vixClose: input.vix?.close ?? null,
    obv: obv.value,
    adLine: breadth.value,
    breadthUniverse: breadth.disabled ? null : parts.breadth.line.inner.universe,
    ...price,
    ...vix,
    vxxRsi,
    volTrigger: trigger === null ? null : trigger >= rsi.volTrigger,
    vixVsSpx: vixVsSpxSignal.valueOf(vixVsSpxState(vix, price)),
    cor1mPercentile: definitions.cor1m.valueOf(parts.cor1m),
    cor3mPercentile: definitions.cor3m.valueOf(parts.cor3m),
    creditStress: definitions.credit.valueOf(parts.credit),
    divergences: withOverlaps(obv.divergences, breadth.divergences),
    missing: missingSeries({
      obv: obv.disabled,
      breadth: breadth.disabled,
      vix: parts.vix.absent === null,
      term: parts.vix.absent !== null && parts.vix.inner.term.absent === null,
      cor1m: parts.cor1m.absent === null,
      credit: parts.credit.absent === null,
      vxx: rsi.volSource === 'VXX' && parts.vxx.absent === null,
    }),
  };
}

/** RSI of the volatility series that the policy names, null while it has none. */
const readTrigger = (parts: Parts, { vix, vxx }: Definitions, { rsi }: SignalParameters): number | null =>
  (rsi.volSource === 'VIX' ? (vix.valueOf(parts.vix)?.vixRsi ?? null) : vxx.valueOf(parts.vxx));

function explainTrigger(value: number | null, { rsi: { volTrigger, volSource, period } }: SignalParameters): SignalExplanation {
  const common = { signal: 'volTrigger', title: 'Volatility trigger' };
  const because = [`on at or above ${formatNumber(volTrigger, 0)}, by the policy from ${volSource}`];
  if (value === null) return { ...common, reading: 'no value', because: [...because, `RSI of ${volSource} needs ${period + 1} bars of its series without a long hole`] };
  return { ...common, reading: `${value >= volTrigger ? 'on' : 'off'}: RSI of ${volSource} ${formatNumber(value, 1)}`, because };
}

function explainDaily({ input, parts }: DailyState, definitions: Definitions, parameters: SignalParameters): Explanation {
  const { price, obv, breadth, vix, cor1m, cor3m, vxx, credit } = definitions;
  const [priceNow, vixNow] = [price.valueOf(parts.price), vix.valueOf(parts.vix)];
  return explainedTogether(`signals of ${input?.date ?? 'no session yet'}`, [
    { signal: 'obv', title: 'OBV and its divergences', ...obv.explain(parts.obv) },
    { signal: 'adLine', title: 'A/D line and its divergences', ...breadth.explain(parts.breadth) },
    ...(price.explain(parts.price).parts ?? []),
    ...(vix.explain(parts.vix).parts ?? []),
    ...(parts.vxx.absent === null ? [] : [explained({ signal: 'vxxRsi', subject: 'VXX' }, vxx, parts.vxx)]),
    explainTrigger(readTrigger(parts, definitions, parameters), parameters),
    explained({ signal: 'vixVsSpx', subject: '', needs: macdSignal(parameters.macd).warmUp }, vixVsSpxSignal, priceNow === null || vixNow === null ? vixVsSpxSignal.start : vixVsSpxState(vixNow, priceNow)),
    explained({ signal: 'cor1mPercentile', subject: 'COR1M' }, cor1m, parts.cor1m),
    ...(parts.cor3m.absent === null ? [] : [explained({ signal: 'cor3mPercentile', subject: 'COR3M' }, cor3m, parts.cor3m)]),
    explained({ signal: 'creditStress', subject: '' }, credit, parts.credit),
  ]);
}

/** All daily signals as one signal. */
export function dailySignalsDefinition(parameters: SignalParameters): SignalDefinition<DailyInput, DailyState, DailySignals> {
  const definitions = definitionsOf(parameters);
  const start = Object.fromEntries(Object.entries(definitions).map(([name, definition]) => [name, definition.start])) as Parts;
  return {
    name: 'Daily signals',
    warmUp: 1,
    start: { bars: 0, input: null, parts: start },
    problemOf: (input, state) => dailyInputProblem(input, state.input?.date ?? null),
    step: (state, input) => ({ bars: state.bars + 1, input, parts: stepParts(state.parts, input, definitions) }),
    valueOf: (state) => readSignals(state, definitions, parameters),
    explain: (state) => explainDaily(state, definitions, parameters),
  };
}

interface StoredState {
  readonly version: number;
  /** The parameters the state was built with, as text: other windows would need other history. */
  readonly parameters: string;
  readonly signal: SignalState<DailyState>;
}

function isStoredState(stored: unknown, parameters: string): stored is StoredState {
  if (typeof stored !== 'object' || stored === null) return false;
  if (!('version' in stored) || !('parameters' in stored) || !('signal' in stored)) return false;
  return stored.version === STATE_VERSION && stored.parameters === parameters;
}

/**
 * Every daily signal, one closed session at a time; no look-ahead. A state of another version or of other parameters is not restored:
 * `latest` is then null and the caller feeds the history again.
 */
export function createDailySignals(parameters: SignalParameters, restored?: unknown): DailySignalsEngine {
  const parametersText = JSON.stringify(parameters);
  const definition = dailySignalsDefinition(parameters);
  const signal = createSignal(definition, isStoredState(restored, parametersText) ? restored.signal : undefined);
  let latest = signal.value;
  const keep = (taken: Result<DailySignals | null>): Result<DailySignals> => {
    if (!taken.ok) return taken;
    if (taken.value === null) throw new Error('a session was added and the signals have no value');
    latest = taken.value;
    return success(taken.value);
  };
  return {
    add: (input) => keep(signal.add(input)),
    replace: (input) => keep(signal.replace(input)),
    explain: () => signal.explain().parts ?? [],
    get latest() {
      return latest;
    },
    state: () => ({ version: STATE_VERSION, parameters: parametersText, signal: signal.state() }),
  };
}
