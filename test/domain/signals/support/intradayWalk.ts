import { addTradingDays } from '../../../../src/domain/calendar.ts';
import { barLabel, barsInSession, startOf, type IntradayInterval } from '../../../../src/domain/signals/intradayGrid.ts';
import type { IntradayInput } from '../../../../src/domain/signals/intradaySignals.ts';
import { randomWalk } from './randomWalk.ts';

/** Every bar of the grid from a session on. */
export function gridLabels(from: string, count: number, interval: IntradayInterval): string[] {
  const found: string[] = [];
  for (let date = from; found.length < count; date = addTradingDays(date, 1)) {
    for (let slot = 0; slot < barsInSession(date, interval); slot += 1) found.push(barLabel(startOf({ date, slot }, interval)));
  }
  return found.slice(0, count);
}

/** A walk whose steps are bars; breadth counts grow from each open. */
export function intradayWalk(seed: number, count: number, interval: IntradayInterval = '5m'): IntradayInput[] {
  const dates = gridLabels('2026-11-18', count, interval);
  let [session, advances, declines] = ['', 0, 0];
  return randomWalk(seed, count).map(({ price, spy, vix, breadth }, i) => {
    const date = dates[i] ?? '';
    if (date.slice(0, 10) !== session) [session, advances, declines] = [date.slice(0, 10), 0, 0];
    advances += breadth?.advances ?? 0;
    declines += breadth?.declines ?? 0;
    return { date, price, spy, vix, breadth: { universe: 'NYSE', advances, declines } };
  });
}
