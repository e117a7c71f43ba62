import { formatNumber, percent, signed } from '../figureText.ts';
import type { IsoDate } from '../units.ts';
import type { DailySignals } from './dailySignals.ts';
import { ago, emptyRing, push } from './rollingWindow.ts';
import type { Ring } from './rollingWindow.ts';
import { firstProblem, numberProblem, orderProblem } from './signal.ts';
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
  readonly date: IsoDate | null;
  readonly closes: Ring;
  readonly histogram: number | null;
  readonly spike: boolean;
  readonly lastSpike: IsoDate | null;
  readonly daysSinceSpike: number | null;
  readonly press: Press | null;
  /** A press that ran its full length: only a new spike opens another. */
  readonly spent: boolean;
}

export type VixRegime = NonNullable<DailySignals['vixRegime']>;

type RegimeParameters = SignalParameters['vixRegime'];

/** At or above, where 9.05 × 1.2 may come out a rounding above 10.86. */
const reaches = (value: number, level: number): boolean => value >= level * (1 - 1e-12);

/** A spike is a rise: a session on which VIX falls back from one is still far above `spikeLongDays` ago, but is no new spike. */
function isSpike(closes: Ring, close: number, { spikeOneDay, spikeFiveDay, spikeLongDays }: RegimeParameters): boolean {
  const dayBefore = ago(closes, 0);
  const daysBefore = ago(closes, spikeLongDays - 1);
  if (dayBefore === undefined) return false;
  const oneDay = reaches(close, dayBefore * (1 + spikeOneDay));
  const fiveDay = close > dayBefore && daysBefore !== undefined && reaches(close, daysBefore * (1 + spikeFiveDay));
  return oneDay || fiveDay;
}

/** Level from which the coming session would be a spike; it must also lie above the last close. */
function spikeLevel(closes: Ring, { spikeOneDay, spikeFiveDay, spikeLongDays }: RegimeParameters): number {
  const [last, base] = [ago(closes, 0) ?? Number.POSITIVE_INFINITY, ago(closes, spikeLongDays - 1) ?? Number.POSITIVE_INFINITY];
  return Math.min(last * (1 + spikeOneDay), Math.max(last, base * (1 + spikeFiveDay)));
}

/** Highest of the last `days` closes. */
function peakOf(closes: Ring, days: number): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (let back = 0; back < days; back++) peak = Math.max(peak, ago(closes, back) ?? Number.NEGATIVE_INFINITY);
  return peak;
}

/** The press one session on; or why it ended: a bounce (of VIX, or of MACD(VIX) for the policy's closes), or its full length spent. */
function continuedPress(press: Press, input: VixRegimeInput, parameters: RegimeParameters): Press | 'bounced' | 'spent' {
  const days = press.days + 1;
  const closesAboveSignal = input.histogram !== null && input.histogram > 0 ? press.closesAboveSignal + 1 : 0;
  if (!reaches(parameters.pressEndRatio * press.peak, input.close)) return 'bounced';
  if (closesAboveSignal >= parameters.pressMacdCloses) return 'bounced';
  return days >= parameters.pressMaxDays ? 'spent' : { ...press, days, closesAboveSignal };
}

function opensPress(input: VixRegimeInput, daysSinceSpike: number | null, peak: number, parameters: RegimeParameters): boolean {
  return (
    daysSinceSpike !== null &&
    daysSinceSpike <= parameters.spikeMemoryDays &&
    peak >= parameters.pressMinPeak &&
    reaches(parameters.pressRatio * peak, input.close) &&
    input.histogram !== null &&
    input.histogram < 0
  );
}

function stepRegime(state: VixRegimeState, input: VixRegimeInput, parameters: RegimeParameters): VixRegimeState {
  const spike = isSpike(state.closes, input.close, parameters);
  const since = state.daysSinceSpike === null ? null : state.daysSinceSpike + 1;
  const daysSinceSpike = spike ? 0 : since;
  const closes = push(state.closes, input.close, Math.max(parameters.peakDays, parameters.spikeLongDays));
  const seen = { date: input.date, closes, histogram: input.histogram, spike, lastSpike: spike ? input.date : state.lastSpike, daysSinceSpike };
  if (state.press !== null) {
    const next = continuedPress(state.press, input, parameters);
    if (next === 'bounced' || next === 'spent') return { ...seen, press: null, spent: next === 'spent' && !spike };
    return { ...seen, press: next, spent: false };
  }
  const spent = state.spent && !spike;
  const peak = peakOf(closes, parameters.peakDays);
  if (spent || !opensPress(input, daysSinceSpike, peak, parameters)) return { ...seen, press: null, spent };
  return { ...seen, press: { since: input.date, days: 0, peak, closesAboveSignal: 0 }, spent };
}

function explainRegime({ closes, spike, lastSpike, daysSinceSpike, press, histogram }: VixRegimeState, parameters: RegimeParameters) {
  const close = ago(closes, 0) ?? 0;
  const peak = press?.peak ?? peakOf(closes, parameters.peakDays);
  const state = press === null ? (spike ? 'spike' : 'neither spike nor press') : `press since ${press.since}`;
  return {
    reading: `${state}: VIX ${formatNumber(close, 2)}, ${percent(close / peak, 0)} of the peak close ${formatNumber(peak, 2)}`,
    because: [
      `a spike is +${percent(parameters.spikeOneDay, 0)} in a session or +${percent(parameters.spikeFiveDay, 0)} over ${parameters.spikeLongDays}, above the close before: next at ${formatNumber(spikeLevel(closes, parameters), 2)}`,
      lastSpike === null ? 'no spike on record' : `last spike on ${lastSpike}, ${daysSinceSpike ?? 0} sessions ago; a press needs one within ${parameters.spikeMemoryDays}`,
      press === null
        ? `a press opens at or below ${percent(parameters.pressRatio, 0)} of a peak of at least ${formatNumber(parameters.pressMinPeak, 0)}, with MACD(VIX) below its signal (histogram ${histogram === null ? 'not known' : signed(histogram, 2)})`
        : `it ends above ${percent(parameters.pressEndRatio, 0)} of the peak, with MACD(VIX) above its signal for ${parameters.pressMacdCloses} closes, or after ${parameters.pressMaxDays} sessions (now ${press.days})`,
    ],
  };
}

/**
 * VIX spikes and the "press" after them. Spike: +`spikeOneDay` in a session or +`spikeFiveDay` over five. Press (the method's
 * "Temporal Theta cash press"): a spike within memory, a peak worth the name, VIX back at or below `pressRatio` of the peak close
 * and MACD(VIX) below its signal; it ends on a bounce, on MACD(VIX) above its signal, or after `pressMaxDays`.
 */
export function vixRegimeSignal(parameters: RegimeParameters): SignalDefinition<VixRegimeInput, VixRegimeState, VixRegime> {
  return {
    name: 'VIX regime',
    warmUp: 1,
    start: { date: null, closes: emptyRing, histogram: null, spike: false, lastSpike: null, daysSinceSpike: null, press: null, spent: false },
    problemOf: ({ date, close, histogram }, state) =>
      firstProblem(orderProblem(date, state.date), numberProblem('close', close, { above: 0 }), histogram === null ? null : numberProblem('histogram', histogram)),
    step: (state, input) => stepRegime(state, input, parameters),
    valueOf(state) {
      if (state.closes.count === 0) return null;
      const peak20 = state.closes.count < parameters.peakDays ? null : peakOf(state.closes, parameters.peakDays);
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
    explain: (state) => explainRegime(state, parameters),
  };
}
