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

/** One listed contract priced off its live two-sided quote. Dollars per contract unless said; long one contract. */
export interface ContractFigures {
  readonly symbol: InstrumentSymbol;
  readonly bid: number | null;
  readonly ask: number;
  /** Dollars per unit, mid of the two-sided quote. */
  readonly mark: number;
  readonly multiplier: number;
  readonly forward: Forward;
  /** Black-76 implied volatility of the mark, 0.20 = 20 %; null for futures. */
  readonly volatility: number | null;
  readonly timeYears: number;
  /** Calendar days (fractional) to the settlement moment. */
  readonly daysToSettlement: number;
  /** Delta to the forward, per unit: −1…1; 1 for futures. */
  readonly deltaForward: number;
  readonly gammaForward: number;
  /** $ per 1.00 volatility point of the option's own volatility (for VIX options: vol-of-vol). */
  readonly vegaPerVolPoint: number;
  /** $ per calendar day at fixed forward. */
  readonly thetaPerDay: number;
  /** $ per 1 VIX point in the convention in force: β(τ) for VIX instruments, w(T) for SPX options. */
  readonly vegaPerVixPoint: number;
  /** Change of the contract's value in $ for VIX +10 with its own volatility moved by the VVIX slope, SPX linked. */
  readonly gainAtVixPlus10: number;
  readonly eventTimeUs: Micros;
}

export interface LegValuation {
  readonly leg: BookLeg;
  readonly figures: Result<ContractFigures>;
}

/** $ change of the book at VIX + `vixPoints` with the linked SPX move, full revaluation. Null when a leg has no trusted price. */
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
