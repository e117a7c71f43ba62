import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { partsOfDate } from '../time.ts';
import type { FutureRoot } from './contractSpecs.ts';
import { vixMonthlyExpiration } from './expirations.ts';
import type { FutureContract } from './futureSymbol.ts';

/** January to December, as every US futures exchange writes them. */
const MONTH_CODES = 'FGHJKMNQUVXZ';
/** In the first year of VX futures, 2004, two contracts settled a week off the rule. */
const FIRST_YEAR = 2005;

/** The month that a future's code names: VX `Z` 2026 settles on 2026-12-16. */
export interface FutureMonth {
  readonly root: FutureRoot;
  readonly code: string;
  readonly year: number;
}

/** The contract of a month, its settlement date by rule. Fails with `not-available` before 2005, `invalid-input` for a letter that is no month. */
export function futureOfMonth({ root, code, year }: FutureMonth): Result<FutureContract> {
  const month = MONTH_CODES.indexOf(code) + 1;
  if (code.length !== 1 || month === 0) return failed('invalid-input', `"${code}" is not a month code (${MONTH_CODES})`);
  if (year < FIRST_YEAR) return failed('not-available', `${root} ${code} ${year}: settlement dates before ${FIRST_YEAR} did not follow the rule`);
  return success({ root, expiration: vixMonthlyExpiration(year, month) });
}

/** The inverse. Fails with `not-available` for a date that is no monthly settlement: a weekly contract has no month code. */
export function monthOfFuture({ root, expiration }: FutureContract): Result<FutureMonth> {
  const { year, month } = partsOfDate(expiration);
  const code = MONTH_CODES.charAt(month - 1);
  const monthly = futureOfMonth({ root, code, year });
  if (!monthly.ok) return monthly;
  if (monthly.value.expiration === expiration) return success({ root, code, year });
  return failed('not-available', `${root} of ${expiration} is no monthly contract: that month's settles on ${monthly.value.expiration}`);
}
