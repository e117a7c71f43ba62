import { instrumentOf } from '../instruments/instrument.ts';
import { labelOf } from '../instruments/label.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';
import type { Book, BookLeg, LayerName } from './book.ts';
import type { ValuationContext } from './valuationContext.ts';

/** One line of what was traded at the broker. */
export interface FillLine {
  readonly side: 'buy' | 'sell';
  /** Contracts, above zero. */
  readonly contracts: number;
  readonly symbol: InstrumentSymbol;
  /** Dollars per unit. */
  readonly price: number;
  readonly layer: LayerName | null;
  /** The leg that the line closes or adds to; null finds it by symbol, layer and strategy. */
  readonly legId: string | null;
  readonly strategy: string | null;
}

export interface FillOccasion {
  readonly date: IsoDate;
  readonly source: BookLeg['source'];
  /** Market time; when given, settled contracts are refused. */
  readonly nowUs?: Micros;
  /** When given, forward and volatility at entry are recorded for the time-decay rule. */
  readonly context?: ValuationContext;
}

function checkLine(line: FillLine, occasion: FillOccasion): Result<FillLine> {
  const instrument = instrumentOf(line.symbol);
  if (!instrument.ok) return instrument;
  if (instrument.value.kind !== 'option' && instrument.value.kind !== 'future') return failed('refused', `${line.symbol} is neither an option nor a future`);
  if (!Number.isInteger(line.contracts) || line.contracts < 1) return failed('invalid-input', `${labelOf(line.symbol)}: contracts must be a whole number from 1 on`);
  if (!Number.isFinite(line.price) || line.price < 0) return failed('invalid-input', `${labelOf(line.symbol)}: the price must be 0 or more`);
  const settles = settlementMoment(line.symbol);
  if (occasion.nowUs !== undefined && settles.ok && settles.value <= occasion.nowUs) return failed('expired', `${labelOf(line.symbol)} has settled and can no longer be traded`);
  return success(line);
}

/** The leg a line belongs to; null opens a new one. */
function legOf(legs: readonly BookLeg[], line: FillLine): Result<BookLeg | null> {
  if (line.legId !== null) {
    const named = legs.find(({ id }) => id === line.legId);
    if (named === undefined) return failed('not-found', `the book has no leg ${line.legId}`);
    if (named.symbol !== line.symbol) return failed('refused', `leg ${line.legId} is ${labelOf(named.symbol)}, not ${labelOf(line.symbol)}`);
    return success(named);
  }
  const sameSymbol = legs.filter(({ symbol }) => symbol === line.symbol);
  const exact = sameSymbol.find(({ layer, strategy }) => layer === line.layer && strategy === line.strategy);
  if (exact !== undefined) return success(exact);
  // A sale without tags closes the only long leg of that contract.
  const long = line.side === 'sell' && line.layer === null && line.strategy === null ? sameSymbol.filter(({ quantity }) => quantity > 0) : [];
  if (long.length > 1) return failed('refused', `${labelOf(line.symbol)} is held in ${long.length} legs: name the one that was sold`);
  return success(long[0] ?? null);
}

type Entry = BookLeg['entry'];

function entryNow(symbol: InstrumentSymbol, context: ValuationContext | undefined): Entry {
  const figures = context?.figures(symbol);
  if (figures === undefined || !figures.ok || figures.value.volatility === null) return null;
  return { forward: figures.value.forward.value, volatility: figures.value.volatility };
}

function averageEntry(held: { entry: Entry; contracts: number }, added: { entry: Entry; contracts: number }): Entry {
  if (held.entry === null || added.entry === null) return held.entry ?? added.entry;
  const share = added.contracts / (held.contracts + added.contracts);
  const mix = (a: number, b: number): number => a + (b - a) * share;
  return { forward: mix(held.entry.forward, added.entry.forward), volatility: mix(held.entry.volatility, added.entry.volatility) };
}

function newLegId(legs: readonly BookLeg[], line: FillLine, date: IsoDate): string {
  const tag = line.layer ?? line.strategy ?? 'single';
  const base = `${line.symbol.replaceAll(' ', '')}:${tag}:${date}`;
  let id = base;
  for (let copy = 2; legs.some((leg) => leg.id === id); copy++) id = `${base}:${copy}`;
  return id;
}

function openLeg(legs: readonly BookLeg[], line: FillLine, occasion: FillOccasion): Result<readonly BookLeg[]> {
  if (line.side === 'sell' && line.strategy === null) return failed('refused', `the book holds no ${labelOf(line.symbol)} that could be sold`);
  const leg: BookLeg = {
    id: newLegId(legs, line, occasion.date), symbol: line.symbol, quantity: line.side === 'buy' ? line.contracts : -line.contracts, price: line.price,
    openedOn: occasion.date, strategy: line.strategy, layer: line.layer, entry: entryNow(line.symbol, occasion.context), source: occasion.source,
  };
  return success([...legs, leg]);
}

function addTo(leg: BookLeg, line: FillLine, occasion: FillOccasion): BookLeg {
  const contracts = Math.abs(leg.quantity);
  const price = (leg.price * contracts + line.price * line.contracts) / (contracts + line.contracts);
  const entry = averageEntry({ entry: leg.entry, contracts }, { entry: entryNow(line.symbol, occasion.context), contracts: line.contracts });
  return { ...leg, quantity: Math.sign(leg.quantity) * (contracts + line.contracts), price, entry };
}

function applyLine(legs: readonly BookLeg[], line: FillLine, occasion: FillOccasion): Result<readonly BookLeg[]> {
  const checked = checkLine(line, occasion);
  if (!checked.ok) return checked;
  const found = legOf(legs, line);
  if (!found.ok) return found;
  const leg = found.value;
  if (leg === null) return openLeg(legs, line, occasion);
  const sign = line.side === 'buy' ? 1 : -1;
  if (Math.sign(leg.quantity) === sign) return success(legs.map((row) => (row === leg ? addTo(leg, line, occasion) : row)));
  const held = Math.abs(leg.quantity);
  if (line.contracts > held) {
    const verb = line.side === 'sell' ? 'sold' : 'bought back';
    return failed('refused', `${line.contracts} ${labelOf(line.symbol)} cannot be ${verb}: the leg holds ${held}`);
  }
  const left = leg.quantity + sign * line.contracts;
  return success(left === 0 ? legs.filter((row) => row !== leg) : legs.map((row) => (row === leg ? { ...leg, quantity: left } : row)));
}

/** Longs less shorts of a hedge spread. */
const cover = (legs: readonly BookLeg[], { layer, strategy }: BookLeg): number =>
  legs.reduce((sum, leg) => (leg.layer === layer && leg.strategy === strategy ? sum + leg.quantity : sum), 0);

/** A short hedge leg that the fill has left with fewer longs than before: hedges are never sold naked. What came from elsewhere so may be reduced. */
const nakedHedge = (before: readonly BookLeg[], after: readonly BookLeg[]): BookLeg | null =>
  after.find((leg) => leg.layer !== null && leg.quantity < 0 && cover(after, leg) < Math.min(0, cover(before, leg))) ?? null;

/**
 * The book after a fill, all lines or none. Buys add to the leg of the same contract, layer and strategy (average price)
 * or open one; sales close the named or matching leg. Only a line with a strategy may open a short: a condor's leg, or the short leg of a hedge spread.
 * Fails with `refused`, `not-found`, `expired` or `invalid-input` and a sentence that names the contract.
 */
export function applyFill(book: Book, lines: readonly FillLine[], occasion: FillOccasion): Result<Book> {
  let legs: readonly BookLeg[] = book.legs;
  for (const line of lines) {
    const next = applyLine(legs, line, occasion);
    if (!next.ok) return next;
    legs = next.value;
  }
  const naked = nakedHedge(book.legs, legs);
  return naked === null ? success({ ...book, legs }) : failed('refused', `${labelOf(naked.symbol)} would be a short hedge leg without as many long ones in ${naked.strategy ?? 'its spread'}`);
}
