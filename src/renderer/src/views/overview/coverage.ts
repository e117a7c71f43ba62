/** The gauge and the rows under the net vega: pure figures from the book slice. */
import type { EngineState } from '../../../../contract/api.ts';
import { formatBand, formatNumber, formatPercent, formatSigned } from '../../format.ts';

type Book = EngineState['book'];

export interface GaugeMark {
  readonly kind: 'now' | 'proposed' | 'target';
  /** Percent of the gauge's width. */
  readonly at: number;
  readonly label: string;
  /** False where the label would run into a more important one. */
  readonly labelled: boolean;
}

export interface Gauge {
  readonly band: { readonly from: number; readonly width: number } | null;
  readonly marks: readonly GaugeMark[];
  readonly endLabelled: boolean;
}

/** Labels closer than this many percent of the width overlap at 11 px. */
const LABEL_GAP = 13;
/** The label at the end is set flush right and so reaches further in. */
const END_LABEL_GAP = 22;
/** The gauge runs from 0 to 100 % of short vega; a larger coverage stands at its end with its true figure. */
const GAUGE_END = 100;

const place = (ratio: number): number => Math.min(GAUGE_END, Math.max(0, ratio * 100));

export function gaugeOf(book: Book): Gauge {
  const wanted: { kind: GaugeMark['kind']; ratio: number | null }[] = [
    { kind: 'now', ratio: book.coverage },
    { kind: 'proposed', ratio: book.proposedCoverage },
    { kind: 'target', ratio: book.target },
  ];
  const marks: GaugeMark[] = [];
  for (const { kind, ratio } of wanted) {
    if (ratio === null) continue;
    const at = place(ratio);
    // The target has a tick but no label: its figure stands in the rows below.
    const labelled = kind !== 'target' && marks.every((mark) => !mark.labelled || Math.abs(mark.at - at) >= LABEL_GAP);
    marks.push({ kind, at, label: formatPercent(ratio), labelled });
  }
  const band = book.bandHigh > 0 ? { from: place(book.bandLow), width: place(book.bandHigh) - place(book.bandLow) } : null;
  return { band, marks, endLabelled: marks.every((mark) => !mark.labelled || mark.at < GAUGE_END - END_LABEL_GAP) };
}

/** `33–50 %`, that no hedge is asked for, or that the policy knows no band. */
export function bandText(book: Book): string {
  if (!book.hasBand) return 'none by policy';
  return book.bandHigh > 0 ? formatBand(book.bandLow, book.bandHigh) : 'no hedge asked';
}

export interface CoverageText {
  readonly text: string;
  /** Why there is no ratio, where that needs more than a few words. */
  readonly reason: string | null;
}

const LONGEST_NOTE = 16;

/** `9 %`; without a ratio `n/m` (not meaningful) or `n/a` and the reason apart, so that the figure stays a figure. */
export function coverageText(book: Pick<Book, 'coverage' | 'coverageNote'>): CoverageText {
  if (book.coverage !== null) return { text: formatPercent(book.coverage), reason: null };
  const note = book.coverageNote ?? 'n/a';
  if (note.length <= LONGEST_NOTE) return { text: note, reason: null };
  const marked = /^(?:coverage )?n\/m:? *(?:coverage n\/m:? *)?/.exec(note)?.[0] ?? '';
  return marked === '' ? { text: 'n/a', reason: note } : { text: 'n/m', reason: note.slice(marked.length) };
}

export interface Distance {
  readonly label: string;
  readonly text: string;
}

/** What the hedge lacks to the band's two ends (or has too much), in $ per VIX point. */
export function distanceToBand(book: Book): Distance {
  const { coverage, shortVega, bandLow, bandHigh } = book;
  if (!book.hasBand || coverage === null || shortVega === null) return { label: 'Shortfall to band', text: '—' };
  const short = Math.abs(shortVega);
  if (coverage < bandLow) {
    return { label: 'Shortfall to band', text: `${formatSigned((bandLow - coverage) * short)} to ${formatSigned((bandHigh - coverage) * short)}` };
  }
  if (coverage > bandHigh) return { label: 'Above the band by', text: formatNumber((coverage - bandHigh) * short) };
  return { label: 'Shortfall to band', text: 'none, inside' };
}
