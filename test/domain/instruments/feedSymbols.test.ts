import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDxFeedSymbol, formatFutureSymbol, formatMassiveSymbol, formatOptionSymbol, formatTradierSymbol, futureOfMonth, monthOfFuture, parseAnySymbol, parseDxFeedSymbol, parseMassiveSymbol,
  parseTradierSymbol, vxExpirations,
} from '../../../src/domain/instruments/index.ts';
import type { Result } from '../../../src/domain/result.ts';
import { addCalendarDays } from '../../../src/domain/time.ts';

interface Form {
  readonly name: string;
  readonly parse: (text: string) => Result<string>;
  readonly format: (symbol: string) => Result<string>;
}

const DXFEED: Form = { name: 'dxFeed', parse: parseDxFeedSymbol, format: formatDxFeedSymbol };
const TRADIER: Form = { name: 'Tradier', parse: parseTradierSymbol, format: formatTradierSymbol };
const MASSIVE: Form = { name: 'Massive', parse: parseMassiveSymbol, format: formatMassiveSymbol };
const FORMS = [DXFEED, TRADIER, MASSIVE];

const ROOTS = ['SPX', 'SPXW', 'VIX', 'VIXW', 'SPY'] as const;
const anyOption = fc.record({
  root: fc.constantFrom(...ROOTS), expiration: fc.integer({ min: 0, max: 18_000 }).map((day) => addCalendarDays('1990-01-01', day)), right: fc.constantFrom('C' as const, 'P' as const),
  // Whole, half, tenth and thousandth strikes.
  strike: fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 199_999 }).map((half) => half / 2), fc.integer({ min: 1, max: 99_999_999 }).map((milli) => milli / 1_000)),
});

describe('symbols of the feeds', () => {
  // The tables of the feed notes: form by system, for a whole and for a fractional strike.
  it.each([
    ['SPXW  261218P06200000', '.SPXW261218P6200', 'SPXW261218P06200000', 'O:SPXW261218P06200000'],
    ['SPX   261218P06200000', '.SPX261218P6200', 'SPX261218P06200000', 'O:SPX261218P06200000'],
    ['VIX   261216C00027500', '.VIX261216C27.5', 'VIX261216C00027500', 'O:VIX261216C00027500'],
    ['VIXW  261209C00012500', '.VIXW261209C12.5', 'VIXW261209C00012500', 'O:VIXW261209C00012500'],
    ['SPY   261218C00480500', '.SPY261218C480.5', 'SPY261218C00480500', 'O:SPY261218C00480500'],
    ['VIX   261216C00005000', '.VIX261216C5', 'VIX261216C00005000', 'O:VIX261216C00005000'],
    ['SPX   261218C10000000', '.SPX261218C10000', 'SPX261218C10000000', 'O:SPX261218C10000000'],
    ['SPY   261218C00000250', '.SPY261218C0.25', 'SPY261218C00000250', 'O:SPY261218C00000250'],
    ['SPX', 'SPX', 'SPX', 'I:SPX'],
    ['VIX3M', 'VIX3M', 'VIX3M', 'I:VIX3M'],
    ['SPY', 'SPY', 'SPY', 'SPY'],
  ])('%s is %s, %s and %s', (symbol, ...texts) => {
    for (const [at, { parse, format }] of FORMS.entries()) {
      expect(format(symbol)).toEqual({ ok: true, value: texts[at] });
      expect(parse(texts[at]!)).toEqual({ ok: true, value: symbol });
    }
  });

  it.each(FORMS)('of $name round-trip for every root, day and strike', ({ parse, format }) => {
    fc.assert(
      fc.property(anyOption, (contract) => {
        const symbol = formatOptionSymbol(contract);
        const text = format(symbol);
        expect(text.ok && parse(text.value)).toEqual({ ok: true, value: symbol });
        expect(text.ok && parseAnySymbol(text.value)).toEqual({ ok: true, value: symbol });
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it.each(FORMS)('of $name: what can be read is the one text of its symbol', ({ parse, format }) => {
    const near = fc.tuple(anyOption, fc.nat({ max: 22 }), fc.constantFrom('', '0', '.', ' ', 'W', 'C', '9', ':', '-')).map(([contract, at, put]) => {
      const text = format(formatOptionSymbol(contract));
      return text.ok ? text.value.slice(0, at) + put + text.value.slice(at + 1) : '';
    });
    fc.assert(
      fc.property(near, (text) => {
        const symbol = parse(text);
        if (symbol.ok) expect(format(symbol.value)).toEqual({ ok: true, value: text });
      }),
      { seed: 3, numRuns: 1_500 },
    );
  });

  it.each(FORMS)('of $name keep SPX and SPXW apart on one date', ({ parse, format }) => {
    const texts = ['SPX   261218P06200000', 'SPXW  261218P06200000'].map((symbol) => format(symbol)).map((text) => (text.ok ? text.value : ''));
    expect(new Set(texts).size).toBe(2);
    expect(texts.map((text) => parse(text))).toEqual([{ ok: true, value: 'SPX   261218P06200000' }, { ok: true, value: 'SPXW  261218P06200000' }]);
  });
});

describe('text that is no symbol', () => {
  const ADVERSARIAL = [
    '', ' ', '.', '/', '$', 'O:', 'I:', ':', '.SPXW261218P', '.SPXW261218P-6200', '.SPXW261218P6200.', '.SPXW261218P06200', '.VIX261216C27.50', '.VIX261216C27.5000', '.VIX261216C1e3', '.VIX261216C٢٧',
    '.SPXW261318P6200', '.SPXW260231P6200', '.SPXW261218X6200', '.spxw261218p6200', '.SPXW261218P100000', '.VIX261216C0', '.XSP261218P620', '.SPXW261218P6200\n', ' .SPXW261218P6200', '/VXZ26', '/VXZ6:XCBF',
    '/VXA26:XCBF', '/ESZ26:XCME', '/ESZ26:XCBF', '/VXZ26:XCME', '/VXZ04:XCBF', '/VXZ95:XCBF', '$SPX', '$', 'ADVN&Q', 'SPXW261218P6200', 'SPXW261218P06200000 ', 'SPXW 261218P06200000', 'SPXW261218P00000000', 'AAPL261218C00200000',
    'O:SPX', 'O:.SPXW261218P6200', 'I:SPY', 'I:VX261216', 'I:spx', 'C:EURUSD', 'spx', '__proto__', 'constructor', `.SPX261218C${'9'.repeat(500)}`, '\u0000', 'VIX   261216C00000000',
  ];

  it.each(FORMS)('is refused by $name with a typed reason that names it', ({ parse }) => {
    for (const text of ADVERSARIAL) {
      const result = parse(text);
      expect(result, text).toMatchObject({ ok: false });
      if (result.ok) continue;
      expect(['invalid-input', 'not-available']).toContain(result.failure.reason);
      expect(result.failure.detail).toContain(text);
    }
  });

  it('is refused whatever it is, or is one symbol', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const parse of [parseAnySymbol, ...FORMS.map((form) => form.parse)]) {
          const result = parse(text);
          if (!result.ok) expect(result.failure.detail).toContain(text);
        }
      }),
      { seed: 4, numRuns: 1_000 },
    );
  });

  it('is refused as a canonical symbol by every form that writes', () => {
    for (const { format } of FORMS) for (const text of ['', 'spx', 'SPXW261218P06200000', '.SPX261218P6200', 'VIX   261316C00019000']) expect(format(text)).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
  });
});

describe('futures', () => {
  it.each([
    ['VX261216', '/VXZ26:XCBF'], ['VX270120', '/VXF27:XCBF'], ['VXM261216', '/VXMZ26:XCBF'],
    // M is June for VX, and the mini's last letter; 18 June 2024 is a Tuesday.
    ['VX240618', '/VXM24:XCBF'], ['VXM240618', '/VXMM24:XCBF'], ['VX260519', '/VXK26:XCBF'],
  ])('%s is %s at dxFeed, the month code standing for its settlement date', (symbol, text) => {
    expect(formatDxFeedSymbol(symbol)).toEqual({ ok: true, value: text });
    expect(parseDxFeedSymbol(text)).toEqual({ ok: true, value: symbol });
    expect(parseAnySymbol(text)).toEqual({ ok: true, value: symbol });
  });

  it('have one month code a month, and back, 2005 to 2034', () => {
    for (const expiration of vxExpirations('2005-01-01', 360)) for (const root of ['VX', 'VXM'] as const) {
      const month = monthOfFuture({ root, expiration });
      expect(month.ok && futureOfMonth(month.value)).toEqual({ ok: true, value: { root, expiration } });
      const symbol = formatFutureSymbol({ root, expiration });
      const text = formatDxFeedSymbol(symbol);
      expect(text.ok && parseDxFeedSymbol(text.value)).toEqual({ ok: true, value: symbol });
    }
  });

  it('that settle weekly have no month code', () => {
    expect(formatDxFeedSymbol('VX261209')).toMatchObject({ ok: false, failure: { reason: 'not-available', detail: expect.stringMatching(/VX of 2026-12-09.*2026-12-16/) } });
  });

  it('are not traded at Tradier and Massive', () => {
    for (const { format } of [TRADIER, MASSIVE]) expect(format('VX261216')).toMatchObject({ ok: false, failure: { reason: 'not-available', detail: expect.stringContaining('VX261216') } });
  });
});

describe('market indicators', () => {
  it.each(['ADVN', 'DECN', 'UNCN', 'TICK', 'TRIN'])('%s stands behind a $ at dxFeed and nowhere else', (symbol) => {
    expect(formatDxFeedSymbol(symbol)).toEqual({ ok: true, value: `$${symbol}` });
    expect(parseDxFeedSymbol(`$${symbol}`)).toEqual({ ok: true, value: symbol });
    expect(parseDxFeedSymbol(symbol)).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
    for (const { format, parse } of [TRADIER, MASSIVE]) {
      expect(format(symbol)).toMatchObject({ ok: false, failure: { reason: 'not-available' } });
      expect(parse(symbol)).toMatchObject({ ok: false });
      expect(parse(`I:${symbol}`)).toMatchObject({ ok: false });
    }
  });
});

describe('a symbol in any form', () => {
  it.each([
    ['SPXW  261218P06200000', 'SPXW  261218P06200000'], ['VX261216', 'VX261216'], ['VIX', 'VIX'], ['I:VIX', 'VIX'], ['$ADVN', 'ADVN'], ['/VXMF27:XCBF', 'VXM270120'], ['O:VIXW261209C00012500', 'VIXW  261209C00012500'],
  ])('%s is read as %s', (text, symbol) => expect(parseAnySymbol(text)).toEqual({ ok: true, value: symbol }));
});
