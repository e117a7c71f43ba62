import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBookFile } from '../../../src/engine/importers/bookFile.ts';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'ballast-book-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const leg = { id: 'condor-1-sp', symbol: 'SPXW  261218P06700000', quantity: -10, price: 21.5, openedOn: '2026-11-18', strategy: 'condor-1' };
const book = { name: 'My book', netLiquidation: 1_000_000, legs: [leg] };

const read = (content: string) => {
  const path = join(folder, 'book.json');
  writeFileSync(path, content);
  return readBookFile(path);
};
const sentence = async (content: string): Promise<string> => {
  const result = await read(content);
  return result.ok ? 'read without complaint' : result.failure.detail.replace(`${join(folder, 'book.json')}`, 'FILE');
};

describe('a book file', () => {
  it('needs only what the trader knows; the rest has plain defaults', async () => {
    expect(await read(JSON.stringify(book))).toEqual({
      ok: true,
      value: { ...book, sample: false, legs: [{ ...leg, layer: null, entry: null, source: 'user' }] },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['a leg of no contracts', { ...book, legs: [{ ...leg, quantity: 0 }] }, /^FILE: legs\[0\]\.quantity: is 0/],
    ['half a contract', { ...book, legs: [{ ...leg, quantity: 0.5 }] }, /^FILE: legs\[0\]\.quantity: /],
    ['a negative price', { ...book, legs: [{ ...leg, price: -1 }] }, /^FILE: legs\[0\]\.price: /],
    ['a misspelt field', { ...book, legs: [{ ...leg, quantty: 1 }] }, /^FILE: legs\[0\]: .*quantty/],
    ['an unknown layer', { ...book, legs: [{ ...leg, layer: 'inner' }] }, /^FILE: legs\[0\]\.layer: /],
    ['an impossible date', { ...book, legs: [{ ...leg, openedOn: '2026-02-30' }] }, /^FILE: legs\[0\]\.openedOn: is not a date/],
    ['a symbol in lower case', { ...book, legs: [{ ...leg, symbol: 'spx' }] }, /^FILE: legs\[0\]\.symbol: is not an instrument symbol/],
    ['no equity', { ...book, netLiquidation: 0 }, /^FILE: netLiquidation: /],
    ['two legs of one id', { ...book, legs: [leg, leg] }, /^FILE: two legs have the id condor-1-sp/],
    ['a list instead of a book', [], /^FILE: the book: /],
  ])('with %s is refused, naming the field', async (_what, content, expected) => {
    expect(await sentence(JSON.stringify(content))).toMatch(expected);
  });

  it('that is not JSON is refused, naming the line', async () => {
    expect(await sentence('{\n  "name": "x",\n  oops\n}')).toMatch(/^FILE, line 3: not valid JSON/);
    expect(await sentence('{\n  "name": "x",\n')).toMatch(/^FILE, line 2: not valid JSON/);
    expect(await sentence('')).toMatch(/not valid JSON/);
  });

  it('that does not exist is named', async () => {
    const missing = await readBookFile(join(folder, 'nowhere.json'));
    expect(missing).toMatchObject({ ok: false, failure: { reason: 'not-found' } });
  });
});
