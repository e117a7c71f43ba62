import { success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol } from '../units.ts';
import { parseCompactOption } from './compactOptionSymbol.ts';
import { parseDxFeedSymbol } from './dxFeedSymbol.ts';
import { instrumentOf } from './instrument.ts';
import { parseMassiveSymbol } from './massiveSymbol.ts';

const OSI_LENGTH = 21;
const OPTION_LIKE = /\d{6}[CP]\d{8}$/;

/**
 * Canonical symbol of a text in canonical, dxFeed's, Tradier's or Massive's form: for files of the user's, where the text
 * itself must tell. Index levels, shares and futures without a prefix are read as canonical. Fails as those do.
 */
export function parseAnySymbol(text: string): Result<InstrumentSymbol> {
  if (/^[./$]/.test(text)) return parseDxFeedSymbol(text);
  if (/^[OI]:/.test(text)) return parseMassiveSymbol(text);
  if (text.length !== OSI_LENGTH && OPTION_LIKE.test(text)) return parseCompactOption(text);
  const instrument = instrumentOf(text);
  return instrument.ok ? success(text) : instrument;
}
