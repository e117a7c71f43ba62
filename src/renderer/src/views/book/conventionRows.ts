/** Vega of the book in every convention, as rows of a table. Pure. */
import type { RequestResult } from '../../../../contract/api.ts';
import { formatPercent, formatSigned } from '../../format.ts';

export type VegaView = RequestResult<'getVega'>;
type Figures = Pick<VegaView['book'], 'rawSpxVegaPerVolPoint' | 'rawVixVolOfVolVegaPerVolPoint' | 'termWeightedSpxVegaPerVixPoint' | 'netVegaPerVixPoint'>;
type Share = VegaView['book']['coverage']['measured'];

/** `incomplete`, never 0, where a leg has no trusted price. */
export const vegaText = (figure: number | null): string => (figure === null ? 'incomplete' : formatSigned(figure, 1));

export interface ShareText {
  readonly text: string;
  readonly reason: string | null;
}

export const shareText = ({ value, reason }: Share): ShareText => (value === null ? { text: 'n/a', reason: reason ?? 'no ratio' } : { text: formatPercent(value, 1), reason: null });

export interface ConventionRow {
  readonly name: string;
  readonly measured: string;
  readonly rootTime: string;
  readonly reasons: readonly string[];
}

/** Raw figures know no convention of the term: they stand once, in a table of their own. */
export function conventionRows({ book }: Pick<VegaView, 'book'>): ConventionRow[] {
  const row = (name: string, figures: { readonly measured: number | null; readonly rootTime: number | null }): ConventionRow =>
    ({ name, measured: vegaText(figures.measured), rootTime: vegaText(figures.rootTime), reasons: [] });
  const [measured, rootTime] = [shareText(book.coverage.measured), shareText(book.coverage.rootTime)];
  return [
    row('Term-weighted SPX options', book.termWeightedSpxVegaPerVixPoint),
    row('Net book vega', book.netVegaPerVixPoint),
    row('Short vega (condors)', book.shortVegaPerVixPoint),
    row('Hedge vega', book.hedgeVegaPerVixPoint),
    { name: 'Coverage, hedge ÷ short', measured: measured.text, rootTime: rootTime.text, reasons: [...new Set([measured.reason, rootTime.reason].filter((reason) => reason !== null))] },
  ];
}

export interface TwinRow {
  readonly vixPoints: number;
  readonly spxPercent: number;
  readonly condors: number | null;
  readonly hedge: number | null;
  readonly total: number | null;
  readonly coverage: ShareText;
}

export const twinRows = ({ book }: Pick<VegaView, 'book'>): TwinRow[] => book.shockTwins.map((twin) => ({ ...twin, coverage: shareText(twin.coverage) }));

export interface PartRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly rawSpx: string;
  readonly rawVix: string;
  readonly termWeighted: string;
  readonly net: string;
}

const kindWords = { layer: 'layer', strategy: 'strategy', underlying: 'underlying' } as const;

/** Parts with legs, in the convention that the rules use; the book last. */
export function partRows({ parts, book, conventionInForce }: Pick<VegaView, 'parts' | 'book' | 'conventionInForce'>): PartRow[] {
  const row = (id: string, kind: string, name: string, figures: Figures): PartRow => ({
    id, kind, name, rawSpx: vegaText(figures.rawSpxVegaPerVolPoint), rawVix: vegaText(figures.rawVixVolOfVolVegaPerVolPoint),
    termWeighted: vegaText(figures.termWeightedSpxVegaPerVixPoint[conventionInForce]), net: vegaText(figures.netVegaPerVixPoint[conventionInForce]),
  });
  return [
    ...parts.filter(({ legs }) => legs > 0).map((part) => row(`${part.kind} ${part.name}`, kindWords[part.kind], part.name, part)),
    row('book', '', 'Book', book),
  ];
}
