import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeHedge, type SizedLayer, type SizingProblem } from '../../../src/domain/hedging/sizing.ts';

const SEED = 20_241;

const layer = (changes: Partial<SizedLayer> = {}): SizedLayer => ({
  held: 0, min: 0, max: 20, vegaEach: 20, notionalEach: 1_850, costEach: 130, share: 1, ...changes,
});

const problem = (changes: Partial<SizingProblem> = {}): SizingProblem => ({
  layers: [layer()], shortVega: 285, hedgeVega: 0, band: { low: 0.33, high: 0.5, target: 0.415 }, notional: { now: 0, limit: null },
  cost: { now: 0, limit: 10_000 }, coverageScale: 0.1, shareScale: 0.1, preferred: null, keepScore: 0.25, standing: 0.02, withoutFit: 'belowTop', ...changes,
});

describe('size of a hedge: whole contracts, inside the band, nearest to the target', () => {
  it('285 $ of short vega at 41.5 % with 20 $ contracts: 118 $ wanted, 6 contracts = 42.1 %', () => {
    const sized = sizeHedge(problem());
    expect(sized).toMatchObject({ change: [6], fit: 'inBand', boundBy: [] });
    expect(sized.coverage).toBeCloseTo(120 / 285, 12);
  });

  it('held contracts count: with 4 held, 2 are added', () => {
    expect(sizeHedge(problem({ layers: [layer({ held: 4, min: 4 })], hedgeVega: 80 })).change).toEqual([2]);
  });

  it('two layers of equal share: 178 $ by 5 × 20 $ + 6 × 13 $, 62.5 % exactly, beats the even split at 57.9 %', () => {
    const sized = sizeHedge(problem({ layers: [layer({ share: 0.5 }), layer({ share: 0.5, vegaEach: 13 })], band: { low: 0.5, high: 0.75, target: 0.625 } }));
    expect(sized.change).toEqual([5, 6]);
  });

  it('drag bounds: the largest compliant size below the band, and says so', () => {
    const sized = sizeHedge(problem({ cost: { now: 0, limit: 400 } }));
    expect(sized).toMatchObject({ change: [3], fit: 'limited', boundBy: ['drag'] });
    expect(sized.costWanted).toBe(6 * 130);
  });

  it('drag leaves no room at all: nothing, bound by drag', () => {
    expect(sizeHedge(problem({ cost: { now: 0, limit: 100 } }))).toMatchObject({ change: [0], fit: 'limited', boundBy: ['drag'] });
  });

  it('the notional ceiling bounds', () => {
    expect(sizeHedge(problem({ notional: { now: 0, limit: 4 * 1_850 } }))).toMatchObject({ change: [4], boundBy: ['ceiling'] });
  });

  it('a limit inside the band names itself though the size is in the band', () => {
    expect(sizeHedge(problem({ cost: { now: 0, limit: 5 * 130 } }))).toMatchObject({ change: [5], fit: 'inBand', boundBy: ['drag'] });
  });

  it('whole contracts cannot fit a tiny book: 30 $ of short vega, 20 $ contracts, 33–50 %', () => {
    expect(sizeHedge(problem({ shortVega: 30 }))).toMatchObject({ change: [0], fit: 'whole', boundBy: ['whole contracts'] });
  });

  it('a cut that fits nowhere goes to the nearest size: one contract of 222 $ against 300 $ stays, of two one goes', () => {
    const cut = (held: number) => problem({ shortVega: 300, hedgeVega: held * 222, layers: [layer({ held, min: 0, max: held, vegaEach: 222 })], withoutFit: 'nearest' });
    expect(sizeHedge(cut(1))).toMatchObject({ change: [0], fit: 'whole' });
    expect(sizeHedge(cut(2))).toMatchObject({ change: [-1], fit: 'whole' });
  });

  it('of two sizes that fit equally well the one with fewer contracts: 5 or 6 contracts are 3.6 points off a target of 40 %', () => {
    expect(sizeHedge(problem({ shortVega: 275, band: { low: 0.33, high: 0.5, target: 0.4 } })).change).toEqual([5]);
  });

  it('keeps the size last advised while it is nearly as good', () => {
    expect(sizeHedge(problem({ preferred: [7], keepScore: 1 })).change).toEqual([7]);
    expect(sizeHedge(problem({ preferred: [7], keepScore: 0.1 })).change).toEqual([6]);
  });

  it('keeps it a hair below the band too, and says so; never above the band', () => {
    const of = (preferred: number, shortVega: number) => sizeHedge(problem({ preferred: [preferred], shortVega, hedgeVega: 40, layers: [layer({ held: 1, min: 1, vegaEach: 40 })] }));
    expect(of(2, 241)).toMatchObject({ change: [1], fit: 'inBand', boundBy: [] });
    expect(of(2, 243)).toMatchObject({ change: [1], fit: 'inBand', boundBy: ['whole contracts'] });
    expect(of(2, 248)).toMatchObject({ change: [2], boundBy: [] });
    expect(of(3, 241)).toMatchObject({ change: [2] });
    expect(of(3, 239)).toMatchObject({ change: [1] });
  });

  it('a size that drag has cut grows again only once the limit is clearly away', () => {
    const of = (preferred: number | null, limit: number): readonly number[] => sizeHedge(problem({ preferred: preferred === null ? null : [preferred], cost: { now: 0, limit } })).change;
    expect([of(null, 780), of(6, 780), of(6, 779), of(5, 780), of(5, 795), of(5, 796)]).toEqual([[6], [6], [5], [5], [5], [6]]);
  });

  it('a book a hundred times larger is sized within one per cent of the target, quickly', () => {
    const outcome = sizeHedge(BIG);
    const total = outcome.change.reduce((a, b) => a + b, 0);
    expect(Math.abs(outcome.coverage - 0.75)).toBeLessThan(0.01);
    expect((outcome.change[0] ?? 0) / total).toBeCloseTo(0.4, 1);
  });

  it('a limit far below the band of a large book is named as what bound it, and the equity that the band needs is known', () => {
    const outcome = sizeHedge({ ...BIG, cost: { now: 0, limit: 50 * 130 } });
    expect(outcome).toMatchObject({ fit: 'limited', boundBy: ['drag'] });
    expect(outcome.costWanted).toBeGreaterThan(900 * 130);
  });
});

const BIG = problem({
  shortVega: 28_500, band: { low: 0.6, high: 0.9, target: 0.75 }, cost: { now: 0, limit: 1e9 },
  layers: [layer({ share: 0.4, max: 2_000 }), layer({ share: 0.4, vegaEach: 13, max: 2_000 }), layer({ share: 0.2, vegaEach: 8, max: 2_000 })],
});

/** Small whole problems of every kind: up to three layers, some held, some frozen, limits that bind or are not there, any band. */
const MOST_ADDED = 7;
/** Evenly spread, unlike the library's own doubles; a thousand steps leave enough odd figures. */
const upTo = (max: number, from = 0): fc.Arbitrary<number> => fc.integer({ min: 0, max: 1_000 }).map((n) => from + ((max - from) * n) / 1_000);
const anyLayer = fc.record({
  held: fc.integer({ min: 0, max: 4 }), added: fc.integer({ min: 0, max: MOST_ADDED }), vegaEach: upTo(40, 5), costEach: upTo(300), share: fc.constantFrom(2, 4),
});
const anyBand = fc.tuple(upTo(0.9, 0.2), upTo(0.4), upTo(1)).map(([low, width, point]) => ({ low, high: low + width, target: low + width * point }));
const growths = fc.record({
  layers: fc.array(anyLayer, { minLength: 1, maxLength: 3 }), shortVega: upTo(500, 20), band: anyBand,
  costLimit: upTo(3_000), ceiling: fc.option(upTo(30_000), { nil: null }),
}).map(({ layers, shortVega, band, costLimit, ceiling }): SizingProblem => {
  const shares = layers.reduce((sum, { share }) => sum + share, 0);
  const held = (each: number | ((one: (typeof layers)[number]) => number)): number => layers.reduce((sum, one) => sum + one.held * (typeof each === 'number' ? each : each(one)), 0);
  return problem({
    layers: layers.map(({ added, share, ...one }) => layer({ ...one, min: one.held, max: one.held + added, share: share / shares })),
    shortVega, band, hedgeVega: held((one) => one.vegaEach), cost: { now: held((one) => one.costEach), limit: costLimit }, notional: { now: held(1_850), limit: ceiling },
  });
});

interface Size {
  readonly contracts: readonly number[];
  readonly bought: number;
  readonly coverage: number;
  readonly score: number;
  readonly allowed: boolean;
  readonly inBand: boolean;
}

const ROUNDING = 1e-9;

/** Every size of a problem, judged by plain sums straight from the definition. */
function everySize({ layers, band, hedgeVega, shortVega, cost, notional }: SizingProblem): readonly Size[] {
  const all = layers.reduce<number[][]>((rows, { min, max }) => rows.flatMap((row) => Array.from({ length: max - min + 1 }, (_, k) => [...row, min + k])), [[]]);
  return all.map((contracts) => {
    const bought = contracts.map((n, i) => n - layers[i]!.held);
    const sum = (each: (one: SizedLayer) => number): number => bought.reduce((total, n, i) => total + n * each(layers[i]!), 0);
    const total = contracts.reduce((a, b) => a + b, 0);
    const coverage = (hedgeVega + sum((one) => one.vegaEach)) / shortVega;
    const off = total === 0 ? 0 : Math.max(...contracts.map((n, i) => Math.abs(n / total - layers[i]!.share)));
    const grows = bought.some((n) => n > 0);
    return {
      contracts, coverage, bought: sum(() => 1), score: Math.abs(coverage - band.target) / 0.1 + off / 0.1, inBand: coverage >= band.low - ROUNDING && coverage <= band.high + ROUNDING,
      allowed: !grows || (cost.now + sum((one) => one.costEach) <= cost.limit + ROUNDING && (notional.limit === null || notional.now + sum((one) => one.notionalEach) <= notional.limit + ROUNDING)),
    };
  });
}

describe('the search against every size there is', () => {
  const judged = (p: SizingProblem): { readonly sizes: readonly Size[]; readonly chosen: Size; readonly outcome: ReturnType<typeof sizeHedge> } => {
    const outcome = sizeHedge(p);
    const sizes = everySize(p);
    const contracts = outcome.change.map((n, i) => n + p.layers[i]!.held);
    const chosen = sizes.find((size) => size.contracts.every((n, i) => n === contracts[i]));
    if (chosen === undefined) throw new Error(`${contracts.join('/')} is no size of the problem`);
    return { sizes, chosen, outcome };
  };

  it('a size inside the band and the limits is found whenever there is one: the best score, then the fewest contracts', () => {
    let found = 0;
    fc.assert(fc.property(growths, (p) => {
      const { sizes, chosen, outcome } = judged(p);
      const fitting = sizes.filter((size) => size.inBand && size.allowed);
      expect(outcome.fit === 'inBand').toBe(fitting.length > 0);
      if (fitting.length === 0) return;
      found += 1;
      const best = Math.min(...fitting.map(({ score }) => score));
      expect(chosen.inBand && chosen.allowed).toBe(true);
      expect(chosen.score).toBeLessThanOrEqual(best + 1e-6);
      expect(chosen.bought).toBeLessThanOrEqual(Math.min(...fitting.filter(({ score }) => score <= best + ROUNDING / 2).map(({ bought }) => bought)));
      expect(outcome.coverage).toBeCloseTo(chosen.coverage, 9);
    }), { seed: SEED, numRuns: 400, endOnFailure: true });
    expect(found).toBeGreaterThan(50);
  });

  it('where none fits, the most coverage that the limits allow below the top; what bound it is named', () => {
    const causes = new Set<string>();
    fc.assert(fc.property(growths, (p) => {
      const { sizes, chosen, outcome } = judged(p);
      if (outcome.fit === 'inBand') return;
      const allowed = sizes.filter((size) => size.allowed && size.coverage <= p.band.high + ROUNDING);
      if (allowed.length > 0) expect(chosen.coverage).toBeGreaterThanOrEqual(Math.max(...allowed.map(({ coverage }) => coverage)) - 1e-6);
      else expect(outcome.change.every((n) => n === 0)).toBe(true);
      expect(outcome.fit === 'whole').toBe(!sizes.some(({ inBand }) => inBand));
      expect(outcome.boundBy.length).toBeGreaterThan(0);
      for (const cause of outcome.boundBy) causes.add(cause);
    }), { seed: SEED, numRuns: 400, endOnFailure: true });
    expect([...causes].sort()).toEqual(['ceiling', 'drag', 'whole contracts']);
  });

  it('growth sells nothing, and grows within drag and ceiling only', () => {
    fc.assert(fc.property(growths, (p) => {
      const { chosen, outcome } = judged(p);
      expect(outcome.change.every((n) => n >= 0)).toBe(true);
      if (outcome.change.some((n) => n > 0)) expect(chosen.allowed && chosen.coverage <= p.band.high + ROUNDING).toBe(true);
    }), { seed: SEED, numRuns: 400, endOnFailure: true });
  });

  it('a cut ends in the band where a whole number does, else nearest to the target', () => {
    fc.assert(fc.property(growths, (grown) => {
      const p: SizingProblem = { ...grown, layers: grown.layers.map((one) => ({ ...one, min: 0, max: one.held })), withoutFit: 'nearest' };
      const { sizes, chosen, outcome } = judged(p);
      const fitting = sizes.filter(({ inBand }) => inBand);
      expect(outcome.change.every((n) => n <= 0)).toBe(true);
      if (fitting.length > 0) expect(chosen.score).toBeLessThanOrEqual(Math.min(...fitting.map(({ score }) => score)) + 1e-6);
      else expect(Math.abs(chosen.coverage - p.band.target)).toBeLessThanOrEqual(Math.min(...sizes.map(({ coverage }) => Math.abs(coverage - p.band.target))) + 1e-6);
    }), { seed: SEED, numRuns: 300, endOnFailure: true });
  });
});
