import { LAYERS } from '../book/book.ts';
import type { Book, BookLeg, LayerName } from '../book/book.ts';
import type { BookValuation, ContractFigures, Forward, QuoteCondition, VegaConvention } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { valueBook } from '../book/valueBook.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import { labelOf } from '../instruments/label.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';
import { bookGreeks, positionGreeks, underlyingOf } from './greeks.ts';
import type { Greeks } from './greeks.ts';
import { underConvention } from './underConvention.ts';

/** One figure in both conventions of w(T). */
export interface ByConvention<T> {
  readonly measured: T;
  readonly rootTime: T;
}

/** A share (0.42 = 42 %), or null with the reason why there is none. */
export interface Share {
  readonly value: number | null;
  readonly reason: string | null;
}

export interface ShockChange {
  readonly vixPoints: number;
  /** Linked move of the SPX, per cent. */
  readonly spxPercent: number;
  /** $ by full revaluation, weights of the convention in force; null while a leg has no trusted price. */
  readonly dollars: number | null;
}

/** Vega of some legs, each figure by its convention (method page, §4). Null while a contributing leg has no trusted price. */
export interface VegaFigures {
  /** $ per 1.00 point of the options' own volatility, SPX and SPY options only. */
  readonly rawSpxVegaPerVolPoint: number | null;
  /** The same of VIX options: to vol-of-vol, in another currency than the line before and never added to it. */
  readonly rawVixVolOfVolVegaPerVolPoint: number | null;
  /** $ per VIX point of the SPX and SPY options: vega × w(T). */
  readonly termWeightedSpxVegaPerVixPoint: ByConvention<number | null>;
  /** $ per VIX point of all legs: the line before, VIX options at Δ × β(τ), futures at β(τ). */
  readonly netVegaPerVixPoint: ByConvention<number | null>;
  readonly shocks: readonly ShockChange[];
}

export interface VegaGroup extends VegaFigures {
  /** Strategy id, underlying or layer. */
  readonly name: string;
  readonly legs: number;
  readonly complete: boolean;
  readonly thetaPerDay: number | null;
  readonly greeksByUnderlying: Readonly<Record<InstrumentSymbol, Greeks | null>>;
}

export interface LegQuote {
  readonly mark: number;
  readonly markSource: string;
  readonly markReason: string | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly forward: Forward;
  /** 0.20 = 20 %; null for futures. */
  readonly volatility: number | null;
  readonly daysToSettlement: number;
  readonly marketTimeUs: Micros;
}

export interface VegaLeg extends VegaFigures {
  readonly id: string;
  readonly symbol: InstrumentSymbol;
  readonly label: string;
  readonly quantity: number;
  readonly strategy: string | null;
  readonly layer: LayerName | null;
  readonly underlying: string;
  /** Also of a leg that could not be marked; null once it has settled or where the symbol says nothing. */
  readonly quoteCondition: QuoteCondition | null;
  /** Null with the failure: the leg has no trusted price and its totals are incomplete. */
  readonly quote: LegQuote | null;
  readonly failure: { readonly reason: string; readonly detail: string } | null;
  readonly greeks: Greeks | null;
}

export interface ShockTwin {
  readonly vixPoints: number;
  readonly spxPercent: number;
  readonly condors: number | null;
  readonly hedge: number | null;
  readonly total: number | null;
  /** Hedge gain ÷ |condor loss|. */
  readonly coverage: Share;
}

export interface ForwardUsed extends Forward {
  readonly underlying: InstrumentSymbol;
  readonly root: string;
  readonly expiration: IsoDate;
}

export interface VegaReport {
  readonly asOfUs: Micros;
  readonly conventionInForce: VegaConvention;
  readonly complete: boolean;
  readonly incompleteBecause: readonly { readonly legId: string; readonly symbol: InstrumentSymbol; readonly reason: string; readonly detail: string }[];
  readonly modelMarked: BookValuation['modelMarked'];
  readonly quoteConditions: BookValuation['quoteConditions'];
  readonly book: Omit<VegaGroup, 'name'> & {
    readonly marketValue: number | null;
    readonly shortVegaPerVixPoint: ByConvention<number | null>;
    readonly hedgeVegaPerVixPoint: ByConvention<number | null>;
    /** Hedge ÷ |short| of the net figures. */
    readonly coverage: ByConvention<Share>;
    readonly shockTwins: readonly ShockTwin[];
  };
  readonly layers: readonly VegaGroup[];
  readonly strategies: readonly VegaGroup[];
  readonly underlyings: readonly VegaGroup[];
  readonly legs: readonly VegaLeg[];
  readonly forwards: readonly ForwardUsed[];
}

interface Desk {
  readonly context: ValuationContext;
  readonly conventions: ByConvention<ValuationContext>;
  readonly book: Book;
  readonly shockVixPoints: readonly number[];
}

const inBoth = <T>({ conventions, book }: Desk, legs: readonly BookLeg[], read: (valuation: BookValuation) => T): ByConvention<T> => ({
  measured: read(valueBook(conventions.measured, { ...book, legs }, [])),
  rootTime: read(valueBook(conventions.rootTime, { ...book, legs }, [])),
});

const isSpxOption = ({ symbol }: BookLeg): boolean => {
  const instrument = instrumentOf(symbol);
  return instrument.ok && instrument.value.kind === 'option' && instrument.value.spec.underlying !== 'VIX';
};

function figuresOf(desk: Desk, legs: readonly BookLeg[], valuation: BookValuation): VegaFigures {
  return {
    rawSpxVegaPerVolPoint: valuation.rawVegaSpx,
    rawVixVolOfVolVegaPerVolPoint: valuation.rawVegaVix,
    termWeightedSpxVegaPerVixPoint: inBoth(desk, legs.filter(isSpxOption), ({ netVega }) => netVega),
    netVegaPerVixPoint: inBoth(desk, legs, ({ netVega }) => netVega),
    shocks: valuation.shocks.map(({ vixPoints, spxPercent, total }) => ({ vixPoints, spxPercent, dollars: total })),
  };
}

function groupOf(desk: Desk, name: string, legs: readonly BookLeg[]): VegaGroup {
  const valuation = valueBook(desk.context, { ...desk.book, legs }, desk.shockVixPoints);
  return {
    name, legs: legs.length, complete: valuation.complete, ...figuresOf(desk, legs, valuation),
    thetaPerDay: valuation.thetaPerDay, greeksByUnderlying: bookGreeks(valuation.legs),
  };
}

/** Legs by a key of theirs, in the book's order; null belongs nowhere. */
function groupsBy(desk: Desk, keyOf: (leg: BookLeg) => string | null): VegaGroup[] {
  const groups = new Map<string, BookLeg[]>();
  for (const leg of desk.book.legs) {
    const key = keyOf(leg);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), leg]);
  }
  return [...groups].map(([name, legs]) => groupOf(desk, name, legs));
}

const quoteOf = (figures: ContractFigures): LegQuote => ({
  mark: figures.mark, markSource: figures.markSource, markReason: figures.markReason, bid: figures.bid, ask: figures.ask,
  forward: figures.forward, volatility: figures.volatility, daysToSettlement: figures.daysToSettlement, marketTimeUs: figures.eventTimeUs,
});

function legOf(desk: Desk, leg: BookLeg): VegaLeg {
  const figures = desk.context.figures(leg.symbol);
  const { id, symbol, quantity, strategy, layer } = leg;
  return {
    id, symbol, label: labelOf(symbol), quantity, strategy, layer, underlying: underlyingOf(symbol), quoteCondition: desk.context.quoteCondition(symbol),
    quote: figures.ok ? quoteOf(figures.value) : null,
    failure: figures.ok ? null : { ...figures.failure },
    greeks: figures.ok ? positionGreeks(figures.value, quantity) : null,
    ...figuresOf(desk, [leg], valueBook(desk.context, { ...desk.book, legs: [leg] }, desk.shockVixPoints)),
  };
}

const shareOf = (result: Result<number>): Share => (result.ok ? { value: result.value, reason: null } : { value: null, reason: result.failure.detail });

function shockCoverage(condors: number | null, hedge: number | null): Share {
  if (condors === null || hedge === null) return { value: null, reason: 'a leg of the book has no trusted price, or its expiry no smile to shock it by' };
  if (condors >= 0) return { value: null, reason: condors === 0 ? 'nothing to protect loses in this shock' : 'the condors gain in this shock' };
  return { value: hedge / -condors, reason: null };
}

function forwardsOf(legs: BookValuation['legs']): ForwardUsed[] {
  const used = new Map<string, ForwardUsed>();
  for (const { leg, figures } of legs) {
    const instrument = instrumentOf(leg.symbol);
    const it = instrument.ok ? instrument.value : null;
    if (!figures.ok || (it?.kind !== 'option' && it?.kind !== 'future')) continue;
    const { root, expiration } = it.contract;
    used.set(`${it.spec.underlying} ${expiration} ${root}`, { underlying: it.spec.underlying, root, expiration, ...figures.value.forward });
  }
  return [...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, forward]) => forward);
}

/**
 * Vega of a book in the three conventions with its shock twins, per leg, strategy, underlying, layer and book. Every sum is
 * one of `valueBook`: what the rules act on and what is reported cannot differ. Shocks: VIX points, with the linked SPX
 * move, weights of the convention in force.
 */
export function vegaReport(context: ValuationContext, book: Book, shockVixPoints: readonly number[]): VegaReport {
  const conventions = { measured: underConvention(context, 'measured'), rootTime: underConvention(context, 'rootTime') };
  const desk: Desk = { context, conventions, book, shockVixPoints };
  const whole = valueBook(context, book, shockVixPoints);
  const { name: _whole, ...group } = groupOf(desk, book.name, book.legs);
  return {
    asOfUs: whole.asOfUs, conventionInForce: whole.convention, complete: whole.complete,
    incompleteBecause: whole.failed.map(({ legId, symbol, failure }) => ({ legId, symbol, ...failure })),
    modelMarked: whole.modelMarked, quoteConditions: whole.quoteConditions,
    book: {
      ...group, marketValue: whole.marketValue,
      shortVegaPerVixPoint: inBoth(desk, book.legs, ({ shortVega }) => shortVega),
      hedgeVegaPerVixPoint: inBoth(desk, book.legs, ({ hedgeVega }) => hedgeVega),
      coverage: inBoth(desk, book.legs, ({ coverage }) => shareOf(coverage)),
      shockTwins: whole.shocks.map((row) => ({ ...row, coverage: shockCoverage(row.condors, row.hedge) })),
    },
    layers: LAYERS.map((layer) => groupOf(desk, layer, book.legs.filter((leg) => leg.layer === layer))),
    strategies: groupsBy(desk, ({ strategy }) => strategy),
    underlyings: groupsBy(desk, ({ symbol }) => underlyingOf(symbol)),
    legs: book.legs.map((leg) => legOf(desk, leg)),
    forwards: forwardsOf(whole.legs),
  };
}
