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

/** Decimals that a limit set by a policy needs to be told as it is, two at most: 0.5 → 0, 0.3867 → 2. */
const decimalsOf = (share: number): number => [0, 1].find((decimals) => Math.abs(share * 100 - Number((share * 100).toFixed(decimals))) < 1e-6) ?? 2;

/** A limit as the policy sets it: `50 %`, `38.67 %`; rounded, a coverage beyond it would read as within. */
export const limit = (share: number): string => percent(share, decimalsOf(share));

/** A figure told beside a limit it was compared with: a decimal more where one would put it on the other side, or on the limit. */
export function percentBeside(share: number, ...limits: readonly number[]): string {
  const rounded = Number((share * 100).toFixed(1));
  return percent(share, limits.some((one) => Math.sign(rounded - Number((one * 100).toFixed(2))) !== Math.sign(share - one)) ? 2 : 1);
}

/** A band as people write it: `33–50 %`. */
export const range = (low: number, high: number): string => (low === high ? limit(low) : `${formatNumber(low * 100, decimalsOf(low))}–${limit(high)}`);

/** Distances between coverages are points, not percent of percent: 0.1 → `10 points`. */
export const points = (share: number): string => plural(Number((share * 100).toFixed(1)), 'point');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `2026-10-19` → `19 Oct`; the year stands beside it in the entry's own date. */
export const dayOf = (date: IsoDate): string => `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''}`;

export const price = (value: number): string => formatNumber(value, 2);

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
