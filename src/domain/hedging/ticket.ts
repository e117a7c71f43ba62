import { labelOf, parseOptionSymbol } from '../instruments/index.ts';
import { coverageAhead, type Position } from './ahead.ts';
import type { ContractChoice } from './candidates.ts';
import type { Candidate, TicketLine } from './decision.ts';
import { halfSpread } from './drag.ts';
import { coverageWith, type HeldContract, type Situation } from './situation.ts';

/** Calendar days on at which a candidate's coverage is shown. */
const AHEAD = { week: 7, fortnight: 14 } as const;

export const buyLine = (choice: ContractChoice, contracts: number): TicketLine => ({
  side: 'buy', contracts, symbol: choice.symbol, price: choice.figures.ask, layer: choice.layer, legId: null, strategy: null,
});

/** Sells at the bid; the caller has made sure there is one. */
export const sellLine = (held: HeldContract, contracts: number): TicketLine => ({
  side: 'sell', contracts, symbol: held.leg.symbol, price: held.figures.bid ?? 0, layer: held.layer, legId: held.leg.id, strategy: held.leg.strategy,
});

export interface SoldPart {
  readonly held: HeldContract;
  readonly contracts: number;
}

/** Net debit in $ of buys at the ask and sells at the bid. */
export const debitOf = (lines: readonly TicketLine[], multiplier = 100): number =>
  lines.reduce((sum, line) => sum + (line.side === 'buy' ? 1 : -1) * line.contracts * line.price * multiplier, 0);

/** VIX forward at settlement at which a bought call is worth what was paid for it, per unit. */
export function breakEvenOf(symbol: string, paid: number): number | null {
  const parsed = parseOptionSymbol(symbol);
  return parsed.ok && parsed.value.right === 'C' ? parsed.value.strike + paid : null;
}

/** $ at VIX +10. */
export function gainOf(positions: readonly Position[]): number | null {
  let sum = 0;
  for (const { quantity, figures: { gainAtVixPlus10 } } of positions) {
    if (gainAtVixPlus10 === null) return null;
    sum += quantity * gainAtVixPlus10;
  }
  return sum;
}

function coverages(s: Situation, positions: readonly Position[]): Pick<Candidate, 'coverageNow' | 'coverageIn7Days' | 'coverageIn14Days'> {
  const vega = positions.reduce((sum, p) => sum + p.quantity * p.figures.vegaPerVixPoint, 0);
  return {
    coverageNow: coverageWith(s, vega),
    coverageIn7Days: coverageAhead(s, positions, AHEAD.week),
    coverageIn14Days: coverageAhead(s, positions, AHEAD.fortnight),
  };
}

/** Buying `contracts` of a choice, with `sold` legs in the same ticket when it is a roll. */
export function buyCandidate(s: Situation, choice: ContractChoice, contracts: number, sold: readonly SoldPart[] = []): Candidate {
  const { figures } = choice;
  const lines = [...sold.map((part) => sellLine(part.held, part.contracts)), buyLine(choice, contracts)];
  const positions: Position[] = [
    { figures, quantity: contracts }, ...sold.map((part) => ({ figures: part.held.figures, quantity: -part.contracts })),
  ];
  const spreads = sold.reduce((sum, part) => sum + part.contracts * halfSpread(part.held.figures), contracts * choice.halfSpread);
  return {
    symbol: choice.symbol, label: choice.label, contracts, bid: figures.bid, ask: figures.ask, mid: figures.mark, delta: figures.deltaForward,
    daysToSettlement: figures.daysToSettlement, vegaPerVixPoint: figures.vegaPerVixPoint, cost: debitOf(lines, figures.multiplier),
    breakEvenVix: breakEvenOf(choice.symbol, figures.ask),
    drag: s.book.netLiquidation > 0 ? (contracts * choice.expectedCost + spreads) / s.book.netLiquidation : 0,
    executionRatio: choice.executionRatio, gainAtVixPlus10: gainOf(positions),
    ...coverages(s, positions), ticket: lines,
  };
}

/** Selling parts of held legs; figures describe the leg with the most contracts in the ticket. Needs at least one part. */
export function sellCandidate(s: Situation, parts: readonly SoldPart[]): Candidate {
  const main = parts.reduce((most, part) => (part.contracts > most.contracts ? part : most));
  const { figures } = main.held;
  const lines = parts.map((part) => sellLine(part.held, part.contracts));
  const positions = parts.map((part) => ({ figures: part.held.figures, quantity: -part.contracts }));
  const spreads = parts.reduce((sum, part) => sum + part.contracts * halfSpread(part.held.figures), 0);
  return {
    symbol: main.held.leg.symbol, label: labelOf(main.held.leg.symbol), contracts: parts.reduce((sum, part) => sum + part.contracts, 0),
    bid: figures.bid, ask: figures.ask, mid: figures.mark, delta: figures.deltaForward, daysToSettlement: figures.daysToSettlement,
    vegaPerVixPoint: figures.vegaPerVixPoint, cost: debitOf(lines, figures.multiplier), breakEvenVix: breakEvenOf(main.held.leg.symbol, main.held.leg.price),
    drag: s.book.netLiquidation > 0 ? spreads / s.book.netLiquidation : 0, executionRatio: null,
    gainAtVixPlus10: gainOf(positions),
    ...coverages(s, positions), ticket: lines,
  };
}
