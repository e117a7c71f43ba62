/** A natural cubic spline at its own knots. Valid until its smoother fits again: the rows are written anew. */
export interface SplineFit {
  readonly values: Float64Array;
  /** Second derivatives; 0 at both ends. */
  readonly curvatures: Float64Array;
  /** 1 − leverage of each knot's own observation, 0…1: residual ÷ this is the residual of the fit without that observation. */
  freedoms(): Float64Array;
}

export interface SplineSmoother {
  /**
   * Minimises Σ (yᵢ − f(xᵢ))² ÷ varianceᵢ + stiffness · ∫ f″². A larger variance loosens a point, a larger stiffness
   * straightens the whole curve.
   */
  fit(variances: Float64Array, stiffness: number): SplineFit;
}

/** Rows outside the matrix read as 0, which is what the recursions at both ends need. */
const at = (row: Float64Array, index: number): number => row[index] ?? 0;

const rows = (length: number): Float64Array => new Float64Array(length);

/** Q (second differences: left, middle, right of each inner knot) and R (diagonal, next). Both only depend on the knots. */
interface Differences {
  readonly left: Float64Array;
  readonly middle: Float64Array;
  readonly right: Float64Array;
  readonly diagonal: Float64Array;
  readonly next: Float64Array;
}

function differencesOf(x: Float64Array): Differences {
  const n = x.length;
  const q: Differences = { left: rows(n), middle: rows(n), right: rows(n), diagonal: rows(n), next: rows(n) };
  for (let j = 1; j < n - 1; j++) {
    const before = at(x, j) - at(x, j - 1);
    const after = at(x, j + 1) - at(x, j);
    q.left[j] = 1 / before;
    q.right[j] = 1 / after;
    q.middle[j] = -1 / before - 1 / after;
    q.diagonal[j] = (before + after) / 3;
    if (j < n - 2) q.next[j] = after / 6;
  }
  return q;
}

/** LDLᵀ of the five-banded matrix B = R + stiffness · Qᵀ V Q. */
interface Factors {
  readonly pivots: Float64Array;
  readonly near: Float64Array;
  readonly far: Float64Array;
}

function factorise(q: Differences, variances: Float64Array, stiffness: number, { pivots, near, far }: Factors): void {
  const n = variances.length;
  for (let j = 1; j < n - 1; j++) {
    const before = stiffness * at(variances, j - 1);
    const here = stiffness * at(variances, j);
    const after = stiffness * at(variances, j + 1);
    const [left, middle, right] = [at(q.left, j), at(q.middle, j), at(q.right, j)];
    const own = at(q.diagonal, j) + before * left * left + here * middle * middle + after * right * right;
    const beside = at(q.next, j) + here * middle * at(q.left, j + 1) + after * right * at(q.middle, j + 1);
    const carried = at(pivots, j - 1) * at(near, j - 1);
    const pivot = own - carried * at(near, j - 1) - at(pivots, j - 2) * at(far, j - 2) * at(far, j - 2);
    pivots[j] = pivot;
    near[j] = (beside - carried * at(far, j - 1)) / pivot;
    far[j] = (after * right * at(q.left, j + 2)) / pivot;
  }
}

/** γ of B γ = Qᵀ y, written into `curvatures`, whose ends stay 0. */
function solveCurvatures(q: Differences, { pivots, near, far }: Factors, y: Float64Array, curvatures: Float64Array): void {
  const n = y.length;
  for (let j = 1; j < n - 1; j++) {
    const bend = at(q.left, j) * at(y, j - 1) + at(q.middle, j) * at(y, j) + at(q.right, j) * at(y, j + 1);
    curvatures[j] = bend - at(near, j - 1) * at(curvatures, j - 1) - at(far, j - 2) * at(curvatures, j - 2);
  }
  for (let j = n - 2; j > 0; j--) {
    curvatures[j] = at(curvatures, j) / at(pivots, j) - at(near, j) * at(curvatures, j + 1) - at(far, j) * at(curvatures, j + 2);
  }
}

/** The three central bands of B⁻¹ (Hutchinson & de Hoog 1985), from which the leverages follow. */
function inverseBands({ pivots, near, far }: Factors): readonly [Float64Array, Float64Array, Float64Array] {
  const n = pivots.length;
  const [own, beside, beyond] = [rows(n), rows(n), rows(n)];
  for (let j = n - 2; j > 0; j--) {
    beside[j] = -at(near, j) * at(own, j + 1) - at(far, j) * at(beside, j + 1);
    beyond[j] = -at(near, j) * at(beside, j + 1) - at(far, j) * at(own, j + 2);
    own[j] = 1 / at(pivots, j) - at(near, j) * at(beside, j) - at(far, j) * at(beyond, j);
  }
  return [own, beside, beyond];
}

function freedomsOf(q: Differences, factors: Factors, weights: Float64Array): Float64Array {
  const [own, beside, beyond] = inverseBands(factors);
  const freedoms = rows(weights.length);
  for (let i = 0; i < weights.length; i++) {
    const [a, b, c] = [at(q.right, i - 1), at(q.middle, i), at(q.left, i + 1)];
    const squares = a * a * at(own, i - 1) + b * b * at(own, i) + c * c * at(own, i + 1);
    freedoms[i] = at(weights, i) * (squares + 2 * (a * b * at(beside, i - 1) + b * c * at(beside, i) + a * c * at(beyond, i - 1)));
  }
  return freedoms;
}

/**
 * Smoothing spline over fixed observations in O(n) per fit (Reinsch 1967; Green & Silverman 1994, ch. 2). `x` strictly
 * ascending, same length as `y`, at least two.
 */
export function createSplineSmoother(x: Float64Array, y: Float64Array): SplineSmoother {
  const n = x.length;
  const q = differencesOf(x);
  const factors: Factors = { pivots: rows(n), near: rows(n), far: rows(n) };
  const [weights, values, curvatures] = [rows(n), rows(n), rows(n)];
  return {
    fit(variances, stiffness) {
      factorise(q, variances, stiffness, factors);
      solveCurvatures(q, factors, y, curvatures);
      for (let i = 0; i < n; i++) {
        const bend = at(q.right, i - 1) * at(curvatures, i - 1) + at(q.middle, i) * at(curvatures, i) + at(q.left, i + 1) * at(curvatures, i + 1);
        const weight = stiffness * at(variances, i);
        weights[i] = weight;
        values[i] = at(y, i) - weight * bend;
      }
      return { values, curvatures, freedoms: () => freedomsOf(q, factors, weights) };
    },
  };
}
