import { black76Price } from '../pricing/black76.ts';
import type { Smile } from './smiles.ts';

const DEVIATIONS_DOWN = 9;
const DEVIATIONS_UP = 6;
const STEPS_A_SIDE = 48;
const SOLVER_STEPS = 4;

interface ShiftedSmile {
  readonly smile: Smile;
  readonly shift: number;
  readonly floor: number;
  readonly timeYears: number;
}

/** Simpson's rule over one side of the money: ∫ OTM(k)·e^(−k) dk in units of the forward. */
function oneSide({ smile, shift, floor, timeYears }: ShiftedSmile, end: number): number {
  const step = end / STEPS_A_SIDE;
  let sum = 0;
  for (let index = 0; index <= STEPS_A_SIDE; index++) {
    const k = index * step;
    const volatility = Math.max(floor, (smile.volatilityAt(k) ?? 0) + shift);
    const price = black76Price({ right: end < 0 ? 'P' : 'C', forward: 1, strike: Math.exp(k), timeYears, rate: 0, volatility });
    const weight = index === 0 || index === STEPS_A_SIDE ? 1 : index % 2 === 1 ? 4 : 2;
    sum += weight * price * Math.exp(-k);
  }
  return (Math.abs(step) / 3) * sum;
}

/** The volatility level that a VIX-style index reads off the smile (model-free variance, Cboe VIX methodology), 0.16 = 16 %. */
export function varianceLevel(shifted: ShiftedSmile): number {
  const { smile, shift, floor, timeYears } = shifted;
  const wing = Math.max(floor, (smile.volatilityAt(-Number.MAX_VALUE) ?? 0) + shift) * Math.sqrt(timeYears);
  const money = Math.max(floor, (smile.volatilityAt(0) ?? 0) + shift) * Math.sqrt(timeYears);
  const variance = oneSide(shifted, -DEVIATIONS_DOWN * Math.max(money, 0.5 * wing)) + oneSide(shifted, DEVIATIONS_UP * money);
  return Math.sqrt((2 * variance) / timeYears);
}

/**
 * A parallel shift of a skewed smile lifts its index level by more than the shift, the more the larger it is. Gives the
 * shift that lifts the level by exactly `move`; `move` itself where no shift does (the floor, an empty smile).
 */
export function shiftForLevel(smile: Smile, timeYears: number, { move, floor }: { readonly move: number; readonly floor: number }): number {
  if (move === 0 || timeYears <= 0 || smile.volatilityAt(0) === null) return move;
  const before = varianceLevel({ smile, shift: 0, floor, timeYears });
  let shift = move;
  for (let step = 0; step < SOLVER_STEPS; step++) {
    const reached = varianceLevel({ smile, shift, floor, timeYears }) - before;
    const next = (shift * move) / reached;
    if (!Number.isFinite(next) || next / move < 0.5 || next / move > 2) return move;
    shift = next;
  }
  return shift;
}
