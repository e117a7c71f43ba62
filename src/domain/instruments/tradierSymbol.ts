/** Tradier's symbols: options in compact OSI, index levels and shares plain; no futures, no market indicators. */
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol } from '../units.ts';
import { formatCompactOption, parseCompactOption } from './compactOptionSymbol.ts';
import { MARKET_INDICATORS } from './contractSpecs.ts';
import { instrumentOf } from './instrument.ts';

/** Longer than any plain symbol: what else has an option's length is an option with a mistake. */
const LONGEST_PLAIN = 12;

/** Canonical symbol of Tradier's. Fails with `invalid-input` or `not-available` and the offending text. */
export function parseTradierSymbol(text: string): Result<InstrumentSymbol> {
  if (text.length > LONGEST_PLAIN) return parseCompactOption(text);
  const instrument = instrumentOf(text);
  if (!instrument.ok || instrument.value.kind === 'future' || instrument.value.kind === 'option') return failed('invalid-input', `"${text}" is not a Tradier symbol`);
  return MARKET_INDICATORS.has(text) ? failed('not-available', `"${text}": Tradier has no market indicators`) : success(text);
}

/** The inverse. Fails with `not-available` for futures and market indicators. */
export function formatTradierSymbol(symbol: InstrumentSymbol): Result<string> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  if (it.kind === 'option') return success(formatCompactOption(it.contract));
  if (it.kind === 'future') return failed('not-available', `${symbol}: Tradier has no futures`);
  return MARKET_INDICATORS.has(symbol) ? failed('not-available', `${symbol}: Tradier has no market indicators`) : success(symbol);
}
