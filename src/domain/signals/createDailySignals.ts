import { creditStressSignal } from './creditStress.ts';
import type { DailyInput, DailySignals } from './dailySignals.ts';
import { newestFirst } from './divergence.ts';
import { breadthDivergingSignal, obvDivergingSignal } from './divergingSeries.ts';
import { impliedCorrelationSignal } from './impliedCorrelation.ts';
import { missingSeries } from './missingSeries.ts';
import { optionalSeries } from './optionalSeries.ts';
import { priceSignals } from './priceSignals.ts';
import type { PriceSignals } from './priceSignals.ts';
import { createSignal } from './signal.ts';
import type { SignalDefinition, SignalState } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';
import { noVixSignals, vixSignals } from './vixSignals.ts';
import type { VixSession, VixSignals } from './vixSignals.ts';

export interface DailySignalsEngine {
  /** Takes the next closed session; its date must be later than the last one's (`checkDailyInput`). */
  add(input: DailyInput): DailySignals;
  /** Takes the last session again with newer contents, while it is still open. */
  replace(input: DailyInput): DailySignals;
  /** Null until the first session, and after a state that could not be restored. */
  readonly latest: DailySignals | null;
  /** Plain data for `restored`; survives `JSON.stringify` without losing a bit. */
  state(): unknown;
}

/** Raised whenever the shape of the state changes, so that an older one is not misread. */
const STATE_VERSION = 1;

const definitionsOf = (parameters: SignalParameters) => ({
  price: priceSignals(parameters),
  obv: obvDivergingSignal(parameters),
  breadth: breadthDivergingSignal(parameters),
  vix: optionalSeries(vixSignals(parameters)),
  cor1m: optionalSeries(impliedCorrelationSignal(parameters.impliedCorrelation.days)),
  credit: optionalSeries(creditStressSignal(parameters.creditStress)),
});

type Definitions = ReturnType<typeof definitionsOf>;
type Parts = { readonly [Name in keyof Definitions]: Definitions[Name]['start'] };
interface DailyState {
  readonly bars: number;
  readonly input: DailyInput | null;
  readonly parts: Parts;
}

const hasVix = (input: DailyInput): input is VixSession => input.vix !== null;

function stepParts(parts: Parts, input: DailyInput, { price, obv, breadth, vix, cor1m, credit }: Definitions): Parts {
  return {
    price: price.step(parts.price, input),
    obv: obv.step(parts.obv, input),
    breadth: breadth.step(parts.breadth, input),
    vix: vix.step(parts.vix, hasVix(input) ? input : null),
    cor1m: cor1m.step(parts.cor1m, input.cor1m),
    credit: credit.step(parts.credit, input.creditSpread),
  };
}

/** VIX histogram less SPX histogram, each in its own average ranges: above zero, fear gains faster than price. */
function vixVsSpx(vix: VixSignals, price: PriceSignals): number | null {
  if (vix.vixMacd === null || price.macd === null || !vix.vixAtr || !price.atr) return null;
  return vix.vixMacd.histogram / vix.vixAtr - price.macd.histogram / price.atr;
}

function readSignals({ bars, input, parts }: DailyState, definitions: Definitions): DailySignals | null {
  const price = definitions.price.valueOf(parts.price);
  const obv = definitions.obv.valueOf(parts.obv);
  const breadth = definitions.breadth.valueOf(parts.breadth);
  if (input === null || price === null || obv === null || breadth === null) return null;
  const vix = definitions.vix.valueOf(parts.vix) ?? noVixSignals;
  const divergences = [...obv.divergences, ...breadth.divergences];
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
    vixVsSpx: vixVsSpx(vix, price),
    cor1mPercentile: definitions.cor1m.valueOf(parts.cor1m),
    creditStress: definitions.credit.valueOf(parts.credit),
    divergences: divergences.toSorted(newestFirst),
    missing: missingSeries({
      obv: obv.disabled,
      breadth: breadth.disabled,
      vix: parts.vix.absent === null,
      term: parts.vix.absent !== null && parts.vix.inner.term.absent === null,
      cor1m: parts.cor1m.absent === null,
      credit: parts.credit.absent === null,
    }),
  };
}

/** All daily signals as one signal. */
export function dailySignalsDefinition(parameters: SignalParameters): SignalDefinition<DailyInput, DailyState, DailySignals> {
  const definitions = definitionsOf(parameters);
  const { price, obv, breadth, vix, cor1m, credit } = definitions;
  return {
    warmUp: 1,
    start: {
      bars: 0,
      input: null,
      parts: { price: price.start, obv: obv.start, breadth: breadth.start, vix: vix.start, cor1m: cor1m.start, credit: credit.start },
    },
    step: (state, input) => ({ bars: state.bars + 1, input, parts: stepParts(state.parts, input, definitions) }),
    valueOf: (state) => readSignals(state, definitions),
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
 * `latest` is then null and the caller feeds the history again. Inputs are taken as checked (`checkDailyInput`).
 */
export function createDailySignals(parameters: SignalParameters, restored?: unknown): DailySignalsEngine {
  const parametersText = JSON.stringify(parameters);
  const definition = dailySignalsDefinition(parameters);
  const signal = createSignal(definition, isStoredState(restored, parametersText) ? restored.signal : undefined);
  let latest = signal.value;
  const keep = (value: DailySignals | null): DailySignals => {
    if (value === null) throw new Error('a session was added and the signals have no value');
    latest = value;
    return value;
  };
  return {
    add: (input) => keep(signal.add(input)),
    replace: (input) => keep(signal.replace(input)),
    get latest() {
      return latest;
    },
    state: () => ({ version: STATE_VERSION, parameters: parametersText, signal: signal.state() }),
  };
}
