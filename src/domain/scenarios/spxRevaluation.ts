import { forwardAfterDays, optionPremium, spxFactor, timeLeft, volatilityAlong, volatilityFloor, volatilityMove } from '../book/revaluation.ts';
import type { OptionBase } from '../book/revaluation.ts';
import type { Smile } from '../book/smiles.ts';
import type { ContractFigures } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { logMoneyness, timeValueOf } from '../pricing/timeValue.ts';
import type { GridAxes } from './shockGrid.ts';

/** Revalues options on the SPX over the cells of one grid. */
export interface SpxRevaluation {
  /** Writes the $ change of one long contract into every cell and gives the array back. */
  changes(figures: ContractFigures, base: OptionBase, out: Float64Array): Float64Array;
}

/** What one SPX move makes of one option, volatility aside. */
interface ShockedLevel {
  readonly forward: number;
  readonly strike: number;
  readonly intrinsic: number;
  /** ln(F/K) */
  readonly moneyness: number;
}

function levelAt({ right, strike }: OptionBase, forward: number): ShockedLevel {
  const intrinsic = Math.max(0, right === 'C' ? forward - strike : strike - forward);
  return { forward, strike, intrinsic, moneyness: logMoneyness(forward, strike) };
}

/** Undiscounted. */
const premiumOf = ({ forward, strike, intrinsic, moneyness }: ShockedLevel, deviation: number): number =>
  deviation > 0 ? intrinsic + timeValueOf(forward, strike, moneyness, deviation) : intrinsic;

/** Volatility moves of a smile, one a VIX column. */
function movesOf(context: ValuationContext, state: { readonly base: OptionBase; readonly smile: Smile | null }, { vixPoints, days }: GridAxes): Float64Array {
  return Float64Array.from(vixPoints, (points) => volatilityMove(context, state, { spxPercent: 0, vixPoints: points, days }));
}

interface SpxOption {
  readonly base: OptionBase;
  readonly smile: Smile | null;
  readonly moves: Float64Array;
  readonly multiplier: number;
}

/** Black-76 in every cell: level and smile once a row, the volatility's move once a column, one normalised premium a cell. */
function europeanChanges({ base, smile, moves, multiplier }: SpxOption, { spxPercents, days }: GridAxes, out: Float64Array): Float64Array {
  const { strike, rate, volatility, timeYears } = base;
  const left = timeLeft(base, days);
  const root = Math.sqrt(left);
  const discount = Math.exp(-rate * left);
  const floor = volatilityFloor(volatility);
  const later = forwardAfterDays(base, days);
  const now = Math.exp(-rate * timeYears) * premiumOf(levelAt(base, base.forward), volatility * Math.sqrt(timeYears));
  let cell = 0;
  for (const spxPercent of spxPercents) {
    const { forward, intrinsic, moneyness } = levelAt(base, later * spxFactor(spxPercent));
    const along = volatility + volatilityAlong(smile, strike, base.forward, forward);
    // Counted and spelled out: an iterator and a call on the level's object cost a fifth of the grid.
    for (let column = 0; column < moves.length; column++) {
      const deviation = Math.max(floor, along + (moves[column] ?? 0)) * root;
      const premium = deviation > 0 ? intrinsic + timeValueOf(forward, strike, moneyness, deviation) : intrinsic;
      out[cell++] = multiplier * (discount * premium - now);
    }
  }
  return out;
}

/** An American premium a cell: tens of microseconds each, so that a book of them takes its time. */
function americanChanges({ base, smile, moves, multiplier }: SpxOption, { spxPercents, days }: GridAxes, out: Float64Array): Float64Array {
  const { strike, volatility } = base;
  const timeYears = timeLeft(base, days);
  const floor = volatilityFloor(volatility);
  const later = forwardAfterDays(base, days);
  const now = optionPremium(base, base);
  let cell = 0;
  for (const spxPercent of spxPercents) {
    const forward = later * spxFactor(spxPercent);
    const along = volatility + volatilityAlong(smile, strike, base.forward, forward);
    for (const move of moves) out[cell++] = multiplier * (optionPremium(base, { forward, timeYears, volatility: Math.max(floor, along + move) }) - now);
  }
  return out;
}

/** Smiles move alike for all contracts of an expiry: worked out at the first of them. */
export function createSpxRevaluation(context: ValuationContext, axes: GridAxes): SpxRevaluation {
  const remembered = new Map<Smile, Float64Array>();
  return {
    changes(figures, base, out) {
      const smile = context.smileOf(figures);
      const moves = (smile === null ? undefined : remembered.get(smile)) ?? movesOf(context, { base, smile }, axes);
      if (smile !== null) remembered.set(smile, moves);
      const option = { base, smile, moves, multiplier: figures.multiplier };
      return base.american === null ? europeanChanges(option, axes, out) : americanChanges(option, axes, out);
    },
  };
}
