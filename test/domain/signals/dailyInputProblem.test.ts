import { describe, expect, test } from 'vitest';
import { dailyInputProblem } from '../../../src/domain/signals/dailyInputProblem.ts';
import type { DailyInput } from '../../../src/domain/signals/dailySignals.ts';
import { randomWalk } from './support/randomWalk.ts';

const bar = { open: 100, high: 102, low: 99, close: 101 };
const good: DailyInput = {
  date: '2024-02-29',
  price: bar,
  spy: { close: 101, volume: 0 },
  vix: { open: 15, high: 16, low: 14, close: 15 },
  breadth: { universe: 'NYSE', advances: 0, declines: 3000 },
  cor1m: 12,
  cor3m: 14,
  vxx: 40,
  creditSpread: -0.1,
  term: { vx: [{ days: 20, level: 16 }], vix9d: null, vix3m: 17, vix6m: 18 },
};

describe('checking a session', () => {
  test('a sound one has no problem', () => {
    expect(dailyInputProblem(good, '2024-02-28')).toBeNull();
    expect(dailyInputProblem({ ...good, spy: null, vix: null, breadth: null, cor1m: null, cor3m: null, vxx: null, creditSpread: null, term: null }, null)).toBeNull();
  });

  test('every session of a random walk is sound', () => {
    let previous: string | null = null;
    for (const session of randomWalk(51, 200, { holes: 0.2 })) {
      expect(dailyInputProblem(session, previous)).toBeNull();
      previous = session.date;
    }
  });

  const wrong: readonly (readonly [field: string, Partial<DailyInput>])[] = [
    ['date', { date: '2024-02-30' }],
    ['date', { date: '2023-02-29' }],
    ['date', { date: '24-2-9' }],
    ['price.high', { price: { ...bar, high: 98 } }],
    ['price.close', { price: { ...bar, close: Number.NaN } }],
    ['price.close', { price: { ...bar, close: 103 } }],
    ['price.open', { price: { ...bar, open: 0 } }],
    ['price.low', { price: { ...bar, low: -1 } }],
    ['spy.volume', { spy: { close: 1, volume: -5 } }],
    ['spy.volume', { spy: { close: 1, volume: Number.POSITIVE_INFINITY } }],
    ['spy.close', { spy: { close: 0, volume: 5 } }],
    ['vix.high', { vix: { open: 15, high: 13, low: 14, close: 15 } }],
    ['breadth.universe', { breadth: { universe: '', advances: 1, declines: 1 } }],
    ['breadth.advances', { breadth: { universe: 'NYSE', advances: -1, declines: 1 } }],
    ['breadth.declines', { breadth: { universe: 'NYSE', advances: 1, declines: Number.NaN } }],
    ['cor1m', { cor1m: Number.NaN }],
    ['cor3m', { cor3m: Number.POSITIVE_INFINITY }],
    ['vxx', { vxx: 0 }],
    ['term.vx[1].days', { term: { vx: [{ days: 20, level: 16 }, { days: 15, level: 17 }], vix9d: null, vix3m: null, vix6m: null } }],
    ['creditSpread', { creditSpread: Number.NEGATIVE_INFINITY }],
    ['term.vix3m', { term: { vx: [], vix9d: null, vix3m: 0, vix6m: null } }],
  ];
  test.each(wrong)('%s is named when it is wrong: %j', (field, change) => {
    expect(dailyInputProblem({ ...good, ...change }, null)).toContain(`${field} `);
  });

  test.each(['2024-02-29', '2024-03-01'])('a date that does not come after the one before (%s) is refused', (previous) => {
    expect(dailyInputProblem(good, previous)).toContain(previous);
  });
});
