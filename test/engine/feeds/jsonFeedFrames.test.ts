import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FRAME_BYTES } from '../../../src/engine/feeds/feedFrame.ts';
import { decodeFrame } from '../../../src/engine/feeds/jsonFeedFrames.ts';
import { decodeBySchema } from '../../../src/engine/feeds/jsonFeedSchema.ts';
import { detailOf, valueOf } from '../store/scratch.ts';

const T0 = 1_764_000_000_000_000;
const decode = (frame: unknown) => decodeFrame(JSON.stringify(frame));

const symbol = fc.constantFrom('SPX', 'SPY', 'VX261216', 'VXM261216', 'NYSE', 'VIX   261216C00019000', 'SPXW  261218P06600000');
const time = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const price = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e8, noNaN: true }));
const size = fc.nat();
const orNone = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
/** Anything a broken bridge might put into a cell. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', '1', ' SPX', 'spx', 'VIX 261216C00019000', 'SPXW  261218X06600000', -1, -0.0001, 1e300, 1.5, 0, 2 ** 53, [], {}, [[1]]),
  fc.jsonValue({ maxDepth: 2 }),
);
const goodQuote: fc.Arbitrary<unknown[]> = fc.tuple(symbol, time, orNone(price), orNone(price), size, size);
const goodRows: Readonly<Record<string, fc.Arbitrary<unknown[]>>> = {
  quote: goodQuote,
  trade: fc.tuple(symbol, time, price, size, orNone(size)),
  index: fc.tuple(symbol, time, price),
  breadth: fc.tuple(symbol, time, size, size, size),
  status: fc.tuple(symbol, time, fc.constantFrom('halted', 'active')),
};
const mutated = (row: fc.Arbitrary<unknown[]>): fc.Arbitrary<unknown> => fc.oneof(
  row,
  fc.tuple(row, fc.nat({ max: 6 }), junk).map(([cells, at, value]) => cells.map((cell, index) => (index === at ? value : cell))),
  fc.tuple(row, junk).map(([cells, value]) => [...cells, value]),
  row.map((cells) => cells.slice(1)),
  junk,
);

describe('hot frames, read by hand', () => {
  it.each(Object.entries(goodRows))('%s: the hand decoder equals the schema, on good and mutated frames', (kind, row) => {
    let accepted = 0;
    let refused = 0;
    fc.assert(fc.property(fc.oneof({ weight: 9, arbitrary: fc.array(mutated(row), { maxLength: 8 }) }, { weight: 1, arbitrary: junk }), (rows) => {
      const frame = { t: kind, rows };
      const text = JSON.stringify(frame);
      const byHand = decodeFrame(text);
      const bySchema = decodeBySchema(JSON.parse(text) as object);
      expect(byHand.ok).toBe(bySchema.ok);
      if (!byHand.ok || !bySchema.ok) {
        expect(byHand.ok ? '' : byHand.rejection).toBe(bySchema.ok ? '' : bySchema.rejection);
        return;
      }
      expect(byHand.value).toEqual(bySchema.value);
      accepted += 'rows' in byHand.value.frame ? byHand.value.frame.rows.length : 0;
      refused += Object.values(byHand.value.rejected).reduce((sum, count) => sum + count, 0);
    }), { seed: 20261120, numRuns: 600 });
    // Both sides of the comparison were really exercised.
    expect(accepted).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(300);
  });

  it('reads every good row unchanged', () => {
    fc.assert(fc.property(fc.array(goodQuote), (rows) => {
      const { frame, rejected } = valueOf(decode({ t: 'quote', rows }));
      expect(rejected).toEqual({});
      expect(frame).toEqual({ t: 'quote', rows: JSON.parse(JSON.stringify(rows.map(([name, eventTimeUs, bid, ask, bidSize, askSize]) => ({ symbol: name, eventTimeUs, bid, ask, bidSize, askSize })))) });
    }), { seed: 20261120, numRuns: 200 });
  });

  it.each([
    ['a negative price', ['SPX', T0, -0.01], 'bad-price'], ['a price over the cap', ['SPX', T0, 1e9], 'bad-price'], ['a price as text', ['SPX', T0, '6600'], 'bad-price'],
    ['no price', ['SPX', T0, null], 'bad-price'], ['a time in seconds with a fraction', ['SPX', 1_764_000_000.5, 6600], 'bad-time'], ['a time of zero', ['SPX', 0, 6600], 'bad-time'],
    ['lower case', ['spx', T0, 6600], 'bad-symbol'], ['an option root that is not padded', ['VIX261216C00019000X', T0, 1], null], ['a short row', ['SPX', T0], 'bad-row'],
    ['a long row', ['SPX', T0, 1, 1], 'bad-row'], ['an object', { symbol: 'SPX' }, 'bad-row'],
  ])('an index row with %s is refused alone', (_name, row, reason) => {
    const { frame, rejected } = valueOf(decode({ t: 'index', rows: [['VIX', T0, 17], row, ['SPY', T0, 660]] }));
    expect(rejected).toEqual(reason === null ? {} : { [reason]: 1 });
    expect('rows' in frame ? frame.rows.length : 0).toBe(reason === null ? 3 : 2);
  });

  it('refuses 1e400, which JSON reads as infinity', () => {
    expect(valueOf(decodeFrame(`{"t":"index","rows":[["SPX",${T0},1e400]]}`)).rejected).toEqual({ 'bad-price': 1 });
  });

  it('keeps "no bid" and "a bid of zero" apart', () => {
    const { frame } = valueOf(decode({ t: 'quote', rows: [['VIX   261216C00099000', T0, null, 0.05, 0, 10], ['VIX   261216C00099000', T0, 0, 0.05, 0, 10]] }));
    expect('rows' in frame && frame.rows.map((row) => ('bid' in row ? row.bid : undefined))).toEqual([null, 0]);
  });
});

describe('rare frames, read by the schema', () => {
  it.each([
    [{ t: 'hello', protocol: 1, source: 'Bridge', simulated: false, extra: 1 }, { t: 'hello', protocol: 1, source: 'Bridge', simulated: false, modelled: false, delayedSeconds: 0 }],
    [{ t: 'clock', marketTimeUs: T0, speed: 5000, session: 'curb' }, { t: 'clock', marketTimeUs: T0, speed: 5000, session: 'curb' }],
    [{ t: 'heartbeat' }, { t: 'heartbeat' }],
    [{ t: 'error', reason: 'busy' }, { t: 'error', reason: 'busy', detail: '' }],
    [{ t: 'chain', root: 'VIX', symbols: ['VIX   261216C00019000'] }, { t: 'chain', root: 'VIX', symbols: ['VIX   261216C00019000'] }],
    [{ t: 'bars', symbol: 'VIX', interval: '1d', rows: [['2026-11-20', T0, 17, 18, 16, 17.5, null]], end: true },
      { t: 'bars', symbol: 'VIX', interval: '1d', rows: [{ date: '2026-11-20', startUs: T0, open: 17, high: 18, low: 16, close: 17.5, volume: null }], end: true, corrects: false }],
    [{ t: 'bars', symbol: 'VIX', interval: '1d', rows: [], end: true, corrects: true }, { t: 'bars', symbol: 'VIX', interval: '1d', rows: [], end: true, corrects: true }],
    [{ t: 'breadthBars', universe: 'NYSE', rows: [['2026-11-20', 1800, 900, 70]], end: false },
      { t: 'breadthBars', universe: 'NYSE', rows: [{ date: '2026-11-20', advances: 1800, declines: 900, unchanged: 70 }], end: false, corrects: false }],
  ])('%o', (sent, expected) => {
    expect(valueOf(decode(sent))).toEqual({ frame: expected, rejected: {} });
  });

  it('refuses single bad rows of history and of a chain by reason', () => {
    const good = ['2026-11-20', T0, 17, 18, 16, 17.5, 1];
    const rows = [good, ['2026-11-31', T0, 17, 18, 16, 17, 1], ['2026-11-20', T0, 17, 15, 16, 17, 1], ['2026-11-20', T0, -1, 18, 16, 17, 1], ['2026-11-20', T0, 17, 18, 16, 17, -1], [1]];
    expect(valueOf(decode({ t: 'bars', symbol: 'SPY', interval: '1d', rows, end: true })).rejected).toEqual({ 'bad-time': 1, 'bad-bar': 1, 'bad-price': 1, 'bad-size': 1, 'bad-row': 1 });
    expect(valueOf(decode({ t: 'chain', root: 'VIX', symbols: ['VIX   261216C00019000', 'oops', 5] })).rejected).toEqual({ 'bad-symbol': 2 });
  });

  it.each([
    [{ t: 'clock', marketTimeUs: T0, speed: 0, session: 'open' }, /clock frame has a bad field "speed"/], [{ t: 'clock', marketTimeUs: T0, speed: 1, session: 'lunch' }, /"session"/],
    [{ t: 'hello', source: 'x', simulated: true }, /"protocol"/], [{ t: 'bars', symbol: 'SPY', interval: '1w', rows: [], end: true }, /"interval"/], [{ t: 'bars', symbol: 'SPY', interval: '1d', rows: [], end: true, corrects: 'yes' }, /"corrects"/],
    [{ t: 'toString' }, /unknown kind "toString"/], [{}, /unknown kind/], [{ t: 5 }, /unknown kind/],
  ])('%o is refused with the field', (sent, expected) => {
    expect(detailOf(decode(sent))).toMatch(expected);
  });
});

describe('untrusted text', () => {
  it('is limited to 1 MiB', () => {
    const outcome = decodeFrame(' '.repeat(MAX_FRAME_BYTES + 1));
    expect(outcome.ok ? '' : outcome.rejection).toBe('too-large');
  });

  it('may be nested as deeply as its size allows without harm', () => {
    const deep = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
    expect(decodeFrame(deep).ok).toBe(false);
    expect(decodeFrame(`{"t":${deep}}`).ok).toBe(false);
    expect(valueOf(decodeFrame(`{"t":"index","rows":[${deep}],"more":1}`)).rejected).toEqual({ 'bad-row': 1 });
    expect(decodeFrame(`{"t":"hello","protocol":1,"source":"x","simulated":${deep}}`).ok).toBe(false);
    expect(valueOf(decodeFrame(`{"t":"heartbeat","x":${deep}}`)).frame).toEqual({ t: 'heartbeat' });
  });

  it('never throws (seeded)', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue().map((rows) => JSON.stringify({ t: 'quote', rows }))), (text) => {
      decodeFrame(text);
    }), { seed: 20261120, numRuns: 1000 });
  });
});
