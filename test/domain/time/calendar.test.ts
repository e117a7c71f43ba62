import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTradingDays, isTradingDay, nextTradingDay, previousTradingDay, sessionHours, sessionPhase, tradingDaysBetween } from '../../../src/domain/calendar.ts';
import { addCalendarDays, calendarDaysBetween, dayOfWeek, newYorkClock, newYorkMicros } from '../../../src/domain/time.ts';

const spyFile = fileURLToPath(new URL('../../../../shared/data/prices/spy_daily.csv', import.meta.url));
const present = existsSync(spyFile);

describe('NYSE calendar', () => {
  it.each([
    ['2001-09-11', 'attacks'], ['2004-06-11', 'Reagan'], ['2007-01-02', 'Ford'], ['2012-10-29', 'Sandy'], ['2018-12-05', 'Bush'], ['2025-01-09', 'Carter'],
    ['2024-03-29', 'Good Friday'], ['2026-04-03', 'Good Friday'], ['2026-06-19', 'Juneteenth'], ['2027-06-18', 'Juneteenth on a Saturday'], ['2026-07-03', 'July 4 on a Saturday'],
    ['2022-12-26', 'Christmas on a Sunday'], ['2027-12-24', 'Christmas on a Saturday'], ['2026-11-26', 'Thanksgiving'], ['2026-01-19', 'King'],
  ])('is closed on %s (%s)', (date) => {
    expect(isTradingDay(date)).toBe(false);
    expect(sessionHours(date)).toBeNull();
  });

  it.each(['1999-12-31', '2010-12-31', '2021-12-31', '2021-06-18', '1997-01-20'])('is open on %s', (date) => expect(isTradingDay(date)).toBe(true));

  it.each(['1999-12-31', '2002-07-05', '2003-12-26', '2013-07-03', '2018-07-03', '2024-07-03', '2025-07-03', '2025-11-28', '2026-12-24'])('closes at 13:00 on %s', (date) => {
    const hours = sessionHours(date);
    expect(hours).toMatchObject({ early: true });
    expect(newYorkClock(hours!.closeUs)).toMatchObject({ date, hour: 13, minute: 0 });
    expect(newYorkClock(hours!.curbCloseUs)).toMatchObject({ date, hour: 13, minute: 15 });
  });

  it.each(['2002-07-03', '2013-07-05', '2020-07-02', '2026-07-02', '2023-12-22', '2010-12-23'])('closes at 16:00 on %s', (date) => {
    const hours = sessionHours(date);
    expect(hours).toMatchObject({ early: false });
    expect(newYorkClock(hours!.openUs)).toMatchObject({ hour: 9, minute: 30 });
    expect(newYorkClock(hours!.closeUs)).toMatchObject({ hour: 16, minute: 0 });
  });

  // NYSE Group, "Holidays and Trading Hours" for 2025 to 2028; 2029 and 2030 from the same rules by hand.
  it.each<[number, readonly string[], readonly string[]]>([
    [2025, ['01-01', '01-09', '01-20', '02-17', '04-18', '05-26', '06-19', '07-04', '09-01', '11-27', '12-25'], ['07-03', '11-28', '12-24']],
    [2026, ['01-01', '01-19', '02-16', '04-03', '05-25', '06-19', '07-03', '09-07', '11-26', '12-25'], ['11-27', '12-24']],
    [2027, ['01-01', '01-18', '02-15', '03-26', '05-31', '06-18', '07-05', '09-06', '11-25', '12-24'], ['11-26']],
    [2028, ['01-17', '02-21', '04-14', '05-29', '06-19', '07-04', '09-04', '11-23', '12-25'], ['07-03', '11-24']],
    [2029, ['01-01', '01-15', '02-19', '03-30', '05-28', '06-19', '07-04', '09-03', '11-22', '12-25'], ['07-03', '11-23', '12-24']],
    [2030, ['01-01', '01-21', '02-18', '04-19', '05-27', '06-19', '07-04', '09-02', '11-28', '12-25'], ['07-03', '11-29', '12-24']],
  ])('of %i has these holidays and half days and no others', (year, holidays, halfDays) => {
    const weekdays = Array.from({ length: 366 }, (_, step) => addCalendarDays(`${year}-01-01`, step)).filter((date) => date.startsWith(`${year}`) && dayOfWeek(date) % 6 !== 0);
    expect(weekdays.filter((date) => !isTradingDay(date)).map((date) => date.slice(5))).toEqual(holidays);
    expect(weekdays.filter((date) => sessionHours(date)?.early === true).map((date) => date.slice(5))).toEqual(halfDays);
  });

  it('opens late on the first anniversary of September 11', () => {
    expect(newYorkClock(sessionHours('2002-09-11')!.openUs)).toMatchObject({ hour: 12, minute: 0 });
  });

  it('names the phase of a moment, curb trading until a quarter past', () => {
    const at = (hour: number, minute: number, second = 0) => sessionPhase(newYorkMicros('2026-11-20', hour, minute, second));
    expect([at(9, 29, 59), at(9, 30), at(15, 59, 59), at(16, 0), at(16, 14, 59), at(16, 15)]).toEqual(['closed', 'open', 'open', 'curb', 'curb', 'closed']);
    expect(sessionPhase(newYorkMicros('2026-11-21', 12, 0))).toBe('closed');
  });

  it('steps over weekends and holidays', () => {
    expect(nextTradingDay('2026-11-25')).toBe('2026-11-27');
    expect(previousTradingDay('2026-11-27')).toBe('2026-11-25');
    expect(addTradingDays('2026-11-20', 5)).toBe('2026-11-30');
    expect(addTradingDays('2026-11-30', -5)).toBe('2026-11-20');
    expect(tradingDaysBetween('2026-11-20', '2026-11-30')).toBe(5);
  });

  it('counts the sessions that its steps take', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 11_500 }), fc.integer({ min: 0, max: 80 }), (day, steps) => {
        const date = addCalendarDays('1999-01-04', day);
        expect(tradingDaysBetween(date, addTradingDays(date, steps))).toBe(steps);
        expect(tradingDaysBetween(addTradingDays(date, steps), date)).toBe(steps === 0 ? 0 : -steps);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe.skipIf(!present)(`NYSE calendar against the dates of SPY${present ? '' : ' [skipped: no ../shared/data]'}`, () => {
  it('has exactly the sessions on which SPY traded', () => {
    const dates = readFileSync(spyFile, 'utf8').trim().split('\n').slice(1).map((line) => line.slice(0, 10));
    const traded = new Set(dates);
    const first = dates[0]!;
    const last = dates.at(-1)!;
    const wrong: string[] = [];
    for (let step = 0; step <= calendarDaysBetween(first, last); step++) {
      const date = addCalendarDays(first, step);
      if (isTradingDay(date) !== traded.has(date)) wrong.push(date);
    }
    expect(wrong).toEqual([]);
    expect(dates.length).toBeGreaterThan(6_800);
  });
});
