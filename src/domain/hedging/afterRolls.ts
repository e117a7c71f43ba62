import type { Draft } from './draft.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';
import type { Situation } from './situation.ts';
import { boughtLayer, choiceOf, positionsOf, soldIn } from './ticket.ts';

const isRoll = ({ action, severity }: Draft): boolean => action === 'roll' && severity === 'act';

/**
 * The desk as it will be once the rolls advised beside are done: what is bought in the same advice is sized on that. A longer
 * contract covers less per VIX point, and what rolls away costs nothing any more.
 */
export function afterRolls(s: Situation, earlier: readonly Draft[]): Situation {
  const rolls = earlier.filter(isRoll).flatMap(({ candidates: [first] }) => first ?? []);
  let held = [...s.held];
  const beside = [];
  for (const roll of rolls) {
    const { ticket, symbol, contracts } = roll;
    const into = boughtLayer(roll);
    const choice = into === null ? undefined : choiceOf(s, into, symbol);
    if (choice === undefined) continue;
    const sold = soldIn(s.held, ticket);
    held = held.flatMap((one) => {
      const gone = sold.find((part) => part.held === one)?.contracts ?? 0;
      return gone < one.quantity ? [{ ...one, quantity: one.quantity - gone }] : [];
    });
    const { unit, layer, expiration, dte } = choice;
    held.push({ id: `roll/${symbol}`, unit, layer, quantity: contracts, price: unit.ask, openedOn: s.date, legs: [], expiration, dte } satisfies HeldUnits);
    beside.push(...positionsOf(unit, contracts), ...sold.flatMap((part) => positionsOf(part.held.unit, -part.contracts)));
  }
  if (beside.length === 0) return s;
  const hedgeVega = beside.reduce((sum, { figures, quantity }) => sum + quantity * figures.vegaPerVixPoint, s.hedgeVega);
  return { ...s, held, hedgeVega, coverage: s.shortVega === null ? null : hedgeVega / s.shortVega, rolls: { positions: beside, coverageBefore: s.coverage } };
}
