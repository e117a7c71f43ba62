import { describe, expect, test } from 'vitest';
import { cleanSession, startCleaning, type CleanedSession, type RawSession } from '../../../src/domain/signals/cleanSession.ts';
import { countRepairs, noRepairs, repairsInWords, type Repair, type RepairKind } from '../../../src/domain/signals/repairs.ts';

const bar = { open: 100, high: 102, low: 99, close: 101 };

/** A sound Tuesday; every series that is not named is not read. */
function session(date: string, changes: Partial<RawSession> = {}): RawSession {
  return {
    date, price: bar, share: { ...bar, volume: 1_000 }, priceIsShare: true,
    vix: null, vxx: null, breadth: null, cor1m: null, cor3m: null, creditSpread: null, term: null, followed: [], leftOut: [], ...changes,
  };
}

/** A share that opens at `open` and stays there, as quoted. */
const quoted = (date: string, open: number, volume: number): RawSession =>
  session(date, { price: { open, high: open, low: open, close: open }, share: { open, high: open, low: open, close: open, volume } });

function cleanAll(sessions: readonly RawSession[]): CleanedSession[] {
  let state = startCleaning;
  return sessions.map((raw) => {
    const cleaned = cleanSession(state, raw);
    ({ state } = cleaned);
    return cleaned;
  });
}

const kindsOf = (repairs: readonly Repair[]): RepairKind[] => repairs.map(({ kind }) => kind);
const repairsOf = (...sessions: readonly RawSession[]): Repair[] => cleanAll(sessions).flatMap(({ repairs }) => repairs);

describe('a sound session', () => {
  test('passes as it is, and nothing is counted', () => {
    const raw = session('2026-11-17', { vix: { open: 15, high: 17, low: 14, close: 16 }, followed: ['vix'] });
    const { input, repairs } = cleanSession(startCleaning, raw);
    expect(repairs).toEqual([]);
    expect(input).toEqual({
      date: '2026-11-17', price: bar, spy: { close: 101, volume: 1_000 }, vix: raw.vix, vxx: null, breadth: null, cor1m: null, cor3m: null, creditSpread: null, term: null,
    });
  });

  test('cleaned again from the state before it gives the same, and its correction takes its place', () => {
    const { state } = cleanSession(startCleaning, quoted('2026-11-16', 200, 10));
    const split = quoted('2026-11-17', 100, 20);
    expect(cleanSession(state, split)).toEqual(cleanSession(state, split));
    // The open had been a misprint: no split after all, and the next session starts from there.
    const corrected = cleanSession(state, quoted('2026-11-17', 199, 20));
    expect(corrected.repairs).toEqual([]);
    expect(cleanSession(corrected.state, quoted('2026-11-18', 198, 5)).input.spy).toEqual({ close: 198, volume: 5 });
  });

  test('leaves a state that survives JSON', () => {
    const { state } = cleanSession(startCleaning, quoted('2026-11-17', 50, 1));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('a split of the share', () => {
  test.each<[string, number, number]>([
    ['two for one', 200, 100],
    ['two for one on a night of −5 %', 200, 95],
    ['two for one on a night of +5 %', 200, 105],
    ['three for one', 300, 101],
    ['ten for one', 1_000, 98],
  ])('%s carries price and volume on in the units of the first row', (_what, before, after) => {
    const [, second, third] = cleanAll([quoted('2026-11-16', before, 70), quoted('2026-11-17', after, 140), quoted('2026-11-18', after * 1.01, 140)]);
    const ratio = Math.round(before / after);
    expect(kindsOf(second!.repairs)).toEqual(['split']);
    expect(second!.input.price.close).toBeCloseTo(after * ratio, 9);
    expect(second!.input.spy).toEqual({ close: after * ratio, volume: 140 / ratio });
    expect(third!.repairs).toEqual([]);
    expect(third!.input.spy?.close).toBeCloseTo(after * 1.01 * ratio, 9);
    expect(third!.state.factor).toBe(ratio);
  });

  test('the other way round, ten old shares for one new, is one too', () => {
    const [, second] = cleanAll([quoted('2026-11-16', 5, 1_000), quoted('2026-11-17', 49, 100)]);
    expect(second!.repairs).toMatchObject([{ kind: 'split', series: null, date: '2026-11-17', count: 1, detail: '1 new share for 10' }]);
    expect(second!.input.spy?.close).toBeCloseTo(4.9, 12);
    expect(second!.input.spy?.volume).toBeCloseTo(1_000, 9);
  });

  test('two of them multiply', () => {
    const all = cleanAll([quoted('2026-11-16', 600, 1), quoted('2026-11-17', 300, 2), quoted('2026-11-18', 100, 6)]);
    expect(all.at(-1)?.input.spy).toEqual({ close: 600, volume: 1 });
  });

  test.each<[string, number, number]>([
    ['a fall of 40 %', 100, 60],
    ['a rise of 60 %', 100, 160],
    ['one and a half for one, which no whole ratio tells', 150, 100],
    ['a night just beyond 6 % of two for one', 200, 94],
  ])('is not seen in %s', (_what, before, after) => {
    expect(repairsOf(quoted('2026-11-16', before, 1), quoted('2026-11-17', after, 1))).toEqual([]);
  });

  test('is not seen in an open that its own bar does not bear out: 21.08 typed for 210.80', () => {
    const typed = { open: 21.08, high: 211.4, low: 210.2, close: 211.99 };
    const [, second] = cleanAll([quoted('2026-11-16', 210.5, 1), session('2026-11-17', { price: typed, share: { ...typed, volume: 7 } })]);
    expect(second!.input).toMatchObject({ price: { close: 211.99 }, spy: { close: 211.99, volume: 7 } });
    expect(second!.repairs.map(({ kind }) => kind)).toEqual(['rangeWidened']);
  });

  test('leaves an index alone whose prices are not the share’s', () => {
    const first = session('2026-11-16', { priceIsShare: false, share: { open: 700, high: 702, low: 698, close: 700, volume: 10 } });
    const second = session('2026-11-17', { priceIsShare: false, share: { open: 350, high: 352, low: 349, close: 351, volume: 20 } });
    const [, cleaned] = cleanAll([first, second]);
    expect(cleaned!.input).toMatchObject({ price: bar, spy: { close: 702, volume: 10 } });
  });

  test('is told across sessions on which the share is absent', () => {
    const [, , third] = cleanAll([quoted('2026-11-16', 200, 10), session('2026-11-17', { share: null, priceIsShare: false }), quoted('2026-11-18', 100, 20)]);
    expect(third!.input.spy).toEqual({ close: 200, volume: 10 });
  });
});

describe('a close outside its range', () => {
  test.each<[string, number, { high: number; low: number }]>([
    ['above', 103, { high: 103, low: 99 }],
    ['below', 98, { high: 102, low: 98 }],
  ])('%s widens the range of price and of VIX, each counted', (_where, close, range) => {
    const { input, repairs } = cleanSession(startCleaning, session('2026-11-17', { price: { ...bar, close }, vix: { ...bar, close } }));
    expect(input.price).toEqual({ ...bar, close, ...range });
    expect(input.vix).toEqual({ ...bar, close, ...range });
    expect(repairs.map(({ kind, series }) => [kind, series])).toEqual([['rangeWidened', 'price'], ['rangeWidened', 'vix']]);
    expect(repairs[0]?.detail).toBe(`close ${close} outside 99–102`);
  });

  test.each([113, 89])('by more than a tenth is no close of that bar: it is left for the signals to refuse (%i)', (close) => {
    const cleaned = cleanSession(startCleaning, session('2026-11-17', { price: { ...bar, close } }));
    expect(cleaned).toMatchObject({ input: { price: { ...bar, close } }, repairs: [] });
  });

  test('does not hide a high below its low, which the signals refuse', () => {
    const broken = { open: 100, high: 98, low: 99, close: 101 };
    expect(cleanSession(startCleaning, session('2026-11-17', { price: broken }))).toMatchObject({ input: { price: broken }, repairs: [] });
  });

  test('is measured before a split is carried on', () => {
    const [, second] = cleanAll([quoted('2026-11-16', 200, 1), session('2026-11-17', { price: { ...bar, close: 103 } })]);
    expect(second!.input.price).toEqual({ open: 200, high: 206, low: 198, close: 206 });
  });
});

describe('days', () => {
  test('a weekend, a holiday and an early close between bars are nothing to repair', () => {
    // Thanksgiving, the short Friday after it, the weekend.
    expect(repairsOf(session('2025-11-26'), session('2025-11-28'), session('2025-12-01'))).toEqual([]);
  });

  test('sessions of the calendar without a bar are counted', () => {
    expect(repairsOf(session('2026-11-16'), session('2026-11-20'))).toEqual([
      { kind: 'missingSession', series: null, date: '2026-11-19', count: 3, detail: 'no bar between 2026-11-16 and 2026-11-20' },
    ]);
  });

  test('a bar on a weekend or holiday is taken, since the dates of the bars are the sessions, and counted', () => {
    const [, saturday] = cleanAll([session('2026-11-20'), session('2026-11-21')]);
    expect(saturday!.input.date).toBe('2026-11-21');
    expect(kindsOf(saturday!.repairs)).toEqual(['notASession']);
    expect(kindsOf(repairsOf(session('2025-12-25')))).toEqual(['notASession']);
  });

  test('years that the calendar does not vouch for are not held against it', () => {
    expect(repairsOf(session('1980-01-05'), session('1989-12-29'))).toEqual([]);
    // 1990-01-01 was a holiday, the 2nd a session.
    expect(repairsOf(session('1980-01-05'), session('1990-01-03'))).toMatchObject([{ kind: 'missingSession', count: 1, date: '1990-01-02' }]);
    expect(repairsOf(session('2099-12-31'), session('9999-12-31'))).toEqual([]);
  });
});

describe('series beside the bars', () => {
  test('rows on days without a bar are counted by series, except before the first bar', () => {
    const leftOut = [{ series: 'vix' as const, count: 2, lastDate: '2025-11-27' }, { series: 'credit' as const, count: 1, lastDate: '2025-11-27' }];
    expect(repairsOf(session('2025-11-26', { leftOut }))).toEqual([]);
    expect(repairsOf(session('2025-11-26'), session('2025-11-28', { leftOut })).map(({ kind, series, count, date }) => [kind, series, count, date])).toEqual([
      ['offSession', 'vix', 2, '2025-11-27'], ['offSession', 'credit', 1, '2025-11-27'],
    ]);
  });

  test('a series that is read and has no row that day is absent; one that is not read is not', () => {
    const followed = ['vix', 'vol', 'breadth', 'term', 'correlation', 'credit'] as const;
    expect(repairsOf(session('2026-11-17', { followed })).map(({ kind, series }) => [kind, series])).toEqual(followed.map((series) => ['absent', series]));
    const full = { vix: bar, vxx: 20, breadth: { universe: 'nyse', advances: 1, declines: 2 }, cor3m: 30, creditSpread: 1.5, term: { vx: [], vix9d: 15, vix3m: null, vix6m: null } };
    expect(repairsOf(session('2026-11-17', { ...full, followed }))).toEqual([]);
    expect(repairsOf(session('2026-11-17'))).toEqual([]);
  });
});

describe('the count of repairs', () => {
  const widened = (series: string, date: string): Repair => ({ kind: 'rangeWidened', series, date, count: 1, detail: `on ${date}` });
  const missing: Repair = { kind: 'missingSession', series: null, date: '2026-11-19', count: 3, detail: 'three' };

  test('adds up by kind and series and keeps the last date and detail, without changing what it was given', () => {
    const first = countRepairs(noRepairs, [widened('vix', '2026-11-16'), missing]);
    const counts = countRepairs(first, [widened('price', '2026-11-17'), widened('vix', '2026-11-18')]);
    expect(counts).toEqual([
      { kind: 'rangeWidened', series: 'vix', count: 2, lastDate: '2026-11-18', lastDetail: 'on 2026-11-18' },
      { kind: 'missingSession', series: null, count: 3, lastDate: '2026-11-19', lastDetail: 'three' },
      { kind: 'rangeWidened', series: 'price', count: 1, lastDate: '2026-11-17', lastDetail: 'on 2026-11-17' },
    ]);
    expect(first[0]).toMatchObject({ count: 1, lastDate: '2026-11-16' });
    expect(JSON.parse(JSON.stringify(counts))).toEqual(counts);
  });

  test('is told by kind, series named', () => {
    const counts = countRepairs(noRepairs, [missing, widened('vix', '2026-11-16'), widened('vix', '2026-11-17'), widened('price', '2026-11-17')]);
    expect(repairsInWords(counts)).toEqual(['3 ranges widened to the close (vix 2, price 1)', '3 sessions of the calendar without a bar']);
    expect(repairsInWords(noRepairs)).toEqual([]);
  });

  test('has words for every kind', () => {
    const kinds: readonly RepairKind[] = ['split', 'rangeWidened', 'offSession', 'absent', 'missingSession', 'notASession', 'duplicate', 'lateCorrection', 'correctionTooLate', 'gap'];
    const counts = countRepairs(noRepairs, kinds.map((kind) => ({ kind, series: null, date: '2026-11-17', count: 1, detail: '' })));
    const words = repairsInWords(counts);
    expect(new Set(words).size).toBe(kinds.length);
    for (const word of words) expect(word).toMatch(/\b1\b/);
  });
});
