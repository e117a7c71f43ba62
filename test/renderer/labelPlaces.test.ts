import { describe, expect, it } from 'vitest';
import { barBoxes, levelBox, lineBoxes, placeAlong, placeLabel, type Box, type Surroundings } from '../../src/renderer/src/charts/labelPlaces.ts';

const apart = (a: Box, b: Box): boolean => a.left >= b.left + b.width || b.left >= a.left + a.width || a.top >= b.top + b.height || b.top >= a.top + a.height;

describe('words beside the swing points', () => {
  const empty: Surroundings = { taken: [], data: [], pane: { width: 300, height: 120 } };
  const wish = { x: 150, y: 60, width: 80, height: 13, below: false, older: false };

  it('stand above a high and below a low, inside the pane', () => {
    expect(placeLabel(wish, empty)).toMatchObject({ left: 110, top: 41 });
    expect(placeLabel({ ...wish, below: true }, empty)).toMatchObject({ left: 110, top: 66 });
    expect(placeLabel({ ...wish, x: 298 }, empty)!.left + wish.width).toBeLessThanOrEqual(empty.pane.width);
    expect(placeLabel({ ...wish, y: 8 }, empty)!.top).toBeGreaterThan(8);
    expect(placeLabel({ ...wish, y: 8, older: true }, empty)!.left + wish.width).toBeLessThan(wish.x);
  });

  it('move aside from higher bars nearby, to the side that is free', () => {
    const higherAfter = barBoxes([{ x: 165, y: 30, base: 90 }], 5);
    const left = placeLabel(wish, { ...empty, data: higherAfter })!;
    expect([left.top, left.left + left.width < wish.x]).toEqual([41, true]);
    const higherBefore = barBoxes([{ x: 135, y: 30, base: 90 }], 5);
    const right = placeLabel(wish, { ...empty, data: higherBefore })!;
    expect([right.top, right.left > wish.x]).toEqual([41, true]);
  });

  it('stand over the data rather than nowhere, but never over another word', () => {
    const everywhere = [{ left: 0, top: 0, width: 300, height: 120 }];
    expect(placeLabel(wish, { ...empty, data: everywhere })).toMatchObject({ left: 110, top: 41 });
    expect(placeLabel(wish, { ...empty, taken: everywhere })).toBeNull();
  });

  it('never overlap: the next one moves aside, and one without room is left out', () => {
    const taken: Box[] = [];
    let left = 0;
    for (let turn = 0; turn < 12; turn += 1) {
      const box = placeLabel({ ...wish, x: wish.x + 3 * turn }, { ...empty, taken });
      if (box === null) {
        left += 1;
        continue;
      }
      for (const other of taken) expect(apart(box, other)).toBe(true);
      taken.push(box);
    }
    expect(taken.length).toBeGreaterThan(2);
    expect(left).toBeGreaterThan(0);
  });
});

describe('words along a threshold', () => {
  const pane = { width: 400, height: 120 };
  const words = { whole: { text: '0.95 contango below', width: 110 }, number: { text: '0.95', width: 26 } };
  const place = (y: number, surroundings: Partial<Surroundings> = {}) => placeAlong(y, 13, words, { taken: [], data: [], pane, ...surroundings });

  it('stand above it, as far left as the data allows', () => {
    expect(place(60)).toEqual({ text: words.whole.text, box: { left: 12, top: 41, width: 110, height: 13 } });
    const falling = lineBoxes([{ x: 0, y: 20 }, { x: 100, y: 55 }, { x: 200, y: 110 }, { x: 400, y: 110 }]);
    const { box } = place(60, { data: falling })!;
    expect(box.top).toBe(41);
    expect(box.left).toBeGreaterThanOrEqual(100);
    for (const stretch of falling) expect(apart(box, stretch)).toBe(true);
  });

  it('go below it where data runs all along above, or another threshold is near', () => {
    expect(place(60, { data: lineBoxes([{ x: 0, y: 48 }, { x: 400, y: 48 }]) })!.box).toMatchObject({ left: 12, top: 66 });
    const upper = levelBox(47, pane.width);
    const { box } = place(60, { taken: [upper, levelBox(60, pane.width)] })!;
    expect(box.top).toBe(66);
    expect(apart(box, upper)).toBe(true);
  });

  it('are left out in favor of the number, near the axis, where only that keeps clear of the data', () => {
    const comb = barBoxes(Array.from({ length: 7 }, (_, index) => ({ x: 50 * index + 25, y: 0, base: 120 })), 4);
    const { text, box } = place(60, { data: comb })!;
    expect(text).toBe('0.95');
    expect(box.left).toBeGreaterThan(325);
    for (const bar of comb) expect(apart(box, bar)).toBe(true);
  });

  it('are the number at the axis where data runs everywhere, and nothing where other words do', () => {
    const everywhere = [{ left: 0, top: 0, width: 400, height: 120 }];
    const { text, box } = place(60, { data: everywhere })!;
    expect(text).toBe('0.95');
    expect(pane.width - box.left - box.width).toBeLessThan(16);
    expect(place(60, { taken: everywhere })).toBeNull();
  });

  it('stay inside the pane at its edges', () => {
    expect(place(10)!.box.top).toBe(16);
    expect(place(115)!.box.top).toBe(96);
    expect(placeAlong(60, 13, words, { taken: [], data: [], pane: { width: 20, height: 120 } })).toBeNull();
  });
});

describe('the room that is taken', () => {
  it('by a line includes its width, by a bar all from its value to its base', () => {
    expect(lineBoxes([{ x: 0, y: 20 }])).toEqual([]);
    expect(lineBoxes([{ x: 10, y: 40 }, { x: 20, y: 30 }])).toEqual([{ left: 10, top: 27, width: 10, height: 16 }]);
    expect(barBoxes([{ x: 50, y: 80, base: 60 }], 6)).toEqual([{ left: 47, top: 59, width: 6, height: 22 }]);
  });
});
