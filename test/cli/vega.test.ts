import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';
import { createValuationContext } from '../../src/domain/book/valuationContext.ts';
import { valueBook } from '../../src/domain/book/valueBook.ts';
import { readBookFile } from '../../src/engine/importers/bookFile.ts';
import { readChainFile } from '../../src/engine/importers/chainFile.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import { exampleFiles } from '../../scripts/writeExamples.ts';
import { must } from '../support/engineHarness.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');
const BOOK = join(resourcesDir, 'examples', 'book.json');
const CHAIN = join(resourcesDir, 'examples', 'modelled-chain.json');
const folder = mkdtempSync(join(tmpdir(), 'ballast-vega-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function vega(...words: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runCli(['vega', ...words], { console: { out: (text) => { out += text; }, err: (sentence) => { err += sentence; } }, resourcesDir });
  return { code, out, err };
}

interface ChainJson { quotes: { symbol: string; bid: number | null; ask: number | null }[]; [name: string]: unknown }
const chainJson = (): ChainJson => JSON.parse(readFileSync(CHAIN, 'utf8')) as ChainJson;
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a JSON document is read as its reader would
const documentOf = async (...words: readonly string[]): Promise<any> => {
  const told = await vega(...words);
  expect(told).toMatchObject({ code: 0, err: '' });
  return JSON.parse(told.out);
};

describe('vega --book --chain', () => {
  it('tells what the rules would act on, figure for figure', async () => {
    const told = await documentOf('--book', BOOK, '--chain', CHAIN);
    const { policy, version } = must(loadPolicy('steward', [join(resourcesDir, 'policies')]));
    const { vega: tables, quality } = policy.values;
    const market = must(await readChainFile(CHAIN, { policyRate: quality.rate, staleSeconds: quality.staleSeconds.option }));
    const valued = valueBook(createValuationContext(market, tables, quality), must(await readBookFile(BOOK)), tables.shockVixPoints);
    expect(told).toMatchObject({ report: 'vega', complete: true, asOf: '2026-11-20T16:00:00.000Z', policy: `steward@${version}`, rate: 0.04, modelled: true, incompleteBecause: [], quoteConditions: { legs: { 'two-sided': 7 } } });
    expect(told.book.netVegaPerVixPoint.measured).toBe(valued.netVega);
    expect(told.book.coverage.measured).toEqual({ value: valued.coverage.ok ? valued.coverage.value : null, reason: null });
    expect(told.book.rawSpxVegaPerVolPoint).toBe(valued.rawVegaSpx);
    expect(told.book.shockTwins.map(({ vixPoints, total }: { vixPoints: number; total: number }) => [vixPoints, total])).toEqual(valued.shocks.map(({ vixPoints, total }) => [vixPoints, total]));
    expect(told.layers.map(({ name }: { name: string }) => name)).toEqual(['base', 'intermediate', 'outer']);
    expect(told.strategies.map(({ name, legs }: { name: string; legs: number }) => [name, legs])).toEqual([['condor-1', 4]]);
    expect(told.forwards.every(({ source }: { source: string }) => source === 'parity')).toBe(true);
  });

  it('prints the same bytes every time, and no unit without a figure of its name', async () => {
    const { out } = await vega('--book', BOOK, '--chain', CHAIN);
    expect((await vega('--book', BOOK, '--chain', CHAIN)).out).toBe(out);
    const { units, ...figures } = JSON.parse(out) as { units: Record<string, string> };
    for (const name of Object.keys(units)) if (name !== 'null') expect(JSON.stringify(figures)).toContain(`"${name}":`);
  });

  it('says what each smile under the book stands on', async () => {
    const { smiles } = await documentOf('--book', BOOK, '--chain', CHAIN);
    expect(smiles.expiries.map(({ root, expiration }: { root: string; expiration: string }) => [root, expiration]))
      .toEqual([['SPXW', '2026-12-18'], ['VIX', '2026-12-16'], ['VIX', '2027-03-17'], ['VIX', '2027-06-16']]);
    expect(smiles.expiries[0]).toMatchObject({ failure: null, fit: { source: 'quotes', quoted: 28, used: 28, repriced: 28, dropped: [], butterflyFree: true, lowestStrike: expect.closeTo(6200, 6), highestStrike: expect.closeTo(7400, 6) } });
    expect(smiles.calendarViolations).toEqual([]);
  });

  it('says why an expiry has no smile, and leaves the shocks of its legs open', async () => {
    const chain = chainJson();
    const torn = chain.quotes.map((quote) => {
      const strike = Number(quote.symbol.slice(13)) / 1000;
      const by = quote.symbol.startsWith('SPXW') && strike % 100 === 0 ? 1.5 : 1;
      return { ...quote, bid: quote.bid === null ? null : quote.bid * by, ask: quote.ask === null ? null : quote.ask * by };
    });
    const told = await documentOf('--book', BOOK, '--chain', file('torn.json', { ...chain, quotes: torn }));
    expect(told.smiles.expiries[0]).toMatchObject({ root: 'SPXW', fit: null, atTheMoney: null, failure: { reason: 'incomplete', detail: expect.any(String) } });
    expect(told.book.shockTwins.every(({ condors, total }: { condors: number | null; total: number | null }) => condors === null && total === null)).toBe(true);
  });

  it('takes an own policy, another rate and the other convention', async () => {
    const own = must(loadPolicy('steward', [join(resourcesDir, 'policies')])).policy;
    const policy = file('mine.json', { ...own, name: 'mine', values: { ...own.values, vega: { ...own.values.vega, convention: 'rootTime' } } });
    const [plain, other] = [await documentOf('--book', BOOK, '--chain', CHAIN), await documentOf('--book', BOOK, '--chain', CHAIN, '--policy', policy, '--rate', '0.05')];
    expect(other).toMatchObject({ policy: expect.stringMatching(/^mine@/), rate: 0.05, tables: { conventionInForce: 'rootTime' } });
    const same = await documentOf('--book', BOOK, '--chain', CHAIN, '--policy', policy);
    expect(same.book.netVegaPerVixPoint.rootTime).toBeCloseTo(plain.book.netVegaPerVixPoint.rootTime, 9);
    expect(same.book.netVegaPerVixPoint.measured).toBeCloseTo(plain.book.netVegaPerVixPoint.measured, 9);
  });

  it('reads the same market from a CSV file, whose moment comes with --at', async () => {
    const rows = chainJson().quotes.map(({ symbol, bid, ask }) => `${symbol},${bid ?? ''},${ask ?? ''}`);
    const csv = file('chain.csv', ['symbol,bid,ask', 'SPX,7000,7000', 'VIX,16.5,16.5', ...rows, ''].join('\n'));
    const told = await documentOf('--book', BOOK, '--chain', csv, '--at', '2026-11-20T11:00:00-05:00');
    const plain = await documentOf('--book', BOOK, '--chain', CHAIN);
    expect(told.book).toEqual(plain.book);
    expect(await vega('--book', BOOK, '--chain', csv)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/--at/) });
  });

  it('says "complete": false with the causes, and leaves the totals open', async () => {
    const chain = chainJson();
    // The whole expiry is one-sided: nothing is left to stand in for the leg.
    const quotes = chain.quotes.map((row) => (row.symbol.startsWith('VIX   270616') || row.symbol.startsWith('VIX   270519') ? { ...row, bid: null } : row));
    const told = await documentOf('--book', BOOK, '--chain', file('gaps.json', { ...chain, quotes }));
    expect(told).toMatchObject({ complete: false, book: { netVegaPerVixPoint: { measured: null, rootTime: null }, coverage: { measured: { value: null, reason: expect.any(String) } } } });
    expect(told.incompleteBecause).toEqual([{ legId: 'hedge-outer', symbol: expect.stringMatching(/^VIX /), reason: 'one-sided', detail: expect.any(String) }]);
    expect(told.book.shortVegaPerVixPoint.measured).toBeLessThan(0);
    expect(told.quoteConditions.chain['one-sided']).toBeGreaterThan(10);
  });

  it('names a leg that a model had to mark, and one that has settled', async () => {
    const chain = chainJson();
    const quotes = chain.quotes.map((row) => (row.symbol === 'SPXW  261218P06600000' ? { ...row, bid: 99 } : row));
    const crossed = await documentOf('--book', BOOK, '--chain', file('crossed.json', { ...chain, quotes }));
    expect(crossed).toMatchObject({ complete: true, modelMarked: [{ legId: 'short-put', reason: expect.stringMatching(/smile/) }], quoteConditions: { legs: { crossed: 1 }, chain: { crossed: 1 } } });
    const book = JSON.parse(readFileSync(BOOK, 'utf8')) as { legs: object[] };
    const old = { id: 'old', symbol: 'SPXW  261030P06000000', quantity: 1, price: 1, openedOn: '2026-10-01' };
    const settled = await documentOf('--book', file('old.json', { ...book, legs: [...book.legs, old] }), '--chain', CHAIN);
    expect(settled).toMatchObject({ complete: true, settled: [{ id: 'old', quantity: 1, note: expect.any(String) }] });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no chain', ['--book', BOOK], /--book FILE and --chain FILE are needed/],
    ['a book that is not there', ['--book', '/nowhere/book.json', '--chain', CHAIN], /nowhere\/book\.json/],
    ['a chain that is a book', ['--book', BOOK, '--chain', BOOK], /book\.json/],
    ['an unknown policy', ['--book', BOOK, '--chain', CHAIN, '--policy', 'brave'], /no policy "brave"/],
    ['a moment without offset', ['--book', BOOK, '--chain', CHAIN, '--at', '2026-11-20T11:00'], /--at must be a moment/],
    ['a rate in per cent', ['--book', BOOK, '--chain', CHAIN, '--rate', '4'], /--rate must be a yearly rate/],
    ['an empty rate', ['--book', BOOK, '--chain', CHAIN, '--rate', ''], /--rate must be/],
    ['a stray word', [BOOK, CHAIN], /is not an option/],
    ['an unknown option', ['--bok', BOOK], /Unknown option '--bok'/],
  ])('refuses %s with a sentence', async (_what, words, sentence) => {
    expect(await vega(...words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(sentence) });
  });

  it('has help of its own', async () => expect(await vega('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/shock twins/) }));
});

describe('the example files', () => {
  it('give the figures that docs/cli.md shows', async () => {
    const docs = readFileSync(join(resourcesDir, '..', 'docs', 'cli.md'), 'utf8');
    const { book } = await documentOf('--book', BOOK, '--chain', CHAIN);
    const both = (name: string, { measured, rootTime }: { measured: number; rootTime: number }): string => `"${name}": { "measured": ${measured.toFixed(2)}, "rootTime": ${rootTime.toFixed(2)} }`;
    expect(docs).toContain(`"rawSpxVegaPerVolPoint": ${book.rawSpxVegaPerVolPoint.toFixed(2)}, "rawVixVolOfVolVegaPerVolPoint": ${book.rawVixVolOfVolVegaPerVolPoint.toFixed(2)}`);
    expect(docs).toContain(both('termWeightedSpxVegaPerVixPoint', book.termWeightedSpxVegaPerVixPoint));
    expect(docs).toContain(both('netVegaPerVixPoint', book.netVegaPerVixPoint));
    expect(docs).toContain(`"coverage": { "measured": { "value": ${book.coverage.measured.value.toFixed(4)},`);
    const { condors, hedge, total, coverage } = book.shockTwins[2];
    expect(docs).toContain(`"condors": ${condors.toFixed(0)}, "hedge": ${hedge.toFixed(0)}, "total": ${total.toFixed(0)}, "coverage": { "value": ${coverage.value.toFixed(3)},`);
  });

  it.each([...exampleFiles])('%s is what the model gives today', (name, text) => expect(readFileSync(join(resourcesDir, 'examples', name), 'utf8')).toBe(text));
  it('say that no market quoted them', () => expect(chainJson()).toMatchObject({ modelled: true, source: expect.stringMatching(/no market quoted/) }));
});
