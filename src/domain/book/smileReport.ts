import { isOptionRoot, OPTION_SPECS } from '../instruments/contractSpecs.ts';
import { formatOptionSymbol, parseOptionSymbol } from '../instruments/optionSymbol.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { Failure } from '../result.ts';
import type { SmileFit } from '../surface/smileFit.ts';
import type { CalendarViolation } from '../surface/surface.ts';
import { yearFraction } from '../time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';
import type { Book } from './book.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import type { Forward } from './valuation.ts';
import type { ValuationContext } from './valuationContext.ts';

/** What the smile of one expiry stands on, or why there is none. */
export interface SmileRow {
  readonly underlying: InstrumentSymbol;
  readonly root: string;
  readonly expiration: IsoDate;
  /** Calendar days (fractional) to the settlement moment. */
  readonly days: number;
  /** A leg of the book hangs on it. */
  readonly inBook: boolean;
  readonly forward: Forward | null;
  /** Implied volatility at the forward, 0.20 = 20 %. */
  readonly atTheMoney: number | null;
  readonly fit: SmileFit | null;
  readonly failure: Failure | null;
}

export interface SmileReport {
  readonly asOfUs: Micros;
  /** By underlying, then by settlement. */
  readonly expiries: readonly SmileRow[];
  /**
   * Between neighbouring SPX expiries of the report. Each VIX expiry has a future of its own, so that total variance need not rise
   * from one to the next; SPY's exercise and dividends differ by expiry.
   */
  readonly calendarViolations: readonly CalendarViolation[];
}

interface Expiry {
  readonly underlying: InstrumentSymbol;
  readonly root: string;
  readonly expiration: IsoDate;
  readonly settlesUs: Micros;
}

const UNDERLYINGS: readonly InstrumentSymbol[] = ['SPX', 'VIX', 'SPY'];
const DAYS_PER_YEAR = 365;

function expiryOf(root: string, expiration: IsoDate): Expiry | null {
  if (!isOptionRoot(root)) return null;
  const settles = settlementMoment(formatOptionSymbol({ root, expiration, right: 'C', strike: 1 }));
  return settles.ok ? { underlying: OPTION_SPECS[root].underlying, root, expiration, settlesUs: settles.value } : null;
}

function expiriesOfBook({ legs }: Book): readonly Expiry[] {
  const found = new Map<string, Expiry>();
  for (const { symbol } of legs) {
    const parsed = parseOptionSymbol(symbol);
    const expiry = parsed.ok ? expiryOf(parsed.value.root, parsed.value.expiration) : null;
    if (expiry !== null) found.set(chainKey(expiry.root, expiry.expiration), expiry);
  }
  return [...found.values()];
}

function quotedExpiries({ market }: ValuationContext): readonly Expiry[] {
  const { options, expirations } = listedChainOf(market.listed);
  const isQuoted = ({ root, date }: { readonly root: string; readonly date: IsoDate }): boolean =>
    options.get(chainKey(root, date))?.some(({ call, put }) => (call !== null && market.quotes.has(call)) || (put !== null && market.quotes.has(put))) === true;
  return UNDERLYINGS.flatMap((underlying) => (expirations.get(underlying) ?? []).filter(isQuoted).flatMap(({ root, date }) => expiryOf(root, date) ?? []));
}

function rowOf(context: ValuationContext, { underlying, root, expiration, settlesUs }: Expiry, inBook: boolean): SmileRow {
  const timeYears = yearFraction(context.market.nowUs, settlesUs);
  const about = { underlying, root, expiration, days: timeYears * DAYS_PER_YEAR, inBook };
  const forward = context.forward(underlying, root, expiration);
  if (!forward.ok) return { ...about, forward: null, atTheMoney: null, fit: null, failure: forward.failure };
  const smile = context.smiles.of({ root, expiration, forward: forward.value.value, timeYears });
  const { fit } = smile;
  return {
    ...about, forward: forward.value, atTheMoney: smile.volatilityAt(0), fit: fit.ok ? fit.value : null, failure: fit.ok ? null : fit.failure,
  };
}

/**
 * The smiles under the legs of a book, or of all listed expiries of SPX, VIX and SPY that are quoted and have time left: those are
 * fitted for it, which takes milliseconds each.
 */
export function smileReport(context: ValuationContext, book: Book, which: 'book' | 'all'): SmileReport {
  const { nowUs } = context.market;
  const used = expiriesOfBook(book);
  const inBook = new Set(used.map(({ root, expiration }) => chainKey(root, expiration)));
  const order = ({ underlying }: Expiry): number => UNDERLYINGS.indexOf(underlying);
  const reported = (which === 'book' ? used : quotedExpiries(context))
    .filter(({ settlesUs }) => settlesUs > nowUs)
    .toSorted((a, b) => order(a) - order(b) || a.settlesUs - b.settlesUs);
  const keys = new Set(reported.map(({ root, expiration }) => chainKey(root, expiration)));
  return {
    asOfUs: nowUs,
    expiries: reported.map((expiry) => rowOf(context, expiry, inBook.has(chainKey(expiry.root, expiry.expiration)))),
    calendarViolations: context.smiles.surfaceOf('SPX', ({ root, expiration }) => keys.has(chainKey(root, expiration))).calendarViolations(),
  };
}
