import type { LayerName } from '../book/book.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { calendarDaysBetween } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { expectedCost } from './drag.ts';
import { capitalOf, halfSpreadOf, hedgeUnit, isShockableUnit, isTradableUnit, type ShockableUnit, type TradableUnit } from './instruments/unit.ts';
import { LISTED_NAME, UNITS_OF } from './instruments/unitsOf.ts';
import type { FoundUnit, StrikeChoice } from './instruments/unitSearch.ts';
import type { PolicyValues } from './policy/policySchema.ts';

/** One unit of the layer's instrument that passed window, strike and spread rules. Dollar figures are for one unit. */
export interface UnitChoice {
  readonly layer: LayerName;
  readonly unit: TradableUnit & ShockableUnit;
  /** The unit's protecting leg and its expiry. */
  readonly symbol: InstrumentSymbol;
  readonly label: string;
  readonly expiration: IsoDate;
  readonly dte: number;
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
  readonly ranked: readonly UnitChoice[];
  /** Why units inside the window were passed over, with counts. */
  readonly rejected: Readonly<Record<string, number>>;
  /** What the layer is made of, in words. */
  readonly listedName: string;
}

interface Search {
  readonly context: ValuationContext;
  readonly policy: PolicyValues;
  readonly layer: LayerName;
  readonly strike: StrikeChoice;
  readonly rejected: Record<string, number>;
}

function reject(search: Search, why: string): null {
  search.rejected[why] = (search.rejected[why] ?? 0) + 1;
  return null;
}

/** Price, spread and execution rules; the strike rule comes before, so that rejections count wanted strikes only. */
function judgeUnit(search: Search, found: FoundUnit, marks: readonly string[]): UnitChoice | null {
  const { context, policy, layer } = search;
  const rules = policy.candidates;
  const unit = hedgeUnit(found.legs, { policy, vix: context.market.levels.get('VIX')?.level ?? null });
  if (!isTradableUnit(unit) || unit.bid <= 0) return reject(search, 'no two-sided quote');
  if (!isShockableUnit(unit)) return reject(search, 'its gain at VIX +10 is unknown: no smile of its expiry');
  const spread = unit.ask - unit.bid;
  const widest = unit.kind === 'spxPutSpread' ? policy.instruments.putSpread.maxSpreadPoints : rules.maxSpreadPoints;
  if (spread > widest || spread > rules.maxSpreadShare * unit.mark) return reject(search, 'spread too wide');
  const roundTrip = spread * unit.multiplier;
  const executionRatio = roundTrip > 0 ? (rules.executionGainShare * unit.gainAtVixPlus10) / roundTrip : null;
  if (executionRatio !== null && executionRatio < rules.minExecutionRatio) return reject(search, 'execution ratio below the minimum');
  if (unit.vegaPerVixPoint <= 0 || unit.gainAtVixPlus10 <= 0) return reject(search, 'it does not gain when VIX rises');
  const cost = expectedCost(context, unit, layer, policy);
  if (cost === null) return reject(search, 'its cost until the roll is unknown: no smile of its expiry');
  const capital = capitalOf(unit, unit.ask);
  if (capital <= 0) return reject(search, 'it ties up no capital to rank it by');
  const { targetDte } = policy.layers[layer];
  const dte = calendarDaysBetween(context.market.date, unit.expiration);
  const tenor = Math.max(0, 1 - (rules.tenorWeight * Math.abs(dte - targetDte)) / Math.max(targetDte, 1));
  const halfSpread = halfSpreadOf(unit);
  return {
    layer, unit, symbol: unit.symbol, label: unit.label, expiration: unit.expiration, dte, halfSpread, expectedCost: cost, executionRatio,
    marks: [...marks, ...found.marks], score: (tenor * (unit.gainAtVixPlus10 - halfSpread - cost)) / capital,
  };
}

function searchWindow(search: Search, window: readonly [number, number], monthlyOnly: boolean, marks: readonly string[]): readonly UnitChoice[] {
  const { context, policy, layer, strike } = search;
  const found = UNITS_OF[policy.layers[layer].instrument]({ context, policy, layer, strike, window, monthlyOnly, reject: (why) => reject(search, why) });
  return found.flatMap((unit) => judgeUnit(search, unit, marks) ?? []);
}

/** The outer layer's fallback is the longest listed expiry; the others' the one nearest to the target. */
function fallbackChoices(search: Search): readonly UnitChoice[] {
  const rules = search.policy.layers[search.layer];
  if (rules.fallbackDte === null) return [];
  const outer = search.layer === 'outer';
  const found = searchWindow(search, rules.fallbackDte, true, [outer ? 'short of window' : 'outside the entry window']);
  const distance = (choice: UnitChoice): number => (outer ? -choice.dte : Math.abs(choice.dte - rules.targetDte));
  const nearest = Math.min(...found.map(distance));
  return found.filter((choice) => distance(choice) === nearest);
}

/**
 * Units for a layer by a strike rule, ranked by +10-VIX gain net of half-spread and expected cost, per $ of premium and margin,
 * discounted by the distance from the layer's target tenor (else the shortest expiry would always win and be rolled at once);
 * ties by tighter spread, then nearer to the layer's target, then symbol, so that the order never depends on the feed's.
 */
export function findChoices(context: ValuationContext, policy: PolicyValues, layer: LayerName, strike: StrikeChoice): LayerChoices {
  const rules = policy.layers[layer];
  const search: Search = { context, policy, layer, strike, rejected: {} };
  const inWindow = searchWindow(search, rules.entryDte, !rules.weeklies, []);
  const found = inWindow.length > 0 ? inWindow : fallbackChoices(search);
  const ranked = [...found].sort((a, b) =>
    b.score - a.score || a.halfSpread - b.halfSpread
    || Math.abs(a.dte - rules.targetDte) - Math.abs(b.dte - rules.targetDte) || (a.symbol < b.symbol ? -1 : 1));
  return { ranked, rejected: search.rejected, listedName: LISTED_NAME[rules.instrument] };
}

/** Rejections in words, for a blocked decision. */
export function rejectionText({ rejected, listedName }: Pick<LayerChoices, 'rejected' | 'listedName'>): string {
  const rows = Object.entries(rejected);
  return rows.length === 0 ? `no ${listedName} is listed in the window` : rows.map(([why, count]) => `${why} (${count})`).join(', ');
}
