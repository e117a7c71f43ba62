import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEAT_STEPS, heatGrid, heatLimits, heatStep, moveText } from '../../src/renderer/src/views/scenarios/heat.ts';
import { plotLines } from '../../src/renderer/src/views/scenarios/linePlot.ts';
import { decayPath, linkedPath } from '../../src/renderer/src/views/scenarios/paths.ts';
import { breakEvenText, horizonText, incompleteText, worstText } from '../../src/renderer/src/views/scenarios/scenarioWords.ts';
import { SAMPLE_NOW_US, sampleIncompleteScenarios, sampleScenarios } from '../support/sampleState.ts';

describe('the grid of SPX and VIX moves', () => {
  it('reads upward: the highest SPX on top, VIX from left to right', () => {
    const grid = heatGrid(sampleScenarios(), 'total')!;
    expect(grid.rows.map(({ label }) => label)).toEqual(['+10', '0', '−10', '−20']);
    expect(grid.columns.map(({ label }) => label)).toEqual(['−10', '0', '+10', '+20', '+30']);
  });

  it('shows in each cell the figure of the contract for its row, column and side', () => {
    const view = sampleScenarios(7);
    for (const side of ['total', 'condors', 'hedge'] as const) {
      for (const row of heatGrid(view, side)!.rows) {
        for (const cell of row.cells) {
          const dollars = view[side]![view.spxPercents.indexOf(row.spxPercent)]![view.vixPoints.indexOf(cell.vixPoints)]!;
          expect(Number(cell.text.replace('−', '-').replace(/[+,]/g, ''))).toBe(dollars);
          expect(Math.sign(cell.step)).toBe(Math.sign(dollars));
        }
      }
    }
  });

  it('marks in each column the row nearest to the linked path, and none where the path has left the grid', () => {
    const { rows } = heatGrid(sampleScenarios(), 'total')!;
    const marked = rows.flatMap((row) => row.cells.filter(({ linked }) => linked).map(({ vixPoints }) => [row.spxPercent, vixPoints]));
    expect(marked).toEqual([[10, -10], [0, 0], [-10, 10], [-20, 20]]);
  });

  it('does not exist for a side with a leg that has no trusted price; the other side stays', () => {
    const view = sampleIncompleteScenarios();
    expect([heatGrid(view, 'total'), heatGrid(view, 'condors')]).toEqual([null, null]);
    expect(heatGrid(view, 'hedge')!.rows).toHaveLength(4);
  });
});

describe('the hue of a cell', () => {
  it('has the sign of the money, grows with it, and is none below half a dollar', () => {
    const limits = heatLimits(1_000);
    expect([-1_000, -801, -800, -1, -0.4, 0, 0.4, 200, 201, 1_000, Number.NaN].map((dollars) => heatStep(dollars, limits))).toEqual([-5, -5, -4, -1, 0, 0, 0, 1, 2, 5, 0]);
  });

  it('never passes its steps and never falls as the loss grows', () => {
    const dollars = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    fc.assert(fc.property(dollars, dollars, fc.double({ min: 1, max: 1e7, noNaN: true }), (a, b, largest) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map((each) => heatStep(each, heatLimits(largest)));
      expect(low!).toBeLessThanOrEqual(high!);
      expect(Math.max(Math.abs(low!), Math.abs(high!))).toBeLessThanOrEqual(HEAT_STEPS);
    }), { seed: 3, numRuns: 300 });
  });
});

describe('the scenarios in words', () => {
  it('names the move with a decimal only where there is one', () => {
    expect([moveText(-20, 10), moveText(-8.474, 10), moveText(1.19, -1.4), moveText(0, 0)]).toEqual(['SPX −20\u00a0%, VIX +10', 'SPX −8.5\u00a0%, VIX +10', 'SPX +1.2\u00a0%, VIX −1.4', 'SPX 0\u00a0%, VIX 0']);
  });

  it('names the horizon with its date in New York', () => {
    expect([horizonText(0, SAMPLE_NOW_US), horizonText(1, null), horizonText(7, SAMPLE_NOW_US)]).toEqual(['now, no time passes', 'after 1 calendar day', 'after 7 calendar days, Thu 26 Nov']);
  });

  it('names the worst cell, says when none loses, and when it cannot tell', () => {
    expect(worstText(sampleScenarios())).toBe('Worst for the whole book: −$2,500 at SPX −20\u00a0%, VIX −10.');
    expect(worstText({ worst: { spxPercent: 0, vixPoints: 0, total: 0 }, incompleteBecause: [] })).toMatch(/^No cell of the grid loses; the least is \$0/);
    expect(worstText(sampleIncompleteScenarios())).toBe('The worst cell for the whole book is not known, because SPXW 18 Dec 6720 P: the quote is stale.');
  });

  it('names the break-evens, or the stretch without one, or why they are not known', () => {
    const view = sampleScenarios();
    expect(breakEvenText(view)).toBe('Break-even at SPX +1.2\u00a0%, VIX −1.4.');
    expect(breakEvenText({ ...view, breakEvens: [] })).toBe('No break-even from SPX +8.5\u00a0%, VIX −10 to SPX −19.5\u00a0%, VIX +23.');
    expect(breakEvenText(sampleIncompleteScenarios())).toMatch(/not known/);
  });

  it('gives the causes where it cannot tell', () => {
    expect(incompleteText('Together', ['SPXW 18 Dec 6720 P: the quote is stale'])).toBe('Together: cannot tell, because SPXW 18 Dec 6720 P: the quote is stale. A leg without a trusted figure never counts as zero.');
    expect(incompleteText('Hedge', [])).toMatch(/^Hedge: cannot tell, because a leg/);
  });
});

describe('the plots', () => {
  const frame = { width: 380, height: 160 };
  const drawn = (view = sampleScenarios()) => {
    const path = linkedPath(view);
    return { path, plot: plotLines(path.axis, path.lines, frame) };
  };

  it('stay inside their frame, more dollars further up, zero always in sight', () => {
    const { path, plot } = drawn();
    for (const { values } of path.lines) for (const value of values) expect(plot!.y(value!)).toBeGreaterThanOrEqual(0);
    for (const at of path.axis) expect(plot!.x(at)).toBeLessThanOrEqual(plot!.right);
    expect(plot!.y(100)).toBeLessThan(plot!.y(-100));
    expect(plot!.levels.map(({ text }) => text)).toContain('0');
    expect(plot!.bottom).toBeGreaterThanOrEqual(plot!.zeroY);
  });

  it('have a gap, not a zero, where a figure is not known', () => {
    const { path, plot } = drawn(sampleIncompleteScenarios());
    expect(plot!.lines.map(({ name, path: line }) => [name, line === ''])).toEqual([['total', true], ['condors', true], ['hedge', false]]);
    expect(path.readings[20]).toBe('SPX −8.5\u00a0%, VIX +10: together not known, condors not known, hedge +$900');
  });

  it('are not drawn without room or without any figure', () => {
    const { path } = drawn();
    expect(plotLines(path.axis, path.lines, { width: 40, height: 160 })).toBeNull();
    expect(plotLines([], [], frame)).toBeNull();
    expect(plotLines([0, 1], [{ name: 'total', values: [null, null] }], frame)).toBeNull();
  });

  it('read the place nearest to the pointer', () => {
    const { path, plot } = drawn();
    path.axis.forEach((at, index) => expect(plot!.nearest(plot!.x(at) + 2)).toBe(index));
    expect([plot!.nearest(-50), plot!.nearest(5_000)]).toEqual([0, path.axis.length - 1]);
  });

  it('tell the decay day by day from now to 30 days', () => {
    const path = decayPath(sampleScenarios());
    expect(path.axis).toEqual([...Array(31).keys()]);
    expect(path.ticks.map(({ text }) => text)).toEqual(['now', '10 d', '20 d', '30 d']);
    expect(path.readings[7]).toBe('After 7 days: together +$140, condors +$210, hedge −$70');
  });
});
