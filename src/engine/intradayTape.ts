import type { BarLabel } from '../domain/signals/dailySignals.ts';
import type { IntradayInterval } from '../domain/signals/intradayGrid.ts';
import { gapProblem, intradaySignalsDefinition, type IntradayInput, type IntradaySignals, type IntradayState } from '../domain/signals/intradaySignals.ts';
import { countRepairs, noRepairs, type Repair, type RepairCounts } from '../domain/signals/repairs.ts';
import { createSignal, type SignalState } from '../domain/signals/signal.ts';
import type { SignalParameters } from '../domain/signals/signalParameters.ts';

/** The signals over the bars of one interval, from session to session. */
export interface IntradayTape {
  readonly interval: IntradayInterval;
  /** Takes the bar that follows, or the newest again while it is open. One that lies before the newest is left alone. */
  take(input: IntradayInput): void;
  readonly latest: IntradaySignals | null;
  /** The bar on which the tape began afresh after a gap, and why; null when it never had to. */
  readonly restarted: { readonly at: BarLabel; readonly because: string } | null;
  /** Gaps, both those that were tolerated and those that were not. */
  readonly repairs: RepairCounts;
  /** Why the newest bar was not taken; null when it was. */
  readonly refused: string | null;
  /** Forgets everything. */
  clear(): void;
  /** Plain data; a tape restored from it goes on bit for bit. */
  state(): unknown;
}

/** What `state` gives, once it is known to be of this version and these parameters. */
export interface StoredTape {
  readonly signal: SignalState<IntradayState>;
  readonly restarted: IntradayTape['restarted'];
  readonly repairs: RepairCounts;
}

export function createIntradayTape(interval: IntradayInterval, parameters: SignalParameters, stored: StoredTape | null): IntradayTape {
  const definition = intradaySignalsDefinition(parameters, interval);
  let signal = createSignal(definition, stored?.signal);
  let restarted = stored?.restarted ?? null;
  let repairs = stored?.repairs ?? noRepairs;
  let refused: string | null = null;
  let latest = signal.value;

  const note = (date: BarLabel, detail: string): void => {
    const gap: Repair = { kind: 'gap', series: interval, date, count: 1, detail };
    repairs = countRepairs(repairs, [gap]);
  };
  const add = (input: IntradayInput): void => {
    const gap = gapProblem(latest?.date ?? null, input.date, interval, parameters);
    if (gap !== null) {
      // Averages and pivots must not span what nobody saw.
      note(input.date, `${gap}: begun afresh`);
      restarted = { at: input.date, because: gap };
      signal = createSignal(definition);
      latest = null;
    }
    const taken = signal.add(input);
    refused = taken.ok ? null : taken.failure.detail;
    if (!taken.ok || taken.value === null) return;
    latest = taken.value;
    if (latest.missed > 0) note(input.date, `${latest.missed} missing before it: tolerated`);
  };
  return {
    interval,
    take(input) {
      const newest = latest?.date ?? '';
      if (input.date < newest) return;
      if (input.date > newest) return add(input);
      const taken = signal.replace(input);
      refused = taken.ok ? null : taken.failure.detail;
      if (taken.ok) latest = taken.value;
    },
    get latest() {
      return latest;
    },
    get restarted() {
      return restarted;
    },
    get repairs() {
      return repairs;
    },
    get refused() {
      return refused;
    },
    clear() {
      signal = createSignal(definition);
      [restarted, repairs, refused, latest] = [null, noRepairs, null, null];
    },
    state: () => ({ signal: signal.state(), restarted, repairs }),
  };
}
