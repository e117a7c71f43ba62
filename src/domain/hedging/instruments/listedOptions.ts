import { parseOptionSymbol, type OptionContract } from '../../instruments/index.ts';
import type { InstrumentSymbol } from '../../units.ts';

export interface ListedOption extends OptionContract {
  readonly symbol: InstrumentSymbol;
}

interface HedgeOptions {
  readonly vixCalls: readonly ListedOption[];
  readonly spxPuts: readonly ListedOption[];
}

/** Parsing some thousand symbols once per listing, not once per evaluation. */
const parsedListings = new WeakMap<readonly InstrumentSymbol[], HedgeOptions>();

/** Listed options that a hedge may be made of. */
export function hedgeOptionsOf(listed: readonly InstrumentSymbol[]): HedgeOptions {
  const known = parsedListings.get(listed);
  if (known !== undefined) return known;
  const vixCalls: ListedOption[] = [];
  const spxPuts: ListedOption[] = [];
  for (const symbol of listed) {
    const parsed = symbol.length === 21 ? parseOptionSymbol(symbol) : null;
    if (parsed === null || !parsed.ok) continue;
    const { root, right } = parsed.value;
    if (right === 'C' && (root === 'VIX' || root === 'VIXW')) vixCalls.push({ ...parsed.value, symbol });
    if (right === 'P' && (root === 'SPX' || root === 'SPXW')) spxPuts.push({ ...parsed.value, symbol });
  }
  const options = { vixCalls, spxPuts };
  parsedListings.set(listed, options);
  return options;
}

/** Monthly contracts: the VIX root, and the SPX root that settles to the opening. */
export const isMonthly = ({ root }: Pick<ListedOption, 'root'>): boolean => root === 'VIX' || root === 'SPX';
