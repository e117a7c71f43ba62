import type { IsoDate } from '../units.ts';
import type { DailySignals } from './dailySignals.ts';
import { slide } from './rollingWindow.ts';
import type { SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

export interface VixRegimeInput {
  readonly date: IsoDate;
  readonly close: number;
  /** MACD(VIX) less its signal line; null while warming up. */
  readonly histogram: number | null;
}

interface Press {
  readonly since: IsoDate;
  readonly days: number;
  /** The peak close that the press is measured from; it does not roll away while the press lasts. */
  readonly peak: number;
  readonly closesAboveSignal: number;
}

export interface VixRegimeState {
  readonly closes: readonly number[];
  readonly spike: boolean;
  readonly lastSpike: IsoDate | null;
  readonly daysSinceSpike: number | null;
  readonly press: Press | null;
  /** A press that ran its full length: only a new spike opens another. */
  readonly spent: boolean;
}

export type VixRegime = NonNullable<DailySignals['vixRegime']>;

type RegimeParameters = SignalParameters['vixRegime'];

/** The five-day spike of the method: the close five sessions ago is the base. */
const SPIKE_LONG_DAYS = 5;

/** A spike is a rise: a session on which VIX falls back from one is still far above five days ago, but is no new spike. */
function isSpike(closes: readonly number[], close: number, parameters: RegimeParameters): boolean {
  const dayBefore = closes.at(-1);
  const daysBefore = closes.at(-SPIKE_LONG_DAYS);
  const oneDay = dayBefore !== undefined && close >= dayBefore * (1 + parameters.spikeOneDay);
  const rose = dayBefore !== undefined && close > dayBefore;
  const fiveDay = rose && daysBefore !== undefined && close >= daysBefore * (1 + parameters.spikeFiveDay);
  return oneDay || fiveDay;
}

/** Level from which the coming session would be a spike; it must also lie above the last close. */
function spikeLevel(closes: readonly number[], parameters: RegimeParameters): number {
  const [last, base] = [closes.at(-1) ?? Number.POSITIVE_INFINITY, closes.at(-SPIKE_LONG_DAYS) ?? Number.POSITIVE_INFINITY];
  return Math.min(last * (1 + parameters.spikeOneDay), Math.max(last, base * (1 + parameters.spikeFiveDay)));
}

/** The press one session on; or why it ended: a bounce (of VIX, or of MACD(VIX) for the policy's closes), or its full length spent. */
function continuedPress(press: Press, input: VixRegimeInput, parameters: RegimeParameters): Press | 'bounced' | 'spent' {
  const days = press.days + 1;
  const closesAboveSignal = input.histogram !== null && input.histogram > 0 ? press.closesAboveSignal + 1 : 0;
  if (input.close > parameters.pressEndRatio * press.peak) return 'bounced';
  if (closesAboveSignal >= parameters.pressMacdCloses) return 'bounced';
  return days >= parameters.pressMaxDays ? 'spent' : { ...press, days, closesAboveSignal };
}

function opensPress(input: VixRegimeInput, daysSinceSpike: number | null, peak: number, parameters: RegimeParameters): boolean {
  return (
    daysSinceSpike !== null &&
    daysSinceSpike <= parameters.spikeMemoryDays &&
    peak >= parameters.pressMinPeak &&
    input.close <= parameters.pressRatio * peak &&
    input.histogram !== null &&
    input.histogram < 0
  );
}

function stepRegime(state: VixRegimeState, input: VixRegimeInput, parameters: RegimeParameters): VixRegimeState {
  const spike = isSpike(state.closes, input.close, parameters);
  const since = state.daysSinceSpike === null ? null : state.daysSinceSpike + 1;
  const daysSinceSpike = spike ? 0 : since;
  const closes = slide(state.closes, input.close, Math.max(parameters.peakDays, SPIKE_LONG_DAYS));
  const seen = { closes, spike, lastSpike: spike ? input.date : state.lastSpike, daysSinceSpike };
  if (state.press !== null) {
    const next = continuedPress(state.press, input, parameters);
    if (next === 'bounced' || next === 'spent') return { ...seen, press: null, spent: next === 'spent' && !spike };
    return { ...seen, press: next, spent: false };
  }
  const spent = state.spent && !spike;
  const peak = Math.max(...closes.slice(-parameters.peakDays));
  if (spent || !opensPress(input, daysSinceSpike, peak, parameters)) return { ...seen, press: null, spent };
  return { ...seen, press: { since: input.date, days: 0, peak, closesAboveSignal: 0 }, spent };
}

/**
 * VIX spikes and the "press" after them. Spike: +`spikeOneDay` in a session or +`spikeFiveDay` over five. Press (the method's
 * "Temporal Theta cash press"): a spike within memory, a peak worth the name, VIX back at or below `pressRatio` of the peak close
 * and MACD(VIX) below its signal; it ends on a bounce, on MACD(VIX) above its signal, or after `pressMaxDays`.
 */
export function vixRegimeSignal(parameters: RegimeParameters): SignalDefinition<VixRegimeInput, VixRegimeState, VixRegime> {
  return {
    warmUp: 1,
    start: { closes: [], spike: false, lastSpike: null, daysSinceSpike: null, press: null, spent: false },
    step: (state, input) => stepRegime(state, input, parameters),
    valueOf(state) {
      if (state.closes.length === 0) return null;
      const peak20 = state.closes.length < parameters.peakDays ? null : Math.max(...state.closes.slice(-parameters.peakDays));
      return {
        spike: state.spike,
        lastSpike: state.lastSpike,
        daysSinceSpike: state.daysSinceSpike,
        peak20,
        spikeAt: spikeLevel(state.closes, parameters),
        press: state.press !== null,
        pressSince: state.press?.since ?? null,
      };
    },
  };
}
