import type { Failure, Result } from '../result.ts';
import type { InstrumentSymbol, Micros } from '../units.ts';
import type { BookLeg, LayerName } from './book.ts';

/** How an underlying forward was found, in the order of preference. `extrapolated` is flagged on screen. */
export type ForwardSource = 'parity' | 'future' | 'interpolated' | 'extrapolated';

export interface Forward {
  readonly value: number;
  readonly source: ForwardSource;
  /** Parity and the same-expiry future differ by more than max(0.15, 1 %). */
  readonly disputed: boolean;
}

/** Where a mark came from, in the order of preference. */
export type MarkSource = 'mid' | 'microprice' | 'model';

/** What is to be said of a contract's quote; everything but `two-sided` is counted and shown. */
export type QuoteCondition = 'two-sided' | 'wide' | 'locked' | 'zero-bid' | 'one-sided' | 'crossed' | 'halted' | 'stale' | 'missing';

/** What a contract is taken to be worth, and on what grounds. */
export interface Mark {
  /** Dollars per unit. */
  readonly value: number;
  readonly source: MarkSource;
  readonly condition: QuoteCondition;
  /** One sentence when the mark is not the plain mid of a two-sided quote; null otherwise. */
  readonly reason: string | null;
}

/** What a shock does to one contract. It takes the smile of the contract's expiry, which is fitted once one of these is read. */
export interface ContractShock {
  /** Why no shock of the contract is known: its expiry has no smile to slide along. Mark and greeks stand without one. */
  readonly unshockable: Failure | null;
  /** Change of the contract's value in $ for VIX +10 with its own volatility moved by the VVIX slope, SPX linked; null where `unshockable`. */
  readonly gainAtVixPlus10: number | null;
}

/** One listed contract priced at its mark. Dollars per contract unless said; long one contract. */
export interface ContractFigures {
  readonly symbol: InstrumentSymbol;
  /** Sides of the live quote, dollars per unit; null where absent, crossed, stale or halted. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mark: number;
  readonly markSource: MarkSource;
  readonly quoteCondition: QuoteCondition;
  readonly markReason: string | null;
  readonly multiplier: number;
  readonly forward: Forward;
  /**
   * Implied volatility of the mark, 0.20 = 20 % (Black-76; American options by their own model); in the money that of the other right at
   * the strike where its quote is tighter, so that the model value may differ from the mark within the quote. Null for futures.
   */
  readonly volatility: number | null;
  readonly timeYears: number;
  /** Calendar days (fractional) to the settlement moment. */
  readonly daysToSettlement: number;
  /** Delta to the forward, per unit: −1…1; 1 for futures. */
  readonly deltaForward: number;
  /** Per unit: change of `deltaForward` per point of the forward. */
  readonly gammaForward: number;
  /** $ per 1.00 volatility point of the option's own volatility (for VIX options: vol-of-vol). */
  readonly vegaPerVolPoint: number;
  /** $ per calendar day at fixed forward. */
  readonly thetaPerDay: number;
  /** Change of `deltaForward` per volatility point, per unit. */
  readonly vannaPerVolPoint: number;
  /** Change of `vegaPerVolPoint` per volatility point, $. */
  readonly volgaPerVolPoint: number;
  /** Change of `deltaForward` per calendar day that passes, per unit. */
  readonly charmPerDay: number;
  /** $ per 1 % of the underlying, carry unchanged: multiplier × deltaForward × forward ÷ 100. */
  readonly deltaDollarsPerPercent: number;
  /** Second-order term in the same unit: a move of m % earns about delta·m + gamma·m²/2, $. multiplier × gammaForward × forward² ÷ 10,000. */
  readonly gammaDollarsPerPercent: number;
  /** $ per 1 VIX point in the convention in force: β(τ) for VIX instruments, w(T) for SPX options. */
  readonly vegaPerVixPoint: number;
  readonly shock: ContractShock;
  /** Set for American options: what the carry to the expiry is taken to be. */
  readonly american: AmericanCarry | null;
  /** Event time of the quote the mark stands on; of the newest quote of the smile for a model mark. */
  readonly eventTimeUs: Micros;
}

/** Spot and the continuous yield a year that its forward implies: dividends until the expiry spread evenly. */
export interface AmericanCarry {
  readonly spot: number;
  readonly dividendYield: number;
}

/** A contract whose value under a shock is known. */
export type ShockableFigures = ContractFigures & { readonly shock: { readonly unshockable: null; readonly gainAtVixPlus10: number } };

export const isShockable = (figures: ContractFigures): figures is ShockableFigures => figures.shock.unshockable === null;

/** A contract that can be bought at an ask and sold at a bid right now. */
export type TradableFigures = ContractFigures & { readonly bid: number; readonly ask: number };

export const isTradable = (figures: ContractFigures): figures is TradableFigures => figures.bid !== null && figures.ask !== null;

export interface LegValuation {
  readonly leg: BookLeg;
  readonly figures: Result<ContractFigures>;
  /** Also of a leg that could not be marked; null once it has settled. */
  readonly quoteCondition: QuoteCondition | null;
}

/** $ change of the book at VIX + `vixPoints` with the linked SPX move, full revaluation. Null when a leg has no trusted price or its expiry no smile. */
export interface ShockRow {
  readonly vixPoints: number;
  readonly spxPercent: number;
  readonly condors: number | null;
  readonly hedge: number | null;
  readonly total: number | null;
}

export type VegaConvention = 'measured' | 'rootTime';

/** Totals are null while any contributing leg has no trusted price; `failed` says which and why. */
export interface BookValuation {
  readonly asOfUs: Micros;
  /** How many legs' quotes are in which condition; legs that settled or cannot be priced at all are only in `failed`. */
  readonly quoteConditions: Readonly<Partial<Record<QuoteCondition, number>>>;
  /** Legs whose mark is a model value: they count in the totals and are named. */
  readonly modelMarked: readonly { readonly legId: string; readonly symbol: InstrumentSymbol; readonly reason: string }[];
  readonly convention: VegaConvention;
  readonly complete: boolean;
  readonly failed: readonly { readonly legId: string; readonly symbol: InstrumentSymbol; readonly failure: Failure }[];
  readonly legs: readonly LegValuation[];
  /** $ per VIX point of all SPX/SPY option legs not tagged hedge; negative for condors. */
  readonly shortVega: number | null;
  /** $ per VIX point of all hedge legs. */
  readonly hedgeVega: number | null;
  readonly netVega: number | null;
  /** hedge ÷ |short|, 0.37 = 37 %. Null with a reason: no short vega, or incomplete. */
  readonly coverage: Result<number>;
  readonly rawVegaSpx: number | null;
  /** Vol-of-vol vega of VIX options: never summed with SPX vega. */
  readonly rawVegaVix: number | null;
  readonly thetaPerDay: number | null;
  readonly marketValue: number | null;
  readonly layerVega: Readonly<Record<LayerName, number | null>>;
  readonly shocks: readonly ShockRow[];
  /** Condor contracts: Σ over strategies of the smaller side's short contracts. */
  readonly condorContracts: number;
}

/** Measured tables (policy): linear in days between nodes, flat outside. */
export interface VegaTables {
  readonly convention: VegaConvention;
  /** [days to settlement, VX points per spot-VIX point] */
  readonly beta: readonly (readonly [number, number])[];
  /** [tenor days, vol points per VIX point] */
  readonly weight: readonly (readonly [number, number])[];
  /** VVIX points per +1 VIX point. */
  readonly vvixPerVixPoint: number;
  /** VIX points per +1 % SPX: linked move of the shock rows; negative. */
  readonly vixPerSpxPercent: number;
}
