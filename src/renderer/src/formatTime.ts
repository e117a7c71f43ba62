/** Dates, times, durations and ages. Moments are integer microseconds UTC, shown in New York time; dates are ISO sessions. */

const NEW_YORK = 'America/New_York';
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeZone: NEW_YORK, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const minuteFormat = new Intl.DateTimeFormat('en-GB', { timeZone: NEW_YORK, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const isoFormat = new Intl.DateTimeFormat('en-CA', { timeZone: NEW_YORK, year: 'numeric', month: '2-digit', day: '2-digit' });

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MISSING = '—';

/** New York date of a moment, `2026-11-18`. */
export function newYorkDate(timeUs: number): string {
  return isoFormat.format(new Date(timeUs / 1000));
}

/** `10:42:17`. */
export function formatClock(timeUs: number | null): string {
  return timeUs === null ? MISSING : clockFormat.format(new Date(timeUs / 1000));
}

/** `10:42`. */
export function formatMinute(timeUs: number | null): string {
  return timeUs === null ? MISSING : minuteFormat.format(new Date(timeUs / 1000));
}

interface DateParts {
  readonly year: number;
  readonly month: string;
  readonly day: number;
  readonly weekday: string;
}

function partsOf(date: string): DateParts | null {
  const ms = Date.parse(`${date}T12:00:00Z`);
  if (Number.isNaN(ms)) return null;
  const moment = new Date(ms);
  return {
    year: moment.getUTCFullYear(), month: MONTHS[moment.getUTCMonth()] ?? '', day: moment.getUTCDate(), weekday: WEEKDAYS[moment.getUTCDay()] ?? '',
  };
}

/** A session date: `18 Nov`, with weekday `Wed 18 Nov`, with year `18 Nov 2026`, month alone `Nov`. */
export function formatDay(date: string | null, style: 'short' | 'weekday' | 'year' | 'month' = 'short'): string {
  const parts = date === null ? null : partsOf(date);
  if (parts === null) return date ?? MISSING;
  switch (style) {
    case 'short': return `${parts.day} ${parts.month}`;
    case 'weekday': return `${parts.weekday} ${parts.day} ${parts.month}`;
    case 'year': return `${parts.day} ${parts.month} ${parts.year}`;
    case 'month': return parts.month;
  }
}

/** A bar's label: a session `18 Nov`, or on an intraday tape the New York start of the bar, `18 Nov 10:30`. */
export function formatBar(label: string): string {
  const [date = '', time] = label.split('T');
  return time === undefined ? formatDay(date) : `${formatDay(date)} ${time.slice(0, 5)}`;
}

/** The moment an intraday bar began in New York, microseconds UTC, from its label `2026-11-18T10:30`; null for anything else. */
export function newYorkBarUs(label: string): number | null {
  const asIfUtcMs = Date.parse(`${label}:00Z`);
  if (!label.includes('T') || Number.isNaN(asIfUtcMs)) return null;
  // New York is four or five hours behind UTC: the offset whose moment reads back as the label is the one in force.
  const offset = [4, 5].find((hours) => newYorkLabel(asIfUtcMs + hours * HOUR_MS) === label);
  return offset === undefined ? null : (asIfUtcMs + offset * HOUR_MS) * 1000;
}

const newYorkLabel = (ms: number): string => `${newYorkDate(ms * 1000)}T${formatMinute(ms * 1000)}`;

/** When something was written, as short as it stays clear: the time today, the weekday within a week, else the date. */
export function formatStamp(timeUs: number | null, today: string | null): string {
  if (timeUs === null) return MISSING;
  const date = newYorkDate(timeUs);
  if (today === null || date === today) return formatMinute(timeUs);
  const daysAgo = Math.round((Date.parse(`${today}T12:00:00Z`) - Date.parse(`${date}T12:00:00Z`)) / DAY_MS);
  if (daysAgo > 0 && daysAgo < 7) return partsOf(date)?.weekday ?? date;
  return formatDay(date);
}

/** Day and time as short as they stay clear: `10:42` today, `Mon 10:42` within a week, else `9 Nov 10:42`. */
export function formatShortMoment(timeUs: number | null, today: string | null): string {
  const stamp = formatStamp(timeUs, today);
  return timeUs === null || stamp === formatMinute(timeUs) ? stamp : `${stamp} ${formatMinute(timeUs)}`;
}

/** Day and time: `Wed 18 Nov 10:42`. */
export function formatMoment(timeUs: number | null): string {
  return timeUs === null ? MISSING : `${formatDay(newYorkDate(timeUs), 'weekday')} ${formatMinute(timeUs)}`;
}

/** A span of market time: `5 h 17 m`, `12 m`, `2 d 3 h`, `under a minute`. Negative spans read as nothing left. */
export function formatSpan(spanUs: number): string {
  const minutes = Math.floor(Math.max(0, spanUs) / 60_000_000);
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How old a figure is: `41 ms`, `0.4 s`, `12 s`, `3 m`, `2 h`. */
export function formatAge(ageMs: number | null): string {
  if (ageMs === null || !Number.isFinite(ageMs)) return MISSING;
  const age = Math.max(0, ageMs);
  if (age < 100) return `${Math.round(age)} ms`;
  if (age < 9_950) return `${(age / 1000).toFixed(1)} s`;
  if (age < 60_000) return `${Math.round(age / 1000)} s`;
  if (age < 3_600_000) return `${Math.round(age / 60_000)} m`;
  return `${Math.round(age / 3_600_000)} h`;
}

/** Dates inside a sentence as a trader reads them: `since 2026-10-19` → `since 19 Oct`; another year than that of `today` is named. */
export function withPlainDates(sentence: string, today: string | null): string {
  return sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => formatDay(date, today === null || date.slice(0, 4) === today.slice(0, 4) ? 'short' : 'year'));
}
