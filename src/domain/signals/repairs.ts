import { plural } from '../figureText.ts';
import type { BarLabel } from './dailySignals.ts';

/** What can be put right in a series on its way to the signals, or must at least be said of it. */
export type RepairKind =
  | 'split'
  | 'rangeWidened'
  | 'offSession'
  | 'absent'
  | 'missingSession'
  | 'notASession'
  | 'duplicate'
  | 'lateCorrection'
  | 'correctionTooLate'
  | 'correctionRefused'
  | 'gap';

export interface Repair {
  readonly kind: RepairKind;
  /** The series it was done to, `vix` or `breadth` for instance; null where it concerns the session itself. */
  readonly series: string | null;
  /** The session or bar it stands on. */
  readonly date: BarLabel;
  /** How many rows or sessions it is. */
  readonly count: number;
  readonly detail: string;
}

/** Repairs of one kind to one series so far, and the last of them. */
export interface RepairCount extends Omit<Repair, 'date' | 'detail'> {
  readonly lastDate: BarLabel;
  readonly lastDetail: string;
}

/** In the order in which they were first needed; plain data that survives `JSON.stringify`. */
export type RepairCounts = readonly RepairCount[];

export const noRepairs: RepairCounts = [];

export function countRepairs(counts: RepairCounts, repairs: readonly Repair[]): RepairCounts {
  return repairs.reduce(countRepair, counts);
}

function countRepair(counts: RepairCounts, { kind, series, date, count, detail }: Repair): RepairCounts {
  const known = counts.findIndex((one) => one.kind === kind && one.series === series);
  const before = counts[known]?.count ?? 0;
  const counted = { kind, series, count: before + count, lastDate: date, lastDetail: detail };
  return known === -1 ? [...counts, counted] : counts.with(known, counted);
}

/** One, many, and what was done. */
const WORDS: Readonly<Record<RepairKind, readonly [one: string, many: string, done: string]>> = {
  split: ['split', 'splits', ' of shares carried on'],
  rangeWidened: ['range', 'ranges', ' widened to the close'],
  offSession: ['row', 'rows', ' on days without a session left out'],
  absent: ['row', 'rows', ' absent'],
  missingSession: ['session', 'sessions', ' of the calendar without a bar'],
  notASession: ['bar', 'bars', ' on days that the calendar has no session for'],
  duplicate: ['duplicate', 'duplicates', ' left out'],
  lateCorrection: ['late correction', 'late corrections', ' taken'],
  correctionTooLate: ['correction', 'corrections', ' too late to be taken'],
  correctionRefused: ['correction', 'corrections', ' refused'],
  gap: ['gap', 'gaps', ' between bars'],
};

/** Series of a session by their names on screen; those that go by a symbol keep it. */
const SERIES_NAMES: Readonly<Record<string, string>> = {
  vix: 'VIX', vol: 'volatility ETF', breadth: 'breadth', term: 'VIX curve', correlation: 'implied correlation', credit: 'credit spread',
};

/** What is counted under a kind and series, without its number: `ranges widened to the close, VIX`. */
export const repairName = ({ kind, series }: Pick<Repair, 'kind' | 'series'>): string => WORDS[kind][1] + WORDS[kind][2] + (series === null ? '' : `, ${SERIES_NAMES[series] ?? series}`);

const KINDS = Object.keys(WORDS) as readonly RepairKind[];

/** By kind with counts, series named: `3 ranges widened to the close (vix 2, price 1)`. Empty where nothing was repaired. */
export function repairsInWords(counts: RepairCounts): readonly string[] {
  return KINDS.flatMap((kind) => {
    const same = counts.filter((one) => one.kind === kind);
    if (same.length === 0) return [];
    const total = same.reduce((sum, { count }) => sum + count, 0);
    const named = same.filter(({ series }) => series !== null);
    const [one, many, done] = WORDS[kind];
    return [plural(total, one, many) + done + (named.length === 0 ? '' : ` (${named.map(({ series, count }) => `${series} ${count}`).join(', ')})`)];
  });
}
