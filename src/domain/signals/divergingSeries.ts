import type { DailyInput, Divergence, DivergenceSeries } from './dailySignals.ts';
import { advanceDeclineSignal } from './advanceDeclineLine.ts';
import type { AdvanceDeclineState, BreadthInput } from './advanceDeclineLine.ts';
import { divergenceSignal } from './divergence.ts';
import type { DivergenceTrackerState } from './divergence.ts';
import { SERIES_NAME } from './divergenceWords.ts';
import { obvSignal } from './obv.ts';
import type { ObvInput, ObvState } from './obv.ts';
import { optionalSeries } from './optionalSeries.ts';
import type { OptionalState } from './optionalSeries.ts';
import { firstProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

/** What the two series and their divergences need of a session, or of a bar within one. */
export type DivergingInput = Pick<DailyInput, 'date' | 'price' | 'spy' | 'breadth'>;

export interface DivergingState<State> {
  readonly line: OptionalState<State>;
  readonly divergences: DivergenceTrackerState;
}

export interface DivergingSeries {
  /** Value of the series today; null on a day it is missing. */
  readonly value: number | null;
  /** Never seen, or gone for longer than a hole: its rules are off. */
  readonly disabled: boolean;
  readonly divergences: readonly Divergence[];
}

interface Line<Input, State> {
  readonly definition: SignalDefinition<Input, State, number>;
  readonly read: (input: DivergingInput) => Input | null;
  /** The new input is not comparable with what came before. */
  readonly restarts: (state: State, input: Input) => boolean;
}

/** A cumulative line and its divergences from price. They begin again together, with new pivots, when the line does. */
function divergingSignal<Input, State>(
  series: DivergenceSeries,
  { definition, read, restarts }: Line<Input, State>,
  parameters: SignalParameters,
): SignalDefinition<DivergingInput, DivergingState<State>, DivergingSeries> {
  const line = optionalSeries(definition, parameters);
  const divergences = divergenceSignal(series, parameters);
  return {
    name: divergences.name,
    warmUp: 1,
    start: { line: line.start, divergences: divergences.start },
    problemOf(input, state) {
      return firstProblem(
        line.problemOf(read(input), state.line),
        divergences.problemOf({ date: input.date, ...input.price, value: null, restart: false }, state.divergences),
      );
    },
    step(state, input) {
      const today = read(input);
      const next = line.step(state.line, today);
      const appeared = state.line.absent === null && next.absent !== null;
      const vanished = state.line.absent !== null && next.absent === null;
      const restart = appeared || vanished || (today !== null && restarts(state.line.inner, today));
      const value = today === null ? null : line.valueOf(next);
      const { high, low, close } = input.price;
      return { line: next, divergences: divergences.step(state.divergences, { date: input.date, high, low, close, value, restart }) };
    },
    valueOf: (state) => ({
      value: state.line.absent === 0 ? line.valueOf(state.line) : null,
      disabled: state.line.absent === null,
      divergences: divergences.valueOf(state.divergences) ?? [],
    }),
    explain(state) {
      if (state.line.absent === null) return { reading: `No ${SERIES_NAME[series]}, so no divergence of it`, because: ['the series has not been seen, or has been absent too long'] };
      const ofLine = line.explain(state.line);
      const ofDivergences = divergences.explain(state.divergences);
      return { reading: ofDivergences.reading, because: [...ofDivergences.because, ofLine.reading, ...ofLine.because] };
    },
  };
}

export const obvDivergingSignal = (parameters: SignalParameters): SignalDefinition<DivergingInput, DivergingState<ObvState>, DivergingSeries> =>
  divergingSignal<ObvInput, ObvState>('obv', { definition: obvSignal, read: ({ spy }) => spy, restarts: () => false }, parameters);

export const breadthDivergingSignal = (
  parameters: SignalParameters,
): SignalDefinition<DivergingInput, DivergingState<AdvanceDeclineState>, DivergingSeries> =>
  divergingSignal<BreadthInput, AdvanceDeclineState>(
    'adLine',
    {
      definition: advanceDeclineSignal,
      read: ({ breadth }) => breadth,
      restarts: (state, { universe }) => state.universe !== null && state.universe !== universe,
    },
    parameters,
  );
