/** Natural cubic spline of volatility over scaled moneyness z = ln(K/F) ÷ scale. */
export interface CurveKnots {
  /** Strictly ascending. */
  readonly at: Float64Array;
  /** Volatilities, 0.20 = 20 %, above zero. */
  readonly values: Float64Array;
  /** Second derivatives of volatility over z. */
  readonly curvatures: Float64Array;
}

/** Total variance w = σ²T and its derivatives over k = ln(K/F). */
export interface VarianceSlopes {
  readonly variance: number;
  readonly first: number;
  readonly second: number;
}

export interface SmileCurve {
  /** Implied volatility at ln(K/F); finite and above zero for every finite input. */
  volatilityAt(logMoneyness: number): number;
  varianceSlopesAt(logMoneyness: number): VarianceSlopes;
}

/** Beyond e^±40 times the forward there is nothing to price; keeps every figure finite. */
const FARTHEST = 40;
/** Least share of the last quoted total variance that a falling wing comes down to. */
const FALLING_WING_KEEPS = 0.5;
/** Lee (2004): total variance grows at most by 2 per unit of ln(K/F). */
const STEEPEST_WING = 2;

/** Total variance beyond the last knot, over the distance from it (for the left wing mirrored). */
type Wing = (distance: number) => VarianceSlopes;

/** A wing that points down levels off: w = w₀ − s·τ·(1 − e^(−x/τ)), convex and above a share of w₀. */
function fallingWing(variance: number, slope: number): Wing {
  const tau = ((1 - FALLING_WING_KEEPS) * variance) / -slope;
  return (distance) => {
    const left = Math.exp(-distance / tau);
    return { variance: variance + slope * tau * (1 - left), first: slope * left, second: (-slope / tau) * left };
  };
}

const straightWing = (variance: number, slope: number): Wing => (distance) => ({ variance: variance + slope * distance, first: slope, second: 0 });

/**
 * Where total variance rises faster than in proportion to |k| (elasticity e = k·w′ ÷ 2w above ½, the usual put wing), a straight
 * line would run into butterfly arbitrage. Here e decays as a power of k to ½, so that w grows at last by the steepest slope:
 * w = w₀·r·exp(c·(1 − r^(−p)) ÷ p), r = k/k₀, c = 2e − 1.
 */
function steepWing(variance: number, slope: number, edge: number): Wing {
  const excess = (slope * edge) / variance - 1;
  const power = excess / Math.log((STEEPEST_WING * edge) / variance);
  if (!(power > 0)) return straightWing(variance, Math.min(slope, STEEPEST_WING));
  return (distance) => {
    const ratio = 1 + distance / edge;
    const decay = ratio ** -power;
    const level = variance * ratio * Math.exp((excess * (1 - decay)) / power);
    const elasticity = 1 + excess * decay;
    const k = edge * ratio;
    const first = (level * elasticity) / k;
    return { variance: level, first, second: (first * (elasticity - 1) - (level * power * excess * decay) / k) / k };
  };
}

/** `slope` outward; `edge` is the distance of the last knot from the money on its own side, 0 or below when the knot lies across. */
function wingFrom(variance: number, slope: number, edge: number): Wing {
  if (slope < 0) return fallingWing(variance, slope);
  return edge > 0 && slope * edge > variance ? steepWing(variance, slope, edge) : straightWing(variance, Math.min(slope, STEEPEST_WING));
}

/** First knot interval of each of evenly spaced cells: the search for the interval starts there. */
function cellsOf(at: Float64Array, cells: number): Uint16Array {
  const [low, span] = [at[0] ?? 0, (at[at.length - 1] ?? 0) - (at[0] ?? 0)];
  const starts = new Uint16Array(cells);
  let interval = 0;
  for (let cell = 0; cell < cells; cell++) {
    while (interval < at.length - 2 && (at[interval + 1] ?? 0) <= low + (span * cell) / cells) interval++;
    starts[cell] = interval;
  }
  return starts;
}

/** The spline itself: shocks ask for it in their innermost loop, so without the slopes. */
function levelAt({ at, values, curvatures }: CurveKnots, interval: number, z: number): number {
  const from = at[interval] ?? 0;
  const h = (at[interval + 1] ?? 1) - from;
  const b = (z - from) / h;
  const a = 1 - b;
  const bend = (a * a * a - a) * (curvatures[interval] ?? 0) + (b * b * b - b) * (curvatures[interval + 1] ?? 0);
  return a * (values[interval] ?? 0) + b * (values[interval + 1] ?? 0) + (bend * h * h) / 6;
}

/** First derivative over z. */
function slopeAt({ at, values, curvatures }: CurveKnots, interval: number, z: number): number {
  const from = at[interval] ?? 0;
  const h = (at[interval + 1] ?? 1) - from;
  const b = (z - from) / h;
  const a = 1 - b;
  const left = curvatures[interval] ?? 0;
  const right = curvatures[interval + 1] ?? 0;
  const chord = ((values[interval + 1] ?? 0) - (values[interval] ?? 0)) / h;
  return chord + (((1 - 3 * a * a) * left + (3 * b * b - 1) * right) * h) / 6;
}

/** Second derivative over z. */
function bendAt({ at, curvatures }: CurveKnots, interval: number, z: number): number {
  const from = at[interval] ?? 0;
  const b = (z - from) / ((at[interval + 1] ?? 1) - from);
  return (1 - b) * (curvatures[interval] ?? 0) + b * (curvatures[interval + 1] ?? 0);
}

/** One volatility at every strike: all that one or two quotes can say. */
export function flatCurve(volatility: number, timeYears: number): SmileCurve {
  return { volatilityAt: () => volatility, varianceSlopesAt: () => ({ variance: volatility * volatility * timeYears, first: 0, second: 0 }) };
}

/**
 * Smile through the knots (two or more), with wings that leave the last knots at their own slope and stay below Lee's bound.
 * `scale` is ln(K/F) per unit of z.
 */
export function createSmileCurve(knots: CurveKnots, scale: number, timeYears: number): SmileCurve {
  const { at } = knots;
  const last = at.length - 1;
  const [low, high] = [(at[0] ?? 0) * scale, (at[last] ?? 0) * scale];
  const cells = 2 * at.length;
  const starts = cellsOf(at, cells);
  const perCell = cells / (high - low);

  const intervalAt = (k: number): number => {
    let interval = starts[Math.min(cells - 1, Math.max(0, Math.floor((k - low) * perCell)))] ?? 0;
    while (interval < last - 1 && (at[interval + 1] ?? 0) * scale < k) interval++;
    return interval;
  };
  const inside = (k: number): VarianceSlopes => {
    const interval = intervalAt(k);
    const z = k / scale;
    const volatility = levelAt(knots, interval, z);
    const slope = slopeAt(knots, interval, z) / scale;
    const bend = bendAt(knots, interval, z);
    return {
      variance: volatility * volatility * timeYears,
      first: 2 * volatility * slope * timeYears,
      second: 2 * timeYears * (slope * slope + (volatility * bend) / (scale * scale)),
    };
  };
  const [lowest, highest] = [inside(low), inside(high)];
  const left = wingFrom(lowest.variance, -lowest.first, -low);
  const right = wingFrom(highest.variance, highest.first, high);

  const varianceSlopesAt = (k: number): VarianceSlopes => {
    if (k > high) return right(Math.min(k, FARTHEST) - high);
    if (k >= low) return inside(k);
    const mirrored = left(low - Math.max(k, -FARTHEST));
    return { variance: mirrored.variance, first: -mirrored.first, second: mirrored.second };
  };
  return {
    varianceSlopesAt,
    volatilityAt: (k) => (k >= low && k <= high ? levelAt(knots, intervalAt(k), k / scale) : Math.sqrt(varianceSlopesAt(k).variance / timeYears)),
  };
}
