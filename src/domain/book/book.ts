import type { InstrumentSymbol, IsoDate } from '../units.ts';

export type LayerName = 'base' | 'intermediate' | 'outer';
export const LAYERS: readonly LayerName[] = ['base', 'intermediate', 'outer'];

export interface BookLeg {
  /** Stable within the book. */
  readonly id: string;
  readonly symbol: InstrumentSymbol;
  /** Signed contracts, long positive. */
  readonly quantity: number;
  /** Average entry price, dollars per unit (not multiplied), never negative. */
  readonly price: number;
  readonly openedOn: IsoDate;
  /** Legs of one condor share a strategy id (`condor-1`); null for single legs. */
  readonly strategy: string | null;
  /** Non-null tags the leg as hedge and names its layer. */
  readonly layer: LayerName | null;
  /** Forward and implied volatility at entry, for the time-decay rule; null when unknown. */
  readonly entry: { readonly forward: number; readonly volatility: number } | null;
  /** Where the leg came from. `simulated` fills are the paper trader's. */
  readonly source: 'sample' | 'user' | 'simulated';
}

export interface Book {
  readonly name: string;
  /** The bundled sample, not the trader's own positions: the screen says so. */
  readonly sample: boolean;
  readonly legs: readonly BookLeg[];
  /** Account net liquidation value, dollars. */
  readonly netLiquidation: number;
}
