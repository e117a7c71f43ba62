import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';
import { csvFolder } from '../support/csvFolder.ts';
import { ballastSignals, BAR_HEADER, linesOf, resourcesDir } from './signalFiles.ts';

const scratch = csvFolder();
afterAll(() => scratch.remove());

describe('bad input', () => {
  const FIRST = '2025-11-24,10,11,9,10,5';
  const SECOND = '2025-11-25,10,11,9,10,5';
  const good = (): string => scratch.file(BAR_HEADER, FIRST, SECOND);

  async function refusal(...words: readonly string[]) {
    const { code, out, err } = await ballastSignals(...words);
    // One sentence: it ends once, and holds no line break.
    expect(err).toMatch(/^signals: [^\n]*[^.\n]\.$/);
    return { code, printed: linesOf(out).length, err };
  }

  it.each<[string, readonly string[], RegExp, number]>([
    ['dates unordered', [BAR_HEADER, SECOND, FIRST], /file-\d+\.csv, line 3: date 2025-11-24 comes after 2025-11-25: dates must rise\.$/, 1],
    ['a date doubled', [BAR_HEADER, FIRST, FIRST], /line 3: date 2025-11-24 stands twice\.$/, 1],
    ['negative volume', [BAR_HEADER, FIRST, SECOND.replace(/5$/, '-5')], /line 3: volume is -5, less than 0\.$/, 1],
    ['a close far outside its range', [BAR_HEADER, FIRST, '2025-11-25,10,11,9,50,5'], /line 3: close 50 lies far outside low 9 and high 11\.$/, 1],
    ['high below low', [BAR_HEADER, FIRST, SECOND.replace(',11,', ',8,')], /line 3: high 8 is below low 9\.$/, 1],
    ['missing columns', ['date,close', '2025-11-24,10'], /line 1: columns open, high, low, volume are missing; the file has date, close/, 0],
    ['mixed separators', [BAR_HEADER, FIRST, SECOND.replaceAll(',', ';')], /line 3: 1 fields where the header has 6; every line must be separated by ","/, 1],
    ['a price beyond any market', [BAR_HEADER, FIRST, SECOND.replace('11,9', '1e308,9')], /file-\d+\.csv, line 3: high is 1e\+308, beyond any market\.$/, 1],
    ['white space only', ['  ', '\t', ''], /file-\d+\.csv: the file is empty\.$/, 0],
    ['nothing in it', [], /file-\d+\.csv: the file is empty\.$/, 0],
    ['a header only', [BAR_HEADER], /the file has a header and no rows\.$/, 0],
    ['NaN', [BAR_HEADER, FIRST, SECOND.replace('10', 'NaN')], /line 3: open is "NaN", not a number\.$/, 1],
    ['text', [BAR_HEADER, FIRST, SECOND.replace('11,9', '11,low')], /line 3: low is "low", not a number\.$/, 1],
    ['an infinite number', [BAR_HEADER, FIRST, SECOND.replace('11,9', 'Infinity,9')], /line 3: high is "Infinity", not a number\.$/, 1],
    ['a number too large to be finite', [BAR_HEADER, FIRST, SECOND.replace(/5$/, '1e400')], /line 3: volume is "1e400", which is no finite number\.$/, 1],
    ['an empty cell', [BAR_HEADER, FIRST, SECOND.replace('11,9', ',9')], /line 3: high is empty\.$/, 1],
    ['a price of 0', [BAR_HEADER, FIRST, SECOND.replace('11,9', '11,0')], /line 3: low is 0, not more than 0\.$/, 1],
    ['a date of no calendar', [BAR_HEADER, FIRST, SECOND.replace('11-25', '11-31')], /line 3: date is "2025-11-31", not a date like/, 1],
  ])('bars with %s end in exit code 2 and a sentence with file, line and field; the lines before stay', async (_what, lines, sentence, printed) => {
    expect(await refusal('--bars', scratch.file(...lines))).toEqual({ code: 2, printed, err: expect.stringMatching(sentence) });
  });

  it.each<[string, () => readonly string[], RegExp, number]>([
    ['a folder', () => ['--bars', scratch.folder], /ballast-csv-\w+: is a folder, not a file\.$/, 0],
    ['a missing file', () => ['--bars', good(), '--vix', join(scratch.folder, 'nowhere.csv')], /nowhere\.csv: there is no such file\.$/, 0],
    ['a bad VIX row', () => ['--bars', good(), '--vix', scratch.file('date,close', '2025-11-24,15', '2025-11-25,0')], /line 3: close is 0, not more than 0\.$/, 1],
    ['a VIX high below its low', () => ['--bars', good(), '--vix', scratch.file('date,open,high,low,close', '2025-11-24,15,14,16,15')], /line 2: high 14 is below low 16\.$/, 0],
    ['a bad row of the volatility ETF', () => ['--bars', good(), '--vol', scratch.file('date,close', '2025-11-24,x')], /line 2: close is "x", not a number\.$/, 0],
    ['an unknown universe', () => ['--bars', good(), '--breadth', scratch.file('date,universe,advances,declines', '2025-11-24,nyse,1,2'), '--universe', 'amex'], /there is no universe amex; the file holds nyse\.$/, 0],
    ['several universes and no choice', () => ['--bars', good(), '--breadth', scratch.file('date,universe,advances,declines', '2025-11-24,nyse,1,2', '2025-11-24,sp500,1,2')], /line 3: the file holds several universes on one date \(nyse, sp500\); choose one\.$/, 0],
    ['a curve without levels', () => ['--bars', good(), '--term', scratch.file('date,vix', '2025-11-24,15')], /line 1: none of the columns vix9d, .* is there/, 0],
    ['an index without weights', () => ['--bars', good(), '--correlation', scratch.file('date,symbol,weight,volatility', '2025-11-24,SPX,,15', '2025-11-24,A,0.4,20')], /line 3: 2025-11-24: the weights sum to 0\.4, not to 1\.$/, 0],
    ['two spreads', () => ['--bars', good(), '--credit', scratch.file('date,a,b', '2025-11-24,1,2')], /line 2: two columns of numbers: a, b; one value column is needed\.$/, 0],
    ['a second spread that begins later', () => ['--bars', good(), '--credit', scratch.file('date,a,b', '2025-11-24,.,2', '2025-11-25,1,2')], /line 3: two columns of numbers: a, b; one value column is needed\.$/, 1],
    ['no bars', () => ['--vix', good()], /--bars FILE is missing\.$/, 0],
    ['an option that is not known', () => ['--bars', good(), '--vxx', 'x'], /Unknown option '--vxx'\.$/, 0],
    ['an option without its file', () => ['--bars'], /'--bars <value>' argument missing\.$/, 0],
    ...['bars', 'vix', 'vol', 'breadth', 'universe', 'term', 'correlation', 'credit', 'policy', 'from', 'to'].map((name): [string, () => readonly string[], RegExp, number] => (
      [`--${name} without a name`, () => ['--bars', good(), '--breadth', good(), `--${name}`, ''], new RegExp(`^signals: --${name} is empty\\.$`), 0]
    )),
    ['a word that is no option', () => ['spy.csv'], /"spy\.csv" is not an option/, 0],
    ['a universe without breadth', () => ['--bars', good(), '--universe', 'nyse'], /--universe chooses within --breadth FILE, which is missing\.$/, 0],
    ['a date that is none', () => ['--bars', good(), '--from', '2025'], /--from must be a date like 2020-02-28, not "2025"\.$/, 0],
    ['--from after --to', () => ['--bars', good(), '--from', '2025-11-25', '--to', '2025-11-24'], /--from 2025-11-25 comes after --to 2025-11-24\.$/, 0],
    ['an unknown policy', () => ['--bars', good(), '--policy', 'brave'], /There is no policy "brave"/, 0],
  ])('%s is refused with exit code 2 and a sentence', async (_what, words, sentence, printed) => {
    expect(await refusal(...words())).toEqual({ code: 2, printed, err: expect.stringMatching(sentence) });
  });

  it.each<[string, readonly string[], string]>([
    ['replay', ['--bars', '', '--vix', 'vix.csv'], '--bars is empty.'],
    ['vega', ['--book', 'book.json', '--chain', ''], 'vega: --chain is empty.'],
    ['estimate', ['--history', 'VIX=vix.csv', '--history', ' '], 'estimate: --history is empty.'],
  ])('an option that names nothing is told so by %s, too', async (name, words, sentence) => {
    const said: string[] = [];
    const code = await runCli([name, ...words], { console: { out: (text) => { said.push(text); }, err: (text) => { said.push(text); } }, resourcesDir });
    expect({ code, said }).toEqual({ code: 2, said: [sentence] });
  });

  it('is found beyond --to as well: a file is good or bad whichever dates are asked for', async () => {
    const bars = scratch.file(BAR_HEADER, FIRST, SECOND, SECOND);
    expect(await refusal('--bars', bars, '--to', '2025-11-24')).toEqual({ code: 2, printed: 1, err: expect.stringMatching(/line 4: date 2025-11-25 stands twice/) });
  });
});
