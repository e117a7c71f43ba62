import { beforeAll, describe, expect, it } from 'vitest';
import { requests, type ScenariosView } from '../../src/contract/api.ts';
import { encodeEnvelope } from '../../src/contract/codec.ts';
import { createDrivenEngine, createHarness, must, type Harness } from '../support/engineHarness.ts';

describe('scenarios of the book', () => {
  let harness: Harness;
  const ask = (days: number, grid: 'screen' | 'full' = 'screen'): ScenariosView => must(harness.engine.request('getScenarios', { days, grid }, harness.atMs()));
  const columnOf = (view: ScenariosView, vixPoints: number): number => view.vixPoints.indexOf(vixPoints);

  beforeAll(() => {
    harness = createHarness({ stepMs: 20, fills: 'advised' });
    const hedged = (): boolean => harness.engine.core.book?.legs.some(({ layer }) => layer !== null) === true;
    const { core } = harness.engine;
    // The last evaluation is of the very market that the requests see.
    expect(harness.until(() => hedged() && core.evaluatedUs === core.market.nowUs && core.valuation?.complete === true && ask(0).total !== null, 600)).toBe(true);
  });

  it('come as the contract says, in finite numbers, small and full', () => {
    for (const [grid, rows, columns] of [['screen', 13, 11], ['full', 31, 51]] as const) {
      const view = ask(7, grid);
      expect(requests.getScenarios.result.parse(view)).toEqual(view);
      expect(() => encodeEnvelope({ v: 1, id: 1, result: view } as never, { maxChars: 1_000_000 })).not.toThrow();
      for (const side of ['condors', 'hedge', 'total'] as const) expect([view[side]?.length, view[side]?.[0]?.length]).toEqual([rows, columns]);
      expect(view.total!.flat()).toContain(view.worst!.total);
      expect(view.worst!.total).toBe(Math.min(...view.total!.flat()));
    }
  });

  it('show nothing where nothing moves, and the same dollars as the shock rows of the book', () => {
    const view = ask(0);
    expect(view.total![view.spxPercents.indexOf(0)]![columnOf(view, 0)]).toBe(0);
    for (const row of harness.snapshot().state.book.shocks.filter(({ vixPoints }) => vixPoints <= 20)) {
      const point = view.linked.find(({ vixPoints }) => vixPoints === row.vixPoints)!;
      expect(point.spxPercent).toBeCloseTo(row.spxPercent, 9);
      expect(Math.abs(point.total! - row.total!)).toBeLessThanOrEqual(0.011);
    }
  });

  it('run the decay from now over 30 days, whatever the horizon of the grid', () => {
    const { decay } = ask(14);
    expect(decay.map(({ days }) => days)).toEqual([...Array(31).keys()]);
    expect(decay[0]).toEqual({ days: 0, condors: 0, hedge: 0, total: 0 });
    expect(ask(3).decay).toEqual(decay);
    expect(ask(14).total![8]![columnOf(ask(14), 0)]).toBeCloseTo(decay[14]!.total!, 2);
  });

  it('say what they take for granted', () => {
    const { conventions, incompleteBecause } = ask(7);
    expect(conventions.join(' ')).toMatch(/every leg is revalued in full.*−1\.18 points per \+1 % SPX.*After 7 calendar days/s);
    expect(ask(0).conventions.join(' ')).not.toMatch(/After 0/);
    expect(incompleteBecause).toEqual([]);
  });
});

describe('scenarios of a book with a leg that has no trusted price', () => {
  it('have no figure for that side, and say why', () => {
    const harness = createHarness();
    expect(harness.until(() => harness.engine.core.book !== null, 200)).toBe(true);
    harness.pass(600_000);
    const view = must(harness.engine.request('getScenarios', { days: 0, grid: 'screen' }, harness.atMs()));
    expect(view).toMatchObject({ condors: null, total: null, worst: null, breakEvens: null });
    expect(view.linked.every(({ condors, total }) => condors === null && total === null)).toBe(true);
    expect(view.decay.every(({ total }) => total === null)).toBe(true);
    expect(view.incompleteBecause).toHaveLength(harness.engine.core.book?.legs.length ?? 0);
  });
});

describe('scenarios before there is a market', () => {
  it('are refused with a sentence', () => {
    const engine = createDrivenEngine();
    expect(engine.engine.request('getScenarios', { days: 0, grid: 'screen' }, 0)).toEqual({
      ok: false, failure: { reason: 'refused', detail: 'There is no book or no market to shock yet.' },
    });
  });
});
