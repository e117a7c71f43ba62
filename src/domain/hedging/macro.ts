import type { IsoDate } from '../units.ts';

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
