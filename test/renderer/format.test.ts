import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBand, formatCompact, formatDays, formatEvent, formatLevels, formatMoney, formatNarrow, formatNumber, formatPercent, formatPercentPoints, formatSigned, MISSING, signClass, unbroken,
} from '../../src/renderer/src/format.ts';
import {
  formatAge, formatBar, formatClock, formatDay, formatMoment, formatShortMoment, formatSpan, formatStamp, newYorkBarUs, newYorkDate, withPlainDates,
} from '../../src/renderer/src/formatTime.ts';

const usNoon = (year: number, month: number, day: number, hourUtc: number): number => Date.UTC(year, month - 1, day, hourUtc, 42, 17) * 1000;

describe('figures', () => {
  it('carry a real minus sign and thousands separators', () => {
    expect(formatNumber(-1234.5, 2)).toBe('−1,234.50');
    expect(formatMoney(-612)).toBe('−$612');
    expect(formatSigned(57)).toBe('+57');
  });

  it('decide the sign after rounding: no −0', () => {
    expect(formatNumber(-0.004, 2)).toBe('0.00');
    expect(formatSigned(0.4)).toBe('0');
    expect(formatPercentPoints(-0.001)).toBe('0.00\u00a0%');
  });

  it('show a dash for what is not known, never 0 or NaN', () => {
    for (const format of [formatNumber, formatSigned, formatMoney, formatNarrow, formatPercent, formatPercentPoints, formatCompact, formatDays]) {
      expect(format(null)).toBe(MISSING);
      expect(format(Number.NaN)).toBe(MISSING);
    }
  });

  it('stay with their percent sign, and a day with its month, in a sentence', () => {
    expect(unbroken('coverage is 0 % and would be 48 %, of 3 %')).toBe('coverage is 0\u00a0% and would be 48\u00a0%, of 3\u00a0%');
    expect(unbroken('6,128.18 (24 Jan) to 6,147.43 (19 Feb 2025), 3 Mays')).toBe('6,128.18 (24\u00a0Jan) to 6,147.43 (19\u00a0Feb 2025), 3 Mays');
  });

  it('show the thresholds of one figure with the decimals of the finest', () => {
    expect([[70], [60, 70], [0.95, 1], [-0.85, -0.6], [0.5, 1], [0.955], [0], []].map(formatLevels))
      .toEqual([['70'], ['60', '70'], ['0.95', '1.00'], ['−0.85', '−0.60'], ['0.5', '1.0'], ['0.955'], ['0'], []]);
  });

  it('read ratios as percent and bands as a range', () => {
    expect(formatPercent(0.373)).toBe('37\u00a0%');
    expect(formatPercentPoints(0.31)).toBe('+0.31\u00a0%');
    expect(formatPercent(0.0007, 2)).toBe('0.07\u00a0%');
    expect(formatBand(0.33, 0.5)).toBe('33–50\u00a0%');
  });

  it.each([
    [9_999, '+9,999'], [-12_940, '−12.9k'], [-99_960, '−100k'], [999_960, '+1.00m'], [-1_240_000, '−1.24m'], [0, '0'],
  ])('shorten large dollars for narrow columns: %d', (value, text) => {
    expect(formatNarrow(value)).toBe(text);
  });

  it.each([[4.213e9, '4.21\u00a0B'], [-312e6, '−312\u00a0M'], [18_420, '18.4\u00a0k'], [9_999, '9,999']])('shorten shares and issues: %d', (value, text) => {
    expect(formatCompact(value)).toBe(text);
  });

  it('never contain a hyphen for a minus', () => {
    fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      for (const text of [formatNumber(value, 2), formatMoney(value), formatNarrow(value), formatPercent(value), formatCompact(value)]) expect(text).not.toContain('-');
    }), { seed: 1, numRuns: 300 });
  });

  it('color only the sign of money', () => {
    expect([signClass(3), signClass(-3), signClass(0), signClass(null)]).toEqual(['positive', 'negative', '', '']);
  });

  it('count days in words', () => {
    expect([formatDays(26.4), formatDays(1), formatDays(0.2)]).toEqual(['26 days', '1 day', 'today']);
    expect(formatEvent('2026-12-09', 20)).toBe('Wed 9 Dec · 20 d');
    expect(formatEvent('2026-12-09', 0)).toBe('Wed 9 Dec · today');
  });
});

describe('times are New York times', () => {
  it('in winter (UTC−5) and in summer (UTC−4)', () => {
    expect(formatClock(usNoon(2026, 11, 19, 15))).toBe('10:42:17');
    expect(formatClock(usNoon(2026, 7, 1, 15))).toBe('11:42:17');
  });

  it('midnight reads 00, not 24, and belongs to the new date', () => {
    const midnight = Date.UTC(2026, 10, 19, 5, 0, 0) * 1000;
    expect(formatClock(midnight)).toBe('00:00:00');
    expect(newYorkDate(midnight)).toBe('2026-11-19');
    expect(newYorkDate(midnight - 1_000_000)).toBe('2026-11-18');
  });

  it('session dates do not move with the time zone of the machine', () => {
    expect(formatDay('2026-11-18')).toBe('18 Nov');
    expect(formatDay('2026-11-18', 'weekday')).toBe('Wed 18 Nov');
    expect(formatDay('2027-01-20', 'year')).toBe('20 Jan 2027');
    expect(formatDay('2027-01-20', 'month')).toBe('Jan');
    expect(formatDay('nonsense')).toBe('nonsense');
    expect(formatDay(null)).toBe(MISSING);
  });

  it('stamps get longer the older they are', () => {
    const now = usNoon(2026, 11, 19, 15);
    const day = 86_400_000_000;
    expect(formatStamp(now, '2026-11-19')).toBe('10:42');
    expect(formatStamp(now - day, '2026-11-19')).toBe('Wed');
    expect(formatStamp(now - 6 * day, '2026-11-19')).toBe('Fri');
    expect(formatStamp(now - 7 * day, '2026-11-19')).toBe('12 Nov');
    expect(formatMoment(now)).toBe('Thu 19 Nov 10:42');
  });

  it.each([[317.7 * 60e6, '5 h 17 m'], [12 * 60e6, '12 m'], [59e6, 'under a minute'], [-1, 'under a minute'], [51 * 3600e6, '2 d 3 h']])('spans: %d µs', (span, text) => {
    expect(formatSpan(span)).toBe(text);
  });

  it.each([[41, '41 ms'], [420, '0.4 s'], [12_300, '12 s'], [9_960, '10 s'], [180_000, '3 m'], [7_200_000, '2 h']])('ages: %d ms', (age, text) => {
    expect(formatAge(age)).toBe(text);
  });
});

describe('the label of a bar', () => {
  it('is a session, or a session and the time it began', () => {
    expect(formatBar('2026-11-18')).toBe('18 Nov');
    expect(formatBar('2026-11-18T10:35')).toBe('18 Nov 10:35');
  });

  it('is a moment in New York, in winter and in summer', () => {
    expect(newYorkBarUs('2026-11-18T10:30')).toBe(Date.UTC(2026, 10, 18, 15, 30) * 1000);
    expect(newYorkBarUs('2026-07-01T09:30')).toBe(Date.UTC(2026, 6, 1, 13, 30) * 1000);
    expect(newYorkBarUs('2026-11-18')).toBeNull();
    expect(newYorkBarUs('soonT')).toBeNull();
  });
});

describe('dates inside a sentence', () => {
  it('read as a trader says them; another year is named', () => {
    expect(withPlainDates('forming since 2026-10-19: 6,923.99 (2026-09-28) → 6,951.17', '2026-10-20')).toBe('forming since 19 Oct: 6,923.99 (28 Sep) → 6,951.17');
    expect(withPlainDates('FOMC on 2027-01-27', '2026-12-30')).toBe('FOMC on 27 Jan 2027');
    expect(withPlainDates('limit 0.15 %; add.first-2026', null)).toBe('limit 0.15 %; add.first-2026');
  });

  it('stand with the time as short as they stay clear', () => {
    const raised = Date.UTC(2026, 9, 19, 20, 3) * 1000;
    expect(formatShortMoment(raised, '2026-10-19')).toBe('16:03');
    expect(formatShortMoment(raised, '2026-10-20')).toBe('Mon 16:03');
    expect(formatShortMoment(raised, '2026-11-20')).toBe('19 Oct 16:03');
    expect(formatShortMoment(null, null)).toBe('—');
  });
});
