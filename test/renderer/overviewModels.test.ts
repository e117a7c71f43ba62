import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../src/contract/api.ts';
import { bandText, coverageText, distanceToBand, gaugeOf } from '../../src/renderer/src/views/overview/coverage.ts';
import { plotCurve, withSpot } from '../../src/renderer/src/views/overview/curve.ts';
import { expiryText, heldText, sharesText, slotCountOf, slotsOf } from '../../src/renderer/src/views/overview/ladder.ts';
import { vixTimingText } from '../../src/renderer/src/views/overview/vixTiming.ts';
import { sampleBook, sampleState } from '../support/sampleState.ts';

const book = (changes: Partial<EngineState['book']>): EngineState['book'] => ({ ...sampleBook(), ...changes });

describe('coverage against the band', () => {
  it('lacks 33 % to 50 % of 285 $ per VIX point when nothing is held', () => {
    expect(distanceToBand(book({ coverage: 0 }))).toEqual({ label: 'Shortfall to band', text: '+94 to +143' });
  });

  it('is inside at its edges, above beyond them', () => {
    expect(distanceToBand(book({ coverage: 0.33 })).text).toBe('none, inside');
    expect(distanceToBand(book({ coverage: 0.5 })).text).toBe('none, inside');
    expect(distanceToBand(book({ coverage: 0.7 }))).toEqual({ label: 'Above the band by', text: '57' });
  });

  it('is not known without coverage: no figure is made up', () => {
    expect(distanceToBand(book({ coverage: null })).text).toBe('—');
  });

  it('says when no hedge is asked for', () => {
    expect(bandText(book({ bandLow: 0, bandHigh: 0 }))).toBe('no hedge asked');
    const ladder = book({ hasBand: false, bandLow: 0, bandHigh: 0, coverage: 0.54 });
    expect([bandText(ladder), distanceToBand(ladder)]).toEqual(['none by policy', { label: 'Shortfall to band', text: '—' }]);
    expect(gaugeOf(book({ bandLow: 0, bandHigh: 0 })).band).toBeNull();
  });

  it('holds a coverage above 100 % at the end of the gauge, with its true figure', () => {
    const mark = gaugeOf(book({ coverage: 1.18, proposedCoverage: null, target: null })).marks[0];
    expect(mark).toMatchObject({ at: 100, label: '118\u00a0%' });
    expect(gaugeOf(book({ coverage: 1.18 })).endLabelled).toBe(false);
  });

  it('drops the less important of two labels that would overlap', () => {
    const { marks } = gaugeOf(book({ coverage: 0.35, proposedCoverage: 0.39 }));
    expect(marks.filter((mark) => mark.labelled).map((mark) => mark.kind)).toEqual(['now']);
  });
});

describe('coverage in words', () => {
  it('is a percentage, or a short mark with the reason apart', () => {
    expect(coverageText({ coverage: 0.09, coverageNote: null })).toEqual({ text: '9\u00a0%', reason: null });
    expect(coverageText({ coverage: null, coverageNote: 'no short vega' })).toEqual({ text: 'no short vega', reason: null });
    expect(coverageText({ coverage: null, coverageNote: null })).toEqual({ text: 'n/a', reason: null });
    expect(coverageText({ coverage: null, coverageNote: 'n/m: coverage n/m: short vega collapsed to −41 from −285 $ per VIX point' }))
      .toEqual({ text: 'n/m', reason: 'short vega collapsed to −41 from −285 $ per VIX point' });
    expect(coverageText({ coverage: null, coverageNote: 'no trusted price for two of the legs' })).toEqual({ text: 'n/a', reason: 'no trusted price for two of the legs' });
  });
});

describe('the ladder', () => {
  it('shows held, then proposed, then room', () => {
    expect(slotsOf({ held: 1, proposed: 2 }, 4).slots).toEqual(['held', 'proposed', 'proposed', 'room']);
  });

  it('gives all layers the width of the longest, so that rows compare by length', () => {
    expect(slotCountOf([{ held: 3, proposed: 8 }, { held: 1, proposed: 0 }])).toBe(11);
    expect(slotCountOf([{ held: 1, proposed: 0 }])).toBe(8);
    expect(slotCountOf([])).toBe(8);
  });

  it('keeps a hundred contracts readable', () => {
    const count = slotCountOf([{ held: 100, proposed: 0 }]);
    expect(slotsOf({ held: 100, proposed: 0 }, count)).toMatchObject({ hidden: 86 });
  });

  it('marks what is advised to come off among the held ones', () => {
    const layer = { held: 4, proposed: -2 };
    expect(slotsOf(layer, 5).slots).toEqual(['held', 'held', 'leaving', 'leaving', 'room']);
    expect(heldText(layer)).toBe('4 held, 2 to come off');
  });

  it('says the shares of the policy as a ratio, never as a number of places to fill', () => {
    expect(sharesText(sampleState().layers)).toBe('shares 4 : 4 : 2');
    expect(sharesText(sampleState().layers.map((layer) => ({ ...layer, targetContracts: 0 })))).toBe('');
    expect([heldText({ held: 7, proposed: 0 }), heldText({ held: 0, proposed: 7 }), heldText({ held: 3, proposed: 4 }), heldText({ held: 0, proposed: 0 })])
      .toEqual(['7 held', '7 proposed', '3 held, 4 proposed', '0 held']);
  });

  it('names expiry and days of what is held', () => {
    expect(expiryText({ ...sampleState().layers[0]!, expiration: '2026-12-16', days: 26.4 })).toBe('16 Dec · 26 d');
  });
});

describe('the curve', () => {
  const { curve, curveWeekAgo } = sampleState().market;
  const size = { width: 290, height: 200 };

  it('starts at spot', () => {
    expect(withSpot(curve, 16.87, '2026-11-19')[0]).toMatchObject({ days: 0, value: 16.87 });
    expect(withSpot(curve, null, null)).toBe(curve);
  });

  it('stays inside its frame, later to the right, higher volatility further up', () => {
    const plot = plotCurve(withSpot(curve, 16.87, null), curveWeekAgo, size)!;
    for (const { x, y } of [...plot.points, ...plot.weekAgo]) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(size.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(size.height);
    }
    const [first, second] = plot.points;
    expect(second!.x).toBeGreaterThan(first!.x);
    expect(second!.y).toBeLessThan(first!.y);
  });

  it.each([[-0.9], [-0.1], [0.1], [3], [-6]])('names the curve of a week ago (%d points off) clear of both curves and of the dates, or not at all', (shift) => {
    const now = withSpot(curve, 16.87, null);
    const plot = plotCurve(now, curve.map((point) => ({ ...point, value: point.value + shift })), { width: 420, height: 260 })!;
    const label = plot.weekLabel;
    if (label === null) return;
    expect(label.y).toBeLessThanOrEqual(260 - 24);
    for (const { x, y } of plot.points) if (x >= label.x - 60 && x <= label.x) expect(y < label.y - 10 || y > label.y + 2).toBe(true);
  });

  it('finds a place for that name under an ordinary contango and under a steep backwardation', () => {
    const backward = curve.map((point, index) => ({ ...point, value: 40 - 2 * index }));
    for (const now of [curve, backward]) {
      expect(plotCurve(now, now.map((point) => ({ ...point, value: point.value - 0.9 })), { width: 420, height: 260 })!.weekLabel).not.toBeNull();
    }
  });

  it('does not write labels over each other', () => {
    const labelled = plotCurve(curve, [], { width: 160, height: 120 })!.points.filter((point) => point.label !== null);
    for (let index = 1; index < labelled.length; index += 1) expect(labelled[index]!.x - labelled[index - 1]!.x).toBeGreaterThanOrEqual(27);
  });

  it('draws a flat curve and refuses a single point', () => {
    const flat = curve.map((point) => ({ ...point, value: 20 }));
    expect(plotCurve(flat, [], size)!.points.every((point) => Number.isFinite(point.y))).toBe(true);
    expect(plotCurve(curve.slice(0, 1), [], size)).toBeNull();
    expect(plotCurve(curve, [], { width: 0, height: 0 })).toBeNull();
  });
});

describe('the timing of VIX in words', () => {
  it.each([
    [{ vixTiming: true, vixCrossUpBarsAgo: 0 }, 'crossed up today'],
    [{ vixTiming: true, vixCrossUpBarsAgo: 1 }, 'crossed up 1 day ago'],
    [{ vixTiming: true, vixCrossUpBarsAgo: null }, 'above its signal'],
    [{ vixTiming: false, vixCrossUpBarsAgo: null }, 'below its signal'],
    [{ vixTiming: null, vixCrossUpBarsAgo: null }, 'warming up'],
  ])('%o', (signals, text) => {
    expect(vixTimingText(signals)).toBe(text);
  });
});
