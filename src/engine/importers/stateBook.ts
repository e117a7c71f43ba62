/** The book of a state: legs as in a book file, condors and hedges in a short form that the market of the state fills in. */
import { z } from 'zod';
import type { Book, BookLeg } from '../../domain/book/book.ts';
import { chainKey, listedChainOf } from '../../domain/book/listedChain.ts';
import { openSampleBook } from '../../domain/book/sampleBook.ts';
import type { ContractFigures } from '../../domain/book/valuation.ts';
import type { ValuationContext } from '../../domain/book/valuationContext.ts';
import { parseOptionSymbol } from '../../domain/instruments/index.ts';
import { failed, success, type Result } from '../../domain/result.ts';
import { calendarDaysBetween } from '../../domain/time.ts';
import { bookLegSchema, doubledId, isoDate } from './bookFile.ts';

const contracts = z.int().min(1).max(100_000);

const condor = z.strictObject({
  strategy: z.string().min(1), contracts, targetDays: z.number().positive(), shortPutMoneyness: z.number().gt(0).lt(1), shortCallMoneyness: z.number().gt(1).lt(10),
  widthPoints: z.int().positive().multipleOf(5),
});

/** So many long VIX calls, found by their days and delta. */
export const shortHedgeSchema = z.strictObject({
  layer: z.enum(['base', 'intermediate', 'outer']),
  contracts,
  days: z.number().positive().max(1000),
  delta: z.number().gt(0).lt(1).default(0.5),
  costPerUnit: z.number().nonnegative().optional(),
  openedOn: isoDate.optional(),
});
export type ShortHedge = z.output<typeof shortHedgeSchema>;

export const stateBookSchema = z.strictObject({
  name: z.string().min(1).default('state'),
  netLiquidation: z.number().positive(),
  legs: z.array(bookLegSchema).max(10_000).default([]),
  condors: z.array(condor).max(100).default([]),
  hedges: z.array(shortHedgeSchema).max(100).default([]),
});
export type StateBook = z.output<typeof stateBookSchema>;

/** How far what is listed may lie from what was asked for, before another hedge or condor would be opened than the one meant. */
const FARTHEST = { days: 20, delta: 0.15, strikeShare: 0.02 } as const;

/** The listed VIX call whose expiry is nearest to the days and, in it, whose delta is nearest. */
function vixCallNear(context: ValuationContext, { days, delta }: ShortHedge): Result<ContractFigures> {
  const { listed, date } = context.market;
  const chain = listedChainOf(listed);
  const off = (expiration: string): number => Math.abs(calendarDaysBetween(date, expiration) - days);
  const [expiry] = (chain.expirations.get('VIX') ?? []).filter((row) => row.date > date).toSorted((a, b) => off(a.date) - off(b.date));
  if (expiry === undefined) return failed('missing-data', 'no VIX option is listed');
  if (off(expiry.date) > FARTHEST.days) return failed('missing-data', `no VIX option is listed near ${days} days; the nearest expires on ${expiry.date}`);
  const calls = (chain.options.get(chainKey(expiry.root, expiry.date)) ?? []).flatMap(({ call }): readonly ContractFigures[] => {
    const figures = call === null ? null : context.figures(call);
    return figures?.ok === true ? [figures.value] : [];
  });
  const [nearest] = calls.toSorted((a, b) => Math.abs(a.deltaForward - delta) - Math.abs(b.deltaForward - delta));
  if (nearest === undefined) return failed('missing-data', `no VIX call of ${expiry.date} has a price`);
  return Math.abs(nearest.deltaForward - delta) <= FARTHEST.delta ? success(nearest) : failed('missing-data', `no VIX call of ${expiry.date} has a delta near ${delta}; the nearest has ${nearest.deltaForward.toFixed(2)}`);
}

/** A leg of the short form. Bought at today's ask where no cost is said; what it cost in volatility is known only if it was bought today. */
export function openHedge(context: ValuationContext, hedge: ShortHedge, id: string): Result<BookLeg> {
  const found = vixCallNear(context, hedge);
  if (!found.ok) return found;
  const { symbol, ask, volatility, forward } = found.value;
  const price = hedge.costPerUnit ?? ask;
  if (price === null) return failed('one-sided', `${symbol} has no ask to be bought at; give costPerUnit`);
  const openedOn = hedge.openedOn ?? context.market.date;
  const today = openedOn === context.market.date && volatility !== null;
  return success({
    id, symbol, quantity: hedge.contracts, price, openedOn, strategy: null, layer: hedge.layer,
    entry: today ? { forward: forward.value, volatility } : null, source: 'user',
  });
}

/** What of a condor came out too far from what was asked for; null when it is the one meant. */
function misplaced(context: ValuationContext, asked: StateBook['condors'][number], legs: readonly BookLeg[]): string | null {
  for (const { symbol } of legs.filter(({ strategy, quantity }) => strategy === asked.strategy && quantity < 0)) {
    const option = parseOptionSymbol(symbol);
    if (!option.ok) continue;
    const { root, expiration, right, strike } = option.value;
    const days = calendarDaysBetween(context.market.date, expiration);
    if (Math.abs(days - asked.targetDays) > FARTHEST.days) return `no expiry is listed near ${asked.targetDays} days; the nearest has ${days}`;
    const forward = context.forward('SPX', root, expiration);
    const wanted = right === 'P' ? asked.shortPutMoneyness : asked.shortCallMoneyness;
    if (forward.ok && Math.abs(strike / forward.value.value - wanted) > FARTHEST.strikeShare) return `no strike is listed near ${wanted} of the forward; the nearest is ${strike}`;
  }
  return null;
}

/** The whole book, short forms opened at the marks of that market. A failure names the field. */
export function openStateBook(state: StateBook, context: ValuationContext): Result<Book> {
  const { name, netLiquidation, condors } = state;
  const opened = openSampleBook({ name, netLiquidation, condors }, context, context.market.date);
  if (!opened.ok) return failed(opened.failure.reason, `book.condors: ${opened.failure.detail}`);
  for (const [i, asked] of condors.entries()) {
    const problem = misplaced(context, asked, opened.value.legs);
    if (problem !== null) return failed('missing-data', `book.condors[${i}]: ${problem}`);
  }
  const legs: BookLeg[] = [...state.legs, ...opened.value.legs];
  for (const [i, hedge] of state.hedges.entries()) {
    const leg = openHedge(context, hedge, `hedge-${i + 1}`);
    if (!leg.ok) return failed(leg.failure.reason, `book.hedges[${i}]: ${leg.failure.detail}`);
    legs.push(leg.value);
  }
  const doubled = doubledId({ legs });
  return doubled === undefined ? success({ name, sample: false, netLiquidation, legs }) : failed('invalid-input', `book: two legs have the id ${doubled}`);
}
