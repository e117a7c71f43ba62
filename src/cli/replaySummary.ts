import type { Action, Decision } from '../domain/hedging/decision.ts';
import type { ReplayDay } from '../engine/replay.ts';
import { NO_TRADES, plusTrades, type HedgeTrades } from '../engine/replayTrades.ts';

const ACTIONS: readonly Action[] = ['add', 'roll', 'delayer', 'rebalance', 'widen', 'hold'];

interface Row {
  readonly counts: Record<Action, number>;
  stageChanges: number;
  trades: HedgeTrades;
}

const emptyRow = (): Row => ({ counts: Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>, stageChanges: 0, trades: NO_TRADES });

function addTo(row: Row, news: readonly Decision[], { stageChanges, trades }: Pick<ReplayDay, 'stageChanges' | 'trades'>): void {
  for (const { action } of news) row.counts[action] += 1;
  row.stageChanges += stageChanges;
  row.trades = plusTrades(row.trades, trades);
}

/** Keys in the printed order. Contracts and dollars are of the hedge alone. */
export type ReplaySummaryRow = { readonly year: string } & Readonly<Record<Action | 'stageChanges' | 'boughtContracts' | 'soldContracts' | 'settledContracts' | 'paidDollars' | 'receivedDollars' | 'settledDollars', number>>;

const printed = (year: string, { counts, stageChanges, trades }: Row): ReplaySummaryRow => ({
  year, ...counts, stageChanges, boughtContracts: trades.bought, soldContracts: trades.sold, settledContracts: trades.settled,
  paidDollars: Math.round(trades.paidDollars), receivedDollars: Math.round(trades.receivedDollars), settledDollars: Math.round(trades.settledDollars),
});

/** Counts of a replay by year: what was told by action, moves of the stage, and what the hedge's trades cost and brought. */
export interface ReplaySummary {
  count(day: ReplayDay, news: readonly Decision[]): void;
  /** One object a year in order, then one whose year is `total`. */
  rows(): readonly ReplaySummaryRow[];
}

export function createReplaySummary(): ReplaySummary {
  const years = new Map<string, Row>();
  const total = emptyRow();
  return {
    count(day, news) {
      const year = day.date.slice(0, 4);
      const row = years.get(year) ?? emptyRow();
      years.set(year, row);
      for (const each of [row, total]) addTo(each, news, day);
    },
    rows: () => [...[...years].map(([year, row]) => printed(year, row)), printed('total', total)],
  };
}
