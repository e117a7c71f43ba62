/**
 * Text of every figure on the screen. Long and gains are positive; negative figures carry a real minus sign.
 * A missing value is shown as an em dash, never as 0. Times are New York (exchange) time.
 */
import { formatDay } from './formatTime.ts';

export const MISSING = '—';
const MINUS = '\u2212';
const SPACE = '\u00a0';

const plainFormats = new Map<number, Intl.NumberFormat>();

function plain(decimals: number): Intl.NumberFormat {
  let format = plainFormats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    plainFormats.set(decimals, format);
  }
  return format;
}

type Maybe = number | null | undefined;
interface SignOption {
  /** Show `+` before values above zero. */
  readonly plus?: boolean;
}

/** Sign decided after rounding, so that −0.004 at two decimals reads 0.00 and not −0.00. */
function withSign(value: number, magnitude: string, plus: boolean): string {
  const isZero = !/[1-9]/.test(magnitude);
  if (isZero) return magnitude;
  if (value < 0) return MINUS + magnitude;
  return plus ? `+${magnitude}` : magnitude;
}

/** `−1,234.50`; null → `—`. */
export function formatNumber(value: Maybe, decimals = 0, options: SignOption = {}): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return withSign(value, plain(decimals).format(Math.abs(value)), options.plus ?? false);
}

/** Always signed: `+57`, `−218`, `0`. */
export function formatSigned(value: Maybe, decimals = 0): string {
  return formatNumber(value, decimals, { plus: true });
}

/** Levels of one figure, all with the decimals of the one that was set most finely, four at most: `0.95` and `1.00`, `60` and `70`. */
export function formatLevels(values: readonly number[]): string[] {
  const decimals = Math.max(0, ...values.map(decimalsOf));
  return values.map((value) => formatNumber(value, decimals));
}

const decimalsOf = (value: number): number => [0, 1, 2, 3].find((places) => Math.abs(value - Number(value.toFixed(places))) < 1e-9) ?? 4;

/** Dollars: `$1,234`, `−$612`. */
export function formatMoney(value: Maybe, decimals = 0, options: SignOption = {}): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return withSign(value, `$${plain(decimals).format(Math.abs(value))}`, options.plus ?? false);
}

/** Dollars without the sign of currency for narrow tables: whole below ten thousand, then `−12.9k`, `−1.24m`. */
export function formatNarrow(value: Maybe): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  if (size < 9_999.5) return formatSigned(value, 0);
  if (size < 999_950) return withSign(value, `${plain(size < 99_950 ? 1 : 0).format(size / 1_000)}k`, true);
  return withSign(value, `${plain(2).format(size / 1_000_000)}m`, true);
}

/** A ratio as a percentage: 0.373 → `37 %`. */
export function formatPercent(ratio: Maybe, decimals = 0, options: SignOption = {}): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return MISSING;
  const points = ratio * 100;
  return `${withSign(points, plain(decimals).format(Math.abs(points)), options.plus ?? false)}${SPACE}%`;
}

/** A value already in percent: 0.31 → `+0.31 %`. */
export function formatPercentPoints(value: Maybe, decimals = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return `${formatSigned(value, decimals)}${SPACE}%`;
}

/** `33–50 %`, from ratios. */
export function formatBand(low: number, high: number): string {
  return `${plain(0).format(low * 100)}–${plain(0).format(high * 100)}${SPACE}%`;
}

/** Large counts of shares or issues for chart axes: `4.21 B`, `−312 M`, `18.4 k`. */
export function formatCompact(value: Maybe): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  const scales: readonly [number, string][] = [[1e9, 'B'], [1e6, 'M'], [1e4, 'k']];
  for (const [scale, letter] of scales) {
    if (size < scale) continue;
    const divided = size / (letter === 'k' ? 1e3 : scale);
    const decimals = divided < 10 ? 2 : divided < 100 ? 1 : 0;
    return withSign(value, `${plain(decimals).format(divided)}${SPACE}${letter}`, false);
  }
  return formatNumber(value, 0);
}

/** Contracts with their sign of position: `+4`, `−10`. */
export function formatContracts(quantity: number): string {
  return formatSigned(quantity, 0);
}

/** Calendar days to a date, in words: `26 days`, `1 day`, `today`. */
export function formatDays(days: Maybe): string {
  if (days === null || days === undefined || !Number.isFinite(days)) return MISSING;
  const whole = Math.round(days);
  if (whole === 0) return 'today';
  return `${formatNumber(whole)} ${Math.abs(whole) === 1 ? 'day' : 'days'}`;
}

/** `9 Dec · 13 d`: an event's date and how far off it is. */
export function formatEvent(date: string, days: number): string {
  return `${formatDay(date, 'weekday')} · ${days <= 0 ? 'today' : `${plain(0).format(days)} d`}`;
}

/** The sign of a money figure as a class name; zero and missing have none. */
export function signClass(value: Maybe): 'positive' | 'negative' | '' {
  if (value === null || value === undefined || !Number.isFinite(value) || value === 0) return '';
  return value > 0 ? 'positive' : 'negative';
}

/** A plain count: `1,284`. */
export function formatCount(value: number): string {
  return formatNumber(value, 0);
}

const DAY_AND_MONTH = /\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g;

/** A sentence in which a figure and its percent sign, a day and its month stay on one line. */
export function unbroken(sentence: string): string {
  return sentence.replaceAll(/(\d) %/g, `$1${SPACE}%`).replaceAll(DAY_AND_MONTH, `$1${SPACE}$2`);
}
