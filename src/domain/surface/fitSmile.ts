import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { drawAlongQuotes, drawCurve } from './drawCurve.ts';
import type { DrawnCurve, Drawing } from './drawCurve.ts';
import { HALF_WIDTHS_OFF, judgeObservations, LEAST_TO_JUDGE, mostToDrop } from './observations.ts';
import type { Judgement } from './observations.ts';
import { flatCurve } from './smileCurve.ts';
import type { SmileCurve } from './smileCurve.ts';
import type { DroppedQuote, SmileFit } from './smileFit.ts';
import { rowOf, smilePoints } from './smilePoints.ts';
import type { SmilePoint, SmileQuote, SmileState } from './smilePoints.ts';

export interface FittedSmile {
  readonly curve: SmileCurve;
  readonly fit: SmileFit;
  /** Whether a strike at that ln(K/F) stands on quotes: in no gap wider than a standard deviation, or one step of strikes beyond those used. */
  covers(logMoneyness: number): boolean;
}

/** With fewer strikes one volatility is all that can be said. */
const LEAST_FOR_A_CURVE = 3;
/** A locked quote is not infinitely good: no half-width counts as less than this share of the level. */
const LEAST_HALF_WIDTH_SHARE = 1e-4;
const NEAREST_THE_MONEY = 5;
/** How often a curve is drawn anew without the quotes that the one before passed by. */
const REDRAWN = 2;

/** Median volatility of the strikes nearest the money: one bad quote there must not set the unit of everything. */
function levelAtTheMoney(points: readonly SmilePoint[]): number {
  const below = points.findLastIndex(({ logMoneyness }) => logMoneyness < 0) + 1;
  // They lie among the nearest on either side; of two equally near the lower strike comes first.
  const around = points.slice(Math.max(0, below - NEAREST_THE_MONEY), below + NEAREST_THE_MONEY);
  const nearest = around.sort((a, b) => Math.abs(a.logMoneyness) - Math.abs(b.logMoneyness)).slice(0, NEAREST_THE_MONEY);
  const volatilities = nearest.map(({ volatility }) => volatility).sort((a, b) => a - b);
  return volatilities[volatilities.length >> 1] ?? 0;
}

/** The nearer of bid and ask: next to a bid of a tick volatility falls off a cliff, which says nothing of how good the ask is. */
const halfWidthOf = (level: number) => ({ volatility, askVolatility, bidVolatility }: SmilePoint): number =>
  Math.max(Math.min(askVolatility - volatility, volatility - bidVolatility), LEAST_HALF_WIDTH_SHARE * level);

type Unit = Pick<Drawing, 'level' | 'scale' | 'timeYears'>;

const inPercent = (volatility: number): string => `${(100 * volatility).toFixed(1)} %`;

function dropOf({ quote, volatility }: SmilePoint, expected: number): DroppedQuote {
  const side = volatility > expected ? 'above' : 'below';
  return {
    strike: quote.strike, right: quote.right,
    reason: `its mid means a volatility of ${inPercent(volatility)}, ${side} the ${inPercent(expected)} of its neighbours by many times what its bid and ask allow`,
  };
}

const holds = (curve: SmileCurve) => ({ logMoneyness, bidVolatility, askVolatility }: SmilePoint): boolean => {
  const volatility = curve.volatilityAt(logMoneyness);
  return volatility >= bidVolatility && volatility <= askVolatility;
};

/** Of standard deviations to expiry at the money. In wider gaps the curve is a guess: across two a quote taken away was missed by 8 half-widths. */
const WIDEST_GAP = 1;
const ROUNDING_OF_A_STRIKE = 1e-12;

function coverageOf(used: readonly number[], deviation: number): (logMoneyness: number) => boolean {
  const at = (index: number): number => used.at(index) ?? 0;
  const step = used.length > 1 ? 1 : 0;
  const widest = WIDEST_GAP * deviation;
  // The same step in strikes is a longer one in logarithms downward: ln(2 − e^step). A strike of zero is none.
  const stepDown = -Math.log(Math.max(0, 2 - Math.exp(at(step) - at(0))));
  const [below, above] = [Math.min(stepDown, widest) + ROUNDING_OF_A_STRIKE, Math.min(at(-1) - at(-1 - step), widest)];
  return (k) => {
    if (!(k >= at(0) && k <= at(-1))) return k >= at(0) - below && k <= at(-1) + above;
    const next = used.findIndex((strike) => strike >= k);
    return at(next) === k || at(next) - at(next - 1) <= widest;
  };
}

type Described = Pick<SmileFit, 'quoted' | 'dropped' | 'butterflyFree'>;

function describe(curve: SmileCurve, used: readonly SmilePoint[], known: Described): FittedSmile {
  const at = used.map(({ logMoneyness }) => logMoneyness);
  const newestQuoteUs = used.reduce((newest, { quote }) => Math.max(newest, quote.eventTimeUs), 0);
  return {
    curve,
    covers: coverageOf(at, Math.sqrt(curve.varianceSlopesAt(0).variance)),
    fit: { ...known, source: 'quotes', used: used.length, repriced: used.filter(holds(curve)).length, range: [at.at(0) ?? 0, at.at(-1) ?? 0], newestQuoteUs },
  };
}

/** One or two strikes: their mean, the narrower quote counting for more. */
function fitFlat(points: readonly SmilePoint[], timeYears: number, known: Omit<Described, 'butterflyFree'>): FittedSmile {
  const level = levelAtTheMoney(points);
  const weights = points.map((point) => halfWidthOf(level)(point) ** -2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = points.reduce((sum, { volatility }, i) => sum + volatility * (weights[i] ?? 0), 0) / total;
  return describe(flatCurve(mean, timeYears), points, { ...known, butterflyFree: true });
}

/** The points in the units of the drawing: z in standard deviations, levels in shares of the volatility at the money. */
function judge(points: readonly SmilePoint[], { level, scale }: Unit): Judgement {
  const halfWidth = halfWidthOf(level);
  return judgeObservations({
    z: rowOf(points, ({ logMoneyness }) => logMoneyness / scale), levels: rowOf(points, ({ volatility }) => volatility / level),
    halfWidths: rowOf(points, (point) => halfWidth(point) / level),
  });
}

/** Quotes that a curve free of arbitrage passes by many half-widths. */
function passedBy(used: readonly SmilePoint[], curve: SmileCurve, level: number): readonly SmilePoint[] {
  const halfWidth = halfWidthOf(level);
  const isFar = (point: SmilePoint): boolean => Math.abs(point.volatility - curve.volatilityAt(point.logMoneyness)) > HALF_WIDTHS_OFF * halfWidth(point);
  return used.length < LEAST_TO_JUDGE ? [] : used.filter(isFar);
}

const NO_CURVE = failed('incomplete', 'no smile passes between the bids and asks of the expiry');

/**
 * Draws without the quotes that their neighbours contradict, and again without the few that a curve free of arbitrage passes by:
 * bad quotes side by side vouch for each other, but not for a density above zero. Where that would take too many quotes of an
 * otherwise smooth market, the market itself holds an arbitrage: then the curve follows the quotes and is not `butterflyFree`.
 */
function drawThrough(points: readonly SmilePoint[], unit: Unit, known: Omit<Described, 'butterflyFree'>): Result<FittedSmile> {
  const { kept, outliers, typicallyOff } = judge(points, unit);
  const most = mostToDrop(points.length);
  if (outliers.length > most) return failed('incomplete', `${outliers.length} or more of ${points.length} quotes contradict the others of their expiry: the smile is not to be trusted`);
  const drawing = (used: readonly SmilePoint[]): Drawing => ({ ...unit, points: used, halfWidths: rowOf(used, halfWidthOf(unit.level)) });
  const judged = kept.flatMap((index) => points[index] ?? []);
  const dropped = outliers.flatMap(({ index, expected }) => (points[index] === undefined ? [] : [dropOf(points[index], expected * unit.level)]));
  const finish = (used: readonly SmilePoint[], { curve, butterflyFree }: DrawnCurve, all: readonly DroppedQuote[]): Result<FittedSmile> =>
    success(describe(curve, used, { ...known, dropped: [...known.dropped, ...all].sort((a, b) => a.strike - b.strike), butterflyFree }));
  let used = judged;
  const contradicted = [...dropped];
  for (let round = 0; round < REDRAWN; round++) {
    const drawn = drawCurve(drawing(used));
    if (drawn === null) return NO_CURVE;
    const far = passedBy(used, drawn.curve, unit.level);
    if (far.length === 0 && drawn.butterflyFree) return finish(used, drawn, contradicted);
    if (far.length === 0) break;
    contradicted.push(...far.map((point) => dropOf(point, drawn.curve.volatilityAt(point.logMoneyness))));
    if (contradicted.length > most) break;
    used = used.filter((point) => !far.includes(point));
  }
  if (typicallyOff > HALF_WIDTHS_OFF) return failed('incomplete', `the ${points.length} quotes of the expiry contradict each other: the smile is not to be trusted`);
  const along = drawAlongQuotes(drawing(judged));
  return along === null ? NO_CURVE : finish(judged, along, dropped);
}

/**
 * Smile of one expiry from quotes of out-of-the-money options: the smoothest curve of implied volatility over scaled ln(K/F) that
 * passes between bids and asks and has no butterfly arbitrage; quotes that the others contradict are dropped and listed.
 * One or two strikes give one volatility. Fails with `expired` without time, `invalid-input` without a forward, `missing-data`
 * without usable quotes, `incomplete` when too many contradict each other or no curve can be drawn.
 */
export function fitSmile(quotes: readonly SmileQuote[], state: SmileState): Result<FittedSmile> {
  const { forward, timeYears } = state;
  if (!(timeYears > 0)) return failed('expired', 'no time is left for a smile');
  if (!(forward > 0 && Number.isFinite(forward * timeYears))) return failed('invalid-input', 'a smile needs a forward above zero');
  const { points, unusable } = smilePoints(quotes, state);
  const known = { quoted: quotes.length, dropped: unusable };
  if (points.length === 0) return failed('missing-data', 'no quote of the expiry has a volatility');
  if (points.length < LEAST_FOR_A_CURVE) return success(fitFlat(points, timeYears, known));
  const level = levelAtTheMoney(points);
  return drawThrough(points, { level, scale: level * Math.sqrt(timeYears), timeYears }, known);
}
