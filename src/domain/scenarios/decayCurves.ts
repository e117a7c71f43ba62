import type { ValuationContext } from '../book/valuationContext.ts';
import { changeUnder } from './position.ts';
import type { ScenarioPosition, SideChanges } from './position.ts';

/** The book after some calendar days, $ against now. */
export interface DecayPoint extends SideChanges {
  readonly days: number;
}

/** What time alone does: SPX and VIX where they are, forwards along their curves, smiles kept. */
export const decayCurves = (context: ValuationContext, positions: readonly ScenarioPosition[], days: readonly number[]): readonly DecayPoint[] =>
  days.map((after) => ({ days: after, ...changeUnder(context, positions, { spxPercent: 0, vixPoints: 0, days: after }) }));
