import type { PolicyValues } from '../hedging/policy/policySchema.ts';
import { addCalendarDays, newYorkClock, newYorkMicros } from '../time.ts';
import type { Micros } from '../units.ts';

export type QuietHours = PolicyValues['alerts']['quietHours'];

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/**
 * End of the quiet hours that a moment lies in, New York time; null outside. `from` is quiet, `to` no longer is; `from` after
 * `to` spans midnight, `from` equal to `to` is an empty span.
 */
export function quietUntil(nowUs: Micros, quietHours: QuietHours): Micros | null {
  if (quietHours === null) return null;
  const { date, hour, minute } = newYorkClock(nowUs);
  const [from, to, now] = [minuteOfDay(quietHours.from), minuteOfDay(quietHours.to), hour * 60 + minute];
  const quiet = from <= to ? now >= from && now < to : now >= from || now < to;
  if (!quiet) return null;
  return newYorkMicros(now < to ? date : addCalendarDays(date, 1), Math.floor(to / 60), to % 60);
}
