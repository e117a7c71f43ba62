import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCalendarDays, calendarDaysBetween, dayOfWeek, isIsoDate, newYorkClock, newYorkDate, newYorkMicros, parseMoment, yearFraction } from '../../../src/domain/time.ts';
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

describe('a year fraction', () => {
  const hours = (from: readonly [string, number], to: readonly [string, number]): number =>
    yearFraction(newYorkMicros(...from, 0), newYorkMicros(...to, 0)) * 365 * 24;

  it('counts the seconds that pass: a weekend at whose end summer time begins is an hour short, one at which it ends an hour long', () => {
    expect(hours(['2026-03-06', 16], ['2026-03-09', 16])).toBeCloseTo(71, 9);
    expect(hours(['2026-10-30', 16], ['2026-11-02', 16])).toBeCloseTo(73, 9);
    expect(hours(['2026-11-06', 16], ['2026-11-09', 16])).toBeCloseTo(72, 9);
    // The rule until 2006: the first Sunday of April and the last of October.
    expect(hours(['2006-03-31', 16], ['2006-04-03', 16])).toBeCloseTo(71, 9);
    expect(hours(['2006-10-27', 16], ['2006-10-30', 16])).toBeCloseTo(73, 9);
  });

  it('is exact to the second over a change of the clock, from any second before to any after', () => {
    fc.assert(
      fc.property(fc.constantFrom('2026-03-08', '2026-11-01', '2005-04-03', '2005-10-30'), fc.integer({ min: 1, max: 60 * 86_400 }), fc.integer({ min: 1, max: 60 * 86_400 }), (sunday, before, after) => {
        const change = newYorkMicros(sunday, 4, 0);
        const from = change - before * 1e6;
        const to = change + after * 1e6;
        expect(yearFraction(from, to)).toBe((before + after) / 31_536_000);
        const wall = (us: number): number => Date.parse(`${newYorkDate(us)}T00:00Z`) / 1000 + newYorkClock(us).hour * 3600 + newYorkClock(us).minute * 60 + newYorkClock(us).second;
        const [fromHour, toHour] = [platformOffsetHours(from), platformOffsetHours(to)];
        expect(wall(to) - wall(from)).toBe(before + after + (toHour - fromHour) * 3600);
      }),
      { seed: 8, numRuns: 300 },
    );
  });
});

/** −5 in winter, −4 in summer, by the platform. */
const platformOffsetHours = (us: number): number => {
  const [date = '', time = ''] = platformClock(us).split(' ');
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number);
  return (Date.parse(`${date}T00:00Z`) + (hour * 3600 + minute * 60 + second) * 1000 - us / 1000) / 3_600_000;
};

describe('a written moment', () => {
  it.each([
    ['2026-11-20T11:00:00-05:00', Date.UTC(2026, 10, 20, 16)], ['2026-11-20T16:00Z', Date.UTC(2026, 10, 20, 16)], ['2026-07-01T09:30:00-04:00', Date.UTC(2026, 6, 1, 13, 30)],
    ['2026-11-20T00:30:00+05:30', Date.UTC(2026, 10, 19, 19)], ['2026-12-31T23:59:59.5-05:00', Date.UTC(2027, 0, 1, 4, 59, 59, 500)],
  ])('%s is that moment', (text, ms) => expect(parseMoment(text)).toBe(ms * 1000));

  it('is exact to the microsecond and agrees with the platform', () => {
    expect(parseMoment('2026-11-20T11:00:00.000001-05:00')).toBe(Date.UTC(2026, 10, 20, 16) * 1000 + 1);
    fc.assert(
      fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
        expect(parseMoment(date.toISOString())).toBe(date.getTime() * 1000);
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  it.each(['2026-11-20T11:00:00', '2026-11-20', '2026-02-30T11:00:00Z', '2026-11-20T24:00:00Z', '2026-11-20T11:60:00Z', '2026-11-20T11:00:60Z', '2026-11-20T11:00:00+15:00', '2026-11-20 11:00:00Z', '11:00', ''])(
    '%j names no moment for certain', (text) => expect(parseMoment(text)).toBeNull(),
  );
});
