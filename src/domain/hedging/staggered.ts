import type { LayerName } from '../book/book.ts';
import type { UnitChoice } from './candidates.ts';
import type { StrikeChoice } from './instruments/unitSearch.ts';
import { contractsIn, heldIn, type Situation } from './situation.ts';
import type { BoughtPart } from './ticket.ts';

/** Two expiries × two strike rules (D1). */
const CELLS = 4;

/** The best unit of each strike rule on the chosen expiry and on the next best one; null where a cell of the square is not to be had. */
function cellsOf(s: Pick<Situation, 'choices'>, layer: LayerName, choice: UnitChoice): readonly UnitChoice[] | null {
  const ranked = (strike: StrikeChoice): readonly UnitChoice[] => s.choices(layer, strike).ranked;
  const other = ranked('first').find(({ expiration }) => expiration !== choice.expiration)?.expiration;
  if (other === undefined) return null;
  const cells = [choice.expiration, other].flatMap((expiration) => (['first', 'second'] as const).flatMap((strike) => {
    if (expiration === choice.expiration && ranked(strike).includes(choice)) return [choice];
    return ranked(strike).find((one) => one.expiration === expiration) ?? [];
  }));
  return new Set(cells.map(({ symbol }) => symbol)).size === CELLS ? cells : null;
}

/** Contracts of the cells that the layer holds already: what is left of a ticket filled in part goes where least is held. */
const heldOf = (s: Pick<Situation, 'held'>, layer: LayerName, { unit }: UnitChoice): number =>
  heldIn(s, layer).reduce((sum, held) => (held.unit.label === unit.label ? sum + held.quantity : sum), 0);

/** Contract by contract to the cell that has least, the first strike of the chosen expiry before the others. */
function spreadOver(cells: readonly UnitChoice[], held: readonly number[], contracts: number): readonly BoughtPart[] {
  const totals = [...held];
  for (let n = 0; n < contracts; n++) {
    const least = totals.indexOf(Math.min(...totals));
    totals[least] = (totals[least] ?? 0) + 1;
  }
  return cells.map((choice, i) => ({ choice, contracts: (totals[i] ?? 0) - (held[i] ?? 0) })).filter((part) => part.contracts > 0);
}

/**
 * `layer.split: staggered`: the square that a layer of so many contracts is spread over (D1). Null where the policy does not stagger, the
 * layer would hold fewer than four, or the chain has not got all cells.
 */
export function squareOf(s: Pick<Situation, 'held' | 'policy' | 'choices'>, choice: UnitChoice, contracts: number): readonly UnitChoice[] | null {
  const { layer } = choice;
  const staggers = s.policy.layers[layer].split === 'staggered' && contracts > 0 && contractsIn(s, layer) + contracts >= CELLS;
  return staggers ? cellsOf(s, layer, choice) : null;
}

/** What is bought of a layer: the choice itself, or the cells of its square. */
export const partsOf = (s: Pick<Situation, 'held'>, choice: UnitChoice, square: readonly UnitChoice[] | null, contracts: number): readonly BoughtPart[] =>
  (square === null || contracts <= 0 ? [{ choice, contracts }] : spreadOver(square, square.map((cell) => heldOf(s, choice.layer, cell)), contracts));
