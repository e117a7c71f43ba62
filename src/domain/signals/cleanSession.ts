import { formatNumber } from '../figureText.ts';
import type { IsoDate } from '../units.ts';
import type { DailyInput } from './dailySignals.ts';
import { sessionsMissed, standsOutsideCalendar } from './sessionCalendar.ts';
import type { Repair, RepairKind } from './repairs.ts';

/** Series that stand beside the bars. `term` is the VIX curve, `correlation` the implied one, `vol` a volatility ETF. */
export type SideSeries = 'vix' | 'vol' | 'breadth' | 'term' | 'correlation' | 'credit';

type Range = DailyInput['price'];

/** Rows of a series, since the bar before this one, that fall on days without a bar. */
export interface RowsLeftOut {
  readonly series: SideSeries;
  readonly count: number;
  readonly lastDate: IsoDate;
}

/** One session as its sources give it; null marks what has no value that day. */
export interface RawSession extends Omit<DailyInput, 'spy'> {
  /** The share behind on-balance volume, unadjusted; its open, borne out by its range, tells a split. */
  readonly share: (Range & { readonly volume: number }) | null;
  /** Prices and volume come from the same share, so that a split changes both. */
  readonly priceIsShare: boolean;
  /** Series that are read at all: one of them without a value that day counts as absent. */
  readonly followed: readonly SideSeries[];
  readonly leftOut: readonly RowsLeftOut[];
}

/** Kept by the caller; the state before a session cleans that session again when it is corrected. */
export interface CleaningState {
  readonly date: IsoDate | null;
  /** Close of the share as it was quoted, before any factor. */
  readonly shareClose: number | null;
  /** Shares of the first row that one share of today is: 2 after a split of two for one. */
  readonly factor: number;
}

export const startCleaning: CleaningState = { date: null, shareClose: null, factor: 1 };

export interface CleanedSession {
  readonly state: CleaningState;
  readonly input: DailyInput;
  readonly repairs: readonly Repair[];
}

/** A night in which a share opens this near a whole fraction or multiple of its close is a split, not a market. */
const SPLIT_TOLERANCE = 0.06;

/** New shares for one old (2), or old ones for one new (1/10); null for an ordinary night, and for an open that its own bar does not bear out. */
function splitRatio(close: number | null, { open, high, low }: Range): number | null {
  if (close === null || !(close > 0) || !(open > 0) || isFarOutside({ high, low, close: open })) return null;
  const larger = Math.max(close / open, open / close);
  const whole = Math.round(larger);
  if (whole < 2 || !Number.isFinite(whole) || Math.abs(larger / whole - 1) > SPLIT_TOLERANCE) return null;
  return close > open ? whole : 1 / whole;
}

/** Vendors' closes stand a little outside their ranges (VIX6M by 3 %, of another minute); one farther off is no close of that bar. */
const WIDENED_AT_MOST = 0.1;

const isOutside = ({ high, low, close }: Range): boolean => high >= low && (close > high || close < low);

/** Too far outside its range for either to be believed: left for the signals to refuse. */
export const isFarOutside = ({ high, low, close }: Omit<Range, 'open'>): boolean => close > high * (1 + WIDENED_AT_MOST) || close < low * (1 - WIDENED_AT_MOST);

const isWidened = (range: Range): boolean => isOutside(range) && !isFarOutside(range);

const widened = (range: Range): Range =>
  (isWidened(range) ? { ...range, high: Math.max(range.high, range.close), low: Math.min(range.low, range.close) } : range);

const carried = ({ open, high, low, close }: Range, factor: number): Range =>
  (factor === 1 ? { open, high, low, close } : { open: open * factor, high: high * factor, low: low * factor, close: close * factor });

const isAbsent: Readonly<Record<SideSeries, (raw: RawSession) => boolean>> = {
  vix: ({ vix }) => vix === null,
  vol: ({ vxx }) => vxx === null,
  breadth: ({ breadth }) => breadth === null,
  term: ({ term }) => term === null,
  correlation: ({ cor1m, cor3m }) => cor1m === null && cor3m === null,
  credit: ({ creditSpread }) => creditSpread === null,
};

function noteRange(series: string, range: Range | null, note: Note): void {
  if (range !== null && isWidened(range)) note('rangeWidened', series, `close ${range.close} outside ${range.low}–${range.high}`);
}

type Note = (kind: RepairKind, series: string | null, detail: string, count?: number, date?: IsoDate) => void;

function noteDays(raw: RawSession, previous: IsoDate | null, note: Note): void {
  if (standsOutsideCalendar(raw.date)) note('notASession', null, 'the calendar has no session that day');
  // Before the first bar there is nothing that a row could have been missed by.
  if (previous === null) return;
  const missed = sessionsMissed(previous, raw.date);
  const last = missed.at(-1);
  if (last !== undefined) note('missingSession', null, `no bar between ${previous} and ${raw.date}`, missed.length, last);
  for (const { series, count, lastDate } of raw.leftOut) note('offSession', series, 'no bar that day', count, lastDate);
}

/**
 * One session made fit for the signals, and all that was done to it. A split of the share carries prices and volume on in the units
 * of the first row; a close outside its range widens the range; rows on days without a bar are left out; the bars' dates are the
 * sessions, whatever the calendar says. Values are not judged here: the signals refuse what is no price or no number.
 */
export function cleanSession(state: CleaningState, raw: RawSession): CleanedSession {
  const repairs: Repair[] = [];
  const note: Note = (kind, series, detail, count = 1, date = raw.date) => { repairs.push({ kind, series, date, count, detail }); };
  noteDays(raw, state.date, note);
  const { share, priceIsShare, followed, leftOut: _, ...rest } = raw;
  const ratio = share === null ? null : splitRatio(state.shareClose, share);
  const factor = ratio === null ? state.factor : state.factor * ratio;
  if (ratio !== null) note('split', null, ratio > 1 ? `${formatNumber(ratio, 0)} new shares for 1` : `1 new share for ${formatNumber(1 / ratio, 0)}`);
  noteRange('price', raw.price, note);
  noteRange('vix', raw.vix, note);
  for (const series of followed) if (isAbsent[series](raw)) note('absent', series, 'no row that day');
  return {
    state: { date: raw.date, shareClose: share?.close ?? state.shareClose, factor },
    input: {
      ...rest,
      price: carried(widened(raw.price), priceIsShare ? factor : 1),
      spy: share === null ? null : { close: share.close * factor, volume: share.volume / factor },
      vix: raw.vix === null ? null : widened(raw.vix),
    },
    repairs,
  };
}
