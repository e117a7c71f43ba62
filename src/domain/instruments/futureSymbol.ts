import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { isIsoDate } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { isFutureRoot } from './contractSpecs.ts';
import type { FutureRoot } from './contractSpecs.ts';
import { fullYear } from './optionSymbol.ts';

export interface FutureContract {
  readonly root: FutureRoot;
  /** Final settlement date. */
  readonly expiration: IsoDate;
}

const FUTURE_FORM = /^([A-Z]{2,3})(\d{2})(\d{2})(\d{2})$/;

/** Parses the root followed by the settlement date, `VX261216`. */
export function parseFutureSymbol(text: string): Result<FutureContract> {
  const match = FUTURE_FORM.exec(text);
  if (match === null) return failed('invalid-input', `"${text}" is not a future symbol such as VX261216`);
  const [, root = '', year = '', month = '', day = ''] = match;
  if (!isFutureRoot(root)) return failed('not-available', `"${text}" has the unknown future root ${root}`);
  const expiration = `${fullYear(year)}-${month}-${day}`;
  if (!isIsoDate(expiration)) return failed('invalid-input', `"${text}" names a day that does not exist`);
  return success({ root, expiration });
}

export const formatFutureSymbol = ({ root, expiration }: FutureContract): InstrumentSymbol =>
  root + expiration.slice(2, 4) + expiration.slice(5, 7) + expiration.slice(8, 10);
