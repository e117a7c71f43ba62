import type { LayerName } from '../../book/book.ts';
import type { ContractFigures } from '../../book/valuation.ts';
import type { ValuationContext } from '../../book/valuationContext.ts';
import type { FailureReason } from '../../result.ts';
import { calendarDaysBetween } from '../../time.ts';
import type { IsoDate } from '../../units.ts';
import type { PolicyValues } from '../policy/policySchema.ts';
import { isMonthly, type ListedExpiry, type ListedOption } from './listedOptions.ts';
import type { UnitLeg } from './unit.ts';

/** The policy's first strike rule, or the second where whole contracts of the first do not fit. */
export type StrikeChoice = 'first' | 'second';

/** One search of the chain: a layer, a window of days, a strike rule. `reject` counts what was passed over and why. */
export interface UnitSearch {
  readonly context: ValuationContext;
  readonly policy: PolicyValues;
  readonly layer: LayerName;
  readonly strike: StrikeChoice;
  readonly window: readonly [number, number];
  readonly monthlyOnly: boolean;
  reject(why: string): void;
}

/** What a search found: legs of one unit, and what is not as the policy wants it. */
export interface FoundUnit {
  readonly legs: readonly UnitLeg[];
  readonly marks: readonly string[];
}

export type UnitsOf = (search: UnitSearch) => readonly FoundUnit[];

export interface PricedOption {
  readonly option: ListedOption;
  readonly figures: ContractFigures;
}

export const isInWindow = ({ context, window }: Pick<UnitSearch, 'context' | 'window'>, expiration: IsoDate): boolean => {
  const dte = calendarDaysBetween(context.market.date, expiration);
  return dte >= window[0] && dte <= window[1];
};

const REASON_TEXT: Readonly<Partial<Record<FailureReason, string>>> = {
  'missing-data': 'no quote', 'one-sided': 'no bid or no ask', crossed: 'crossed quote', stale: 'stale quote', halted: 'halted', 'out-of-bounds': 'a price that no volatility gives',
};

/** Why a contract has no trusted price, as a trader would say it. */
export const inWords = (reason: FailureReason): string => REASON_TEXT[reason] ?? reason;

/** Options of the window's expiries with a trusted price; the reasons of the others are counted. */
export function pricedInWindow(search: UnitSearch, expiries: readonly ListedExpiry[]): readonly PricedOption[] {
  const wanted = expiries.filter((expiry) => (isMonthly(expiry) || !search.monthlyOnly) && isInWindow(search, expiry.expiration));
  return wanted.flatMap(({ options }) => options).flatMap((option) => {
    const figures = search.context.figures(option.symbol);
    if (figures.ok) return [{ option, figures: figures.value }];
    search.reject(inWords(figures.failure.reason));
    return [];
  });
}

/** Options that somebody bids for: nothing else can be sold. */
export const pricedToSell = ({ context }: Pick<UnitSearch, 'context'>, options: readonly ListedOption[]): readonly PricedOption[] =>
  options.flatMap((option) => {
    const figures = context.figures(option.symbol);
    return figures.ok && (figures.value.bid ?? 0) > 0 ? [{ option, figures: figures.value }] : [];
  });

/** The row nearest by a distance; of two equally near the lower symbol, so that the feed's order decides nothing. */
export function nearest(rows: readonly PricedOption[], distance: (row: PricedOption) => number): PricedOption | null {
  let best: PricedOption | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const off = distance(row);
    if (off < least || (off === least && best !== null && row.option.symbol < best.option.symbol)) [best, least] = [row, off];
  }
  return best;
}

function nearestPerExpiry(rows: readonly PricedOption[], distance: (row: PricedOption) => number): readonly PricedOption[] {
  const byExpiry = new Map<string, PricedOption[]>();
  for (const row of rows) {
    const key = `${row.option.root} ${row.option.expiration}`;
    const expiry = byExpiry.get(key);
    if (expiry === undefined) byExpiry.set(key, [row]);
    else expiry.push(row);
  }
  return [...byExpiry.values()].flatMap((expiry) => nearest(expiry, distance) ?? []);
}

const NEAREST_STRIKE = 'nearest listed strike';

/** Strikes near a delta: all within the tolerance; where no expiry has one, the nearest of each, marked. `delta` counts without its sign. */
export function nearDelta(search: UnitSearch, rows: readonly PricedOption[], delta: number): readonly (PricedOption & { readonly marks: readonly string[] })[] {
  const { tolerance, fallbackTolerance } = search.policy.strike;
  const off = ({ figures }: PricedOption): number => Math.abs(Math.abs(figures.deltaForward) - delta);
  const within = rows.filter((row) => off(row) <= tolerance + 1e-9);
  if (within.length > 0) return within.map((row) => ({ ...row, marks: [] }));
  const found = nearestPerExpiry(rows.filter((row) => off(row) <= fallbackTolerance + 1e-9), off);
  if (found.length === 0 && rows.length > 0) search.reject(`no strike near ${delta.toFixed(2)} delta`);
  return found.map((row) => ({ ...row, marks: [NEAREST_STRIKE] }));
}

/** The strike nearest to one that is reckoned from the forward of its own expiry, never spot VIX; one per expiry, at most the policy's gap away. */
function nearStrike(search: UnitSearch, rows: readonly PricedOption[], strikeOf: (forward: number) => number): readonly (PricedOption & { readonly marks: readonly string[] })[] {
  const { maxGapPoints } = search.policy.strike;
  const off = ({ option, figures }: PricedOption): number => Math.abs(option.strike - strikeOf(figures.forward.value));
  const found = nearestPerExpiry(rows.filter((row) => off(row) <= maxGapPoints + 1e-9), off);
  if (found.length === 0 && rows.length > 0) search.reject(`no strike within ${maxGapPoints} points of the one wanted`);
  return found.map((row) => ({ ...row, marks: [] }));
}

/** VIX calls by the policy's strike rule. */
export function byStrikeRule(search: UnitSearch, rows: readonly PricedOption[]): readonly (PricedOption & { readonly marks: readonly string[] })[] {
  const { rule, delta, secondDelta, pointsOtm, secondPointsOtm, percentOtm, secondPercentOtm } = search.policy.strike;
  const first = search.strike === 'first';
  switch (rule) {
    case 'delta': return nearDelta(search, rows, first ? delta : secondDelta);
    case 'pointsOtm': return nearStrike(search, rows, (forward) => forward + (first ? pointsOtm : secondPointsOtm));
    case 'percentOtm': return nearStrike(search, rows, (forward) => forward * (1 + (first ? percentOtm : secondPercentOtm)));
  }
}
