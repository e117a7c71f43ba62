import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketView } from '../../../src/domain/market/marketView.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';
import { readChainFile, type ChainFileOptions } from '../../../src/engine/importers/chainFile.ts';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'ballast-chain-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const AS_OF = '2026-11-20T11:00:00-05:00';
const AS_OF_US = newYorkMicros('2026-11-20', 11, 0);
const POLICY = { policyRate: 0.04, staleSeconds: 60 };
const CALL = 'VIX   261216C00019000';
const PUT = 'SPXW  261218P06700000';

const call = { symbol: CALL, bid: 1.8, ask: 1.9 };
const market = { asOf: AS_OF, levels: { SPX: 7000, VIX: 16.5 }, quotes: [call] };

function read(name: string, content: string, options: Partial<ChainFileOptions> = {}) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readChainFile(path, { ...POLICY, ...options });
}
const readJson = (content: unknown, options?: Partial<ChainFileOptions>) => read('chain.json', typeof content === 'string' ? content : JSON.stringify(content), options);
const readCsv = (lines: readonly string[], options: Partial<ChainFileOptions> = { atUs: AS_OF_US }) => read('chain.csv', `${lines.join('\n')}\n`, options);

async function view(reading: ReturnType<typeof readChainFile>): Promise<MarketView> {
  const result = await reading;
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}
async function sentence(reading: ReturnType<typeof readChainFile>): Promise<string> {
  const result = await reading;
  return result.ok ? 'read without complaint' : result.failure.detail.replaceAll(folder, 'FOLDER');
}

describe('a market file in JSON', () => {
  it('is the market of its moment: what it quotes is what is listed', async () => {
    const read = await view(readJson({ ...market, quotes: [call, { symbol: PUT, bid: null, ask: 0.05, bidSize: 0, askSize: 12 }] }));
    expect(read).toMatchObject({ nowUs: AS_OF_US, date: '2026-11-20', session: 'open', rate: 0.04, delayed: false, modelled: false, listed: [CALL, PUT] });
    expect([...read.levels.values()]).toEqual([{ symbol: 'SPX', level: 7000, eventTimeUs: AS_OF_US, stale: false }, { symbol: 'VIX', level: 16.5, eventTimeUs: AS_OF_US, stale: false }]);
    expect(read.quotes.get(CALL)).toEqual({ ...call, bidSize: 0, askSize: 0, eventTimeUs: AS_OF_US, stale: false, halted: false });
    expect(read.quotes.get(PUT)).toMatchObject({ bid: null, ask: 0.05, askSize: 12 });
  });

  it('keeps a bid of zero apart from none', async () => {
    const read = await view(readJson({ ...market, quotes: [{ ...call, bid: 0 }, { symbol: PUT, bid: null, ask: null }] }));
    expect([read.quotes.get(CALL)?.bid, read.quotes.get(PUT)?.bid]).toEqual([0, null]);
  });

  it('reads symbols in every feed’s form', async () => {
    const read = await view(readJson({ ...market, levels: { 'I:SPX': 7000 }, quotes: ['.VIX261216C19', 'SPXW261218P06700000', 'O:VIXW261209C00012500', '/VXZ26:XCBF', 'VX270120'].map((symbol) => ({ ...call, symbol })) }));
    expect(read.listed).toEqual([CALL, PUT, 'VIXW  261209C00012500', 'VX261216', 'VX270120']);
    expect(read.quotes.get('VX261216')?.symbol).toBe('VX261216');
    expect([...read.levels.keys()]).toEqual(['SPX']);
  });

  it('takes the rate of the command, else its own, else the policy’s', async () => {
    const rateOf = async (content: object, options?: Partial<ChainFileOptions>) => (await view(readJson(content, options))).rate;
    expect(await rateOf({ ...market, rate: 0.05 }, { rate: 0.03 })).toBe(0.03);
    expect(await rateOf({ ...market, rate: 0.05 })).toBe(0.05);
    expect(await rateOf(market)).toBe(0.04);
    expect(await rateOf({ ...market, rate: 0 })).toBe(0);
  });

  it('may carry its moment in microseconds, or leave it to --at, but not name two', async () => {
    const { asOf, ...undated } = market;
    expect(asOf).toBe(AS_OF);
    expect(await view(readJson({ ...undated, asOfUs: AS_OF_US }))).toMatchObject({ nowUs: AS_OF_US });
    expect(await view(readJson(undated, { atUs: AS_OF_US }))).toMatchObject({ nowUs: AS_OF_US });
    expect(await view(readJson(market, { atUs: AS_OF_US }))).toMatchObject({ nowUs: AS_OF_US });
    expect(await sentence(readJson(undated))).toBe('FOLDER/chain.json: asOf is missing: the moment of the quotes');
    expect(await sentence(readJson(market, { atUs: AS_OF_US + 1 }))).toMatch(/^FOLDER\/chain.json: asOf: the file names one moment and --at/);
  });

  it('knows which quotes are old, halted or later than itself', async () => {
    const at = (eventTime: string, more = {}) => ({ ...market, quotes: [{ ...call, eventTime, ...more }] });
    const stale = async (content: object) => (await view(readJson(content))).quotes.get(CALL)?.stale;
    expect(await stale(at('2026-11-20T10:59:00-05:00'))).toBe(false);
    expect(await stale(at('2026-11-20T10:58:59-05:00'))).toBe(true);
    expect(await stale(at('2026-11-19T16:14:59-05:00'))).toBe(true);
    expect((await view(readJson(at(AS_OF, { halted: true })))).quotes.get(CALL)).toMatchObject({ halted: true });
    expect(await sentence(readJson(at('2026-11-20T11:00:01-05:00')))).toMatch(/^FOLDER\/chain.json: quotes\[0\].eventTime: the quote of VIX .* is later/);
    expect(await view(readJson({ ...market, quotes: [{ ...call, eventTimeUs: AS_OF_US - 1 }] }))).toMatchObject({ nowUs: AS_OF_US });
  });

  it.each([
    ['at night', '2026-11-21T02:00:00-05:00', 'closed', '2026-11-20T16:14:30-05:00', false],
    ['on a Sunday', '2026-11-22T12:00:00-05:00', 'closed', '2026-11-20T16:14:30-05:00', false],
    ['before the open of a Monday', '2026-11-23T09:00:00-05:00', 'closed', '2026-11-20T16:14:30-05:00', false],
    ['on a Sunday, of the Friday’s noon', '2026-11-22T12:00:00-05:00', 'closed', '2026-11-20T12:00:00-05:00', true],
    ['after an early close', '2026-11-27T18:00:00-05:00', 'closed', '2026-11-27T13:14:30-05:00', false],
    ['in the curb', '2026-11-20T16:10:00-05:00', 'curb', '2026-11-20T16:00:00-05:00', true],
  ])('%s its quotes have aged only while options traded', async (_when, asOf, session, eventTime, stale) => {
    const read = await view(readJson({ ...market, asOf, quotes: [{ ...call, eventTime }] }));
    expect(read.session).toBe(session);
    expect(read.quotes.get(CALL)?.stale).toBe(stale);
  });

  it('reads as its page shows it', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
    const shown = /```json\n([^`]+)```/.exec(page.slice(page.indexOf('**Market** (`--chain`')))?.[1] ?? '';
    expect((await view(readJson(shown))).listed).toEqual([PUT, CALL, 'VX261216']);
  });

  it('says when its prices are a model’s or come late', async () => {
    expect(await view(readJson({ ...market, modelled: true, delayed: true, source: 'a text for its reader' }))).toMatchObject({ modelled: true, delayed: true });
  });

  it.each<[string, unknown, RegExp]>([
    ['no quote', { ...market, quotes: [] }, /: quotes: holds no quote$/],
    ['a moment without offset', { ...market, asOf: '2026-11-20T11:00:00' }, /: asOf: is "2026-11-20T11:00:00", not a time with its offset/],
    ['a moment in milliseconds', { ...market, asOfUs: 1_795_190_400_123 }, /: asOfUs: is not a time in microseconds$/],
    ['a symbol of no form', { ...market, quotes: [{ ...call, symbol: 'VIX 19 C' }] }, /: quotes\[0\]\.symbol: "VIX 19 C" is not an instrument symbol$/],
    ['a root nobody knows', { ...market, quotes: [call, { ...call, symbol: '.XSP261218P620' }] }, /: quotes\[1\]\.symbol: .*unknown option root XSP$/],
    ['an index among the quotes', { ...market, quotes: [{ ...call, symbol: 'SPX' }] }, /: quotes\[0\]\.symbol: SPX has a level, not a quote$/],
    ['an option among the levels', { ...market, levels: { [CALL]: 1 } }, /: levels\.symbol: VIX   261216C00019000 has a quote, not a level$/],
    ['one contract twice, in two forms', { ...market, quotes: [call, { ...call, symbol: '.VIX261216C19' }] }, /: quotes\[1\]\.symbol: \.VIX261216C19 stands twice$/],
    ['one level twice', { ...market, levels: { SPX: 7000, 'I:SPX': 7001 } }, /: levels\.symbol: I:SPX stands twice$/],
    ['a level of zero', { ...market, levels: { SPX: 0 } }, /: levels\.SPX: /],
    ['a negative bid', { ...market, quotes: [{ ...call, bid: -0.1 }] }, /: quotes\[0\]\.bid: /],
    ['no bid, and no null for it', { ...market, quotes: [{ symbol: CALL, ask: 1 }] }, /: quotes\[0\]\.bid: /],
    ['a price of text', { ...market, quotes: [{ ...call, ask: '1.9' }] }, /: quotes\[0\]\.ask: /],
    ['a misspelt field', { ...market, quotes: [{ ...call, bid_size: 3 }] }, /: quotes\[0\]: .*bid_size/],
    ['a rate in per cent', { ...market, rate: 4 }, /: rate: /],
    ['two times of one quote', { ...market, quotes: [{ ...call, eventTime: AS_OF, eventTimeUs: AS_OF_US - 1 }] }, /: quotes\[0\]\.eventTime: eventTimeUs names another moment$/],
  ])('with %s is refused, naming the field', async (_what, content, expected) => {
    expect(await sentence(readJson(content))).toMatch(expected);
  });

  it('of a size that no market has is refused unread', async () => {
    const path = join(folder, 'huge.json');
    writeFileSync(path, '');
    truncateSync(path, 64 * 1024 * 1024 + 1);
    expect(await sentence(readChainFile(path, POLICY))).toBe('FOLDER/huge.json: larger than 64 MiB, which a market file never is');
  });

  it('that is not JSON or not there is refused by name', async () => {
    expect(await sentence(readJson('{\n "asOf": \n'))).toMatch(/^FOLDER\/chain.json, line 2: not valid JSON$/);
    expect(await readChainFile(join(folder, 'nowhere.json'), POLICY)).toMatchObject({ ok: false, failure: { reason: 'not-found' } });
    expect(await readChainFile(join(folder, 'nowhere.csv'), { ...POLICY, atUs: AS_OF_US })).toMatchObject({ ok: false, failure: { reason: 'not-found' } });
  });
});

describe('a market file in CSV', () => {
  it('gives the same market as the JSON of the same figures', async () => {
    const csv = await view(readCsv([
      'symbol,bid,ask,bid_size,ask_size,event_time,level', 'SPX,,,,,,7000', 'VIX,16.5,16.5,,,,', `${CALL},1.8,1.9,10,20,${AS_OF},`, '.SPXW261218P6700,,0.05,0,12,,',
    ]));
    const json = await view(readJson({ ...market, quotes: [{ ...call, bidSize: 10, askSize: 20, eventTime: AS_OF }, { symbol: PUT, bid: null, ask: 0.05, askSize: 12 }] }));
    expect(csv).toEqual(json);
  });

  it('needs only symbol, bid and ask, in any order and separator', async () => {
    const read = await view(readCsv(['Ask;Bid;Symbol;iv', `1.9;0;${CALL};0.8`, '7000;7000;SPX;'], { atUs: AS_OF_US, rate: 0.01 }));
    expect(read.quotes.get(CALL)).toMatchObject({ bid: 0, ask: 1.9, bidSize: 0 });
    expect(read.levels.get('SPX')).toMatchObject({ level: 7000 });
    expect(read).toMatchObject({ listed: [CALL], rate: 0.01 });
  });

  it('takes a level from its column, from last, from bid = ask, and for a share from the mid', async () => {
    const read = await view(readCsv(['symbol,bid,ask,last,level', 'SPX,6990,7010,7001,7000', 'VIX,,,16.5,', 'VIX3M,18,18,,', 'SPY,699.9,700.1,,', `${CALL},1.8,1.9,5,`]));
    expect([...read.levels.values()].map(({ symbol, level }) => [symbol, level])).toEqual([['SPX', 7000], ['VIX', 16.5], ['VIX3M', 18], ['SPY', 700]]);
    expect(read.quotes.get(CALL)).toMatchObject({ bid: 1.8, ask: 1.9 });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no ask column', ['symbol,bid', `${CALL},1`], /, line 1: column ask is missing/],
    ['an index with a market of its own and no level', ['symbol,bid,ask', 'SPX,6990,7010'], /, line 2: level: SPX has none, and bid and ask are not one figure$/],
    ['a level of zero', ['symbol,bid,ask', 'SPX,0,0'], /, line 2: level: SPX is 0, not more than 0$/],
    ['a price of words', ['symbol,bid,ask', `${CALL},n/a,1.9`], /, line 2: bid is "n\/a", not a number$/],
    ['a negative price', ['symbol,bid,ask', `${CALL},1,2`, `${PUT},-1,2`], /, line 3: bid is -1, less than 0$/],
    ['no symbol', ['symbol,bid,ask', ',1,2'], /, line 2: symbol: "" is not an instrument symbol$/],
    ['a contract twice', ['symbol,bid,ask', `${CALL},1,2`, 'VIX261216C00019000,1,2'], /, line 3: symbol: VIX261216C00019000 stands twice$/],
    ['an index twice', ['symbol,bid,ask', `${CALL},1,2`, 'SPX,1,1', 'SPX,1,1'], /, line 4: symbol: SPX stands twice$/],
    ['a time without offset', ['symbol,bid,ask,event_time', `${CALL},1,2,2026-11-20 11:00`], /, line 2: event_time is "2026-11-20 11:00", not a time with its offset/],
    ['levels alone', ['symbol,bid,ask', 'SPX,7000,7000'], /: the file holds levels and no quote$/],
  ])('with %s is refused, naming the line', async (_what, lines, expected) => {
    expect(await sentence(readCsv(lines))).toMatch(expected);
  });

  it('has no moment of its own: without --at it is refused', async () => {
    expect(await sentence(readCsv(['symbol,bid,ask', `${CALL},1,2`], {}))).toMatch(/^FOLDER\/chain.csv: a CSV file carries no moment: give it with --at/);
  });
});
