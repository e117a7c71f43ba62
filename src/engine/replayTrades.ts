import type { FillLine } from '../domain/book/applyFill.ts';
import type { Book, BookLeg } from '../domain/book/book.ts';
import { debitOf } from '../domain/hedging/ticket.ts';
import { instrumentOf } from '../domain/instruments/index.ts';
import { SPX_PER_SPY } from './dailySeries.ts';
import type { DailyBar, DailyLevel } from './importers/dailyHistory.ts';

/** What was traded of the hedge on one day. Contracts ≥ 0, dollars ≥ 0 unless a short leg says otherwise; condor legs are left out. */
export interface HedgeTrades {
  readonly bought: number;
  readonly sold: number;
  /** Contracts that settled. */
  readonly settled: number;
  /** Premium at the asks. */
  readonly paidDollars: number;
  /** Premium at the bids. */
  readonly receivedDollars: number;
  /** Cash of what settled: VIX options at the day's VIX open, in place of the settlement quotation that no file holds. */
  readonly settledDollars: number;
}

export const NO_TRADES: HedgeTrades = { bought: 0, sold: 0, settled: 0, paidDollars: 0, receivedDollars: 0, settledDollars: 0 };

export const plusTrades = (a: HedgeTrades, b: HedgeTrades): HedgeTrades => ({
  bought: a.bought + b.bought, sold: a.sold + b.sold, settled: a.settled + b.settled, paidDollars: a.paidDollars + b.paidDollars,
  receivedDollars: a.receivedDollars + b.receivedDollars, settledDollars: a.settledDollars + b.settledDollars,
});

export function filledTrades(lines: readonly FillLine[]): HedgeTrades {
  const hedge = lines.filter(({ layer }) => layer !== null);
  const [buys, sells] = [hedge.filter(({ side }) => side === 'buy'), hedge.filter(({ side }) => side === 'sell')];
  const contracts = (side: readonly FillLine[]): number => side.reduce((sum, line) => sum + line.contracts, 0);
  return { ...NO_TRADES, bought: contracts(buys), sold: contracts(sells), paidDollars: debitOf(buys), receivedDollars: -debitOf(sells) };
}

/** Hedge legs that were in the book before the day and left it by settlement. */
export function settledTrades(before: Book | null, after: Book | null, day: { readonly bar: DailyBar; readonly vix: DailyLevel | null }): HedgeTrades {
  const kept = new Set(after?.legs.map(({ id }) => id));
  const gone = (before?.legs ?? []).filter((leg) => leg.layer !== null && !kept.has(leg.id));
  return gone.reduce((sum, leg) => plusTrades(sum, { ...NO_TRADES, settled: Math.abs(leg.quantity), settledDollars: cashAtSettlement(leg, day) }), NO_TRADES);
}

/** $ of an option at expiry; a future's moves were margined day by day and nothing is left. */
function cashAtSettlement({ symbol, quantity }: BookLeg, { bar, vix }: { readonly bar: DailyBar; readonly vix: DailyLevel | null }): number {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok || instrument.value.kind !== 'option') return 0;
  const { spec, contract: { right, strike } } = instrument.value;
  const level = spec.underlying === 'VIX' ? (vix?.open ?? null) : SPX_PER_SPY * (spec.settlement === 'morning' ? bar.open : bar.close);
  if (level === null) return 0;
  return quantity * spec.multiplier * Math.max(0, right === 'C' ? level - strike : strike - level);
}
