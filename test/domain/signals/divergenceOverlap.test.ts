import { describe, expect, test } from 'vitest';
import type { Divergence } from '../../../src/domain/signals/dailySignals.ts';
import { withOverlaps } from '../../../src/domain/signals/divergenceOverlap.ts';
import { dateOf } from './support/sketch.ts';

function divergence(series: Divergence['series'], [from, to]: readonly [number, number], change: Partial<Divergence> = {}): Divergence {
  const anchor = (bar: number): Divergence['from'] => ({ date: dateOf(bar), price: 100, value: 0, valueDate: dateOf(bar) });
  const { kind = 'bearish', knownOn = dateOf(to + 5) } = change;
  return {
    id: `${series}:${kind}:${knownOn}`, series, kind, state: 'qualified', strength: 0.2, from: anchor(from), to: anchor(to),
    knownOn, stateSince: knownOn, active: true, overlaps: null, ...change,
  };
}

const overlapsOf = (joined: readonly Divergence[]): unknown => Object.fromEntries(joined.map(({ id, overlaps }) => [id, overlaps]));

describe('a divergence overlaps the one of the other series', () => {
  const obv = divergence('obv', [10, 30]);

  test.each([
    ['between the same anchors', [10, 30], true],
    ['within it', [15, 25], true],
    ['around it', [5, 40], true],
    ['that begins where it ends', [30, 45], true],
    ['that begins a bar after it ends', [31, 45], false],
    ['that ends where it begins', [1, 10], true],
    ['that ends a bar before it begins', [1, 9], false],
  ] as const)('%s: both ways or not at all', (_, anchors, both) => {
    const adLine = divergence('adLine', anchors);
    expect(overlapsOf(withOverlaps([obv], [adLine]))).toEqual({ [obv.id]: both ? adLine.id : null, [adLine.id]: both ? obv.id : null });
  });

  test('of the same kind only', () => {
    const adLine = divergence('adLine', [10, 30], { kind: 'hiddenBearish' });
    expect(withOverlaps([obv], [adLine]).map(({ overlaps }) => overlaps)).toEqual([null, null]);
  });

  test('only while both are active', () => {
    const over = { state: 'expired', active: false } as const;
    expect(withOverlaps([obv], [divergence('adLine', [10, 30], over)]).map(({ overlaps }) => overlaps)).toEqual([null, null]);
    expect(withOverlaps([divergence('obv', [10, 30], over)], [divergence('adLine', [10, 30])]).map(({ overlaps }) => overlaps)).toEqual([null, null]);
  });

  test('of several the newest', () => {
    const [newer, older] = [divergence('adLine', [20, 40]), divergence('adLine', [12, 28])];
    expect(overlapsOf(withOverlaps([obv], [newer, older]))).toEqual({ [obv.id]: newer.id, [newer.id]: obv.id, [older.id]: obv.id });
  });

  test('never of its own series', () => {
    expect(withOverlaps([obv, divergence('obv', [12, 28])], []).map(({ overlaps }) => overlaps)).toEqual([null, null]);
  });
});

test('both lists become one, newest first', () => {
  const joined = withOverlaps([divergence('obv', [10, 40]), divergence('obv', [1, 8])], [divergence('adLine', [5, 20])]);
  expect(joined.map(({ knownOn }) => knownOn)).toEqual([dateOf(45), dateOf(25), dateOf(13)]);
});
