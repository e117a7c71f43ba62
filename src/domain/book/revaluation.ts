import { instrumentOf } from '../instruments/instrument.ts';
import type { OptionRight } from '../instruments/optionSymbol.ts';
import type { MarketView } from '../market/marketView.ts';
import { americanPrice } from '../pricing/american.ts';
import { black76Price } from '../pricing/black76.ts';
import { betaAt, weightAt } from '../vega/vegaTables.ts';
import type { Forwards } from './forwards.ts';
import { LEAST_OWN_STRIKES } from './smiles.ts';
import type { Smile } from './smiles.ts';
import type { Failure } from '../result.ts';
import type { AmericanCarry, ContractFigures, VegaTables } from './valuation.ts';
import { shiftForLevel, varianceLevel } from './varianceLevel.ts';

/** A move of the market, all parts at once. */
export interface MarketShock {
  /** Per cent of the SPX, −5 = down 5 %. */
  readonly spxPercent: number;
  readonly vixPoints: number;
  /** Calendar days that pass. */
  readonly days: number;
}

/** What every revaluation reads of the market; a valuation context is one. */
export interface RevaluationMarket {
  readonly market: MarketView;
  readonly tables: VegaTables;
  readonly forwards: Forwards;
}

/** What a revaluation reads of a contract's figures. */
type RevaluedFigures = Pick<ContractFigures, 'symbol' | 'multiplier' | 'forward' | 'volatility' | 'timeYears' | 'daysToSettlement' | 'american'>;

/** A contract and the smile of its own expiry (null for futures). */
export interface Revalued {
  readonly figures: RevaluedFigures;
  readonly smile: Smile | null;
}

/** What the revaluation of one option starts from, per unit. */
export interface OptionBase {
  readonly right: OptionRight;
  readonly strike: number;
  /** VIX options hang on the VIX curve, all others on the SPX. */
  readonly onVix: boolean;
  readonly forward: number;
  /** Index or share that the forward grows from; null when its level is not fresh, and for VIX options. */
  readonly spot: number | null;
  readonly volatility: number;
  readonly timeYears: number;
  readonly daysToSettlement: number;
  readonly rate: number;
  readonly american: AmericanCarry | null;
}

const DAYS_PER_YEAR = 365;
const VVIX_TENOR_DAYS = 30;
/** A volatility below 3 % is no market (method page, §7). */
const VOLATILITY_FLOOR = 0.03;
/** No shock takes a forward to zero or below. */
const LEAST_FORWARD_SHARE = 0.01;
const LEVEL_MATCH_POINTS = 5;

function freshSpx(market: MarketView): number | null {
  const level = market.levels.get('SPX');
  return level === undefined || level.stale || !(level.level > 0) ? null : level.level;
}

/** Null for a future. A symbol that figures were made for is always an instrument. */
export function optionBaseOf({ market }: RevaluationMarket, figures: RevaluedFigures): OptionBase | null {
  const instrument = instrumentOf(figures.symbol);
  if (!instrument.ok) throw new Error(`figures of an unpriceable contract: ${instrument.failure.detail}`);
  if (instrument.value.kind !== 'option') return null;
  const { contract, spec } = instrument.value;
  const onVix = spec.underlying === 'VIX';
  const { american, timeYears, daysToSettlement } = figures;
  return {
    right: contract.right, strike: contract.strike, onVix, forward: figures.forward.value, spot: onVix ? null : american?.spot ?? freshSpx(market),
    volatility: figures.volatility ?? 0, timeYears, daysToSettlement, rate: market.rate, american,
  };
}

/** What is left of an option's life after the shock's days; 0 once it has settled. */
export const timeLeft = (base: Pick<OptionBase, 'timeYears'>, days: number): number => Math.max(0, base.timeYears - days / DAYS_PER_YEAR);

/**
 * The forward of a fixed expiry `days` on at an unchanged index: the carry between index and forward is used up in proportion to
 * time, and a contract that has settled by then has done so at the index. Held where the index level is not fresh.
 */
export function forwardAfterDays({ forward, spot, timeYears }: OptionBase, days: number): number {
  if (spot === null || days === 0) return forward;
  const passed = timeYears > 0 ? Math.min(1, days / DAYS_PER_YEAR / timeYears) : 1;
  return forward * Math.exp(passed * Math.log(spot / forward));
}

/** What the shock multiplies the SPX by, and with it every forward on it. */
export const spxFactor = (spxPercent: number): number => Math.max(LEAST_FORWARD_SHARE, 1 + spxPercent / 100);

/**
 * A VIX forward `days` on: down today's curve, what it stands beside the curve fading until settlement, when both are spot VIX; plus
 * the shock of a future with the time that is left by then. Held where there is no curve.
 */
function shockedVixForward({ tables, forwards }: RevaluationMarket, { forward, daysToSettlement }: { readonly forward: number; readonly daysToSettlement: number }, { vixPoints, days }: MarketShock): number {
  const left = Math.max(0, daysToSettlement - days);
  const now = days === 0 ? null : forwards.vixCurve(daysToSettlement);
  const later = days === 0 ? null : forwards.vixCurve(left);
  const kept = daysToSettlement > 0 ? left / daysToSettlement : 0;
  const rolled = now?.ok === true && later?.ok === true ? later.value.value + kept * (forward - now.value.value) : forward;
  return Math.max(LEAST_FORWARD_SHARE * forward, rolled + betaAt(tables, left) * vixPoints);
}

/** An option without a skew to slide along has no known value under any shock; a future (no smile) always has. */
export function unshockableBecause(smile: Smile | null): Failure | null {
  if (smile === null) return null;
  const { fit } = smile;
  if (!fit.ok) return { reason: fit.failure.reason, detail: `no shock without a smile: ${fit.failure.detail}` };
  if (fit.value.source === 'neighbours' || fit.value.used >= LEAST_OWN_STRIKES) return null;
  return { reason: 'missing-data', detail: `no shock without a smile: ${fit.value.used} of its expiry's strikes quoted on both sides show no skew, and no other expiry does` };
}

/**
 * Sticky moneyness: the smile travels with the forward, kept over ln(K/F) at its own expiry, also as time passes. The caller has made
 * sure that there is a smile (`unshockableBecause`): without one the slide is unknown, not zero.
 */
export const volatilityAlong = (smile: Smile | null, strike: number, forwardNow: number, forwardThen: number): number =>
  volatilityOn(smile, strike, forwardThen) - volatilityOn(smile, strike, forwardNow);

function volatilityOn(smile: Smile | null, strike: number, forward: number): number {
  const volatility = smile?.volatilityAt(Math.log(strike / forward)) ?? null;
  if (volatility === null) throw new Error('an option was shocked without a smile');
  return volatility;
}

/**
 * VIX moves at which a smile's level is matched, points up and down; between them the share is linear, which moves the level by less
 * than 0.02 points upward. Downward the floor bends it, so the nodes lie close.
 */
const NODES_UP = [1, 5, 10, 20, 40, 80];
const NODES_DOWN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 20, 30, 40, 60, 100];

interface LevelMatches {
  /** Of the smile as it is. */
  readonly level: number;
  readonly shares: Map<number, number>;
}

const levelMatches = new WeakMap<Smile, LevelMatches>();

function levelMatchesOf(smile: Smile, timeYears: number): LevelMatches {
  const known = levelMatches.get(smile) ?? { level: varianceLevel({ smile, shift: 0, floor: VOLATILITY_FLOOR, timeYears }), shares: new Map<number, number>() };
  levelMatches.set(smile, known);
  return known;
}

/** Share of `movePerPoint`·ΔVIX that lifts the level of a smile by all of it. Downward never more than all: at the floor no shift would do. */
function matchAt(smile: Smile, timeYears: number, { movePerPoint, vixPoints }: { readonly movePerPoint: number; readonly vixPoints: number }): number {
  const { level, shares } = levelMatchesOf(smile, timeYears);
  const before = shares.get(vixPoints);
  if (before !== undefined) return before;
  const move = movePerPoint * vixPoints;
  const matched = shiftForLevel(smile, timeYears, { move, floor: VOLATILITY_FLOOR, level }) / move;
  const share = vixPoints < 0 ? Math.min(1, matched) : matched;
  shares.set(vixPoints, share);
  return share;
}

/**
 * Share of w(T)·ΔVIX by which a smile is shifted. Small moves take all of it, as vega per VIX point does; from
 * LEVEL_MATCH_POINTS on the shift is what moves the tenor's own index level by w(T)·ΔVIX (method page, §7: ΔVIX ± 0.3).
 */
function shiftShare(smile: Smile, timeYears: number, { movePerPoint, vixPoints }: { readonly movePerPoint: number; readonly vixPoints: number }): number {
  if (vixPoints === 0) return 1;
  const size = Math.abs(vixPoints);
  const nodes = vixPoints < 0 ? NODES_DOWN : NODES_UP;
  const match = (node: number): number => matchAt(smile, timeYears, { movePerPoint, vixPoints: Math.sign(vixPoints) * node });
  const above = nodes.findIndex((node) => node >= size);
  const high = nodes.at(above) ?? size;
  const low = above > 0 && high !== size ? nodes[above - 1] ?? high : high;
  const matched = low === high ? match(high) : match(low) + ((match(high) - match(low)) * (size - low)) / (high - low);
  return 1 + (matched - 1) * Math.min(1, size / LEVEL_MATCH_POINTS);
}

/** Change of the option's own volatility: the VVIX slope for VIX, scaled to the tenor as the futures are; w(T) for SPX. */
export function volatilityMove({ tables }: RevaluationMarket, state: { readonly base: OptionBase; readonly smile: Smile | null }, { vixPoints, days }: MarketShock): number {
  const { base, smile } = state;
  const daysLeft = Math.max(0, base.daysToSettlement - days);
  if (base.onVix) return (tables.vvixPerVixPoint * betaAt(tables, daysLeft) * vixPoints) / betaAt(tables, VVIX_TENOR_DAYS) / 100;
  const movePerPoint = weightAt(tables, base.daysToSettlement) / 100;
  const share = smile === null ? 1 : shiftShare(smile, base.timeYears, { movePerPoint, vixPoints });
  return ((weightAt(tables, daysLeft) * vixPoints) / 100) * share;
}

/** Below this no shock takes the volatility; one that is lower already stays where it is. */
export const volatilityFloor = (volatility: number): number => Math.min(VOLATILITY_FLOOR, volatility);

/** A state of the market as one option sees it. */
interface OptionState {
  readonly forward: number;
  readonly timeYears: number;
  readonly volatility: number;
}

/** Model value per unit; an American option from the spot under the forward, rate and dividend yield held. */
export function optionPremium({ right, strike, rate, american }: OptionBase, { forward, timeYears, volatility }: OptionState): number {
  if (american === null) return black76Price({ right, strike, forward, timeYears, rate, volatility });
  const { dividendYield } = american;
  return americanPrice({ right, strike, spot: forward * Math.exp((dividendYield - rate) * timeYears), timeYears, rate, dividendYield, volatility });
}

/** What all revaluations of one contract start from: today, before any shock. */
export interface RevaluationStart extends Revalued {
  /** Null for a future. */
  readonly option: { readonly base: OptionBase; readonly premium: number; readonly smileVolatility: number } | null;
}

export function revaluationStart(market: RevaluationMarket, { figures, smile }: Revalued): RevaluationStart {
  const base = optionBaseOf(market, figures);
  return { figures, smile, option: base === null ? null : { base, premium: optionPremium(base, base), smileVolatility: volatilityOn(smile, base.strike, base.forward) } };
}

function optionChange(market: RevaluationMarket, { base, premium, smileVolatility }: NonNullable<RevaluationStart['option']>, smile: Smile | null, shock: MarketShock): number {
  const { strike, volatility } = base;
  const forward = base.onVix ? shockedVixForward(market, base, shock) : forwardAfterDays(base, shock.days) * spxFactor(shock.spxPercent);
  const moved = volatility + (volatilityOn(smile, strike, forward) - smileVolatility) + volatilityMove(market, { base, smile }, shock);
  const shocked = Math.max(volatilityFloor(volatility), moved);
  return optionPremium(base, { forward, timeYears: timeLeft(base, shock.days), volatility: shocked }) - premium;
}

/** $ change of one long contract under the shock: full revaluation against the model value of now. */
export function changeFrom(market: RevaluationMarket, { figures, smile, option }: RevaluationStart, shock: MarketShock): number {
  if (option !== null) return figures.multiplier * optionChange(market, option, smile, shock);
  const { daysToSettlement } = figures;
  const forward = figures.forward.value;
  return figures.multiplier * (shockedVixForward(market, { forward, daysToSettlement }, shock) - forward);
}

export const valueChange = (market: RevaluationMarket, revalued: Revalued, shock: MarketShock): number => changeFrom(market, revaluationStart(market, revalued), shock);
