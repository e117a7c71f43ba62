import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { isIsoDate } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { isOptionRoot } from './contractSpecs.ts';
import type { OptionRoot } from './contractSpecs.ts';

export type OptionRight = 'C' | 'P';

export interface OptionContract {
  readonly root: OptionRoot;
  readonly expiration: IsoDate;
  readonly right: OptionRight;
  /** Points of the underlying, at most three decimals. */
  readonly strike: number;
}

const OSI_FORM = /^([A-Z]{1,6}) *(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;
const OSI_LENGTH = 21;

/** Two-digit years from 80 on are the last century's: OSI symbols are applied to listings back to 1990. */
export const fullYear = (twoDigits: string): string => `${Number(twoDigits) >= 80 ? '19' : '20'}${twoDigits}`;

/** Parses a 21-character OSI symbol (OCC Options Symbology Initiative): root padded to six, yymmdd, C or P, strike × 1000. */
export function parseOptionSymbol(text: string): Result<OptionContract> {
  const match = text.length === OSI_LENGTH ? OSI_FORM.exec(text) : null;
  if (match === null) return failed('invalid-input', `"${text}" is not a 21-character option symbol`);
  const [, root = '', year = '', month = '', day = '', right = '', strike = ''] = match;
  if (!isOptionRoot(root)) return failed('not-available', `"${text}" has the unknown option root ${root}`);
  const expiration = `${fullYear(year)}-${month}-${day}`;
  if (!isIsoDate(expiration)) return failed('invalid-input', `"${text}" names a day that does not exist`);
  if (Number(strike) === 0) return failed('invalid-input', `"${text}" has a strike of zero`);
  return success({ root, expiration, right: right === 'C' ? 'C' : 'P', strike: Number(strike) / 1_000 });
}

/** The inverse of `parseOptionSymbol`; strikes beyond three decimals are rounded to the symbol's resolution. */
export function formatOptionSymbol({ root, expiration, right, strike }: OptionContract): InstrumentSymbol {
  const date = expiration.slice(2, 4) + expiration.slice(5, 7) + expiration.slice(8, 10);
  return root.padEnd(6, ' ') + date + right + String(Math.round(strike * 1_000)).padStart(8, '0');
}
