/** What the smile of each expiry stands on, in words. Pure. */
import type { SmilesView } from '../../../../contract/api.ts';
import { formatCount, formatNumber, formatPercent } from '../../format.ts';
import { formatDay } from '../../formatTime.ts';

type Expiry = SmilesView['expiries'][number];

export interface SmileRow {
  readonly id: string;
  readonly name: string;
  readonly inBook: boolean;
  readonly days: string;
  readonly forward: string;
  readonly source: string;
  readonly atTheMoney: string;
  /** `41 of 41`; null with the reason where there is no smile. */
  readonly used: string | null;
  readonly repriced: string;
  readonly range: string;
  /** Quotes left out, one sentence each. */
  readonly dropped: readonly string[];
  /** What is to be said against the smile; empty when nothing is. */
  readonly remarks: readonly string[];
  readonly failure: string | null;
}

function remarksOf(fit: NonNullable<Expiry['fit']>): string[] {
  return [
    ...(fit.source === 'neighbours' ? ['too few quotes of its own: the shape is that of the neighbouring expiries'] : []),
    ...(fit.butterflyFree ? [] : ['the quotes themselves hold a butterfly arbitrage: no contract is marked at this smile']),
  ];
}

function smileRow(expiry: Expiry): SmileRow {
  const { fit, forward } = expiry;
  return {
    id: `${expiry.root} ${expiry.expiration}`, name: `${expiry.root} ${formatDay(expiry.expiration, 'year')}`, inBook: expiry.inBook,
    days: formatNumber(expiry.days, 1), forward: formatNumber(forward?.value ?? null, 2), source: forward?.source ?? '—', atTheMoney: formatPercent(expiry.atTheMoney, 1),
    used: fit === null ? null : `${formatCount(fit.used)} of ${formatCount(fit.quoted)}`,
    repriced: fit === null ? '—' : formatPercent(fit.used === 0 ? null : fit.repriced / fit.used),
    range: fit === null ? '—' : `${formatNumber(fit.lowestStrike, 0)}–${formatNumber(fit.highestStrike, 0)}`,
    dropped: fit?.dropped.map(({ strike, right, reason }) => `${formatNumber(strike, strike % 1 === 0 ? 0 : 2)} ${right}: ${reason}`) ?? [],
    remarks: fit === null ? [] : remarksOf(fit), failure: fit === null ? (expiry.failure ?? 'no smile') : null,
  };
}

export const smileRows = ({ expiries }: SmilesView): SmileRow[] => expiries.map(smileRow);

/** One sentence for each pair of expiries of which the later holds less total variance. */
export const calendarSentences = ({ calendarViolations }: SmilesView): string[] => calendarViolations.map(({ underlying, earlier, later, lowestMoneyness, highestMoneyness, shortfall }) =>
  `${underlying} ${formatDay(later)} holds less variance than ${formatDay(earlier)} at strikes of ${formatPercent(lowestMoneyness)} to ${formatPercent(highestMoneyness)} of the forward, by ${formatNumber(100 * shortfall, 2)} volatility points at most`);
