import type { OptionInstrument } from '../instruments/instrument.ts';
import { black76Price } from '../pricing/black76.ts';
import { betaAt, weightAt } from '../vega/vegaTables.ts';
import type { Forwards } from './forwards.ts';
import type { Smile } from './smiles.ts';
import type { VegaTables } from './valuation.ts';
import { shiftForLevel } from './varianceLevel.ts';

/** A move of the market, all parts at once. */
export interface MarketShock {
  /** Per cent of the SPX, −5 = down 5 %. */
  readonly spxPercent: number;
  readonly vixPoints: number;
  /** Calendar days that pass. */
  readonly days: number;
}

/** What a revaluation starts from, per unit. */
export interface RevaluationBase {
  readonly forward: number;
  /** Null for futures. */
  readonly volatility: number | null;
  readonly timeYears: number;
  readonly daysToSettlement: number;
  readonly rate: number;
}

export interface RevaluationMarket {
  readonly tables: VegaTables;
  readonly forwards: Forwards;
}

const DAYS_PER_YEAR = 365;
const VVIX_TENOR_DAYS = 30;
/** A volatility below 3 % is no market (method page, §7). */
const VOLATILITY_FLOOR = 0.03;
/** No shock takes a forward to zero or below. */
const LEAST_FORWARD_SHARE = 0.01;
const LEVEL_MATCH_POINTS = 5;

/** Roll-down along today's VIX curve plus the shock of the future that is left by then. */
function shockedVixForward({ tables, forwards }: RevaluationMarket, { forward, daysToSettlement }: RevaluationBase, { vixPoints, days }: MarketShock): number {
  const left = Math.max(0, daysToSettlement - days);
  const now = days === 0 ? null : forwards.vixCurve(daysToSettlement);
  const later = days === 0 ? null : forwards.vixCurve(left);
  const rollDown = now?.ok === true && later?.ok === true ? later.value.value - now.value.value : 0;
  return Math.max(LEAST_FORWARD_SHARE * forward, forward + rollDown + betaAt(tables, left) * vixPoints);
}

/** Sticky moneyness: the smile travels with the forward, kept over ln(K/F). */
function alongSmile(smile: Smile, strike: number, forwardNow: number, forwardThen: number): number {
  const now = smile.volatilityAt(Math.log(strike / forwardNow));
  const then = smile.volatilityAt(Math.log(strike / forwardThen));
  return now === null || then === null ? 0 : then - now;
}

const levelMatches = new WeakMap<Smile, Map<number, number>>();

/**
 * Share of w(T)·ΔVIX by which a smile is shifted. Small moves take all of it, as vega per VIX point does; from
 * LEVEL_MATCH_POINTS on the shift is what moves the tenor's own index level by w(T)·ΔVIX (method page, §7: ΔVIX ± 0.3).
 */
function shiftShare(smile: Smile, timeYears: number, { move, vixPoints }: { readonly move: number; readonly vixPoints: number }): number {
  if (move === 0) return 1;
  const known = levelMatches.get(smile) ?? new Map<number, number>();
  levelMatches.set(smile, known);
  let share = known.get(vixPoints);
  if (share === undefined) {
    const matched = shiftForLevel(smile, timeYears, { move, floor: VOLATILITY_FLOOR }) / move;
    share = 1 + (matched - 1) * Math.min(1, Math.abs(vixPoints) / LEVEL_MATCH_POINTS);
    known.set(vixPoints, share);
  }
  return share;
}

/** Change of the option's own volatility: the VVIX slope for VIX, scaled to the tenor as the futures are; w(T) for SPX. */
function volatilityMove(tables: VegaTables, underlying: string, state: { base: RevaluationBase; smile: Smile }, { vixPoints, days }: MarketShock): number {
  const daysLeft = Math.max(0, state.base.daysToSettlement - days);
  if (underlying === 'VIX') return (tables.vvixPerVixPoint * betaAt(tables, daysLeft) * vixPoints) / betaAt(tables, VVIX_TENOR_DAYS) / 100;
  const { smile, base } = state;
  const now = (weightAt(tables, base.daysToSettlement) * vixPoints) / 100;
  return ((weightAt(tables, daysLeft) * vixPoints) / 100) * shiftShare(smile, base.timeYears, { move: now, vixPoints });
}

/** Change per unit of a long future under the shock, points. */
export const futureChange = (market: RevaluationMarket, base: RevaluationBase, shock: MarketShock): number =>
  shockedVixForward(market, base, shock) - base.forward;

/** Change per unit of a long option under the shock, dollars: full revaluation against the model value of now. */
export function optionChange(market: RevaluationMarket, instrument: OptionInstrument, state: { base: RevaluationBase; smile: Smile }, shock: MarketShock): number {
  const { base, smile } = state;
  const { right, strike } = instrument.contract;
  const { underlying } = instrument.spec;
  const volatility = base.volatility ?? 0;
  const then = underlying === 'VIX' ? shockedVixForward(market, base, shock) : base.forward * Math.max(LEAST_FORWARD_SHARE, 1 + shock.spxPercent / 100);
  const moved = volatility + alongSmile(smile, strike, base.forward, then) + volatilityMove(market.tables, underlying, state, shock);
  const shocked = Math.max(Math.min(VOLATILITY_FLOOR, volatility), moved);
  const { rate, timeYears } = base;
  const left = Math.max(0, timeYears - shock.days / DAYS_PER_YEAR);
  return (
    black76Price({ right, strike, forward: then, timeYears: left, rate, volatility: shocked }) -
    black76Price({ right, strike, forward: base.forward, timeYears, rate, volatility })
  );
}
