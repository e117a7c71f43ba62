/** One layer of the size search. `$` figures per contract; contracts between `min` and `max` (held ones included). */
export interface SizedLayer {
  readonly held: number;
  readonly min: number;
  readonly max: number;
  /** $ per VIX point of one contract to be traded. */
  readonly vegaEach: number;
  readonly notionalEach: number;
  /** Expected cost over the drag horizon plus half the spread once. */
  readonly costEach: number;
  /** Wanted share of the ladder among the searched layers, Σ = 1. */
  readonly share: number;
}

export interface SizingProblem {
  readonly layers: readonly SizedLayer[];
  /** $ per VIX point, positive. */
  readonly shortVega: number;
  /** $ per VIX point of the hedge as held. */
  readonly hedgeVega: number;
  readonly band: { readonly low: number; readonly high: number; readonly target: number };
  /** $ of notional: now and allowed; `limit` null where it cannot be computed. */
  readonly notional: { readonly now: number; readonly limit: number | null };
  /** $ over the drag horizon: now and allowed. */
  readonly cost: { readonly now: number; readonly limit: number };
  readonly coverageScale: number;
  readonly shareScale: number;
  /** Last advised contracts per layer: kept while their score is within `keepScore` of the best. */
  readonly preferred: readonly number[] | null;
  readonly keepScore: number;
  /**
   * Share by which a quantity must be clear of a threshold before the advised size gives way: it may lie so far below the band, and a
   * larger one must leave so much of the limits free. Else prices that tremble would change it back and forth.
   */
  readonly standing: number;
  /** Where no whole number fits the band: growth stays below its top; a cut goes to the nearest size, above the band or below. */
  readonly withoutFit: 'belowTop' | 'nearest';
}

export interface SizingOutcome {
  /** Contracts to trade per layer, negative to sell. */
  readonly change: readonly number[];
  readonly coverage: number;
  /** `inBand`; `limited` by drag or ceiling below the band; `whole`: no whole number of contracts lies in the band. */
  readonly fit: 'inBand' | 'limited' | 'whole';
  readonly boundBy: readonly string[];
  /** $ the band's best size would cost over the horizon, limits ignored: the equity it needs follows from it. */
  readonly costWanted: number | null;
}

interface Trial {
  readonly contracts: readonly number[];
  readonly traded: number;
  readonly coverage: number;
  readonly score: number;
  readonly inBand: boolean;
  readonly breaks: readonly string[];
  readonly cost: number;
}

const EPSILON = 1e-9;

/** What a size is judged by, less is better: distance from the target and worst departure from the ladder's shares, each by its scale. */
export function scoreOf({ layers, band, coverageScale, shareScale }: SizingProblem, contracts: readonly number[], coverage: number): { readonly score: number; readonly distance: number; readonly shareOff: number } {
  let total = 0;
  for (const n of contracts) total += n;
  let shareOff = 0;
  // Asked of every size of the search: no lists in between.
  for (let i = 0; total !== 0 && i < layers.length; i++) shareOff = Math.max(shareOff, Math.abs((contracts[i] ?? 0) / total - (layers[i] as SizedLayer).share));
  const distance = Math.abs(coverage - band.target);
  return { distance, shareOff, score: distance / coverageScale + shareOff / shareScale };
}

const isLargerThanAdvised = ({ preferred }: SizingProblem, contracts: readonly number[]): boolean =>
  preferred !== null && contracts.some((n, i) => n > (preferred[i] ?? 0));

function tryContracts(problem: SizingProblem, contracts: readonly number[]): Trial {
  const { layers, band, notional, cost } = problem;
  let vega = problem.hedgeVega;
  let notionalAfter = notional.now;
  let costAfter = cost.now;
  let traded = 0;
  let grows = false;
  layers.forEach((layer, i) => {
    const change = (contracts[i] ?? layer.held) - layer.held;
    vega += change * layer.vegaEach;
    notionalAfter += change * layer.notionalEach;
    costAfter += change * layer.costEach;
    traded += Math.abs(change);
    grows ||= change > 0;
  });
  const coverage = vega / problem.shortVega;
  const breaks: string[] = [];
  const clear = isLargerThanAdvised(problem, contracts) ? 1 - problem.standing : 1;
  if (grows && notional.limit !== null && notionalAfter > clear * notional.limit + EPSILON) breaks.push('ceiling');
  if (grows && costAfter > clear * cost.limit + EPSILON) breaks.push('drag');
  return {
    contracts: [...contracts], traded, coverage, breaks, cost: costAfter,
    score: scoreOf(problem, contracts, coverage).score,
    inBand: coverage >= band.low - EPSILON && coverage <= band.high + EPSILON,
  };
}

/** Above this many combinations a coarse pass finds the neighbourhood and a fine pass searches it. */
const MAX_COMBINATIONS = 60_000;

/** Every vector within the ranges; the same array each time, so that what is kept of it is copied. */
function* combinations(ranges: readonly (readonly [number, number])[], step: number): Generator<readonly number[]> {
  const indices = ranges.map(([low]) => low);
  for (;;) {
    yield indices;
    let i = ranges.length - 1;
    for (; i >= 0; i--) {
      const [low, high] = ranges[i] as readonly [number, number];
      const next = (indices[i] as number) + step;
      if (next <= high) {
        indices[i] = next;
        break;
      }
      indices[i] = low;
    }
    if (i < 0) return;
  }
}

const better = (order: (a: Trial, b: Trial) => number, known: Trial | null, trial: Trial): Trial =>
  known === null || order(trial, known) < 0 ? trial : known;

const byScore = (a: Trial, b: Trial): number =>
  Math.abs(a.score - b.score) > EPSILON ? a.score - b.score : a.traded - b.traded;
const byDistance = (target: number) => (a: Trial, b: Trial): number => {
  const difference = Math.abs(a.coverage - target) - Math.abs(b.coverage - target);
  return Math.abs(difference) > EPSILON ? difference : a.traded - b.traded;
};
const byCoverage = (a: Trial, b: Trial): number =>
  Math.abs(a.coverage - b.coverage) > EPSILON ? b.coverage - a.coverage : byScore(a, b);

interface Found {
  best: Trial | null;
  free: Trial | null;
  largest: Trial | null;
}

function coverageOf({ layers, hedgeVega, shortVega }: SizingProblem, contracts: readonly number[]): number {
  let vega = hedgeVega;
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i] as SizedLayer;
    vega += ((contracts[i] as number) - layer.held) * layer.vegaEach;
  }
  return vega / shortVega;
}

/** Out of the band or too far from the target, and no better than what is known: most vectors are, and need no closer look. */
function isHopeless({ band, withoutFit, coverageScale }: SizingProblem, coverage: number, found: Found): boolean {
  // What limits leave out is no better than what they allow: the best size known bounds both.
  if (found.best !== null && Math.abs(coverage - band.target) / coverageScale > found.best.score + EPSILON) return true;
  if (coverage > band.high + EPSILON) return withoutFit === 'belowTop' || found.best !== null;
  if (coverage >= band.low - EPSILON) return false;
  return found.best !== null || (withoutFit === 'belowTop' && found.largest !== null && coverage < found.largest.coverage - EPSILON);
}

function searchRanges(problem: SizingProblem, ranges: readonly (readonly [number, number])[], step: number): Found {
  const found: Found = { best: null, free: null, largest: null };
  const last = ranges.length - 1;
  const [low, high] = ranges[last] ?? [0, 0];
  // More contracts cover more: past the top of the band the rest of a row is past it, too.
  const endsAtTop = problem.withoutFit === 'belowTop' && (problem.layers[last]?.vegaEach ?? 0) > 0;
  for (const others of combinations(ranges.slice(0, last), step)) {
    const contracts = [...others, low];
    for (let n = low; n <= high; n += step) {
      contracts[last] = n;
      const coverage = coverageOf(problem, contracts);
      if (endsAtTop && coverage > problem.band.high + EPSILON) break;
      if (!isHopeless(problem, coverage, found)) consider(problem, tryContracts(problem, contracts), found);
    }
  }
  return found;
}

function consider(problem: SizingProblem, trial: Trial, found: Found): void {
  if (trial.inBand) found.free = better(byScore, found.free, trial);
  if (trial.breaks.length > 0) return;
  if (trial.inBand) found.best = better(byScore, found.best, trial);
  if (problem.withoutFit === 'nearest') found.largest = better(byDistance(problem.band.target), found.largest, trial);
  else if (trial.coverage <= problem.band.high + EPSILON) found.largest = better(byCoverage, found.largest, trial);
}

function search(problem: SizingProblem): Found {
  const ranges = problem.layers.map((layer): readonly [number, number] => [layer.min, Math.max(layer.min, layer.max)]);
  const count = ranges.reduce((product, [low, high]) => product * (high - low + 1), 1);
  if (count <= MAX_COMBINATIONS) return searchRanges(problem, ranges, 1);
  const step = Math.ceil((count / MAX_COMBINATIONS) ** (1 / ranges.length)) + 1;
  const coarse = searchRanges(problem, ranges, step);
  const centre = (coarse.best ?? coarse.largest)?.contracts ?? ranges.map(([low]) => low);
  const fine = searchRanges(problem, ranges.map(([low, high], i): readonly [number, number] => {
    const middle = centre[i] ?? low;
    return [Math.max(low, middle - step), Math.min(high, middle + step)];
  }), 1);
  // Where a limit keeps the size far from the band, its neighbourhood says nothing of what the band would want.
  return { ...fine, free: fine.free ?? coarse.free };
}

function keptOr(problem: SizingProblem, best: Trial): Trial {
  if (problem.preferred === null) return best;
  const inside = problem.preferred.every((n, i) => n >= (problem.layers[i]?.min ?? 0) && n <= (problem.layers[i]?.max ?? 0));
  if (!inside) return best;
  const kept = tryContracts(problem, problem.preferred);
  const holds = kept.inBand || (kept.coverage < problem.band.low && kept.coverage >= problem.band.low * (1 - problem.standing));
  return holds && kept.breaks.length === 0 && kept.score <= best.score + problem.keepScore ? kept : best;
}

/**
 * Whole contracts per layer: limits hold, coverage inside the band, then least
 * |coverage − target| ÷ scale + worst share deviation ÷ scale, then fewer contracts. What bound the size is named.
 */
export function sizeHedge(problem: SizingProblem): SizingOutcome {
  const found = search(problem);
  const changeOf = (trial: Trial): readonly number[] => trial.contracts.map((n, i) => n - (problem.layers[i]?.held ?? 0));
  const held = tryContracts(problem, problem.layers.map((layer) => layer.held));
  if (found.best !== null) {
    const chosen = keptOr(problem, found.best);
    const limits = found.free !== null && found.free.score < found.best.score - EPSILON ? found.free.breaks : [];
    return { change: changeOf(chosen), coverage: chosen.coverage, fit: 'inBand', boundBy: chosen.inBand ? limits : [...limits, 'whole contracts'], costWanted: found.free?.cost ?? null };
  }
  const largest = found.largest ?? held;
  const fit = found.free === null ? 'whole' : 'limited';
  return {
    change: changeOf(largest), coverage: largest.coverage, fit,
    boundBy: fit === 'whole' ? ['whole contracts'] : (found.free?.breaks ?? []), costWanted: found.free?.cost ?? null,
  };
}

/** Largest number of contracts worth trying: what carries coverage over the top of the band by one contract. */
export function contractsToTop(shortVega: number, high: number, hedgeVega: number, vegaEach: number): number {
  if (vegaEach <= 0) return 0;
  return Math.max(0, Math.ceil((high * shortVega - hedgeVega) / vegaEach) + 1);
}
