import { isShockable } from '../book/valuation.ts';
import { isHedgeLeg } from '../book/hedgeLeg.ts';
import type { BookValuation, ContractFigures } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import type { Situation } from './situation.ts';

/**
 * $ per VIX point of one contract `days` calendar days on, VIX and SPX unchanged, in the convention of
 * `vegaPerVixPoint`: today's figure scaled by how the revalued sensitivity changes. 0 once the contract has settled; null where no
 * shock of it is known.
 */
export function vegaAhead(context: ValuationContext, figures: ContractFigures, days: number): number | null {
  const of = rememberedOf(context, figures.symbol);
  const known = of.ahead.get(days);
  if (known !== undefined) return known;
  const vega = computeVegaAhead(context, figures, days, of);
  of.ahead.set(days, vega);
  return vega;
}

interface Remembered {
  /** $ of a contract's value between VIX half a point down and half a point up, now. */
  now: number | null;
  readonly ahead: Map<number, number | null>;
}

/** A context prices one market view, so that a figure of it never changes: legs are asked for once per candidate. */
const remembered = new WeakMap<ValuationContext, Map<string, Remembered>>();

function rememberedOf(context: ValuationContext, symbol: string): Remembered {
  let ofContext = remembered.get(context);
  if (ofContext === undefined) remembered.set(context, ofContext = new Map());
  let ofSymbol = ofContext.get(symbol);
  if (ofSymbol === undefined) ofContext.set(symbol, ofSymbol = { now: null, ahead: new Map() });
  return ofSymbol;
}

function computeVegaAhead(context: ValuationContext, figures: ContractFigures, days: number, known: Remembered): number | null {
  if (days >= figures.daysToSettlement) return 0;
  if (!isShockable(figures)) return null;
  const sensitivity = (after: number): number =>
    context.valueChange(figures, { spxPercent: 0, vixPoints: 0.5, days: after }) -
    context.valueChange(figures, { spxPercent: 0, vixPoints: -0.5, days: after });
  known.now ??= sensitivity(0);
  return known.now === 0 ? 0 : (figures.vegaPerVixPoint * sensitivity(days)) / known.now;
}

export interface Position {
  readonly figures: ContractFigures;
  readonly quantity: number;
}

interface BookAhead {
  readonly short: number;
  readonly hedge: number;
}

/** The book's own two sides are the same for every candidate of an evaluation. */
const booksAhead = new WeakMap<BookValuation, Map<number, BookAhead | null>>();

function bookAhead({ context, valuation }: Pick<Situation, 'context' | 'valuation'>, days: number): BookAhead | null {
  const known = booksAhead.get(valuation) ?? new Map<number, BookAhead | null>();
  booksAhead.set(valuation, known);
  const before = known.get(days);
  if (before !== undefined) return before;
  const sides = computeBookAhead(context, valuation, days);
  known.set(days, sides);
  return sides;
}

function computeBookAhead(context: ValuationContext, valuation: BookValuation, days: number): BookAhead | null {
  let short = 0;
  let hedge = 0;
  for (const { leg, figures } of valuation.legs) {
    const each = figures.ok ? vegaAhead(context, figures.value, days) : null;
    if (each === null) return null;
    if (isHedgeLeg(leg)) hedge += leg.quantity * each;
    else short += leg.quantity * each;
  }
  return { short, hedge };
}

/** Coverage of today's book plus `extra` positions, `days` on; null without short vega then, or while one of them is unknown. */
export function coverageAhead(s: Situation, extra: readonly Position[], days: number): number | null {
  const book = bookAhead(s, days);
  if (book === null) return null;
  let { hedge } = book;
  for (const position of [...extra, ...(s.rolls?.positions ?? [])]) {
    const each = vegaAhead(s.context, position.figures, days);
    if (each === null) return null;
    hedge += position.quantity * each;
  }
  return book.short < 0 ? hedge / -book.short : null;
}
