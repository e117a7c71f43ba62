import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { streamBreadth } from '../../../src/engine/importers/breadthStream.ts';
import { streamCorrelation } from '../../../src/engine/importers/correlationStream.ts';
import { streamBars, streamLevels, streamSpread } from '../../../src/engine/importers/dailyStream.ts';
import type { Dated, RowStream } from '../../../src/engine/importers/rowStream.ts';
import { streamTerm } from '../../../src/engine/importers/termStream.ts';
import { csvFolder } from '../../support/csvFolder.ts';

const { folder, file, remove } = csvFolder();
afterAll(remove);

/** The rows before the failure, and its sentence; the path in it is that of the file, or the test fails. */
async function told<T extends Dated>(stream: RowStream<T>): Promise<{ rows: T[]; problem: string | null }> {
  const rows: T[] = [];
  for await (const row of stream) {
    if (!row.ok) {
      expect(row.failure.detail.startsWith(folder)).toBe(true);
      return { rows, problem: row.failure.detail.slice(folder.length + 1).replace(/^file-\d+/, 'file') };
    }
    rows.push(row.value);
  }
  return { rows, problem: null };
}

const HEADER = 'date,open,high,low,close,volume';

describe('a stream of bars', () => {
  it('gives the rows before the bad one, and nothing after it', async () => {
    const path = file(HEADER, '2026-11-16,1,2,1,2,10', '2026-11-17,1,2,1,2,10', '2026-11-18,1,2,1,2,-1', '2026-11-19,1,2,1,2,10');
    const { rows, problem } = await told(streamBars(path));
    expect(rows.map(({ date }) => date)).toEqual(['2026-11-16', '2026-11-17']);
    expect(problem).toBe('file.csv, line 4: volume is -1, less than 0');
  });

  it('can be left before its end', async () => {
    const stream = streamBars(file(HEADER, ...Array.from({ length: 5_000 }, (_, day) => `${2000 + Math.floor(day / 28)}-01-${String(1 + (day % 28)).padStart(2, '0')},1,2,1,2,10`)));
    expect(await stream.next()).toMatchObject({ value: { ok: true, value: { date: '2000-01-01' } } });
    await stream.return();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it.skipIf(process.platform === 'win32')('reads a pipe, whose bytes come once', async () => {
    const pipe = join(folder, 'bars.pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', file(HEADER, ...['16', '17', '18'].map((day) => `2026-11-${day},1,2,1,2,10`)), pipe]);
    expect((await told(streamBars(pipe))).rows).toHaveLength(3);
  });

  it('reads a row whose line is longer than the piece of the file that is read at once', async () => {
    const padding = 'x'.repeat(50_000);
    const { rows, problem } = await told(streamBars(file(`${HEADER},note`, `2026-11-16,1,2,1,2,10,${padding}`, `2026-11-17,1,2,1,2,10,${padding}`)));
    expect([rows.length, problem]).toEqual([2, null]);
  });

  it('refuses a row longer than any daily row, and says so', async () => {
    expect((await told(streamBars(file(`${HEADER},note`, `2026-11-16,1,2,1,2,10,${'x'.repeat(70_000)}`)))).problem).toMatch(/^file\.csv, line \d+: the row is longer than 65536 characters/);
  });
});

describe('a stream of levels', () => {
  it('tells the same as the file read whole', async () => {
    expect((await told(streamLevels(file('date;close', '2026-11-16;17.5')))).rows).toEqual([{ date: '2026-11-16', open: 17.5, high: 17.5, low: 17.5, close: 17.5 }]);
    expect((await told(streamLevels(file('date,close', '2026-11-17,17', '2026-11-16,17')))).problem).toBe('file.csv, line 3: date 2026-11-16 comes after 2026-11-17: dates must rise');
  });
});

describe('a stream of breadth', () => {
  const breadth = (...rows: readonly string[]): string => file('date,universe,advances,declines', ...rows);

  it('without a choice may change its universe from one date to the next', async () => {
    const { rows, problem } = await told(streamBreadth(breadth('2026-11-16,old,1,2', '2026-11-17,new,3,4'), null));
    expect(rows.map(({ universe }) => universe)).toEqual(['old', 'new']);
    expect(problem).toBeNull();
  });

  it('names its one universe itself where the file does not', async () => {
    expect((await told(streamBreadth(file('date,advances,declines', '2026-11-16,1,2'), null))).rows).toEqual([{ date: '2026-11-16', universe: 'unnamed', advances: 1, declines: 2 }]);
  });

  it('with several on one date lists those seen so far, all of that date among them', async () => {
    const path = breadth('2026-11-13,first,1,2', '2026-11-16,nyse,1,2', '2026-11-16,nasdaq,1,2', '2026-11-16,sp500,1,2', '2026-11-17,later,1,2');
    const { rows, problem } = await told(streamBreadth(path, null));
    expect(problem).toBe('file.csv, line 4: the file holds several universes on one date (first, nasdaq, nyse, sp500); choose one');
    // Neither of them is told as the date's.
    expect(rows.map(({ date }) => date)).toEqual(['2026-11-13']);
    expect((await told(streamBreadth(breadth('2026-11-16,b,1,2', '2026-11-16,a,1,2'), null))).problem).toMatch(/line 3: .*\(a, b\); choose one/);
    expect((await told(streamBreadth(breadth('2026-11-16,b,1,2', '2026-11-16,a,1,2', '2026-11-17,x'), null))).problem).toMatch(/line 3: .*\(a, b\); choose one/);
  });

  it('names no more universes than a sentence holds', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `2026-11-16,u${at},1,2`);
    const { problem } = await told(streamBreadth(breadth(...names), null));
    expect(problem).toMatch(/and more\); choose one$/);
    expect(problem?.length).toBeLessThan(400);
  });

  it('with a choice passes over the others, whatever is in them', async () => {
    const { rows, problem } = await told(streamBreadth(breadth('2026-11-16,nyse,x,y', '2026-11-16,sp500,1,2', '2026-11-17,sp500,3,4', '2026-11-17,nyse,1,2'), 'sp500'));
    expect(rows.map(({ advances }) => advances)).toEqual([1, 3]);
    expect(problem).toBeNull();
  });

  it.each<[string, readonly string[], string | null, RegExp]>([
    ['a date twice in one universe', ['2026-11-16,nyse,1,2', '2026-11-16,nyse,1,2'], null, /line 3: date 2026-11-16 stands twice/],
    ['a date twice in the chosen one', ['2026-11-16,nyse,1,2', '2026-11-16,sp500,1,2', '2026-11-16,nyse,1,2'], 'nyse', /line 4: date 2026-11-16 stands twice/],
    ['dates that fall', ['2026-11-17,nyse,1,2', '2026-11-16,nyse,1,2'], null, /line 3: date 2026-11-16 comes after 2026-11-17: dates must rise/],
    ['no name', ['2026-11-17,,1,2'], null, /line 2: universe is empty/],
    ['a negative count', ['2026-11-17,nyse,-1,2'], null, /line 2: advances is -1, less than 0/],
    ['text for a count', ['2026-11-17,nyse,1,many'], 'nyse', /line 2: declines is "many", not a number/],
    ['an unknown choice', ['2026-11-17,nyse,1,2', '2026-11-17,sp500,1,2'], 'amex', /file\.csv: there is no universe amex; the file holds nyse, sp500/],
  ])('with %s is refused', async (_what, rows, universe, sentence) => {
    expect((await told(streamBreadth(breadth(...rows), universe))).problem).toMatch(sentence);
  });

  it('without a column for it takes no choice', async () => {
    expect((await told(streamBreadth(file('date,advances,declines', '2026-11-16,1,2'), 'nyse'))).problem).toMatch(/universe nyse was chosen, but the file has no column universe/);
  });
});

describe('a stream of the VIX curve', () => {
  it('reads the indices, blank ones as absent, and passes over a row with none', async () => {
    const { rows } = await told(streamTerm(file('date,vix,vix9d,vix3m,vix6m', '2026-11-16,17,,,', '2026-11-17,17,15,19.5,', '2026-11-18,17,.,20,21')));
    expect(rows).toEqual([
      { date: '2026-11-17', term: { vx: [], vix9d: 15, vix3m: 19.5, vix6m: null } },
      { date: '2026-11-18', term: { vx: [], vix9d: null, vix3m: 20, vix6m: 21 } },
    ]);
  });

  // VX settles 30 days before the third Friday of the month after it: 2025-01-22, 02-19, and 03-18, because Good Friday moves April's.
  const months = [{ days: 33, level: 17 }, { days: 61, level: 18 }, { days: 88, level: 19 }];

  it.each<[string, string, string]>([
    ['its settlement', 'front_expiry', '2025-01-22'],
    ['its days', 'front_days', '33'],
  ])('dates the months by the front one’s %s and the monthly expirations', async (_what, column, value) => {
    const { rows } = await told(streamTerm(file(`date,${column},vx1,vx2,vx3,vx4`, `2024-12-20,${value},17,18,19,`)));
    expect(rows[0]?.term.vx).toEqual(months);
  });

  it('goes from one year to the next', async () => {
    const { rows } = await told(streamTerm(file('date,front_expiry,vx1,vx2,vx3', '2024-11-22,2024-12-18,15,16,17')));
    expect(rows[0]?.term.vx.map(({ days }) => days)).toEqual([26, 61, 89]);
  });

  // Until October 2006 not every month was listed: behind February 2006 came May, behind September November.
  it.each([['2004-11-17', '2005-01-19'], ['2006-01-20', '2006-02-15'], ['2006-08-18', '2006-09-20'], ['2006-10-20', '2006-11-15']])(
    'of %s dates the front month only, because months are passed over',
    async (date, expiry) => {
      const { rows } = await told(streamTerm(file('date,front_expiry,vx1,vx2,vx3', `${date},${expiry},15,16,17`)));
      expect(rows[0]?.term.vx).toEqual([{ days: Math.round((Date.parse(expiry) - Date.parse(date)) / 86_400_000), level: 15 }, { days: null, level: 16 }, { days: null, level: 17 }]);
    },
  );

  it('dates the later months from the day on which every month is listed', async () => {
    const { rows } = await told(streamTerm(file('date,front_expiry,vx1,vx2', '2006-10-23,2006-11-15,15,16')));
    expect(rows[0]?.term.vx).toEqual([{ days: 23, level: 15 }, { days: 58, level: 16 }]);
  });

  it('without either marks the days as unknown', async () => {
    const { rows } = await told(streamTerm(file('date,vx1,vx2', '2024-12-20,17,18')));
    expect(rows[0]?.term.vx).toEqual([{ days: null, level: 17 }, { days: null, level: 18 }]);
  });

  it('takes the months up to the first blank: behind a hole the third would be taken for the second', async () => {
    const { rows } = await told(streamTerm(file('date,front_expiry,vx1,vx2,vx3,vix3m', '2024-12-20,2025-01-22,17,,19,20', '2024-12-23,2025-01-22,,18,19,20')));
    expect(rows.map(({ term }) => term.vx)).toEqual([[{ days: 33, level: 17 }], []]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no level', ['date,vix', '2024-12-20,17'], /line 1: none of the columns vix9d, vix3m, vix6m, vx1, .*vx8 is there; the file has date, vix/],
    ['no date', ['vx1,vx2', '17,18'], /line 1: column date is missing/],
    ['text for a level', ['date,vix3m', '2024-12-20,high'], /line 2: vix3m is "high", not a number/],
    ['a level of 0', ['date,vx1,vx2', '2024-12-20,17,0'], /line 2: vx2 is 0, not more than 0/],
    ['a front month that has settled', ['date,front_expiry,vx1', '2024-12-20,2024-12-18,17'], /line 2: front_expiry 2024-12-18 comes before date 2024-12-20/],
    ['days that are not those to the settlement', ['date,front_expiry,front_days,vx1', '2024-12-20,2025-01-22,30,17'], /line 2: front_days is 30, but 33 days lie between/],
    ['half a day', ['date,front_days,vx1', '2024-12-20,3.5,17'], /line 2: front_days is 3\.5, no whole number of days/],
    ['no date of settlement', ['date,front_expiry,vx1', '2024-12-20,Jan,17'], /line 2: front_expiry is "Jan", not a date/],
    ['a date twice, although one of its rows is blank', ['date,vix3m', '2024-12-20,', '2024-12-20,17'], /line 3: date 2024-12-20 stands twice/],
  ])('with %s is refused', async (_what, lines, sentence) => {
    expect((await told(streamTerm(file(...lines)))).problem).toMatch(sentence);
  });
});

describe('a stream of implied correlation', () => {
  it('reads COR1M and COR3M by name, blank ones as absent', async () => {
    const { rows } = await told(streamCorrelation(file('date,close,cor1m,cor3m', '2026-11-16,1,,', '2026-11-17,1,20,', '2026-11-18,1,,30')));
    expect(rows).toEqual([{ date: '2026-11-17', cor1m: 20, cor3m: null }, { date: '2026-11-18', cor1m: null, cor3m: 30 }]);
  });

  it('takes a close for COR1M', async () => {
    expect((await told(streamCorrelation(file('date,open,close', '2026-11-17,1,20')))).rows).toEqual([{ date: '2026-11-17', cor1m: 20, cor3m: null }]);
  });

  const ofIndex = (...rows: readonly string[]): string => file('date,symbol,weight,volatility', ...rows);

  it('computes it from an index and its members, date by date, in any order of rows', async () => {
    const { rows, problem } = await told(streamCorrelation(ofIndex(
      '2026-11-16,SPX,,35', '2026-11-16,A,0.5,30', '2026-11-16,B,0.5,50',
      '2026-11-17,A,0.5,30', '2026-11-17,B,0.5,50', '2026-11-17,SPX,,40',
    )));
    expect(problem).toBeNull();
    expect(rows).toEqual([{ date: '2026-11-16', cor1m: 50, cor3m: null }, { date: '2026-11-17', cor1m: 100, cor3m: null }]);
  });

  it.each<[string, readonly string[], RegExp, number]>([
    ['no index', ['2026-11-16,A,0.5,30', '2026-11-16,B,0.5,50'], /line 3: every row of 2026-11-16 has a weight; the index is the row without one/, 0],
    ['two of them', ['2026-11-16,SPX,,35', '2026-11-16,NDX,,35'], /line 3: SPX and NDX both have no weight/, 0],
    ['no members', ['2026-11-16,SPX,,35'], /line 2: 2026-11-16: an implied correlation needs the members/, 0],
    ['weights that leave something out', ['2026-11-16,SPX,,35', '2026-11-16,A,0.5,30', '2026-11-16,B,0.4,50', '2026-11-17,SPX,,35'], /line 4: 2026-11-16: the weights sum to 0\.9, not to 1/, 0],
    ['a member twice', ['2026-11-16,SPX,,35', '2026-11-16,A,0.5,30', '2026-11-16,A,0.5,50'], /line 4: symbol A stands twice on 2026-11-16/, 0],
    ['a symbol without name', ['2026-11-16,,0.5,35'], /line 2: symbol is empty/, 0],
    ['a negative weight', ['2026-11-16,A,-0.5,35'], /line 2: weight is -0\.5, less than 0/, 0],
    ['no volatility', ['2026-11-16,A,0.5,'], /line 2: volatility is empty/, 0],
    ['dates that fall', ['2026-11-17,SPX,,35', '2026-11-17,A,0.5,30', '2026-11-17,B,0.5,50', '2026-11-16,SPX,,35'], /line 5: date 2026-11-16 comes after 2026-11-17: dates must rise/, 0],
    ['a bad second date', ['2026-11-16,SPX,,35', '2026-11-16,A,0.5,30', '2026-11-16,B,0.5,50', '2026-11-17,SPX,,35'], /line 5: 2026-11-17: an implied correlation needs the members/, 1],
  ])('with %s is refused', async (_what, lines, sentence, before) => {
    const { rows, problem } = await told(streamCorrelation(ofIndex(...lines)));
    expect(problem).toMatch(sentence);
    expect(rows).toHaveLength(before);
  });

  it('holds no more members of one date in memory than any index has', async () => {
    const lines = Array.from({ length: 10_002 }, (_, at) => `2026-11-16,S${at},0.0001,30`);
    expect((await told(streamCorrelation(ofIndex(...lines)))).problem).toMatch(/line 10002: 2026-11-16 has more than 10000 members/);
  });

  it.each<[string, string, RegExp]>([
    ['none of its columns', 'date,value', /line 1: there is no column cor1m, cor3m or close, nor symbol, weight, volatility/],
    ['half of an index', 'date,symbol,weight', /line 1: column volatility is missing/],
  ])('with %s is refused', async (_what, header, sentence) => {
    expect((await told(streamCorrelation(file(header, '2026-11-16,1')))).problem).toMatch(sentence);
  });
});

describe('a stream of a credit spread', () => {
  it.each(['close', 'value', 'BAA_minus_10y_pct'])('takes its one column, %s, for the spread; blank and the point of FRED are absent', async (column) => {
    const { rows, problem } = await told(streamSpread(file(`date,${column}`, '2026-11-16,', '2026-11-17,1.6', '2026-11-18,.', '2026-11-19,-0.25', '2026-11-20,-1e-17')));
    expect(rows).toEqual([{ date: '2026-11-17', spread: 1.6 }, { date: '2026-11-19', spread: -0.25 }, { date: '2026-11-20', spread: -1e-17 }]);
    expect(problem).toBeNull();
  });

  it('tells the one column of numbers among others of text', async () => {
    const { rows } = await told(streamSpread(file('series,date,unit,value', 'BAA10Y,2026-11-16,percent,', 'BAA10Y,2026-11-17,percent,1.6')));
    expect(rows).toEqual([{ date: '2026-11-17', spread: 1.6 }]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['two columns of numbers', ['date,baa,aaa', '2026-11-16,,', '2026-11-17,1.6,1.1'], /^file\.csv, line 3: two columns of numbers: baa, aaa; one value column is needed$/],
    ['a second column of numbers that begins later', ['date,baa,dgs10', '2026-11-16,.,4.1', '2026-11-17,6,4.2'], /^file\.csv, line 3: two columns of numbers: baa, dgs10; one value column is needed$/],
    ['a second one on a row without the first', ['date,baa,dgs10', '2026-11-16,6,.', '2026-11-17,,', '2026-11-18,.,4.2'], /^file\.csv, line 4: two columns of numbers: baa, dgs10;/],
    ['three columns of numbers', ['date,baa,aaa,dgs10', '2026-11-17,6,5,4'], /line 2: 3 columns of numbers: baa, aaa, dgs10; one value column is needed$/],
    ['text from the first row on', ['date,value', '2026-11-16,n/a', '2026-11-17,1.6'], /^file\.csv, line 2: value is "n\/a", not a number$/],
    ['text before its first number, beside a column of text', ['date,unit,value', '2026-11-16,percent,n/a', '2026-11-17,percent,1.6'], /^file\.csv, line 3: value holds a number here and text on line 2; one value column is needed$/],
    ['text after its first number, beside a column of text', ['date,unit,value', '2026-11-16,percent,1.6', '2026-11-17,percent,n/a'], /^file\.csv, line 3: value is "n\/a", not a number$/],
    ['no column beside date', ['date', '2026-11-16'], /line 1: there is no column beside date for the spread; the file has date/],
    ['no number at all', ['date,value', '2026-11-16,'], /file\.csv: no row has a number beside its date/],
    ['text for a number', ['date,value', '2026-11-16,1.6', '2026-11-17,wide'], /line 3: value is "wide", not a number/],
    ['a number beyond all bounds', ['date,value', '2026-11-16,1e999'], /line 2: value is "1e999", which is no finite number/],
    ['a date twice, although one of its rows is blank', ['date,value', '2026-11-16,', '2026-11-16,1.6'], /line 3: date 2026-11-16 stands twice/],
  ])('with %s is refused', async (_what, lines, sentence) => {
    expect((await told(streamSpread(file(...lines)))).problem).toMatch(sentence);
  });
});
