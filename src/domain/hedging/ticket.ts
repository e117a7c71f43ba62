import type { LayerName } from '../book/book.ts';
import { instrumentOf, labelOf, parseOptionSymbol } from '../instruments/index.ts';
import { coverageAhead, type Position } from './ahead.ts';
import type { UnitChoice } from './candidates.ts';
import { plural, price } from '../figureText.ts';
import type { Candidate, TicketLine } from './decision.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';
import { halfSpreadOf, isFuture, type HedgeUnit } from './instruments/unit.ts';
import type { StrikeChoice } from './instruments/unitSearch.ts';
import { coverageWith, type Situation } from './situation.ts';

/** Calendar days on at which a candidate's coverage is shown. */
export const AHEAD = { week: 7, fortnight: 14 } as const;

/** So many units of one choice. */
export interface BoughtPart {
  readonly choice: UnitChoice;
  readonly contracts: number;
}

export interface SoldPart {
  readonly held: HeldUnits;
  readonly contracts: number;
}

/** Legs of a spread carry one strategy name, so that the book can tell which short stands against which long. */
const strategyOf = ({ layer, unit }: UnitChoice): string | null => (unit.legs.length > 1 ? `${layer} ${unit.label}` : null);

/** Longs are bought at the ask, shorts sold at the bid. */
export const buyLines = ({ choice, contracts }: BoughtPart): readonly TicketLine[] => choice.unit.legs.map(({ figures, ratio }): TicketLine => ({
  side: ratio > 0 ? 'buy' : 'sell', contracts, symbol: figures.symbol, price: (ratio > 0 ? figures.ask : figures.bid) ?? 0,
  layer: choice.layer, legId: null, strategy: strategyOf(choice),
}));

/** Longs are sold at the bid, shorts bought back at the ask; the caller has made sure that there are both. */
export const sellLines = ({ held, contracts }: SoldPart): readonly TicketLine[] => held.unit.legs.flatMap(({ figures, ratio }, i): readonly TicketLine[] => {
  const leg = held.legs[i];
  return leg === undefined ? [] : [{
    side: ratio > 0 ? 'sell' : 'buy', contracts, symbol: figures.symbol, price: (ratio > 0 ? figures.bid : figures.ask) ?? 0,
    layer: held.layer, legId: leg.id, strategy: leg.strategy,
  }];
});

/** $ that one contract's price counts for: a future is margined, nothing is paid for it. */
function multiplierPaid(symbol: string): number {
  const instrument = instrumentOf(symbol);
  return instrument.ok && instrument.value.kind === 'option' ? instrument.value.spec.multiplier : 0;
}

/** Net debit in $ of buys at the ask and sells at the bid. */
export const debitOf = (lines: readonly TicketLine[]): number =>
  lines.reduce((sum, line) => sum + (line.side === 'buy' ? 1 : -1) * line.contracts * line.price * multiplierPaid(line.symbol), 0);

/** VIX forward at settlement at which a unit is worth what was paid for it; null where no level of VIX alone says so. */
export function breakEvenOf({ kind, legs }: Pick<HedgeUnit, 'kind' | 'legs'>, paid: number): number | null {
  if (isFuture({ kind })) return paid;
  const [long, short] = legs.map(({ figures }) => parseOptionSymbol(figures.symbol));
  if (long?.ok !== true || long.value.right !== 'C') return null;
  if (kind === 'vixCall') return long.value.strike + paid;
  if (kind !== 'vixCallSpread' || short?.ok !== true) return null;
  return long.value.strike + paid <= short.value.strike ? long.value.strike + paid : null;
}

export const positionsOf = (unit: HedgeUnit, quantity: number): readonly Position[] =>
  unit.legs.map(({ figures, ratio }) => ({ figures, quantity: quantity * ratio }));

/** $ at VIX +10. */
export function gainOf(positions: readonly Position[]): number | null {
  let sum = 0;
  for (const { quantity, figures: { shock: { gainAtVixPlus10 } } } of positions) {
    if (gainAtVixPlus10 === null) return null;
    sum += quantity * gainAtVixPlus10;
  }
  return sum;
}

function coverages(s: Situation, positions: readonly Position[]): Pick<Candidate, 'coverageNow' | 'coverageIn7Days' | 'coverageIn14Days'> {
  // Against short vega that has collapsed any hedge is thousands of per cent: the figure would mean nothing.
  if (s.guard.vegaCollapsed) return { coverageNow: null, coverageIn7Days: null, coverageIn14Days: null };
  const vega = positions.reduce((sum, p) => sum + p.quantity * p.figures.vegaPerVixPoint, 0);
  return {
    coverageNow: coverageWith(s, vega),
    coverageIn7Days: coverageAhead(s, positions, AHEAD.week),
    coverageIn14Days: coverageAhead(s, positions, AHEAD.fortnight),
  };
}

const shareOfEquity = (s: Situation, cost: number): number => (s.book.netLiquidation > 0 ? cost / s.book.netLiquidation : 0);

const contractsOf = (parts: readonly { readonly contracts: number }[]): number => parts.reduce((sum, part) => sum + part.contracts, 0);

/** Σ contracts × figure. */
const totalOf = <P extends { readonly contracts: number }>(parts: readonly P[], figureOf: (part: P) => number): number =>
  parts.reduce((sum, part) => sum + part.contracts * figureOf(part), 0);

/** Per contract of the ticket; a ticket of one part has that part's own figure. */
function perContract(parts: readonly BoughtPart[], figureOf: (unit: UnitChoice['unit']) => number): number {
  const [first] = parts as readonly [BoughtPart, ...BoughtPart[]];
  return parts.length === 1 ? figureOf(first.choice.unit) : totalOf(parts, ({ choice }) => figureOf(choice.unit)) / contractsOf(parts);
}

/** For people: what a ticket buys, `VIX 16 Dec 26 20 C`, or with how many others it is staggered. */
export const boughtLabel = (parts: readonly BoughtPart[]): string =>
  `${parts[0]?.choice.label ?? ''}${parts.length > 1 ? ` and ${plural(parts.length - 1, 'other')}` : ''}`;

/** What a headline says is bought, and at what: `3 VIX 16 Dec 26 20 C at 1.50`, or line by line where it is staggered. */
export function boughtText(parts: readonly BoughtPart[]): string {
  const texts = parts.map(({ choice, contracts }) => `${contracts} ${choice.label} at ${price(choice.unit.ask)}`);
  return texts.length === 1 ? texts.join() : `${contractsOf(parts)} staggered: ${texts.join(', ')}`;
}

/** The least of what is known; null where nothing is. */
const worst = (ratios: readonly (number | null)[]): number | null => {
  const known = ratios.filter((ratio) => ratio !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** What is priced and shown of a purchase, per contract: of a staggered one the average, so that contracts × figure is the whole. */
function boughtFigures(parts: readonly BoughtPart[]): Pick<Candidate, 'bid' | 'ask' | 'mid' | 'delta' | 'daysToSettlement' | 'vegaPerVixPoint' | 'breakEvenVix' | 'executionRatio'> {
  const [{ choice: { unit } }] = parts as readonly [BoughtPart, ...BoughtPart[]];
  return {
    bid: perContract(parts, ({ bid }) => bid), ask: perContract(parts, ({ ask }) => ask), mid: perContract(parts, ({ mark }) => mark), delta: perContract(parts, ({ delta }) => delta),
    daysToSettlement: perContract(parts, ({ daysToSettlement }) => daysToSettlement), vegaPerVixPoint: perContract(parts, ({ vegaPerVixPoint }) => vegaPerVixPoint),
    breakEvenVix: parts.length === 1 ? breakEvenOf(unit, unit.ask) : null, executionRatio: worst(parts.map(({ choice }) => choice.executionRatio)),
  };
}

/** Buying the parts, first the one that stands for the ticket, with `sold` units in the same ticket when it is a roll. Needs at least one part. */
export function buyCandidate(s: Situation, parts: readonly BoughtPart[], sold: readonly SoldPart[] = []): Candidate {
  const [{ choice }] = parts as readonly [BoughtPart, ...BoughtPart[]];
  const { unit } = choice;
  const lines = [...sold.flatMap(sellLines), ...parts.flatMap(buyLines)];
  const positions = [...parts.flatMap((part) => positionsOf(part.choice.unit, part.contracts)), ...sold.flatMap((part) => positionsOf(part.held.unit, -part.contracts))];
  const expected = totalOf(parts, (part) => part.choice.expectedCost + part.choice.halfSpread) + totalOf(sold, (part) => halfSpreadOf(part.held.unit));
  return {
    instrument: unit.kind, symbol: choice.symbol, label: boughtLabel(parts), contracts: contractsOf(parts), ...boughtFigures(parts),
    cost: debitOf(lines), margin: totalOf(parts, (part) => part.choice.unit.margin) - totalOf(sold, (part) => part.held.unit.margin),
    drag: shareOfEquity(s, expected), gainAtVixPlus10: gainOf(positions), ...coverages(s, positions), ticket: lines, warnings: unit.warnings,
  };
}

/** Selling parts of held units; figures describe the one with the most contracts in the ticket. Needs at least one part. */
export function sellCandidate(s: Situation, parts: readonly SoldPart[]): Candidate {
  const main = parts.reduce((most, part) => (part.contracts > most.contracts ? part : most));
  const { unit, price } = main.held;
  const lines = parts.flatMap(sellLines);
  const positions = parts.flatMap((part) => positionsOf(part.held.unit, -part.contracts));
  return {
    instrument: unit.kind, symbol: unit.symbol, label: unit.label, contracts: parts.reduce((sum, part) => sum + part.contracts, 0),
    bid: unit.bid, ask: unit.ask, mid: unit.mark, delta: unit.delta, daysToSettlement: unit.daysToSettlement,
    vegaPerVixPoint: unit.vegaPerVixPoint, cost: debitOf(lines), margin: -parts.reduce((sum, part) => sum + part.contracts * part.held.unit.margin, 0), breakEvenVix: breakEvenOf(unit, price),
    drag: shareOfEquity(s, parts.reduce((sum, part) => sum + part.contracts * halfSpreadOf(part.held.unit), 0)), executionRatio: null,
    gainAtVixPlus10: gainOf(positions), ...coverages(s, positions), ticket: lines, warnings: [],
  };
}

/** The held units that a ticket's closing lines sell: of two that begin with the same leg the one whose legs all follow. */
export function soldIn(held: readonly HeldUnits[], ticket: readonly TicketLine[]): readonly SoldPart[] {
  const closing = ticket.filter(({ legId }) => legId !== null);
  const parts: SoldPart[] = [];
  for (let at = 0; at < closing.length;) {
    const follows = ({ legs }: HeldUnits): boolean => legs.every(({ id }, i) => closing[at + i]?.legId === id);
    const [unit] = held.filter(follows).sort((a, b) => b.legs.length - a.legs.length);
    if (unit !== undefined) parts.push({ held: unit, contracts: closing[at]?.contracts ?? 0 });
    at += unit?.legs.length ?? 1;
  }
  return parts;
}

/** For people: the contracts that a part sells. */
export const soldLabel = ({ held }: SoldPart): string => (held.unit.legs.length === 1 ? labelOf(held.unit.symbol) : held.unit.label);

/** Layer of what a ticket buys first: not the roll's own where it goes one tenor out. */
export const boughtLayer = ({ ticket }: Pick<Candidate, 'ticket'>): LayerName | null => ticket.find(({ side, legId }) => side === 'buy' && legId === null)?.layer ?? null;

/** The unit of a layer that a symbol stands for, by either strike rule; the second is searched only where the first has not got it. */
export function choiceOf(s: Situation, layer: LayerName, symbol: string | undefined): UnitChoice | undefined {
  const among = (strike: StrikeChoice): UnitChoice | undefined => s.choices(layer, strike).ranked.find((choice) => choice.symbol === symbol);
  return among('first') ?? among('second');
}
