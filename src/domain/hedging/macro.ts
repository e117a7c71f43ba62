import { tradingDaysBetween } from '../calendar.ts';
import { settlementMoment } from '../instruments/index.ts';
import { calendarDaysBetween, newYorkMicros } from '../time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';

/** A scheduled macro event; an empty list means the calendar is not known. */
export interface MacroEvent {
  readonly date: IsoDate;
  readonly kind: 'FOMC' | 'CPI' | 'PPI';
  readonly label: string;
  /** What was released, and what was expected: per cent. Absent until it is known. */
  readonly actual?: number;
  readonly consensus?: number;
  readonly prior?: number;
}

/** What the trader's own files say of the wider market on one day; null where they say nothing. */
export interface MacroReading {
  readonly date: IsoDate;
  /** Change of the broad dollar index over 63 sessions, 0.03 = +3 %. */
  readonly dollarChange63: number | null;
  /** Largest weekly change of a sector's weight, percentage points. */
  readonly sectorShiftPoints: number | null;
  /** Percentile of the weighted dispersion of valuations, 0…100. */
  readonly dispersionPercentile: number | null;
  /** Whether the quick ratios of the largest holdings fall. */
  readonly quickRatiosFalling: boolean | null;
  /** Percentile of the implied equity risk premium, 0…100. */
  readonly equityPremiumPercentile: number | null;
}

/** New York time of the releases: the Federal Reserve's statement at 14:00, the price indices of the BLS at 08:30. */
const RELEASED_AT = { FOMC: [14, 0], CPI: [8, 30], PPI: [8, 30] } as const;

export function eventMoment({ date, kind }: Pick<MacroEvent, 'date' | 'kind'>): Micros {
  const [hour, minute] = RELEASED_AT[kind];
  return newYorkMicros(date, hour, minute);
}

/** A contract covers an event only if it settles after it: VIX options settle in the morning, before an FOMC statement of that day. */
export function coversEvent(symbol: InstrumentSymbol, event: Pick<MacroEvent, 'date' | 'kind'>): boolean {
  const settles = settlementMoment(symbol);
  return settles.ok && settles.value > eventMoment(event);
}

/** The first event that is still ahead of a moment, by default at any distance. */
export const nextEvent = (events: readonly MacroEvent[], nowUs: Micros, until?: IsoDate): MacroEvent | undefined =>
  events.find((event) => (until === undefined || event.date <= until) && eventMoment(event) > nowUs);

/** Whether a reading is young enough to count: calendar days from its date to the session. */
export const isFresh = (reading: Pick<MacroReading, 'date'>, on: IsoDate, maxAgeDays: number): boolean => calendarDaysBetween(reading.date, on) <= maxAgeDays;

/** Newest reading of a list, oldest first, that was known in a session: nothing is read from a day to come. */
export const readingOf = (readings: readonly MacroReading[], on: IsoDate): MacroReading | null => readings.findLast(({ date }) => date <= on) ?? null;

export interface HotRelease {
  readonly event: MacroEvent;
  readonly actual: number;
  readonly against: number;
  readonly basis: 'consensus' | 'prior';
}

/** The release as a surprise: actual above consensus or, where none is known, above the value before. Null: cool, or not known. */
function hotRelease(event: MacroEvent): HotRelease | null {
  const { kind, actual, consensus, prior } = event;
  const against = consensus ?? prior;
  if (kind === 'FOMC' || actual === undefined || against === undefined || actual <= against) return null;
  return { event, actual, against, basis: consensus === undefined ? 'prior' : 'consensus' };
}

/** The last hot CPI or PPI that was out by then and is at most so many sessions old. */
export function lastHotRelease(events: readonly MacroEvent[], at: { readonly nowUs: Micros; readonly date: IsoDate }, withinDays: number): HotRelease | null {
  return events.filter((event) => eventMoment(event) <= at.nowUs && tradingDaysBetween(event.date, at.date) <= withinDays)
    .toSorted((a, b) => (a.date < b.date ? 1 : -1)).flatMap((event) => hotRelease(event) ?? [])[0] ?? null;
}
