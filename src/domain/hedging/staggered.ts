import type { LayerName } from '../book/book.ts';
import type { UnitChoice } from './candidates.ts';
import type { StrikeChoice } from './instruments/unitSearch.ts';
import type { Situation } from './situation.ts';
import type { BoughtPart } from './ticket.ts';

/** Two expiries × two strike rules (D1). */
const CELLS = 4;

/** The best unit of each strike rule on the chosen expiry and on the next best one; null where a cell of the square is not to be had. */
function cellsOf(s: Situation, layer: LayerName, choice: UnitChoice): readonly UnitChoice[] | null {
  const ranked = (strike: StrikeChoice): readonly UnitChoice[] => s.choices(layer, strike).ranked;
  const other = ranked('first').find(({ expiration }) => expiration !== choice.expiration)?.expiration;
  if (other === undefined) return null;
  const cells = [choice.expiration, other].flatMap((expiration) => (['first', 'second'] as const).flatMap((strike) => {
    if (strike === 'first' && expiration === choice.expiration && ranked('first').includes(choice)) return [choice];
    return ranked(strike).find((one) => one.expiration === expiration) ?? [];
  }));
  return cells.length === CELLS ? cells : null;
}

/** Contracts spread as evenly as whole ones go, the nearer strike of the chosen expiry first. */
const spreadOver = (cells: readonly UnitChoice[], contracts: number): readonly BoughtPart[] =>
  cells.map((choice, i) => ({ choice, contracts: Math.floor(contracts / CELLS) + (i < contracts % CELLS ? 1 : 0) }));

/**
 * `layer.split: staggered`: from four contracts on the layer is bought on two expiries at both strike rules. One part, the choice itself,
 * where the policy does not stagger, fewer are bought, or the chain has not got all four.
 */
export function partsOf(s: Situation, layer: LayerName, choice: UnitChoice, contracts: number): readonly BoughtPart[] {
  const single = [{ choice, contracts }];
  if (s.policy.layers[layer].split !== 'staggered' || contracts < CELLS) return single;
  const cells = cellsOf(s, layer, choice);
  return cells === null ? single : spreadOver(cells, contracts);
}
