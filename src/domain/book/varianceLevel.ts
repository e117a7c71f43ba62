import { logMoneyness, timeValueOf } from '../pricing/timeValue.ts';
import type { Smile } from './smiles.ts';

/** How far the integral reaches, in the strike's own standard deviations, and how many of those at the money it takes at most. */
const DEVIATIONS = 6;
const LARGEST_REACH = 40;
const REACH_STEPS = 8;
const STEPS_A_SIDE = 48;
const SOLVER_STEPS = 4;

interface ShiftedSmile {
  readonly smile: Smile;
  readonly shift: number;
  readonly floor: number;
  readonly timeYears: number;
}

const volatilityOf = ({ smile, shift, floor }: ShiftedSmile, k: number): number => Math.max(floor, (smile.volatilityAt(k) ?? 0) + shift);

/** ln(K/F) beyond which an option is worth nothing measurable: so many standard deviations of its own volatility away. */
function endOf(shifted: ShiftedSmile, side: -1 | 1): number {
  const money = volatilityOf(shifted, 0) * Math.sqrt(shifted.timeYears);
  let end = side * DEVIATIONS * money;
  for (let step = 0; step < REACH_STEPS; step++) {
    end = side * Math.min(LARGEST_REACH * money, DEVIATIONS * volatilityOf(shifted, end) * Math.sqrt(shifted.timeYears));
  }
  return end;
}

/** Simpson's rule over one side of the money, ∫ OTM(k)·e^(−k) dk in units of the forward; k = end·x² puts the strikes where the value is. */
function oneSide(shifted: ShiftedSmile, side: -1 | 1): number {
  const end = endOf(shifted, side);
  const root = Math.sqrt(shifted.timeYears);
  let sum = 0;
  for (let index = 1; index <= STEPS_A_SIDE; index++) {
    const x = index / STEPS_A_SIDE;
    const k = end * x * x;
    const strike = Math.exp(k);
    // Out of the money and undiscounted the premium is all time value.
    const price = timeValueOf(1, strike, logMoneyness(1, strike), volatilityOf(shifted, k) * root);
    const weight = index === STEPS_A_SIDE ? 1 : index % 2 === 1 ? 4 : 2;
    sum += weight * price * Math.exp(-k) * 2 * Math.abs(end) * x;
  }
  return sum / (3 * STEPS_A_SIDE);
}

/** The volatility level that a VIX-style index reads off the smile (model-free variance, Cboe VIX methodology), 0.16 = 16 %. */
export function varianceLevel(shifted: ShiftedSmile): number {
  return Math.sqrt((2 * (oneSide(shifted, -1) + oneSide(shifted, 1))) / shifted.timeYears);
}

export interface LevelMove {
  readonly move: number;
  readonly floor: number;
  /** Level of the smile as it is, where it is known already. */
  readonly level?: number;
}

/**
 * A parallel shift of a skewed smile lifts its index level by more than the shift, the more the larger it is. Gives the
 * shift that lifts the level by exactly `move`; `move` itself where no shift does (the floor, an empty smile).
 */
export function shiftForLevel(smile: Smile, timeYears: number, { move, floor, level }: LevelMove): number {
  if (move === 0 || timeYears <= 0 || smile.volatilityAt(0) === null) return move;
  const before = level ?? varianceLevel({ smile, shift: 0, floor, timeYears });
  let shift = move;
  for (let step = 0; step < SOLVER_STEPS; step++) {
    const reached = varianceLevel({ smile, shift, floor, timeYears }) - before;
    const next = (shift * move) / reached;
    if (!Number.isFinite(next) || next / move < 0.5 || next / move > 2) return move;
    shift = next;
  }
  return shift;
}
