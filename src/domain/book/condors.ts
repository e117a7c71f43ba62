import { OPTION_SPECS } from '../instruments/contractSpecs.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import type { OptionContract, OptionRight } from '../instruments/optionSymbol.ts';
import type { IsoDate } from '../units.ts';
import type { Book, BookLeg } from './book.ts';

export interface Condor {
  /** Strategy id shared by the four legs. */
  readonly strategy: string;
  /** The smaller side's short contracts. */
  readonly contracts: number;
  readonly shortPut: BookLeg;
  readonly longPut: BookLeg;
  readonly shortCall: BookLeg;
  readonly longCall: BookLeg;
  readonly expiration: IsoDate;
  /** Net premium received for the whole strategy at entry, dollars. */
  readonly credit: number;
}

interface OptionLeg {
  readonly leg: BookLeg;
  readonly contract: OptionContract;
}

function optionLegs(book: Book): Map<string, OptionLeg[]> {
  const grouped = new Map<string, OptionLeg[]>();
  for (const leg of book.legs) {
    const instrument = leg.strategy === null || leg.layer !== null ? null : instrumentOf(leg.symbol);
    if (leg.strategy === null || instrument === null || !instrument.ok || instrument.value.kind !== 'option') continue;
    if (instrument.value.spec.underlying === 'VIX') continue;
    const legs = grouped.get(leg.strategy) ?? [];
    legs.push({ leg, contract: instrument.value.contract });
    grouped.set(leg.strategy, legs);
  }
  return grouped;
}

/** The largest leg of one role: a partly moved strategy can hold two. */
function largest(legs: readonly OptionLeg[], right: OptionRight, sign: 1 | -1): OptionLeg | null {
  const matching = legs.filter(({ leg, contract }) => contract.right === right && Math.sign(leg.quantity) === sign);
  return matching.reduce<OptionLeg | null>((best, row) => (best === null || Math.abs(row.leg.quantity) > Math.abs(best.leg.quantity) ? row : best), null);
}

/** Short contracts of the smaller side: what the condors' notional counts. */
function shortContracts(legs: readonly OptionLeg[]): number {
  const side = (right: OptionRight): number =>
    legs.reduce((sum, { leg, contract }) => sum + (contract.right === right && leg.quantity < 0 ? -leg.quantity : 0), 0);
  return Math.min(side('P'), side('C'));
}

/** Iron condors of the book, by strategy id, in the book's order; a strategy short of a role is no condor. */
export function condorsOf(book: Book): Condor[] {
  const condors: Condor[] = [];
  for (const [strategy, legs] of optionLegs(book)) {
    const shortPut = largest(legs, 'P', -1);
    const longPut = largest(legs, 'P', 1);
    const shortCall = largest(legs, 'C', -1);
    const longCall = largest(legs, 'C', 1);
    if (shortPut === null || longPut === null || shortCall === null || longCall === null) continue;
    const credit = legs.reduce((sum, { leg, contract }) => sum - leg.quantity * leg.price * OPTION_SPECS[contract.root].multiplier, 0);
    condors.push({
      strategy, contracts: shortContracts(legs), shortPut: shortPut.leg, longPut: longPut.leg, shortCall: shortCall.leg, longCall: longCall.leg,
      expiration: shortPut.contract.expiration, credit,
    });
  }
  return condors;
}

/** Σ over strategies of the smaller side's short contracts. */
export function condorContractsOf(book: Book): number {
  let total = 0;
  for (const legs of optionLegs(book).values()) total += shortContracts(legs);
  return total;
}
