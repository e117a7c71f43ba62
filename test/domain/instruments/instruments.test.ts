import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FUTURE_SPECS, OPTION_SPECS, expirationOf, formatFutureSymbol, formatOptionSymbol, instrumentOf, labelOf, lastTradingDay, lastTradingMoment, parseFutureSymbol, parseOptionSymbol, settlementMoment,
  spxMonthlyExpiration, spxwExpirations, vixExpirations, vixMonthlyExpiration, vxExpirations,
} from '../../../src/domain/instruments/index.ts';
import { isTradingDay } from '../../../src/domain/calendar.ts';
import { addCalendarDays, dayOfWeek, newYorkMicros } from '../../../src/domain/time.ts';

const vixFile = fileURLToPath(new URL('../../../../shared/data/calendar/vix_monthly_expirations_2004_2027.csv', import.meta.url));
const present = existsSync(vixFile);

describe('option symbols', () => {
  it('are the 21 characters of the OCC’s symbology', () => {
    expect(formatOptionSymbol({ root: 'VIX', expiration: '2026-12-16', right: 'C', strike: 19 })).toBe('VIX   261216C00019000');
    expect(formatOptionSymbol({ root: 'SPXW', expiration: '2026-12-18', right: 'P', strike: 6600 })).toBe('SPXW  261218P06600000');
    expect(parseOptionSymbol('VIX   261216C00019500')).toEqual({ ok: true, value: { root: 'VIX', expiration: '2026-12-16', right: 'C', strike: 19.5 } });
    expect(parseOptionSymbol('SPXW  981231P01115000')).toMatchObject({ ok: true, value: { expiration: '1998-12-31', strike: 1115 } });
  });

  it('round-trip', () => {
    fc.assert(
      fc.property(fc.constantFrom('SPX', 'SPXW', 'VIX', 'VIXW', 'SPY'), fc.integer({ min: 0, max: 18_000 }), fc.constantFrom('C', 'P'), fc.integer({ min: 1, max: 99_999_999 }), (root, day, right, milli) => {
        const contract = { root, expiration: addCalendarDays('1985-01-01', day), right, strike: milli / 1000 } as const;
        expect(parseOptionSymbol(formatOptionSymbol(contract))).toEqual({ ok: true, value: contract });
        expect(formatOptionSymbol(contract)).toHaveLength(21);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    ['VIX 261216C00019000', 'invalid-input'], ['VIX   261316C00019000', 'invalid-input'], ['VIX   261216X00019000', 'invalid-input'], ['VIX   260231C00019000', 'invalid-input'],
    ['VIX   261216C00000000', 'invalid-input'], ['AAPL  261218C00200000', 'not-available'], ['', 'invalid-input'],
  ])('refuse %j (%s)', (text, reason) => expect(parseOptionSymbol(text)).toMatchObject({ ok: false, failure: { reason } }));
});

describe('instruments', () => {
  it('read futures and round-trip them', () => {
    expect(parseFutureSymbol('VX261216')).toEqual({ ok: true, value: { root: 'VX', expiration: '2026-12-16' } });
    expect(formatFutureSymbol({ root: 'VXM', expiration: '2027-01-20' })).toBe('VXM270120');
    expect(parseFutureSymbol('VX261316').ok).toBe(false);
    expect(parseFutureSymbol('ES261218')).toMatchObject({ ok: false, failure: { reason: 'not-available' } });
  });

  it('are told apart', () => {
    const kind = (symbol: string): string => {
      const instrument = instrumentOf(symbol);
      return instrument.ok ? instrument.value.kind : instrument.failure.reason;
    };
    expect(['SPX', 'VIX3M', 'SPY', 'VX261216', 'VXM261216', 'SPXW  261218P06600000', 'vix', 'VX261399'].map(kind)).toEqual(
      ['index', 'index', 'equity', 'future', 'future', 'option', 'invalid-input', 'invalid-input'],
    );
  });

  it('have labels for people', () => {
    expect(labelOf('VIX   261216C00019000')).toBe('VIX 16 Dec 26 19 C');
    expect(labelOf('SPXW  261218P06602500')).toBe('SPXW 18 Dec 26 6602.5 P');
    expect(labelOf('VX261216')).toBe('VX 16 Dec 26');
    expect(labelOf('SPX')).toBe('SPX');
    expect(labelOf('nonsense')).toBe('nonsense');
  });

  it('settle when the exchange says', () => {
    const at = (date: string, hour: number, minute: number) => ({ ok: true, value: newYorkMicros(date, hour, minute) });
    expect(settlementMoment('VIX   261216C00019000')).toEqual(at('2026-12-16', 9, 30));
    expect(settlementMoment('SPX   261218P06600000')).toEqual(at('2026-12-18', 9, 30));
    expect(settlementMoment('SPXW  261218P06600000')).toEqual(at('2026-12-18', 16, 0));
    expect(settlementMoment('SPXW  261224P06600000')).toEqual(at('2026-12-24', 13, 0));
    expect(settlementMoment('VX261216')).toEqual(at('2026-12-16', 9, 0));
    expect(settlementMoment('SPXW  261225P06600000')).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
    expect(settlementMoment('SPX')).toMatchObject({ ok: false, failure: { reason: 'not-applicable' } });
  });

  it('have no settlement on a day without a session, whatever they are', () => {
    // Good Friday 2025: the monthly options of that month settle on the Thursday.
    for (const symbol of ['SPX   250418P05000000', 'VIX   250418C00020000', 'VX250418', 'SPY   250418C00500000']) for (const ask of [settlementMoment, lastTradingDay, lastTradingMoment]) {
      expect(ask(symbol)).toMatchObject({ ok: false, failure: { reason: 'invalid-input', detail: expect.stringContaining('2025-04-18') } });
    }
  });

  it.each([
    ['SPX   261218P06600000', '2026-12-17', 16, 15, 'the curb of the day before a morning settlement'],
    ['SPX   250417P05000000', '2025-04-16', 16, 15, 'the Wednesday, where Good Friday moves the settlement to Thursday'],
    ['SPXW  261218P06600000', '2026-12-18', 16, 0, 'the close of the day, on the date of the monthly, too'],
    ['SPXW  261224P06600000', '2026-12-24', 13, 0, 'the early close'],
    ['VIX   261216C00019000', '2026-12-15', 16, 15, 'the curb of the Tuesday'],
    ['VIX   240618C00019000', '2024-06-17', 16, 15, 'the Monday, where Juneteenth moves the settlement to Tuesday'],
    ['VIXW  261209C00019000', '2026-12-08', 16, 15, 'as the monthlies'],
    ['VIX   031229C00019000', '2003-12-26', 13, 15, 'a quarter past an early close'],
    ['VX261216', '2026-12-16', 9, 0, 'half an hour before the opening quotation'],
    ['VXM261216', '2026-12-16', 9, 0, 'as the large ones'],
    ['SPY   261218C00700000', '2026-12-18', 16, 0, 'the close'],
    ['SPY   261127C00700000', '2026-11-27', 13, 0, 'the early close'],
  ])('%s can last be traded on %s at %i:%i (%s)', (symbol, date, hour, minute) => {
    expect(lastTradingMoment(symbol)).toEqual({ ok: true, value: newYorkMicros(date, hour, minute) });
    expect(lastTradingDay(symbol)).toEqual({ ok: true, value: date });
  });

  it('can last be traded no later than they settle, on every expiration to 2030', () => {
    const vix = vixExpirations('2006-01-01', '2030-12-31').flatMap(({ date, monthly }) => [formatOptionSymbol({ root: monthly ? 'VIX' : 'VIXW', expiration: date, right: 'C', strike: 20 }), formatFutureSymbol({ root: 'VX', expiration: date })]);
    const spxw = spxwExpirations('2026-01-01', '2030-12-31').flatMap((expiration) => (['SPXW', 'SPY'] as const).map((root) => formatOptionSymbol({ root, expiration, right: 'P', strike: 600 })));
    for (const symbol of [...vix, ...spxw]) {
      const [last, settles] = [lastTradingMoment(symbol), settlementMoment(symbol)];
      expect(last.ok && settles.ok && last.value <= settles.value, symbol).toBe(true);
    }
  });

  it('are data: multiplier, exercise, settlement and delivery (Cboe and CFE contract specifications)', () => {
    const rows = Object.values(OPTION_SPECS).map(({ root, underlying, multiplier, exercise, settlement, delivery }) => [root, underlying, multiplier, exercise, settlement, delivery]);
    expect(rows).toEqual([
      ['SPX', 'SPX', 100, 'european', 'morning', 'cash'], ['SPXW', 'SPX', 100, 'european', 'afternoon', 'cash'], ['VIX', 'VIX', 100, 'european', 'morning', 'cash'],
      ['VIXW', 'VIX', 100, 'european', 'morning', 'cash'], ['SPY', 'SPY', 100, 'american', 'afternoon', 'physical'],
    ]);
    expect(Object.values(FUTURE_SPECS).map(({ root, multiplier, settlement, delivery }) => [root, multiplier, settlement, delivery])).toEqual([['VX', 1_000, 'morning', 'cash'], ['VXM', 100, 'morning', 'cash']]);
  });

  it('trade until the business day before a morning settlement', () => {
    expect(lastTradingDay('VIX   261216C00019000')).toEqual({ ok: true, value: '2026-12-15' });
    expect(lastTradingDay('SPX   260618P06600000')).toEqual({ ok: true, value: '2026-06-17' });
    expect(lastTradingDay('SPXW  261218P06600000')).toEqual({ ok: true, value: '2026-12-18' });
    expect(lastTradingDay('VX261216')).toEqual({ ok: true, value: '2026-12-16' });
    expect(expirationOf('VX261216')).toEqual({ ok: true, value: '2026-12-16' });
    expect(expirationOf('SPX').ok).toBe(false);
  });
});

describe('expirations', () => {
  // Method page §2; vix_utils' tests for the VX dates.
  it.each([[2025, 4, '2025-04-17'], [2026, 6, '2026-06-18'], [2026, 11, '2026-11-20'], [2008, 3, '2008-03-20']])('SPX monthly of %i-%i is %s', (year, month, date) =>
    expect(spxMonthlyExpiration(year, month)).toBe(date));

  it.each([
    [2013, 1, '2013-01-16'], [2013, 12, '2013-12-18'], [2016, 12, '2016-12-21'], [2021, 1, '2021-01-20'], [2024, 6, '2024-06-18'], [2025, 3, '2025-03-18'], [2026, 5, '2026-05-19'],
    [2026, 12, '2026-12-16'],
  ])('VIX monthly of %i-%i is %s', (year, month, date) => expect(vixMonthlyExpiration(year, month)).toBe(date));

  it('VIX weeklies fill the other weeks, on the Tuesday when the Friday 30 days later is Christmas or New Year', () => {
    const found = vixExpirations('2026-11-20', '2027-01-21');
    expect(found.filter(({ monthly }) => monthly).map(({ date }) => date)).toEqual(['2026-12-16', '2027-01-20']);
    expect(found.map(({ date }) => date)).toEqual(['2026-11-24', '2026-12-01', '2026-12-09', '2026-12-16', '2026-12-23', '2026-12-30', '2027-01-06', '2027-01-13', '2027-01-20']);
  });

  it('VIX expirations are Wednesdays or, when a holiday moves them, the business day before', () => {
    const all = vixExpirations('2006-01-01', '2030-06-30');
    for (const { date } of all) {
      expect(isTradingDay(date)).toBe(true);
      if (dayOfWeek(date) !== 3) expect([!isTradingDay(addCalendarDays(date, 1)), !isTradingDay(addCalendarDays(date, 31))]).toContain(true);
    }
    expect(new Set(all.map(({ date }) => date)).size).toBe(all.length);
  });

  it('VX settles with the VIX monthlies and SPXW every session', () => {
    expect(vxExpirations('2026-11-20', 3)).toEqual(['2026-12-16', '2027-01-20', '2027-02-17']);
    expect(vxExpirations('2026-12-16', 1)).toEqual(['2026-12-16']);
    expect(spxwExpirations('2026-11-24', '2026-11-30')).toEqual(['2026-11-24', '2026-11-25', '2026-11-27', '2026-11-30']);
  });
});

describe.skipIf(!present)(`VIX monthly expirations against the published list${present ? '' : ' [skipped: no ../shared/data]'}`, () => {
  it('gives every date from 2005 on', () => {
    const rows = readFileSync(vixFile, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[0]!).filter((date) => date >= '2005');
    const wrong = rows.filter((date) => vixMonthlyExpiration(Number(date.slice(0, 4)), Number(date.slice(5, 7))) !== date);
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(250);
  });
});
