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

const at = (row: Float64Array, index: number): number => row[index] ?? 0;

/** Rows reach this far beyond the last knot, where they stay 0: the recursions read there. */
const BEYOND = 2;
const rows = (knots: number): Float64Array => new Float64Array(knots + BEYOND);

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

// In the loops below `…1` and `…2` are the rows one and two back on the way, 0 before the first: smiles are fitted in these loops.

function factorise(q: Differences, variances: Float64Array, stiffness: number, { pivots, near, far }: Factors): void {
  const n = variances.length;
  let [pivot1, near1, far1, pivot2, far2] = [0, 0, 0, 0, 0];
  let before = stiffness * at(variances, 0);
  let here = n > 1 ? stiffness * at(variances, 1) : 0;
  for (let j = 1; j < n - 1; j++) {
    const after = stiffness * at(variances, j + 1);
    const left = at(q.left, j);
    const middle = at(q.middle, j);
    const right = at(q.right, j);
    const own = at(q.diagonal, j) + before * left * left + here * middle * middle + after * right * right;
    const beside = at(q.next, j) + here * middle * at(q.left, j + 1) + after * right * at(q.middle, j + 1);
    const carried = pivot1 * near1;
    const pivot = own - carried * near1 - pivot2 * far2 * far2;
    pivots[j] = pivot;
    pivot2 = pivot1;
    far2 = far1;
    near1 = (beside - carried * far1) / pivot;
    far1 = (after * right * at(q.left, j + 2)) / pivot;
    pivot1 = pivot;
    near[j] = near1;
    far[j] = far1;
    before = here;
    here = after;
  }
}

/** γ of B γ = Qᵀ y, written into `curvatures`, whose ends stay 0. */
function solveCurvatures(q: Differences, { pivots, near, far }: Factors, y: Float64Array, curvatures: Float64Array): void {
  const n = y.length;
  let [solved1, solved2, near1, far1, far2] = [0, 0, 0, 0, 0];
  for (let j = 1; j < n - 1; j++) {
    const bend = at(q.left, j) * at(y, j - 1) + at(q.middle, j) * at(y, j) + at(q.right, j) * at(y, j + 1);
    const solved = bend - near1 * solved1 - far2 * solved2;
    curvatures[j] = solved;
    solved2 = solved1;
    solved1 = solved;
    far2 = far1;
    near1 = at(near, j);
    far1 = at(far, j);
  }
  let [curvature1, curvature2] = [0, 0];
  for (let j = n - 2; j > 0; j--) {
    const curvature = at(curvatures, j) / at(pivots, j) - at(near, j) * curvature1 - at(far, j) * curvature2;
    curvatures[j] = curvature;
    curvature2 = curvature1;
    curvature1 = curvature;
  }
}

/** The three central bands of B⁻¹. */
interface Bands {
  readonly own: Float64Array;
  readonly beside: Float64Array;
  readonly beyond: Float64Array;
}

/** Hutchinson & de Hoog 1985. */
function invert({ pivots, near, far }: Factors, n: number, { own, beside, beyond }: Bands): void {
  let [own1, own2, beside1] = [0, 0, 0];
  for (let j = n - 2; j > 0; j--) {
    const nearHere = at(near, j);
    const farHere = at(far, j);
    const besideHere = -nearHere * own1 - farHere * beside1;
    const beyondHere = -nearHere * beside1 - farHere * own2;
    const ownHere = 1 / at(pivots, j) - nearHere * besideHere - farHere * beyondHere;
    beside[j] = besideHere;
    beyond[j] = beyondHere;
    own[j] = ownHere;
    own2 = own1;
    own1 = ownHere;
    beside1 = besideHere;
  }
}

function writeFreedoms(q: Differences, { own, beside, beyond }: Bands, weights: Float64Array, freedoms: Float64Array): void {
  const n = weights.length;
  let [right1, own1, beside1, beyond1] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const a = right1;
    const b = at(q.middle, i);
    const c = at(q.left, i + 1);
    const squares = a * a * own1 + b * b * at(own, i) + c * c * at(own, i + 1);
    freedoms[i] = at(weights, i) * (squares + 2 * (a * b * beside1 + b * c * at(beside, i) + a * c * beyond1));
    right1 = at(q.right, i);
    own1 = at(own, i);
    beside1 = at(beside, i);
    beyond1 = at(beyond, i);
  }
}

/**
 * Smoothing spline over fixed observations in O(n) per fit (Reinsch 1967; Green & Silverman 1994, ch. 2). `x` strictly
 * ascending, same length as `y`, at least two.
 */
export function createSplineSmoother(x: Float64Array, y: Float64Array): SplineSmoother {
  const n = x.length;
  const q = differencesOf(x);
  const factors: Factors = { pivots: rows(n), near: rows(n), far: rows(n) };
  const [weights, values, curvatures] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let leverages: { readonly bands: Bands; readonly freedoms: Float64Array } | null = null;
  return {
    fit(variances, stiffness) {
      factorise(q, variances, stiffness, factors);
      solveCurvatures(q, factors, y, curvatures);
      let [right1, curvature1] = [0, 0];
      for (let i = 0; i < n; i++) {
        const curvature = at(curvatures, i);
        const next = i + 1 < n ? at(curvatures, i + 1) : 0;
        const bend = right1 * curvature1 + at(q.middle, i) * curvature + at(q.left, i + 1) * next;
        const weight = stiffness * at(variances, i);
        weights[i] = weight;
        values[i] = at(y, i) - weight * bend;
        right1 = at(q.right, i);
        curvature1 = curvature;
      }
      return {
        values, curvatures,
        freedoms() {
          leverages ??= { bands: { own: rows(n), beside: rows(n), beyond: rows(n) }, freedoms: new Float64Array(n) };
          invert(factors, n, leverages.bands);
          writeFreedoms(q, leverages.bands, weights, leverages.freedoms);
          return leverages.freedoms;
        },
      };
    },
  };
}
