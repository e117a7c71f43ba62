import { meanOf, slide } from './rollingWindow.ts';
import type { SignalDefinition } from './signal.ts';

export interface CreditStressParameters {
  readonly days: number;
  readonly onZ: number;
  readonly onDays: number;
  readonly offZ: number;
  readonly offDays: number;
}

export interface CreditStressState {
  readonly spreads: readonly number[];
  readonly z: number | null;
  readonly on: boolean;
  /** Sessions in a row with z on the far side of the threshold that would change the state. */
  readonly run: number;
}

function zScore(spreads: readonly number[]): number | null {
  const mean = meanOf(spreads);
  let squares = 0;
  for (const spread of spreads) squares += (spread - mean) ** 2;
  const deviation = Math.sqrt(squares / (spreads.length - 1));
  return deviation > 0 ? ((spreads.at(-1) ?? mean) - mean) / deviation : null;
}

/**
 * Credit stress: z-score of the spread's level over `days` sessions, today included. On after `onDays` sessions in a row above `onZ`,
 * off after `offDays` in a row below `offZ`. A slow witness by design: in 2020 it came on in March, well after the fall had begun.
 */
export function creditStressSignal(
  parameters: CreditStressParameters,
): SignalDefinition<number, CreditStressState, { readonly z: number; readonly on: boolean }> {
  const { days, onZ, onDays, offZ, offDays } = parameters;
  return {
    warmUp: days,
    start: { spreads: [], z: null, on: false, run: 0 },
    step(state, spread) {
      const spreads = slide(state.spreads, spread, days);
      const z = spreads.length < days ? null : zScore(spreads);
      if (z === null) return { spreads, z, on: state.on, run: 0 };
      const run = (state.on ? z < offZ : z > onZ) ? state.run + 1 : 0;
      const turned = run >= (state.on ? offDays : onDays);
      return { spreads, z, on: turned ? !state.on : state.on, run: turned ? 0 : run };
    },
    valueOf: ({ z, on }) => (z === null ? null : { z, on }),
  };
}
