/**
 * Massive's symbols (formerly Polygon): options `O:` and compact OSI, index levels `I:SPX`, shares plain. Its futures are
 * those of CME: no VX. Market indicators behind `I:` are unconfirmed and refused.
 */
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol } from '../units.ts';
import { formatCompactOption, parseCompactOption } from './compactOptionSymbol.ts';
import { MARKET_INDICATORS } from './contractSpecs.ts';
import { instrumentOf } from './instrument.ts';

const PREFIX_LENGTH = 2;

/** Canonical symbol of Massive's. Fails with `invalid-input` or `not-available` and the offending text. */
export function parseMassiveSymbol(text: string): Result<InstrumentSymbol> {
  if (text.startsWith('O:')) {
    const option = parseCompactOption(text.slice(PREFIX_LENGTH));
    return option.ok ? option : failed(option.failure.reason, `"${text}": ${option.failure.detail}`);
  }
  const prefixed = text.startsWith('I:');
  const symbol = prefixed ? text.slice(PREFIX_LENGTH) : text;
  const instrument = instrumentOf(symbol);
  if (!instrument.ok || instrument.value.kind !== (prefixed ? 'index' : 'equity')) return failed('invalid-input', `"${text}" is not a Massive symbol such as I:SPX or O:SPXW261218P06200000`);
  return MARKET_INDICATORS.has(symbol) ? failed('not-available', `"${text}": market indicators of Massive are not known`) : success(symbol);
}

/** The inverse. Fails with `not-available` for futures and market indicators. */
export function formatMassiveSymbol(symbol: InstrumentSymbol): Result<string> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  if (it.kind === 'option') return success(`O:${formatCompactOption(it.contract)}`);
  if (it.kind === 'future') return failed('not-available', `${symbol}: Massive has no VX futures`);
  if (MARKET_INDICATORS.has(symbol)) return failed('not-available', `${symbol}: market indicators of Massive are not known`);
  return success(it.kind === 'index' ? `I:${symbol}` : symbol);
}
