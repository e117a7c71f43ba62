import { createSplineSmoother } from './smoothingSpline.ts';
import type { SplineSmoother } from './smoothingSpline.ts';

/** Observations of one smile over scaled moneyness, strictly ascending, in units of the level at the money. */
export interface Observations {
  readonly z: Float64Array;
  readonly levels: Float64Array;
  /** How far the quote lets its level be off. */
  readonly halfWidths: Float64Array;
}

export interface Outlier {
  readonly index: number;
  /** Level that the curve without it gives there. */
  readonly expected: number;
}

/** With more outliers than may be dropped those listed are only the worst. */
export interface Judgement {
  /** Indices of the observations kept, ascending. */
  readonly kept: readonly number[];
  readonly outliers: readonly Outlier[];
  /** How far off the others' curve a quote typically lies, in half-widths. */
  readonly typicallyOff: number;
}

/** Fewer observations cannot tell which of them is wrong. */
export const LEAST_TO_JUDGE = 6;
/** A quote this many half-widths off what the others say is not explained by its own width … */
export const HALF_WIDTHS_OFF = 4;
/** … and this many standard deviations, where the others say little (gaps, ends). */
const DEVIATIONS_OFF = 6;
/** Mids usually lie much closer to a smooth curve than their half-widths: closer than this share proves nothing. */
const LEAST_NOISE_SHARE = 0.25;
/** Stiffnesses tried, stiffest first: judging needs no finer choice. */
const STIFFNESSES = Array.from({ length: 6 }, (_, step) => 2e5 / 15 ** step);
const NEARLY_AS_GOOD = 1.25;
/** Share of the deleted residuals that choose the stiffness: an outlier and its neighbours are not asked. */
const ASKED_SHARE = 0.75;
/** One outlier, or this share of all, may be dropped; more mean that the quotes as a whole are not to be trusted. */
const LARGEST_DROP_SHARE = 0.1;

export const mostToDrop = (all: number): number => Math.max(1, Math.floor(LARGEST_DROP_SHARE * all));

interface Desk extends Observations {
  readonly smoother: SplineSmoother;
  readonly variances: Float64Array;
}

const setUp = (observations: Observations): Desk => ({
  ...observations, smoother: createSplineSmoother(observations.z, observations.levels), variances: observations.halfWidths.map((width) => width * width),
});

/** With next to no freedom the curve has no choice but to pass there: nothing can be said. */
const LEAST_FREEDOM = 1e-9;

/** Mean deleted residual, in half-widths: the better a stiffness, the better the quotes foretell each other. */
function foretelling({ levels, halfWidths, smoother, variances }: Desk, stiffness: number): number {
  const fit = smoother.fit(variances, stiffness);
  const freedoms = fit.freedoms();
  const sizes = new Float64Array(levels.length);
  for (let i = 0; i < levels.length; i++) {
    const inWidths = ((levels[i] ?? 0) - (fit.values[i] ?? 0)) / (halfWidths[i] ?? 1);
    sizes[i] = Math.abs(inWidths / Math.max(freedoms[i] ?? 0, LEAST_FREEDOM));
  }
  sizes.sort();
  const asked = Math.ceil(ASKED_SHARE * sizes.length);
  let sum = 0;
  for (let i = 0; i < asked; i++) sum += sizes[i] ?? 0;
  return sum / asked;
}

interface Judging {
  readonly stiffness: number;
  readonly typicallyOff: number;
}

/**
 * The stiffest curve that foretells the quotes nearly as well as the best one: a looser one gives way to a wrong quote, above
 * all at the ends.
 */
function judgingStiffness(desk: Desk): Judging {
  const tried = STIFFNESSES.map((stiffness): Judging => ({ stiffness, typicallyOff: foretelling(desk, stiffness) }));
  const enough = NEARLY_AS_GOOD * Math.min(...tried.map(({ typicallyOff }) => typicallyOff));
  return tried.find(({ typicallyOff }) => typicallyOff <= enough) ?? { stiffness: 1, typicallyOff: foretelling(desk, 1) };
}

interface Residuals {
  /** Off the curve drawn without the observation, in its half-widths. */
  readonly deleted: Float64Array;
  /** In its own standard deviations, up to a common factor. */
  readonly studentised: Float64Array;
}

function residualsOf({ levels, halfWidths, smoother, variances }: Desk, stiffness: number): Residuals {
  const fit = smoother.fit(variances, stiffness);
  const freedoms = fit.freedoms();
  const deleted = new Float64Array(levels.length);
  const studentised = new Float64Array(levels.length);
  for (let i = 0; i < levels.length; i++) {
    const inWidths = ((levels[i] ?? 0) - (fit.values[i] ?? 0)) / (halfWidths[i] ?? 1);
    const freedom = Math.max(freedoms[i] ?? 0, LEAST_FREEDOM);
    deleted[i] = inWidths / freedom;
    studentised[i] = inWidths / Math.sqrt(freedom);
  }
  return { deleted, studentised };
}

const subset = ({ z, levels, halfWidths }: Observations, kept: readonly number[]): Observations => {
  const take = (values: Float64Array): Float64Array => Float64Array.from(kept, (index) => values[index] ?? 0);
  return { z: take(z), levels: take(levels), halfWidths: take(halfWidths) };
};

/** Position of the observation that the others contradict most, or −1 where none is beyond what its quote explains. */
function worstOf({ deleted, studentised }: Residuals): number {
  const sizes = new Float64Array(studentised.length);
  for (let i = 0; i < studentised.length; i++) sizes[i] = Math.abs(studentised[i] ?? 0);
  sizes.sort();
  const deviation = Math.max(LEAST_NOISE_SHARE, 1.4826 * (sizes[sizes.length >> 1] ?? 0));
  let worst = -1;
  for (let i = 0; i < studentised.length; i++) {
    const size = Math.abs(studentised[i] ?? 0);
    if (size <= DEVIATIONS_OFF * deviation || Math.abs(deleted[i] ?? 0) <= HALF_WIDTHS_OFF) continue;
    if (worst < 0 || size > Math.abs(studentised[worst] ?? 0)) worst = i;
  }
  return worst;
}

/**
 * Takes out, one after the other, the observation that the curve through the others contradicts most. The largest studentised
 * deleted residual is the likelihood-ratio test for one shifted observation, so neighbours of a bad quote are not blamed for it.
 */
export function judgeObservations(all: Observations): Judgement {
  const kept = [...all.z.keys()];
  const outliers: Outlier[] = [];
  let desk = setUp(all);
  const { stiffness, typicallyOff } = judgingStiffness(desk);
  const most = mostToDrop(all.z.length);
  while (kept.length >= LEAST_TO_JUDGE && outliers.length <= most) {
    const residuals = residualsOf(desk, stiffness);
    const worst = worstOf(residuals);
    if (worst < 0) break;
    const off = (residuals.deleted[worst] ?? 0) * (desk.halfWidths[worst] ?? 0);
    outliers.push({ index: kept[worst] ?? 0, expected: (desk.levels[worst] ?? 0) - off });
    kept.splice(worst, 1);
    desk = setUp(subset(all, kept));
  }
  return { kept, outliers, typicallyOff };
}
