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

const OSI_FORM = /^([A-Z]{1,6}) *(\d{6})([CP])(\d{8})$/;
const OSI_LENGTH = 21;

/** Two-digit years from 80 on are the last century's: OSI symbols are applied to listings back to 1990. */
export const fullYear = (twoDigits: string): string => `${Number(twoDigits) >= 80 ? '19' : '20'}${twoDigits}`;

/** The parts of an option symbol as they stand in it, whichever feed wrote it. */
export interface OptionFields {
  readonly root: string;
  /** yymmdd */
  readonly date: string;
  readonly right: string;
  /** Strike × 1000, an integer: decimal strikes would not survive a round trip as text. */
  readonly strikeThousandths: number;
}

/** What the parts name; `text` is the whole symbol, for the sentence of a failure. */
export function optionOfFields(text: string, { root, date, right, strikeThousandths }: OptionFields): Result<OptionContract> {
  if (!isOptionRoot(root)) return failed('not-available', `"${text}" has the unknown option root ${root}`);
  const expiration = `${fullYear(date.slice(0, 2))}-${date.slice(2, 4)}-${date.slice(4, 6)}`;
  if (!isIsoDate(expiration)) return failed('invalid-input', `"${text}" names a day that does not exist`);
  if (strikeThousandths === 0) return failed('invalid-input', `"${text}" has a strike of zero`);
  return success({ root, expiration, right: right === 'C' ? 'C' : 'P', strike: strikeThousandths / 1_000 });
}

/** The parts of a contract; strikes beyond three decimals are rounded to the symbols' resolution. */
export const fieldsOfOption = ({ root, expiration, right, strike }: OptionContract): OptionFields => ({
  root, date: expiration.slice(2, 4) + expiration.slice(5, 7) + expiration.slice(8, 10), right, strikeThousandths: Math.round(strike * 1_000),
});

/** Parses a 21-character OSI symbol (OCC Options Symbology Initiative): root padded to six, yymmdd, C or P, strike × 1000. */
export function parseOptionSymbol(text: string): Result<OptionContract> {
  const match = text.length === OSI_LENGTH ? OSI_FORM.exec(text) : null;
  if (match === null) return failed('invalid-input', `"${text}" is not a 21-character option symbol`);
  const [, root = '', date = '', right = '', strike = ''] = match;
  return optionOfFields(text, { root, date, right, strikeThousandths: Number(strike) });
}

/** The inverse of `parseOptionSymbol`. */
export function formatOptionSymbol(contract: OptionContract): InstrumentSymbol {
  const { root, date, right, strikeThousandths } = fieldsOfOption(contract);
  return root.padEnd(6, ' ') + date + right + String(strikeThousandths).padStart(8, '0');
}
