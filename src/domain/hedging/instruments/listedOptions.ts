import { parseOptionSymbol, type OptionContract, type OptionRoot } from '../../instruments/index.ts';
import type { InstrumentSymbol, IsoDate } from '../../units.ts';

export interface ListedOption extends OptionContract {
  readonly symbol: InstrumentSymbol;
}

/** The options of one root, right and expiration, strikes ascending. */
export interface ListedExpiry {
  readonly root: OptionRoot;
  readonly expiration: IsoDate;
  readonly options: readonly ListedOption[];
}

/** Expiries ascending: nothing that is searched depends on the order in which a feed lists. */
interface HedgeOptions {
  readonly vixCalls: readonly ListedExpiry[];
  readonly spxPuts: readonly ListedExpiry[];
}

/** Parsing some thousand symbols once per listing, not once per evaluation. */
const parsedListings = new WeakMap<readonly InstrumentSymbol[], HedgeOptions>();

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byExpiry(options: readonly ListedOption[]): readonly ListedExpiry[] {
  const groups = new Map<string, ListedOption[]>();
  for (const option of options) {
    const key = `${option.root} ${option.expiration}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [option]);
    else group.push(option);
  }
  return [...groups.values()]
    .map((group) => ({ root: (group[0] as ListedOption).root, expiration: (group[0] as ListedOption).expiration, options: group.sort((a, b) => a.strike - b.strike) }))
    .sort((a, b) => before(a.expiration, b.expiration) || before(a.root, b.root));
}

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
  const options = { vixCalls: byExpiry(vixCalls), spxPuts: byExpiry(spxPuts) };
  parsedListings.set(listed, options);
  return options;
}

/** Monthly contracts: the VIX root, and the SPX root that settles to the opening. */
export const isMonthly = ({ root }: Pick<ListedOption, 'root'>): boolean => root === 'VIX' || root === 'SPX';
