import type { LayerName } from '../book/book.ts';
import { isShockable, isTradable } from '../book/valuation.ts';
import type { ContractFigures, ShockableFigures, TradableFigures } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { labelOf, parseOptionSymbol } from '../instruments/index.ts';
import { calendarDaysBetween } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { expectedCost, halfSpread } from './drag.ts';
import type { PolicyValues } from './policy/policySchema.ts';

/** One listed VIX call that passed window, strike and spread rules. Dollar figures are for one contract. */
export interface ContractChoice {
  readonly layer: LayerName;
  readonly symbol: InstrumentSymbol;
  readonly label: string;
  readonly expiration: IsoDate;
  readonly dte: number;
  readonly figures: TradableFigures & ShockableFigures;
  readonly halfSpread: number;
  /** Over the drag horizon. */
  readonly expectedCost: number;
  /** 0.10 × (+10-VIX gain) ÷ round-trip spread; null when bid equals ask. */
  readonly executionRatio: number | null;
  readonly score: number;
  /** What is not as the policy wants it: `short of window`, `outside the entry window`, `nearest listed strike`. */
  readonly marks: readonly string[];
}

export interface LayerChoices {
  /** Best first. */
  readonly ranked: readonly ContractChoice[];
  /** Why contracts inside the window were passed over, with counts. */
  readonly rejected: Readonly<Record<string, number>>;
}

interface ListedCall {
  readonly symbol: InstrumentSymbol;
  readonly expiration: IsoDate;
  readonly monthly: boolean;
}

/** Parsing a few hundred symbols once per listing, not once per evaluation. */
const parsedListings = new WeakMap<readonly InstrumentSymbol[], readonly ListedCall[]>();

function listedVixCalls(listed: readonly InstrumentSymbol[]): readonly ListedCall[] {
  const known = parsedListings.get(listed);
  if (known !== undefined) return known;
  const calls = listed.filter((symbol) => symbol.startsWith('VIX') && symbol.length === 21).flatMap((symbol): ListedCall[] => {
    const parsed = parseOptionSymbol(symbol);
    if (!parsed.ok || parsed.value.right !== 'C' || (parsed.value.root !== 'VIX' && parsed.value.root !== 'VIXW')) return [];
    return [{ symbol, expiration: parsed.value.expiration, monthly: parsed.value.root === 'VIX' }];
  });
  parsedListings.set(listed, calls);
  return calls;
}

interface Search {
  readonly context: ValuationContext;
  readonly policy: PolicyValues;
  readonly layer: LayerName;
  readonly delta: number;
  readonly rejected: Record<string, number>;
}

function reject(search: Search, why: string): null {
  search.rejected[why] = (search.rejected[why] ?? 0) + 1;
  return null;
}

/** Price, spread and execution rules; the strike rule comes before, so that rejections count wanted strikes only. */
function judgeContract(search: Search, call: ListedCall, figures: ContractFigures, marks: readonly string[]): ContractChoice | null {
  const { context, policy, layer } = search;
  const rules = policy.candidates;
  if (!isTradable(figures) || figures.bid <= 0) return reject(search, 'no two-sided quote');
  if (!isShockable(figures)) return reject(search, 'its gain at VIX +10 is unknown: no smile of its expiry');
  const spread = figures.ask - figures.bid;
  if (spread > rules.maxSpreadPoints || spread > rules.maxSpreadShare * figures.mark) return reject(search, 'spread too wide');
  const roundTrip = spread * figures.multiplier;
  const executionRatio = roundTrip > 0 ? (rules.executionGainShare * figures.gainAtVixPlus10) / roundTrip : null;
  if (executionRatio !== null && executionRatio < rules.minExecutionRatio) return reject(search, 'execution ratio below the minimum');
  const cost = expectedCost(context, figures, layer, policy);
  const half = halfSpread(figures);
  const premium = figures.ask * figures.multiplier;
  const { targetDte } = policy.layers[layer];
  const dte = calendarDaysBetween(context.market.date, call.expiration);
  const tenor = Math.max(0, 1 - (rules.tenorWeight * Math.abs(dte - targetDte)) / Math.max(targetDte, 1));
  return {
    layer, symbol: call.symbol, label: labelOf(call.symbol), expiration: call.expiration, dte, figures, halfSpread: half, expectedCost: cost, executionRatio, marks,
    score: (tenor * (figures.gainAtVixPlus10 - half - cost)) / premium,
  };
}

function searchWindow(search: Search, window: readonly [number, number], monthlyOnly: boolean, marks: readonly string[]): readonly ContractChoice[] {
  const { market } = search.context;
  const { tolerance, fallbackTolerance } = search.policy.strike;
  const priced = listedVixCalls(market.listed)
    .filter((call) => {
      const dte = calendarDaysBetween(market.date, call.expiration);
      return dte >= window[0] && dte <= window[1] && (call.monthly || !monthlyOnly);
    })
    .flatMap((call) => {
      const figures = search.context.figures(call.symbol);
      if (figures.ok) return [{ call, figures: figures.value, off: Math.abs(figures.value.deltaForward - search.delta) }];
      reject(search, figures.failure.reason);
      return [];
    });
  const within = priced.filter((row) => row.off <= tolerance + 1e-9);
  const rows = within.length > 0 ? within : nearestPerExpiry(priced.filter((row) => row.off <= fallbackTolerance));
  if (rows.length === 0 && priced.length > 0) reject(search, `no strike near ${search.delta.toFixed(2)} delta`);
  const strikeMarks = within.length > 0 ? marks : [...marks, 'nearest listed strike'];
  return rows.flatMap((row) => judgeContract(search, row.call, row.figures, strikeMarks) ?? []);
}

function nearestPerExpiry<T extends { readonly call: ListedCall; readonly off: number }>(rows: readonly T[]): readonly T[] {
  const best = new Map<IsoDate, T>();
  for (const row of rows) {
    const known = best.get(row.call.expiration);
    if (known === undefined || row.off < known.off) best.set(row.call.expiration, row);
  }
  return [...best.values()];
}

/** The outer layer's fallback is the longest listed expiry; the others' the one nearest to the target. */
function fallbackChoices(search: Search): readonly ContractChoice[] {
  const rules = search.policy.layers[search.layer];
  if (rules.fallbackDte === null) return [];
  const outer = search.layer === 'outer';
  const found = searchWindow(search, rules.fallbackDte, true, [outer ? 'short of window' : 'outside the entry window']);
  const distance = (choice: ContractChoice): number => (outer ? -choice.dte : Math.abs(choice.dte - rules.targetDte));
  const nearest = Math.min(...found.map(distance));
  return found.filter((choice) => distance(choice) === nearest);
}

/**
 * Contracts for a layer near a delta, ranked by +10-VIX gain net of half-spread and expected cost, per $ of premium,
 * discounted by the distance from the layer's target tenor (else the shortest expiry would always win and be rolled at once);
 * ties by tighter spread, then nearer to the layer's target, then symbol, so that the order never depends on the feed's.
 */
export function findChoices(context: ValuationContext, policy: PolicyValues, layer: LayerName, delta: number): LayerChoices {
  const rules = policy.layers[layer];
  const search: Search = { context, policy, layer, delta, rejected: {} };
  const inWindow = searchWindow(search, rules.entryDte, !rules.weeklies, []);
  const found = inWindow.length > 0 ? inWindow : fallbackChoices(search);
  const ranked = [...found].sort((a, b) =>
    b.score - a.score || a.halfSpread - b.halfSpread
    || Math.abs(a.dte - rules.targetDte) - Math.abs(b.dte - rules.targetDte) || (a.symbol < b.symbol ? -1 : 1));
  return { ranked, rejected: search.rejected };
}

/** Rejections in words, for a blocked decision. */
export function rejectionText(choices: LayerChoices): string {
  const rows = Object.entries(choices.rejected);
  return rows.length === 0 ? 'no VIX call is listed in the window' : rows.map(([why, count]) => `${why} (${count})`).join(', ');
}
