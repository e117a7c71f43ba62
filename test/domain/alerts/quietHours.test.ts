import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../../src/domain/alerts/quietHours.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';

const SECOND = 1_000_000;
const at = (hour: number, minute: number, date = '2026-11-04'): number => newYorkMicros(date, hour, minute);

describe('quiet hours, New York time', () => {
  const night = { from: '22:00', to: '07:00' };
  it.each([
    ['before', at(22, 0) - SECOND, null], ['at the start', at(22, 0), at(7, 0, '2026-11-05')], ['before midnight', at(23, 59), at(7, 0, '2026-11-05')],
    ['after midnight', at(0, 0), at(7, 0)], ['at the last second', at(7, 0) - SECOND, at(7, 0)], ['at the end', at(7, 0), null], ['at noon', at(12, 0), null],
  ])('may span midnight: %s', (_name, nowUs, untilUs) => expect(quietUntil(nowUs, night)).toBe(untilUs));

  it.each([[at(12, 29), null], [at(12, 30), at(13, 15)], [at(13, 14), at(13, 15)], [at(13, 15), null]])('or lie within a day', (nowUs, untilUs) => {
    expect(quietUntil(nowUs, { from: '12:30', to: '13:15' })).toBe(untilUs);
  });

  it('none, and an empty span, are never quiet', () => {
    expect(quietUntil(at(12, 0), null)).toBeNull();
    expect(quietUntil(at(12, 0), { from: '12:00', to: '12:00' })).toBeNull();
  });

  it('end at the wall clock on the night that summer time ends', () => {
    expect(quietUntil(newYorkMicros('2026-10-31', 23, 0), night)).toBe(newYorkMicros('2026-11-01', 7, 0));
  });
});
