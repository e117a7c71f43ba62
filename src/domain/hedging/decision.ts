import type { FillLine } from '../book/applyFill.ts';
import type { LayerName } from '../book/book.ts';
import type { HedgeUnit } from './instruments/unit.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';

export type Stage = 'watch' | 'first' | 'confirmed' | 'stress' | 'press';
export type Action = 'add' | 'roll' | 'delayer' | 'rebalance' | 'widen' | 'hold';

/** A signal or book value behind a decision. `supports: false` is shown too, greyed: it speaks against. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly asOf: IsoDate;
  readonly supports: boolean;
}

/** A line to type in at the broker, and the fill it would be: ask for buys, bid for sells; `legId` names the leg a sell closes. */
export type TicketLine = FillLine;

/** One way to do it, the first ranked best. Dollar figures are for the whole ticket. */
export interface Candidate {
  /** What the first line's unit is. */
  readonly instrument: HedgeUnit['kind'];
  /** Of the protecting leg. */
  readonly symbol: InstrumentSymbol;
  readonly label: string;
  readonly contracts: number;
  readonly bid: number | null;
  /** Null when a held contract has no ask. */
  readonly ask: number | null;
  readonly mid: number;
  readonly delta: number;
  readonly daysToSettlement: number;
  /** $ per VIX point per contract. */
  readonly vegaPerVixPoint: number;
  /** Net debit in $ at ask (buys) and bid (sells). */
  readonly cost: number;
  /** $ that the account must set aside beside it (an estimate); negative where a sale frees it. */
  readonly margin: number;
  /** VIX forward at which the calls are worth their cost at settlement. */
  readonly breakEvenVix: number | null;
  /** Expected 30-day cost ÷ net liquidation, 0.0007 = 0.07 %. */
  readonly drag: number;
  readonly executionRatio: number | null;
  /** $ for the ticket at VIX +10; null while no shock of one of its contracts is known. */
  readonly gainAtVixPlus10: number | null;
  readonly coverageNow: number | null;
  readonly coverageIn7Days: number | null;
  readonly coverageIn14Days: number | null;
  /** The orders to type in at the broker. */
  readonly ticket: readonly TicketLine[];
  /** What is to be said of such a contract; empty for plain calls. */
  readonly warnings: readonly string[];
}

export interface Decision {
  /** rule + subject + episode; a replay gives the same id. */
  readonly id: string;
  readonly action: Action;
  /** The method's lens: the Steward's advice grows protection or keeps it up, the Promoter's cuts it and harvests; null where neither. */
  readonly lens: 'steward' | 'promoter' | null;
  readonly stage: Stage;
  readonly layer: LayerName | null;
  /** Contracts to trade, ≥ 0. */
  readonly contracts: number;
  /** `informational` is shown, `act` is an alert, `blocked` says why the product cannot judge. */
  readonly severity: 'informational' | 'act' | 'blocked';
  /** One line a trader can act on. */
  readonly headline: string;
  /** One sentence. */
  readonly why: string;
  /** Name of the rule that fired, e.g. `add.first`. */
  readonly rule: string;
  /** Policy keys that fired, in order. */
  readonly rulePath: readonly string[];
  readonly facts: readonly Fact[];
  /** current → target → contracts, as lines one can check with a pocket calculator. */
  readonly arithmetic: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly coverage: { readonly now: number | null; readonly after: number | null; readonly bandLow: number; readonly bandHigh: number; readonly target: number | null };
  /** What limited the size: `band`, `ceiling`, `drag`, `whole contracts`. */
  readonly boundBy: readonly string[];
  readonly alternatives: readonly { readonly action: Action; readonly text: string }[];
  /** Market time of the quotes and figures it stands on. */
  readonly asOfUs: Micros;
  readonly expiresUs: Micros | null;
  readonly cancelledBy: string;
  readonly modelled: boolean;
}
