import { instrumentOf } from '../instruments/instrument.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { Book, BookLeg, LayerName } from './book.ts';
import { LAYERS } from './book.ts';
import { isShockable } from './valuation.ts';
import { condorContractsOf } from './condors.ts';
import { isHedgeLeg } from './hedgeLeg.ts';
import type { BookValuation, ContractFigures, LegValuation, QuoteCondition, ShockRow } from './valuation.ts';
import type { ValuationContext } from './valuationContext.ts';

type Underlying = 'SPX' | 'VIX' | 'other';

interface ValuedLeg extends LegValuation {
  readonly underlying: Underlying;
  readonly isOption: boolean;
}

type FigureOf = (figures: ContractFigures, leg: BookLeg) => number | null;

function valueLeg(context: ValuationContext, leg: BookLeg): ValuedLeg {
  const instrument = instrumentOf(leg.symbol);
  const figures = context.figures(leg.symbol);
  const valued = { leg, figures, quoteCondition: figures.ok ? figures.value.quoteCondition : context.quoteCondition(leg.symbol) };
  if (!instrument.ok) return { ...valued, underlying: 'other', isOption: false };
  const it = instrument.value;
  const underlying = it.kind === 'option' || it.kind === 'future' ? it.spec.underlying : it.symbol;
  return { ...valued, underlying: underlying === 'VIX' ? 'VIX' : underlying === 'SPX' || underlying === 'SPY' ? 'SPX' : 'other', isOption: it.kind === 'option' };
}

/** Σ quantity × figure; null while any of the legs has no trusted price or no such figure. */
function total(legs: readonly ValuedLeg[], figureOf: FigureOf): number | null {
  let sum = 0;
  for (const { leg, figures } of legs) {
    const figure = figures.ok ? figureOf(figures.value, leg) : null;
    if (figure === null) return null;
    sum += leg.quantity * figure;
  }
  return sum;
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

function coverageOf(shortVega: number | null, hedgeVega: number | null): Result<number> {
  if (shortVega === null || hedgeVega === null) return failed('incomplete', 'a leg of the book has no trusted price');
  if (shortVega >= 0) return failed('not-applicable', 'no short vega');
  return success(hedgeVega / -shortVega);
}

function shockRow(context: ValuationContext, sides: { readonly condors: readonly ValuedLeg[]; readonly hedge: readonly ValuedLeg[] }, vixPoints: number): ShockRow {
  const spxPercent = vixPoints / context.tables.vixPerSpxPercent;
  const change: FigureOf = (figures) => (isShockable(figures) ? context.valueChange(figures, { vixPoints, spxPercent, days: 0 }) : null);
  const condors = total(sides.condors, change);
  const hedge = total(sides.hedge, change);
  return { vixPoints, spxPercent, condors, hedge, total: plus(condors, hedge) };
}

function conditionsOf(legs: readonly LegValuation[]): BookValuation['quoteConditions'] {
  const counts: Partial<Record<QuoteCondition, number>> = {};
  for (const { quoteCondition } of legs) if (quoteCondition !== null) counts[quoteCondition] = (counts[quoteCondition] ?? 0) + 1;
  return counts;
}

/** $ per contract: options are worth their premium; a future is worth what it has moved since entry. */
export const marketValue = (figures: ContractFigures, leg: BookLeg): number => figures.multiplier * (figures.volatility === null ? figures.mark - leg.price : figures.mark);
const vegaPerVixPoint: FigureOf = (figures) => figures.vegaPerVixPoint;
const rawVega: FigureOf = (figures) => figures.vegaPerVolPoint;

/**
 * Values a book leg by leg, dollars. A total is null as soon as one of its legs has no trusted price, and never counts
 * that leg as zero. The shocks, full revaluations, are computed once somebody reads them. SPX vega and VIX vol-of-vol vega are never summed; they meet per VIX point.
 */
export function valueBook(context: ValuationContext, book: Book, shockVixPoints: readonly number[]): BookValuation {
  const valued = book.legs.map((leg) => valueLeg(context, leg));
  const hedge: ValuedLeg[] = [];
  const condors: ValuedLeg[] = [];
  for (const row of valued) (isHedgeLeg(row.leg) ? hedge : condors).push(row);
  const shortVega = total(condors, vegaPerVixPoint);
  const hedgeVega = total(hedge, vegaPerVixPoint);
  const layerVegaOf = (layer: LayerName): number | null => total(valued.filter(({ leg }) => leg.layer === layer), vegaPerVixPoint);
  let shocks: readonly ShockRow[] | null = null;
  const failedLegs = valued.flatMap(({ leg, figures }) => (figures.ok ? [] : [{ legId: leg.id, symbol: leg.symbol, failure: figures.failure }]));
  return {
    asOfUs: context.market.nowUs,
    convention: context.tables.convention,
    quoteConditions: conditionsOf(valued),
    modelMarked: valued.flatMap(({ leg, figures }) =>
      (figures.ok && figures.value.markSource === 'model' ? [{ legId: leg.id, symbol: leg.symbol, reason: figures.value.markReason ?? '' }] : [])),
    complete: failedLegs.length === 0,
    failed: failedLegs,
    legs: valued.map(({ leg, figures, quoteCondition }) => ({ leg, figures, quoteCondition })),
    shortVega,
    hedgeVega,
    netVega: plus(shortVega, hedgeVega),
    coverage: coverageOf(shortVega, hedgeVega),
    rawVegaSpx: total(valued.filter(({ underlying, isOption }) => underlying === 'SPX' && isOption), rawVega),
    rawVegaVix: total(valued.filter(({ underlying, isOption }) => underlying === 'VIX' && isOption), rawVega),
    thetaPerDay: total(valued, (figures) => figures.thetaPerDay),
    marketValue: total(valued, marketValue),
    layerVega: Object.fromEntries(LAYERS.map((layer) => [layer, layerVegaOf(layer)])) as Record<LayerName, number | null>,
    get shocks() {
      return (shocks ??= shockVixPoints.map((vixPoints) => shockRow(context, { condors, hedge }, vixPoints)));
    },
    condorContracts: condorContractsOf(book),
  };
}
