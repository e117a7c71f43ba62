/** Nodes in (−1, 1) and weights of a rule for ∫₋₁¹ f(y) dy. */
export interface QuadratureRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

const ROOT_ITERATIONS = 8;

/** Legendre's Pₙ and its derivative by the three-term recurrence (Abramowitz & Stegun 22.7.10, 22.8.5). */
function legendre(order: number, y: number): { readonly value: number; readonly slope: number } {
  let below = 1;
  let value = y;
  for (let k = 2; k <= order; k++) [below, value] = [value, ((2 * k - 1) * y * value - (k - 1) * below) / k];
  return { value, slope: (order * (y * value - below)) / (y * y - 1) };
}

/** Gauss–Legendre rule, exact for polynomials up to degree 2·order − 1 (A&S 25.4.29); order ≥ 2. */
export function gaussLegendre(order: number): QuadratureRule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let index = 0; index < order; index++) {
    // Tricomi's start lies close enough for Newton's method to converge to the nearest root.
    let y = -Math.cos((Math.PI * (index + 0.75)) / (order + 0.5));
    for (let iteration = 0; iteration < ROOT_ITERATIONS; iteration++) {
      const { value, slope } = legendre(order, y);
      y -= value / slope;
    }
    const { slope } = legendre(order, y);
    nodes.push(y);
    weights.push(2 / ((1 - y * y) * slope * slope));
  }
  return { nodes, weights };
}

/** Chebyshev points of the second kind cos(iπ/degree), i = 0 … degree, from 1 down to −1. */
export const chebyshevPoints = (degree: number): number[] => Array.from({ length: degree + 1 }, (_, index) => Math.cos((index * Math.PI) / degree));

/**
 * Row of factors a with p(y) = Σ aᵢ·p(yᵢ) for the polynomial p through `chebyshevPoints(degree)`: the barycentric
 * formula with its weights ±1, halved at the ends (Berrut & Trefethen, SIAM Review 46, 2004).
 */
export function chebyshevRow(degree: number, y: number): number[] {
  const points = chebyshevPoints(degree);
  const hit = points.findIndex((point) => Math.abs(point - y) < 1e-15);
  if (hit >= 0) return points.map((_, index) => (index === hit ? 1 : 0));
  const terms = points.map((point, index) => ((index % 2 === 0 ? 1 : -1) * (index === 0 || index === degree ? 0.5 : 1)) / (y - point));
  const total = terms.reduce((sum, term) => sum + term, 0);
  return terms.map((term) => term / total);
}
