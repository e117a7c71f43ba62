import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCalendarDays, calendarDaysBetween, dayOfWeek, isIsoDate, newYorkClock, newYorkDate, newYorkMicros, yearFraction } from '../../../src/domain/time.ts';
import { MICROS_PER_DAY } from '../../../src/domain/units.ts';

const HOUR_US = 3_600_000_000;

const platform = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

function platformClock(us: number): string {
  const parts = Object.fromEntries(platform.formatToParts(us / 1000).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']} ${Number(parts['hour'])}:${Number(parts['minute'])}:${Number(parts['second'])}`;
}

function ownClock(us: number): string {
  const { date, hour, minute, second } = newYorkClock(us);
  return `${date} ${hour}:${minute}:${second}`;
}

const start = Date.UTC(1990, 0, 1) * 1000;
const end = Date.UTC(2031, 0, 1) * 1000;

describe('New York time', () => {
  it('is the platform’s at the hour before and after every change of the clock, 1990–2030', () => {
    let changes = 0;
    let before = platformClock(start);
    for (let us = start; us < end; us += MICROS_PER_DAY) {
      const noon = us + 17 * HOUR_US;
      const offsetChanged = before.split(' ')[1] !== platformClock(noon).split(' ')[1];
      before = platformClock(noon);
      if (!offsetChanged) continue;
      changes++;
      for (let hour = -26; hour <= 26; hour++) for (const second of [-1, 0, 1]) {
        const at = us + hour * HOUR_US + second * 1_000_000;
        expect(ownClock(at)).toBe(platformClock(at));
      }
    }
    expect(changes).toBeGreaterThanOrEqual(82);
  });

  it('is the platform’s at any second, 1990–2030', () => {
    fc.assert(
      fc.property(fc.integer({ min: start / 1e6, max: end / 1e6 - 1 }), (second) => {
        expect(ownClock(second * 1e6)).toBe(platformClock(second * 1e6));
      }),
      { seed: 7, numRuns: 1500 },
    );
  });

  it('turns a wall-clock time into the moment that shows it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 14_974 }), fc.integer({ min: 3, max: 23 }), fc.integer({ min: 0, max: 59 }), (day, hour, minute) => {
        const date = addCalendarDays('1990-01-01', day);
        expect(newYorkClock(newYorkMicros(date, hour, minute))).toEqual({ date, hour, minute, second: 0 });
      }),
      { seed: 11, numRuns: 1500 },
    );
  });

  it('reads the repeated hour as its first pass and a skipped one an hour later', () => {
    expect(newYorkMicros('2026-11-01', 1, 30)).toBe(Date.UTC(2026, 10, 1, 5, 30) * 1000);
    expect(newYorkMicros('2026-03-08', 2, 30)).toBe(Date.UTC(2026, 2, 8, 7, 30) * 1000);
  });

  it('gives the New York date, not that of UTC', () => {
    expect(newYorkDate(Date.UTC(2026, 10, 20, 3, 0) * 1000)).toBe('2026-11-19');
  });
});

describe('calendar arithmetic', () => {
  it('agrees with the platform’s on days between, weekdays and steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25_000 }), fc.integer({ min: -4000, max: 4000 }), (day, step) => {
        const from = new Date(Date.UTC(1980, 0, 1 + day));
        const date = from.toISOString().slice(0, 10);
        const to = new Date(from.getTime() + step * 86_400_000).toISOString().slice(0, 10);
        expect(addCalendarDays(date, step)).toBe(to);
        expect(calendarDaysBetween(date, to)).toBe(step);
        expect(dayOfWeek(date)).toBe(from.getUTCDay());
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  it('knows which days exist', () => {
    expect(['2024-02-29', '2000-02-29', '2026-12-31'].every(isIsoDate)).toBe(true);
    expect(['2026-02-29', '1900-02-29', '2026-13-01', '2026-1-1', '', '2026-04-31'].some(isIsoDate)).toBe(false);
  });

  it('counts a year of 365 days in seconds', () => {
    const noon = newYorkMicros('2026-11-20', 12, 0);
    expect(yearFraction(noon, noon + 365 * MICROS_PER_DAY)).toBe(1);
    expect(yearFraction(noon, noon - 1_000_000)).toBeCloseTo(-1 / 31_536_000, 20);
  });
});
