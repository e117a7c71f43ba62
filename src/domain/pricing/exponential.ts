/**
 * e^x by a table, about twice as fast as `Math.exp`, which the engine calls out of line: x = n·ln2/64 + r with |r| ≤ ln2/128, e^r by
 * its series to r⁵ (what is left out is below 4e-17), 2^(n/64) from the tables (Tang, ACM TOMS 15, 1989). ln2/64 is held in
 * two parts, the first short enough that n times it is exact. Relative error below 4e-16 on [−700, 700]; `Math.exp` outside.
 */
const STEPS = 64;
/** ln 2 less its double. */
const LOG_TWO_REST = 2.3190468138462996e-17;
const STEP_HEAD = Math.fround(Math.LN2 / STEPS);
const STEP_TAIL = (Math.LN2 - STEPS * STEP_HEAD + LOG_TWO_REST) / STEPS;
const STEPS_PER_UNIT = STEPS / Math.LN2;
const HALF_POWERS = 1024;
const LIMIT = 700;
/** 1.5·2⁵²: adding and taking away rounds to a whole number. */
const ROUNDING = 6_755_399_441_055_744;

const roots = Float64Array.from({ length: STEPS }, (_, step) => Math.exp(step * STEP_HEAD) * (1 + step * STEP_TAIL));
const powers = Float64Array.from({ length: 2 * HALF_POWERS }, (_, index) => 2 ** (index - HALF_POWERS));

export function exponential(x: number): number {
  if (!(x > -LIMIT && x < LIMIT)) return Math.exp(x);
  const n = x * STEPS_PER_UNIT + ROUNDING - ROUNDING;
  const r = x - n * STEP_HEAD - n * STEP_TAIL;
  const step = n | 0;
  const rr = r * r;
  const series = 1 + (r + rr * (0.5 + r * (1 / 6) + rr * (1 / 24 + r * (1 / 120))));
  return (roots[step & (STEPS - 1)] as number) * (powers[(step >> 6) + HALF_POWERS] as number) * series;
}
