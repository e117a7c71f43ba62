import type { TermShape } from './dailySignals.ts';
import type { SignalDefinition } from './signal.ts';

export interface TermInput {
  readonly vix: number;
  readonly vix3m: number | null;
  readonly vx1: number | null;
  readonly vx2: number | null;
}

export interface TermStructure {
  readonly shape: TermShape;
  readonly vixOverVix3m: number | null;
  /** Rise of the second VX month over the first, as a share of the first: positive in contango. */
  readonly slope: number | null;
}

export interface TermLevels {
  /** Front over back below which the curve is called contango, and above which backwardation. */
  readonly contango: number;
  readonly backwardation: number;
  /** How far back over its threshold the ratio must come before a shape is left. */
  readonly hysteresis: number;
}

function nextShape(before: TermShape | null, ratio: number, levels: TermLevels): TermShape {
  if (ratio < levels.contango) return 'contango';
  if (ratio > levels.backwardation) return 'backwardation';
  if (before === 'contango' && ratio < levels.contango + levels.hysteresis) return 'contango';
  if (before === 'backwardation' && ratio > levels.backwardation - levels.hysteresis) return 'backwardation';
  return 'flat';
}

/**
 * Shape of the VIX curve from VIX/VIX3M; from VX1/VX2 where VIX3M is absent. A session with neither pair holds the last shape.
 */
export function termStructureSignal(levels: TermLevels): SignalDefinition<TermInput, { readonly value: TermStructure | null }, TermStructure> {
  return {
    warmUp: 1,
    start: { value: null },
    step(state, { vix, vix3m, vx1, vx2 }) {
      const vixOverVix3m = vix3m === null ? null : vix / vix3m;
      const futures = vx1 === null || vx2 === null ? null : { ratio: vx1 / vx2, slope: vx2 / vx1 - 1 };
      const ratio = vixOverVix3m ?? futures?.ratio ?? null;
      if (ratio === null) return state;
      const shape = nextShape(state.value?.shape ?? null, ratio, levels);
      return { value: { shape, vixOverVix3m, slope: futures?.slope ?? null } };
    },
    valueOf: (state) => state.value,
  };
}
