import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol } from '../units.ts';
import { fieldsOfOption, formatOptionSymbol, optionOfFields } from './optionSymbol.ts';
import type { OptionContract } from './optionSymbol.ts';

const COMPACT_FORM = /^([A-Z]{1,6})(\d{6})([CP])(\d{8})$/;

/** OSI without the blanks that pad the root, `SPXW261218P06200000`: what Tradier, Cboe's files and, behind `O:`, Massive write. */
export function parseCompactOption(text: string): Result<InstrumentSymbol> {
  const match = COMPACT_FORM.exec(text);
  if (match === null) return failed('invalid-input', `"${text}" is not an option symbol such as SPXW261218P06200000`);
  const [, root = '', date = '', right = '', strike = ''] = match;
  const contract = optionOfFields(text, { root, date, right, strikeThousandths: Number(strike) });
  return contract.ok ? success(formatOptionSymbol(contract.value)) : contract;
}

export function formatCompactOption(contract: OptionContract): string {
  const { root, date, right, strikeThousandths } = fieldsOfOption(contract);
  return root + date + right + String(strikeThousandths).padStart(8, '0');
}
