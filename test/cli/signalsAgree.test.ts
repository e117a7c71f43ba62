import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DailyInput } from '../../src/domain/signals/dailySignals.ts';
import { plainDivergences, type PlainKind, type PlainSession } from '../domain/signals/support/plainDivergence.ts';
import { plainAdvanceDecline, plainCorrelation, plainMacd, plainObv, plainRsi } from '../domain/signals/support/plainSignals.ts';
import { randomWalk } from '../domain/signals/support/randomWalk.ts';
import { historyNote, historyPresent, rowsOf } from '../domain/signals/support/realHistory.ts';
import { csvFolder } from '../support/csvFolder.ts';
import { ballastSignals, filesOf, linesOf, signalLines, type SignalLine } from './signalFiles.ts';

const scratch = csvFolder();
afterAll(() => scratch.remove());

const KINDS: readonly PlainKind[] = ['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish'];

/** What a file holds of one date, read by the test itself. */
interface Day {
  readonly date: string;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly vix: number | null;
  readonly breadth: { readonly universe: string; readonly advances: number; readonly declines: number } | null;
}

const close = (given: number | null | undefined, wanted: number | null | undefined, digits: number): void => {
  if (wanted === null || wanted === undefined) expect(given).toBeNull();
  else expect(given).toBeCloseTo(wanted, digits);
};

function expectObv(lines: readonly SignalLine[], days: readonly Day[]): void {
  const plain = plainObv(days.map((day) => day.close), days.map(({ volume }) => volume));
  expect(lines.map(({ obv }) => obv)).toEqual(plain);
}

/** Within one universe, from its first date. */
function expectAdvanceDecline(lines: readonly SignalLine[], days: readonly Day[]): void {
  const present = days.filter(({ breadth }) => breadth !== null);
  const plain = plainAdvanceDecline(present.map(({ breadth }) => breadth!.advances), present.map(({ breadth }) => breadth!.declines));
  const byDate = new Map(present.map(({ date }, i) => [date, plain[i]]));
  expect(lines.map(({ adLine }) => adLine)).toEqual(days.map(({ date }) => byDate.get(date) ?? null));
}

function expectMomentum(given: readonly { rsi: number | null; macd: SignalLine['macd'] }[], closes: readonly number[], parts: { rsiBars: number }): void {
  const rsi = plainRsi(closes.slice(0, parts.rsiBars), 14);
  rsi.forEach((wanted, day) => close(given[day]?.rsi, wanted, 8));
  const macd = plainMacd(closes, 12, 26, 9);
  given.slice(0, 33).forEach((line) => expect(line.macd).toBeNull());
  macd.forEach((wanted, i) => {
    const line = given[i + 33]?.macd;
    close(line?.macd, wanted.macd, 8);
    close(line?.signal, wanted.signal, 8);
    close(line?.histogram, wanted.macd - wanted.signal, 8);
  });
}

/** Log returns of price against point changes of VIX, over the sessions on which VIX is known. */
function expectCorrelation(lines: readonly SignalLine[], days: readonly Day[], every: number): void {
  const both = days.flatMap(({ vix, ...day }, at) => (vix === null ? [] : [{ price: day.close, vix, line: lines[at]! }]));
  const returns = both.slice(1).map(({ price }, i) => Math.log(price / both[i]!.price));
  const changes = both.slice(1).map(({ vix }, i) => vix - both[i]!.vix);
  for (let at = 1; at < both.length; at += every) {
    for (const [key, window] of [['vixSpxCorrelation21', 21], ['vixSpxCorrelation63', 63]] as const) {
      close(both[at]!.line[key], at < window ? null : plainCorrelation(returns.slice(at - window, at), changes.slice(at - window, at)), 9);
    }
  }
}

/** Every kind on both series, at every close, with all that a line says of them. */
function expectDivergences(lines: readonly SignalLine[], days: readonly Day[]): number {
  let compared = 0;
  for (const series of ['obv', 'adLine'] as const) {
    const bars = days.map(({ date, high, low, close }, at): PlainSession => ({ date, high, low, close, value: lines[at]![series] }));
    const plain = plainDivergences(bars, series, KINDS);
    lines.forEach(({ divergences, adLine }, day) => {
      const listed = divergences.filter((one) => one.series === series);
      if (series === 'adLine' && adLine === null) return expect(listed).toEqual([]);
      const wanted = plain[day]!.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const told = listed.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, kind, state, strength, from, to, knownOn, stateSince, active }) => ({
        id, kind, state, strength: expect.closeTo(strength, 9), from: from.date, to: to.date, fromPrice: from.price, toPrice: to.price, fromValue: from.value, toValue: to.value,
        fromValueDate: from.valueDate, toValueDate: to.valueDate, knownOn, stateSince, active,
      }));
      expect(wanted).toEqual(told);
      compared += wanted.length;
    });
  }
  return compared;
}

const dayOf = ({ date, price, spy, vix, breadth }: DailyInput): Day => ({
  date, high: price.high, low: price.low, close: price.close, volume: spy!.volume, vix: vix?.close ?? null, breadth,
});

describe.each([21, 22, 23])('a walk of seed %i through files', (seed) => {
  // Holes in every series but the bars themselves; the volume is redrawn where the walk leaves it out.
  const walk = randomWalk(seed, 700, { holes: 0.04 }).map((session, at): DailyInput => ({ ...session, spy: session.spy ?? { close: session.price.close, volume: 1_000_000 + at } }));
  const days = walk.map(dayOf);
  let lines: SignalLine[] = [];
  beforeAll(async () => { lines = await signalLines(...filesOf(scratch, walk)); });

  it('agrees with the plain definitions: OBV, A/D line, RSI, MACD and correlation', () => {
    expect(lines.map(({ date }) => date)).toEqual(days.map(({ date }) => date));
    expectObv(lines, days);
    expectAdvanceDecline(lines, days);
    expectMomentum(lines, days.map((day) => day.close), { rsiBars: days.length });
    expectCorrelation(lines, days, 1);
    const withVix = days.flatMap(({ vix }, at) => (vix === null ? [] : [{ vix, line: lines[at]! }]));
    expectMomentum(withVix.map(({ line }) => ({ rsi: line.vixRsi, macd: line.vixMacd })), withVix.map(({ vix }) => vix), { rsiBars: withVix.length });
  });

  it('agrees with the plain diary on every divergence of every kind', () => {
    expect(expectDivergences(lines, days)).toBeGreaterThan(500);
  });
});

const sharedFolder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const BREADTH = 'breadth/breadth_sp500_members2021_2000_2021.csv';
const shared = (file: string): string => join(sharedFolder, ...file.split('/'));

function sharedDays(): Day[] {
  const vix = new Map(rowsOf('vol/vix_daily_ohlc.csv').map((row) => [row['date'], Number(row['close'])]));
  const breadth = new Map(rowsOf(BREADTH).map((row) => [row['date'], { universe: row['universe']!, advances: Number(row['advances']), declines: Number(row['declines']) }]));
  return rowsOf('prices/spy_daily.csv').map((row) => ({
    date: row['date']!, high: Number(row['high']), low: Number(row['low']), close: Number(row['close']), volume: Number(row['volume']),
    vix: vix.get(row['date']) ?? null, breadth: breadth.get(row['date']) ?? null,
  }));
}

describe.skipIf(!historyPresent)(`SPY 1998–2026 through files${historyNote}`, () => {
  const sides = () => [
    '--vix', shared('vol/vix_daily_ohlc.csv'), '--breadth', shared(BREADTH), '--term', shared('vol/vol_term_structure_wide_close.csv'),
    '--correlation', shared('vol/vol_term_structure_wide_close.csv'), '--credit', shared('macro/baa10y_spread_daily_derived.csv'),
  ];
  let days: Day[] = [];
  let whole = { code: 0, out: '', err: '' };
  let lines: SignalLine[] = [];
  beforeAll(async () => {
    days = sharedDays();
    whole = await ballastSignals('--bars', shared('prices/spy_daily.csv'), ...sides());
    lines = linesOf(whole.out);
  });

  it('has a line for every date, and counts what it repaired', () => {
    expect(whole.code).toBe(0);
    expect(lines.map(({ date }) => date)).toEqual(days.map(({ date }) => date));
    // VIX has rows on 31 market holidays since 1998, and none on the last day of 1999.
    expect(whole.err).toMatch(/^signals: 6925 sessions; .*rows on days without a session left out \(.*vix 31\)/);
    expect(whole.err).toMatch(/\d+ rows absent \(.*vix 1\)/);
    expect(lines.find(({ date }) => date === '1999-12-31')).toMatchObject({ vixClose: null, vixRsi: null, vixSpxCorrelation21: null, vixRegime: null });
  });

  it('agrees with the plain definitions: OBV, A/D line, RSI, MACD and correlation', () => {
    expectObv(lines, days);
    expectAdvanceDecline(lines, days);
    expectMomentum(lines, days.map((day) => day.close), { rsiBars: 1_200 });
    expectCorrelation(lines, days, 7);
  });

  it('has no A/D line before 2000', () => {
    const before = lines.filter(({ date }) => date < '2000-01-04');
    expect(before.length).toBeGreaterThan(250);
    for (const { adLine, universe, divergences } of before) {
      expect([adLine, universe]).toEqual([null, null]);
      expect(divergences.filter(({ series }) => series === 'adLine')).toEqual([]);
    }
    expect(lines.find(({ date }) => date === '2000-01-04')).toMatchObject({ adLine: -273, universe: 'sp500_members_as_of_2021-01' });
  });

  it('is shown on its page as it is', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
    const [, example = ''] = /```json\n([^`]+)```/.exec(page.slice(page.indexOf('## `signals'))) ?? [];
    const nearly = (value: unknown): unknown => {
      if (typeof value === 'number') return expect.closeTo(value, 4);
      if (typeof value !== 'object' || value === null) return value;
      return Array.isArray(value) ? value.map(nearly) : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, nearly(part)]));
    };
    expect(lines.find(({ date }) => date === '2020-02-26')).toEqual(nearly(JSON.parse(example)));
  });

  it('restarts the line where the universe changes', async () => {
    // The set of 2021 up to the end of 2019, the mega caps after it.
    const rows = (file: string, keep: (date: string) => boolean) => rowsOf(file).filter(({ date }) => keep(date!)).map((row) => ['date', 'universe', 'advances', 'declines'].map((name) => row[name]).join(','));
    const joined = scratch.file('date,universe,advances,declines', ...rows(BREADTH, (date) => date < '2020'), ...rows('breadth/breadth_megacap112_2006_2026.csv', (date) => date >= '2020'));
    const changed = await signalLines('--bars', shared('prices/spy_daily.csv'), '--breadth', joined, '--from', '2019-12-31', '--to', '2020-01-02');
    const first = rowsOf('breadth/breadth_megacap112_2006_2026.csv').find(({ date }) => date === '2020-01-02')!;
    expect(changed.map(({ date }) => date)).toEqual(['2019-12-31', '2020-01-02']);
    expect(changed[0]?.adLine).toBe(lines.find(({ date }) => date === '2019-12-31')?.adLine);
    expect(changed[1]).toMatchObject({ universe: first['universe'], adLine: Number(first['advances']) - Number(first['declines']) });
  });

  it('prints no other line when the files end earlier', async () => {
    const header = (file: string): string => readFileSync(shared(file), 'utf8').split('\n', 1)[0]!;
    const cutFile = (file: string, last: string): string => scratch.file(header(file), ...readFileSync(shared(file), 'utf8').trim().split('\n').slice(1).filter((line) => line.slice(0, 10) <= last));
    const printed = whole.out.split('\n');
    for (const last of ['2003-08-29', '2011-08-08', '2020-03-16']) {
      const files = sides().map((word) => (word.startsWith('--') ? word : cutFile(word.slice(sharedFolder.length + 1), last)));
      const cut = (await ballastSignals('--bars', cutFile('prices/spy_daily.csv', last), ...files)).out.split('\n').slice(0, -1);
      expect(cut.length).toBeGreaterThan(1_000);
      expect(cut).toEqual(printed.slice(0, cut.length));
    }
  });

  it('agrees with the plain diary on every divergence of 2016–2020', async () => {
    const part = days.filter(({ date }) => date >= '2016' && date < '2021');
    const raw = readFileSync(shared('prices/spy_daily.csv'), 'utf8').trim().split('\n');
    const bars = scratch.file(raw[0]!, ...raw.filter((line) => line >= '2016' && line < '2021'));
    const partLines = await signalLines('--bars', bars, '--breadth', shared(BREADTH));
    expect(partLines.map(({ date }) => date)).toEqual(part.map(({ date }) => date));
    expect(expectDivergences(partLines, part)).toBeGreaterThan(2_000);
  });
});
