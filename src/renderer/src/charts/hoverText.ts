/** The line of figures for the session under the pointer. */
import { formatCompact, formatNumber, formatSigned } from '../format.ts';
import { formatDay } from '../formatTime.ts';
import type { ChartRow } from './chartOverlays.ts';

export function priceHoverText(row: ChartRow): string {
  const prices = `O ${formatNumber(row.open, 2)}  H ${formatNumber(row.high, 2)}  L ${formatNumber(row.low, 2)}  C ${formatNumber(row.close, 2)}`;
  return `${formatDay(row.date, 'weekday')}   ${prices}   OBV ${formatCompact(row.obv)}   A/D ${formatNumber(row.adLine)}   RSI ${formatNumber(row.rsi)}   VIX ${formatNumber(row.vix, 2)}`;
}

export function vixHoverText(row: ChartRow): string {
  return `${formatDay(row.date, 'weekday')}   VIX ${formatNumber(row.vix, 2)}   histogram ${formatSigned(row.vixMacdHistogram, 2)}`;
}
