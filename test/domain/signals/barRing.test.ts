import { expect, test } from 'vitest';
import { barAt, clearedBars, emptyBars, pushBar } from '../../../src/domain/signals/barRing.ts';
import type { BarRing } from '../../../src/domain/signals/barRing.ts';

const pushed = (bars: BarRing<string>, count: number): BarRing<string> => {
  let ring = bars;
  for (let i = 0; i < count; i++) ring = pushBar(ring, `bar ${ring.last + 1}`, 3);
  return ring;
};
const heldIn = (bars: BarRing<string>): (string | undefined)[] => Array.from({ length: 8 }, (_, number) => barAt(bars, number));

test('the newest bars are found by their number, older and coming ones are not', () => {
  expect(heldIn(pushed(emptyBars, 2))).toEqual(['bar 0', 'bar 1', ...Array(6)]);
  expect(heldIn(pushed(emptyBars, 6))).toEqual([...Array(3), 'bar 3', 'bar 4', 'bar 5', ...Array(2)]);
  expect(barAt(pushed(emptyBars, 2), -1)).toBeUndefined();
});

test('a push leaves the ring before it readable and good for another push', () => {
  for (const count of [1, 2, 3, 4, 7]) {
    const before = pushed(emptyBars, count);
    const held = heldIn(before);
    const first = pushBar(before, 'still open', 3);
    expect(barAt(first, count)).toBe('still open');
    expect(heldIn(before)).toEqual(held);
    expect(heldIn(pushBar(before, `bar ${count}`, 3))).toEqual(heldIn(pushed(emptyBars, count + 1)));
  }
});

test('rings that begin empty share nothing', () => {
  const [one, other] = [pushBar(emptyBars, 'one', 3), pushBar(emptyBars, 'other', 3)];
  expect([barAt(one, 0), barAt(other, 0)]).toEqual(['one', 'other']);
});

test('cleared, it holds what follows and goes on numbering', () => {
  const cleared = clearedBars(pushed(emptyBars, 5));
  expect(heldIn(cleared)).toEqual(Array(8));
  expect(heldIn(pushed(cleared, 2))).toEqual([...Array(5), 'bar 5', 'bar 6', undefined]);
});
