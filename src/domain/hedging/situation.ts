import type { Book, LayerName } from '../book/book.ts';
import type { BookValuation } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { tradingDaysBetween } from '../calendar.ts';
import { invariant } from '../result.ts';
import type { DailySignals } from '../signals/dailySignals.ts';
import type { IsoDate } from '../units.ts';
import type { Position } from './ahead.ts';
import type { LayerChoices } from './candidates.ts';
import type { Stage } from './decision.ts';
import type { MacroEvent, MacroReading } from './macro.ts';
import type { HedgeMemory } from './hedgeMemory.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';
import type { StrikeChoice } from './instruments/unitSearch.ts';
import type { PolicyValues } from './policy/policySchema.ts';

/** Whether coverage means anything today (the spike guard of the method). */
export interface BandGuard {
  /** The live level alone makes today a spike. */
  readonly spikeToday: boolean;
  readonly vegaCollapsed: boolean;
  /** Why over-hedge and band rules rest; null when they apply. */
  readonly note: string | null;
}

/** Everything a rule may look at once the data have passed the quality guard. */
export interface Situation {
  readonly context: ValuationContext;
  readonly book: Book;
  readonly valuation: BookValuation;
  readonly signals: DailySignals;
  readonly policy: PolicyValues;
  readonly memory: HedgeMemory;
  readonly events: readonly MacroEvent[];
  readonly macro: MacroReading | null;
  readonly date: IsoDate;
  readonly stage: Stage;
  /** The hedge that rules size, roll and sell. */
  readonly held: readonly HeldUnits[];
  /** Held as hedge, of kind `other`: counted in coverage by its own sign, traded by no rule. */
  readonly others: readonly HeldUnits[];
  /** $ per VIX point, positive; null when the book carries no net short vega. */
  readonly shortVega: number | null;
  /** $ per VIX point of all hedge legs. */
  readonly hedgeVega: number;
  readonly coverage: number | null;
  /** Set where the desk is seen as it will be once the rolls advised beside are done; `coverageBefore` is the one of now. */
  readonly rolls?: { readonly positions: readonly Position[]; readonly coverageBefore: number | null };
  readonly spx: number;
  readonly vix: number;
  readonly guard: BandGuard;
  /** Ranked units of a layer by a strike rule; searched once per evaluation. */
  readonly choices: (layer: LayerName, strike: StrikeChoice) => LayerChoices;
}

export interface TargetBand {
  readonly low: number;
  readonly high: number;
  readonly target: number;
  /** The target would have lain above the band. */
  readonly clipped: boolean;
  readonly lines: readonly string[];
}

/** Said of a figure that counts on the rolls beside; empty where there are none. */
export const onceRolled = (s: Pick<Situation, 'rolls'>): string => (s.rolls === undefined ? '' : ' once the roll beside is done');

export const heldIn = (s: Pick<Situation, 'held'>, layer: LayerName): readonly HeldUnits[] => s.held.filter((h) => h.layer === layer);

export const contractsIn = (s: Pick<Situation, 'held'>, layer: LayerName): number =>
  heldIn(s, layer).reduce((sum, h) => sum + h.quantity, 0);

/** Trading days since a session, infinite when there was none. */
export const daysSince = (from: IsoDate | null | undefined, to: IsoDate): number =>
  from === null || from === undefined ? Number.POSITIVE_INFINITY : tradingDaysBetween(from, to);

export function coverageWith(s: Situation, extraVega: number): number | null {
  return s.shortVega === null ? null : (s.hedgeVega + extraVega) / s.shortVega;
}

/**
 * Share of a threshold by which a quantity must come back before an advice that stands is withdrawn; 0 where none of that rule (and
 * subject) stands. Quotes tremble, advice should not.
 */
export function slackOf(s: Pick<Situation, 'memory' | 'policy'>, ruleAndSubject: string): number {
  return Object.keys(s.memory.advised).some((id) => id.startsWith(`${ruleAndSubject}/`)) ? s.policy.guards.standing : 0;
}

export function levelOf(context: ValuationContext, symbol: string): number {
  const view = context.market.levels.get(symbol);
  invariant(view !== undefined, `${symbol} passed the quality guard without a level`);
  return view.level;
}
