import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { EQUITIES, FUTURE_SPECS, OPTION_SPECS } from './contractSpecs.ts';
import type { FutureSpec, OptionSpec } from './contractSpecs.ts';
import { parseFutureSymbol } from './futureSymbol.ts';
import type { FutureContract } from './futureSymbol.ts';
import { parseOptionSymbol } from './optionSymbol.ts';
import type { OptionContract } from './optionSymbol.ts';

export interface OptionInstrument {
  readonly kind: 'option';
  readonly symbol: InstrumentSymbol;
  readonly contract: OptionContract;
  readonly spec: OptionSpec;
}

export interface FutureInstrument {
  readonly kind: 'future';
  readonly symbol: InstrumentSymbol;
  readonly contract: FutureContract;
  readonly spec: FutureSpec;
}

export interface PlainInstrument {
  readonly kind: 'index' | 'equity';
  readonly symbol: InstrumentSymbol;
}

export type Instrument = OptionInstrument | FutureInstrument | PlainInstrument;

const PLAIN_FORM = /^[A-Z][A-Z0-9.]{0,11}$/;
const FUTURE_LIKE = /^VXM?\d{6}$/;

function readInstrument(symbol: InstrumentSymbol): Result<Instrument> {
  if (symbol.length === 21) {
    const parsed = parseOptionSymbol(symbol);
    return parsed.ok ? success({ kind: 'option', symbol, contract: parsed.value, spec: OPTION_SPECS[parsed.value.root] }) : parsed;
  }
  if (FUTURE_LIKE.test(symbol)) {
    const parsed = parseFutureSymbol(symbol);
    return parsed.ok ? success({ kind: 'future', symbol, contract: parsed.value, spec: FUTURE_SPECS[parsed.value.root] }) : parsed;
  }
  if (!PLAIN_FORM.test(symbol)) return failed('invalid-input', `"${symbol}" is not an instrument symbol`);
  return success({ kind: EQUITIES.has(symbol) ? 'equity' : 'index', symbol });
}

const REMEMBERED = 20_000;
const remembered = new Map<InstrumentSymbol, Result<Instrument>>();

/** What a canonical symbol names. Fails with `invalid-input` or `not-available` and the offending text. */
export function instrumentOf(symbol: InstrumentSymbol): Result<Instrument> {
  const known = remembered.get(symbol);
  if (known !== undefined) return known;
  const instrument = readInstrument(symbol);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(symbol, instrument);
  return instrument;
}

/** Expiration of an option or settlement date of a future; `not-applicable` for what never expires. */
export function expirationOf(symbol: InstrumentSymbol): Result<IsoDate> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  return it.kind === 'option' || it.kind === 'future' ? success(it.contract.expiration) : failed('not-applicable', `${symbol} does not expire`);
}
