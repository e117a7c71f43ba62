/**
 * dxFeed's symbols (dxLink, tastytrade's streamer): options `.SPXW261218P6200` with the strike as its shortest decimal,
 * futures `/VXZ26:XCBF` (month code, two-digit year, MIC of CFE), index levels and shares plain, market indicators behind a
 * `$`. Source: dxFeed's symbology guide; the form of VX futures is derived, not seen live. One text per instrument.
 */
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol } from '../units.ts';
import { MARKET_INDICATORS, isFutureRoot } from './contractSpecs.ts';
import { futureOfMonth, monthOfFuture } from './futureMonth.ts';
import { formatFutureSymbol } from './futureSymbol.ts';
import { instrumentOf } from './instrument.ts';
import { fieldsOfOption, formatOptionSymbol, fullYear, optionOfFields } from './optionSymbol.ts';
import type { OptionContract } from './optionSymbol.ts';

const OPTION_FORM = /^\.([A-Z]{1,6})(\d{6})([CP])(0|[1-9]\d{0,4})(?:\.(\d{0,2}[1-9]))?$/;
const FUTURE_FORM = /^\/([A-Z]{2,3})([A-Z])(\d{2}):XCBF$/;

function parseOption(text: string): Result<InstrumentSymbol> {
  const match = OPTION_FORM.exec(text);
  if (match === null) return failed('invalid-input', `"${text}" is not a dxFeed option such as .SPXW261218P6200 or .VIX261216C27.5`);
  const [, root = '', date = '', right = '', whole = '', fraction = ''] = match;
  const contract = optionOfFields(text, { root, date, right, strikeThousandths: Number(whole + fraction.padEnd(3, '0')) });
  return contract.ok ? success(formatOptionSymbol(contract.value)) : contract;
}

function parseFuture(text: string): Result<InstrumentSymbol> {
  const match = FUTURE_FORM.exec(text);
  if (match === null) return failed('invalid-input', `"${text}" is not a dxFeed future such as /VXZ26:XCBF`);
  const [, root = '', code = '', year = ''] = match;
  if (!isFutureRoot(root)) return failed('not-available', `"${text}" has the unknown future root ${root}`);
  const contract = futureOfMonth({ root, code, year: Number(fullYear(year)) });
  return contract.ok ? success(formatFutureSymbol(contract.value)) : failed(contract.failure.reason, `"${text}": ${contract.failure.detail}`);
}

function parsePlain(text: string): Result<InstrumentSymbol> {
  const indicator = text.startsWith('$') ? text.slice(1) : null;
  if (indicator !== null && !MARKET_INDICATORS.has(indicator)) return failed('not-available', `"${text}" is not a market indicator that is known`);
  if (indicator === null && MARKET_INDICATORS.has(text)) return failed('invalid-input', `"${text}" is a market indicator, which dxFeed writes $${text}`);
  const symbol = indicator ?? text;
  const instrument = instrumentOf(symbol);
  if (instrument.ok && (instrument.value.kind === 'index' || instrument.value.kind === 'equity')) return success(symbol);
  return failed('invalid-input', `"${text}" is not a dxFeed symbol`);
}

/** Canonical symbol of dxFeed's. Fails with `invalid-input` or `not-available` and the offending text. */
export function parseDxFeedSymbol(text: string): Result<InstrumentSymbol> {
  if (text.startsWith('.')) return parseOption(text);
  return text.startsWith('/') ? parseFuture(text) : parsePlain(text);
}

function formatOption(contract: OptionContract): string {
  const { root, date, right, strikeThousandths } = fieldsOfOption(contract);
  const fraction = String(strikeThousandths % 1_000).padStart(3, '0').replace(/0+$/, '');
  const whole = Math.floor(strikeThousandths / 1_000);
  return `.${root}${date}${right}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The inverse. Fails with `not-available` for a future that is no monthly contract, `invalid-input` for no symbol. */
export function formatDxFeedSymbol(symbol: InstrumentSymbol): Result<string> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  if (it.kind === 'option') return success(formatOption(it.contract));
  if (it.kind !== 'future') return success(MARKET_INDICATORS.has(symbol) ? `$${symbol}` : symbol);
  const month = monthOfFuture(it.contract);
  return month.ok ? success(`/${month.value.root}${month.value.code}${it.contract.expiration.slice(2, 4)}:XCBF`) : month;
}
