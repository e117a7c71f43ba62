/** Figures as people read them; the unit is said by the caller where the text does not. */
import type { IsoDate } from './units.ts';

/** Text for people: thousands separated, a real minus sign, the unit said by the caller. */
export function formatNumber(value: number, decimals: number): string {
  const fixed = Math.abs(value).toFixed(decimals);
  const [whole = '0', fraction] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const negative = value < 0 && Number(fixed) !== 0;
  return `${negative ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** With its sign where it has one: `+0.12`, `−0.12`, `0.00`. */
export const signed = (value: number, decimals: number): string => `${value > 0 && Number(value.toFixed(decimals)) !== 0 ? '+' : ''}${formatNumber(value, decimals)}`;

export const dollars = (value: number): string => `${formatNumber(value, Math.abs(value) < 100 && !Number.isInteger(value) ? 1 : 0)} $`;

/** 0.415 → `41.5 %`. */
export const percent = (share: number, decimals = 1): string => `${formatNumber(share * 100, decimals)} %`;

/** A band as people write it: `33–50 %`. */
export const range = (low: number, high: number): string => (low === high ? percent(low, 0) : `${formatNumber(low * 100, 0)}–${percent(high, 0)}`);

/** Distances between coverages are points, not percent of percent: 0.1 → `10 points`. */
export const points = (share: number): string => plural(Number((share * 100).toFixed(1)), 'point');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `2026-10-19` → `19 Oct`; the year stands beside it in the entry's own date. */
export const dayOf = (date: IsoDate): string => `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''}`;

export const price = (value: number): string => formatNumber(value, 2);

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
