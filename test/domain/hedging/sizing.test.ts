import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeHedge, type SizedLayer, type SizingProblem } from '../../../src/domain/hedging/sizing.ts';

const SEED = 20_241;

const layer = (changes: Partial<SizedLayer> = {}): SizedLayer => ({
  held: 0, min: 0, max: 20, vegaEach: 20, notionalEach: 1_850, costEach: 130, share: 1, ...changes,
});

const problem = (changes: Partial<SizingProblem> = {}): SizingProblem => ({
  layers: [layer()], shortVega: 285, hedgeVega: 0, band: { low: 0.33, high: 0.5, target: 0.415 }, notional: { now: 0, limit: null },
  cost: { now: 0, limit: 10_000 }, coverageScale: 0.1, shareScale: 0.1, preferred: null, keepScore: 0.25, withoutFit: 'belowTop', ...changes,
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

  it('keeps the size last advised while it is nearly as good', () => {
    expect(sizeHedge(problem({ preferred: [7], keepScore: 1 })).change).toEqual([7]);
    expect(sizeHedge(problem({ preferred: [7], keepScore: 0.1 })).change).toEqual([6]);
  });

  const sized = fc.record({
    held: fc.integer({ min: 0, max: 5 }), vegaEach: fc.double({ min: 5, max: 40, noNaN: true }), costEach: fc.double({ min: 0, max: 300, noNaN: true }),
  });
  const problems = fc.record({
    layers: fc.array(sized, { minLength: 1, maxLength: 3 }), shortVega: fc.double({ min: 20, max: 800, noNaN: true }), costLimit: fc.double({ min: 0, max: 4000, noNaN: true }),
  }).map(({ layers, shortVega, costLimit }) => problem({
    shortVega, cost: { now: 0, limit: costLimit }, band: { low: 0.33, high: 0.5, target: 0.415 },
    hedgeVega: layers.reduce((sum, l) => sum + l.held * l.vegaEach, 0),
    layers: layers.map((l) => layer({ ...l, min: l.held, max: l.held + 12, share: 1 / layers.length })),
  }));

  it('after-trade coverage lies in the band or the outcome says what bound it; limits hold; nothing is sold', () => {
    fc.assert(fc.property(problems, (p) => {
      const outcome = sizeHedge(p);
      const grown = outcome.change.some((n) => n > 0);
      const cost = outcome.change.reduce((sum, n, i) => sum + n * (p.layers[i]?.costEach ?? 0), 0);
      expect(outcome.change.every((n) => n >= 0)).toBe(true);
      if (grown) expect(cost).toBeLessThanOrEqual(p.cost.limit + 1e-6);
      if (grown) expect(outcome.coverage).toBeLessThanOrEqual(p.band.high + 1e-6);
      const inBand = outcome.coverage >= p.band.low - 1e-9 && outcome.coverage <= p.band.high + 1e-9;
      expect(inBand || outcome.boundBy.length > 0).toBe(true);
    }), { seed: SEED, numRuns: 200, endOnFailure: true });
  });

  it('no other whole-contract vector inside the limits scores better (plain enumeration)', () => {
    fc.assert(fc.property(problems, (p) => {
      const outcome = sizeHedge(p);
      if (outcome.fit !== 'inBand') return;
      const score = (n: readonly number[]): number => {
        const total = n.reduce((a, b) => a + b, 0);
        const vega = n.reduce((sum, k, i) => sum + k * (p.layers[i]?.vegaEach ?? 0), 0);
        const cost = n.reduce((sum, k, i) => sum + (k - (p.layers[i]?.held ?? 0)) * (p.layers[i]?.costEach ?? 0), 0);
        const cover = vega / p.shortVega;
        if (cover < p.band.low - 1e-9 || cover > p.band.high + 1e-9 || cost > p.cost.limit + 1e-9) return Number.POSITIVE_INFINITY;
        return Math.abs(cover - p.band.target) / 0.1 + (total === 0 ? 0 : Math.max(...n.map((k, i) => Math.abs(k / total - (p.layers[i]?.share ?? 0))))) / 0.1;
      };
      const all = p.layers.reduce<number[][]>((rows, l) => rows.flatMap((row) => Array.from({ length: 13 }, (_, k) => [...row, l.held + k])), [[]]);
      const best = Math.min(...all.map(score));
      expect(score(outcome.change.map((k, i) => k + (p.layers[i]?.held ?? 0)))).toBeLessThanOrEqual(best + 1e-6);
    }), { seed: SEED, numRuns: 40, endOnFailure: true });
  });

  it('a book a hundred times larger is sized within one per cent of the target, quickly', () => {
    const big = problem({
      shortVega: 28_500, band: { low: 0.6, high: 0.9, target: 0.75 }, cost: { now: 0, limit: 1e9 },
      layers: [layer({ share: 0.4, max: 2_000 }), layer({ share: 0.4, vegaEach: 13, max: 2_000 }), layer({ share: 0.2, vegaEach: 8, max: 2_000 })],
    });
    const outcome = sizeHedge(big);
    const total = outcome.change.reduce((a, b) => a + b, 0);
    expect(Math.abs(outcome.coverage - 0.75)).toBeLessThan(0.01);
    expect((outcome.change[0] ?? 0) / total).toBeCloseTo(0.4, 1);
  });
});
