import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBarsFile, readBreadthFile, readVixFile } from '../../../src/engine/importers/dailyHistory.ts';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'ballast-importers-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

let count = 0;
const file = (content: string | Buffer): string => {
  count += 1;
  const path = join(folder, `file-${count}.csv`);
  writeFileSync(path, content);
  return path;
};

const HEADER = 'date,open,high,low,close,volume\n';
const FIRST = '1998-12-01,116.125,118.03125,115.21875,117.625,8950600\n';
const SECOND = '1998-12-02,117.21875,117.90625,116,117.28125,7495500\n';

const detailOf = async (reading: Promise<{ ok: boolean; failure?: { detail: string } }>): Promise<string> => {
  const result = await reading;
  return result.ok ? 'read without complaint' : (result.failure?.detail ?? '');
};

describe('a bars file', () => {
  it('is read by column name, in any order, with columns that mean nothing here', async () => {
    const path = file('Volume,adj_close,CLOSE,low,high,open,date\n8950600,72.67,117.625,115.21875,118.03125,116.125,1998-12-01\n');
    expect(await readBarsFile(path)).toEqual({
      ok: true,
      value: [{ date: '1998-12-01', open: 116.125, high: 118.03125, low: 115.21875, close: 117.625, volume: 8950600 }],
    });
  });

  it.each([
    ['a byte order mark and CRLF', `\uFEFF${(HEADER + FIRST + SECOND).replaceAll('\n', '\r\n')}`],
    ['semicolons', (HEADER + FIRST + SECOND).replaceAll(',', ';')],
    ['tabs', (HEADER + FIRST + SECOND).replaceAll(',', '\t')],
    ['quoted fields', HEADER + FIRST + SECOND.replaceAll(/([^,\n]+)/g, '"$1"')],
    ['no newline at the end', (HEADER + FIRST + SECOND).trimEnd()],
    ['empty lines between', `${HEADER}\n${FIRST}\n\n${SECOND}\n`],
    ['lines whose fields are all blank', `,,\n${HEADER},,,,,\n${FIRST}  \n"", ,," "\n${SECOND} , ,\n`],
  ])('may have %s', async (_what, content) => {
    const read = await readBarsFile(file(content));
    expect(read.ok && read.value.map(({ date, close }) => [date, close])).toEqual([['1998-12-01', 117.625], ['1998-12-02', 117.28125]]);
  });

  it.each<[string, string, RegExp]>([
    ['text where a number belongs', HEADER + FIRST + SECOND.replace('117.28125', 'n/a'), /line 3: close is "n\/a", not a number/],
    ['an empty number', HEADER + SECOND.replace('117.28125', ''), /line 2: close is empty/],
    ['NaN', HEADER + SECOND.replace('117.28125', 'NaN'), /line 2: close is "NaN", not a number/],
    ['Infinity', HEADER + SECOND.replace('117.28125', 'Infinity'), /line 2: close is "Infinity", not a number/],
    ['a number beyond all bounds', HEADER + SECOND.replace('117.28125', '1e999'), /line 2: close is "1e999", which is no finite number/],
    ['a price beyond any market', HEADER + SECOND.replace('117.90625', '1e308'), /line 2: high is 1e\+308, beyond any market$/],
    ['a price below that of any market', HEADER + SECOND.replace('116,', '0.0000000000000001,'), /line 2: low is 1e-16, beyond any market$/],
    ['a volume beyond any market', HEADER + SECOND.replace('7495500', '1000000000000001'), /line 2: volume is 1000000000000001, beyond any market$/],
    ['a hexadecimal number', HEADER + SECOND.replace('116,', '0x10,'), /line 2: low is "0x10", not a number/],
    ['a thousands separator', HEADER + SECOND.replace('7495500', '"7,495,500"'), /line 2: volume is "7,495,500", not a number/],
    ['a decimal comma', (HEADER + SECOND).replaceAll(',', ';').replaceAll('.', ','), /line 2: open is "117,21875", not a number/],
    ['a price of zero', HEADER + SECOND.replace('117.21875', '0'), /line 2: open is 0, not more than 0/],
    ['a negative volume', HEADER + SECOND.replace('7495500', '-1'), /line 2: volume is -1, less than 0/],
    ['a high below the low', HEADER + SECOND.replace('117.90625', '115'), /line 2: high 115 is below low 116/],
    ['a date twice', HEADER + FIRST + FIRST, /line 3: date 1998-12-01 stands twice/],
    ['dates out of order', HEADER + SECOND + FIRST, /line 3: date 1998-12-01 comes after 1998-12-02: dates must rise/],
    ['a day that no calendar has', HEADER + FIRST.replace('1998-12-01', '1999-02-29'), /line 2: date is "1999-02-29", not a date/],
    ['an American date', HEADER + FIRST.replace('1998-12-01', '12/01/1998'), /line 2: date is "12\/01\/1998", not a date/],
    ['a line with another separator', HEADER + FIRST + SECOND.replaceAll(',', ';'), /line 3: 1 fields where the header has 6; every line must be separated by ","/],
    ['a field too many', HEADER + SECOND.replace('\n', ',1\n'), /line 2: 7 fields where the header has 6/],
    ['a missing column', 'date,open,high,low,close\n1998-12-01,1,1,1,1\n', /line 1: column volume is missing; the file has date, open, high, low, close/],
    ['missing columns', 'date;close\n1998-12-01;1\n', /line 1: columns open, high, low, volume are missing/],
    ['a column twice', `close,${HEADER}1,${FIRST}`, /line 1: column close stands twice/],
    ['nothing in it', '', /the file is empty/],
    ['white space only', ' \n\n\t\n ', /\.csv: the file is empty$/],
    ['a header and blank fields', `${HEADER},,,,,\n`, /the file has a header and no rows/],
    ['only a header', HEADER, /the file has a header and no rows/],
    ['a quotation mark that is never closed', `${HEADER}"${FIRST}${SECOND}`, /line \d+: a quotation mark is opened and not closed/],
  ])('with %s is refused with a sentence that names file, line and field', async (_what, content, sentence) => {
    const path = file(content);
    const detail = await detailOf(readBarsFile(path));
    expect(detail).toMatch(sentence);
    expect(detail.startsWith(path)).toBe(true);
  });

  it('counts lines as an editor does, empty ones included', async () => {
    expect(await detailOf(readBarsFile(file(`${HEADER},,,,,\n${FIRST} \n${SECOND.replace('116,', 'x,')}`)))).toMatch(/line 5: low is "x"/);
    expect(await detailOf(readBarsFile(file(`${HEADER}\n${FIRST}\n${SECOND.replace('116,', 'x,')}`)))).toMatch(/line 5: low is "x"/);
  });

  it('that does not exist, or is a folder, is named', async () => {
    expect(await detailOf(readBarsFile(join(folder, 'nowhere.csv')))).toMatch(/nowhere\.csv: there is no such file/);
    expect(await detailOf(readBarsFile(folder))).toMatch(/is a folder, not a file/);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('that may not be read is named [skipped: runs as root]', async () => {
    const path = file(HEADER + FIRST);
    chmodSync(path, 0o000);
    expect(await detailOf(readBarsFile(path))).toMatch(/may not be read by this user/);
  });

  it('of a binary kind is refused, not crashed on', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 256));
    expect((await readBarsFile(file(bytes))).ok).toBe(false);
  });

  it('whose one line never ends is refused within the limit for a line', async () => {
    expect((await readBarsFile(file(`${HEADER}"${'9'.repeat(3_000_000)}`))).ok).toBe(false);
  });
});

describe('a VIX file', () => {
  it('with closes only gives the close for open, high and low', async () => {
    expect(await readVixFile(file('date,close\n1990-01-02,17.24\n'))).toEqual({
      ok: true, value: [{ date: '1990-01-02', open: 17.24, high: 17.24, low: 17.24, close: 17.24 }],
    });
  });

  it('with a full range gives it', async () => {
    const read = await readVixFile(file('date,open,high,low,close\n2026-11-20,16,18,15,17\n'));
    expect(read.ok && read.value[0]).toEqual({ date: '2026-11-20', open: 16, high: 18, low: 15, close: 17 });
  });

  it('with a broken range is refused even though closes are there', async () => {
    expect(await detailOf(readVixFile(file('date,open,high,low,close\n2026-11-20,,18,15,17\n')))).toMatch(/line 2: open is empty/);
  });
});

describe('a breadth file', () => {
  const ONE = 'date,universe,advances,declines\n2000-01-04,sp500,44,317\n2000-01-05,sp500,209,154\n';
  const TWO = 'date,universe,advances,declines\n2023-06-21,nyse,797,756\n2023-06-21,nasdaq,626,548\n2023-06-22,nyse,1,2\n2023-06-22,nasdaq,3,4\n';

  it('with one universe needs no choice', async () => {
    const read = await readBreadthFile(file(ONE));
    expect(read.ok && read.value).toEqual([
      { date: '2000-01-04', universe: 'sp500', advances: 44, declines: 317 },
      { date: '2000-01-05', universe: 'sp500', advances: 209, declines: 154 },
    ]);
  });

  it('with several and none chosen lists them', async () => {
    expect(await detailOf(readBreadthFile(file(TWO)))).toMatch(/several universes \(nasdaq, nyse\); choose one/);
  });

  it('with several gives the chosen one', async () => {
    const read = await readBreadthFile(file(TWO), 'nasdaq');
    expect(read.ok && read.value.map(({ advances }) => advances)).toEqual([626, 3]);
  });

  it('without the chosen one lists what is there', async () => {
    expect(await detailOf(readBreadthFile(file(TWO), 'amex'))).toMatch(/no universe amex; the file holds nasdaq, nyse/);
  });

  it('that names no universe refuses a choice', async () => {
    const path = file('date,advances,declines\n2000-01-04,44,317\n');
    expect((await readBreadthFile(path)).ok).toBe(true);
    expect(await detailOf(readBreadthFile(path, 'nyse'))).toMatch(/has no column universe/);
  });

  it('with a date twice in the chosen universe is refused', async () => {
    expect(await detailOf(readBreadthFile(file(`${TWO}2023-06-22,nyse,1,2\n`), 'nyse'))).toMatch(/line 6: date 2023-06-22 stands twice/);
    expect((await readBreadthFile(file(`${TWO}2023-06-22,nyse,1,2\n`), 'nasdaq')).ok).toBe(true);
  });
});

const shared = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const present = existsSync(shared);

describe.skipIf(!present)(`recorded history${present ? '' : ' [skipped: no ../shared/data]'}`, () => {
  it('is read whole: as many rows as lines, rising dates', async () => {
    const [bars, vix, breadth] = await Promise.all([
      readBarsFile(join(shared, 'prices', 'spy_daily.csv')),
      readVixFile(join(shared, 'vol', 'vix_daily_ohlc.csv')),
      readBreadthFile(join(shared, 'breadth', 'breadth_sp500_members2021_2000_2021.csv')),
    ]);
    expect([bars, vix, breadth].map((read) => read.ok && read.value.length)).toEqual([6925, 9235, 5300]);
    expect(await detailOf(readBreadthFile(join(shared, 'breadth', 'breadth_nyse_nasdaq_sp_2023_2026.csv')))).toMatch(/several universes \(.*nyse/);
  });
});
