import { describe, expect, it } from 'vitest';
import type { VegaTables } from '../../../src/domain/book/valuation.ts';
import { betaAt, checkVegaTables, weightAt } from '../../../src/domain/vega/vegaTables.ts';

const tables: VegaTables = {
  convention: 'measured',
  beta: [[0, 1], [4, 0.73], [30, 0.43], [230, 0.16]],
  weight: [[1, 1.79], [9, 1.52], [30, 1], [93, 0.64], [184, 0.46]],
  vvixPerVixPoint: 2,
  vixPerSpxPercent: -1.18,
};

describe('vega tables', () => {
  it('pass through their nodes, are linear between and flat outside', () => {
    expect([0, 4, 17, 30, 130, 230, 900].map((days) => betaAt(tables, days))).toEqual([1, 0.73, expect.closeTo(0.58, 12), 0.43, expect.closeTo(0.295, 12), 0.16, 0.16]);
    expect([0, 1, 5, 30, 1000].map((days) => weightAt(tables, days))).toEqual([1.79, 1.79, expect.closeTo(1.655, 12), 1, 0.46]);
  });

  // Root-time weights, √(30/DTE).
  it.each([[1, 5.477226], [7, 2.070197], [45, 0.816497], [90, 0.57735], [110, 0.522233], [220, 0.369274]])('root time at %i days is %d', (days, weight) => {
    expect(weightAt({ ...tables, convention: 'rootTime' }, days)).toBeCloseTo(weight, 6);
  });

  it('root time stays finite on the last day', () => expect(weightAt({ ...tables, convention: 'rootTime' }, 0)).toBeCloseTo(5.477226, 6));

  it.each([
    ['β above 1', { beta: [[0, 1.2]] }, 'vega.beta[0]'], ['β below 0', { beta: [[0, 1], [30, -0.1]] }, 'vega.beta[1]'], ['no β', { beta: [] }, 'vega.beta'],
    ['days out of order', { beta: [[10, 0.5], [4, 0.6]] }, 'vega.beta[1]'], ['weight of zero', { weight: [[1, 0]] }, 'vega.weight[0]'], ['VIX rising with SPX', { vixPerSpxPercent: 1 }, 'vixPerSpxPercent'],
  ] as const)('refuse %s', (_name, change, field) => {
    const checked = checkVegaTables({ ...tables, ...change } as VegaTables);
    expect(checked.ok ? '' : checked.failure.detail).toContain(field);
  });

  // The 4/4/2 ladder of 0.50-delta calls at 30, 110 and 220 days: about $155 per spot-VIX point with the point betas.
  it('give the reference ladder about $155 per VIX point', () => {
    const full = { ...tables, beta: [[0, 1], [30, 0.43], [110, 0.26], [195, 0.19], [230, 0.16]] } as const;
    const ladder = [[4, 30], [4, 110], [2, 220]].reduce((sum, [contracts, days]) => sum + contracts! * 100 * 0.5 * betaAt(full, days!), 0);
    expect(Math.abs(ladder - 155)).toBeLessThan(0.5);
  });

  it('accept themselves', () => expect(checkVegaTables(tables)).toEqual({ ok: true, value: tables }));
});
