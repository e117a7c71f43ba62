import type { Book, BookLeg, LayerName } from '../../book/book.ts';
import { heldDaysOf, layerByDays } from '../../book/assignLayers.ts';
import { isHedgeLeg } from '../../book/hedgeLeg.ts';
import type { BookValuation, ContractFigures } from '../../book/valuation.ts';
import { calendarDaysBetween } from '../../time.ts';
import type { IsoDate } from '../../units.ts';
import type { PolicyValues } from '../policy/policySchema.ts';
import { hedgeUnit, type HedgeUnit, type MarginBasis } from './unit.ts';

/** Units of hedge that are held and priced: a long leg, or the two legs of a spread that share a strategy. */
export interface HeldUnits {
  /** Of the protecting leg: stable within the book; two units share it where only a part of the leg has a short against it. */
  readonly id: string;
  readonly unit: HedgeUnit;
  readonly layer: LayerName;
  /** Units, above 0. */
  readonly quantity: number;
  /** Net entry price per unit of the underlying, dollars; negative where more was taken in than paid. */
  readonly price: number;
  readonly openedOn: IsoDate;
  /** Legs in the order of the unit's; each may hold more than this unit takes of it. */
  readonly legs: readonly BookLeg[];
  readonly expiration: IsoDate;
  /** Whole calendar days to the expiration date: what the rules call DTE. */
  readonly dte: number;
}

export interface HoldingBasis extends MarginBasis {
  readonly date: IsoDate;
  readonly policy: Pick<PolicyValues, 'instruments' | 'layers'>;
}

interface PricedLeg {
  readonly leg: BookLeg;
  readonly figures: ContractFigures;
}

/** Later expiry first, then what is worth more: the leg that protects, and the one that was sold against it. */
const protecting = (a: PricedLeg, b: PricedLeg): number =>
  b.figures.daysToSettlement - a.figures.daysToSettlement || b.figures.mark - a.figures.mark || (a.leg.id < b.leg.id ? -1 : 1);

function held(rows: readonly PricedLeg[], quantity: number, layer: LayerName | null, at: HoldingBasis): HeldUnits {
  const legs = rows.map(({ leg }) => leg);
  const unit = hedgeUnit(rows.map(({ leg, figures }) => ({ figures, ratio: leg.quantity > 0 ? 1 : -1 })), at);
  const [first] = legs as [BookLeg, ...BookLeg[]];
  const dte = calendarDaysBetween(at.date, unit.expiration);
  return {
    id: first.id, unit, layer: layer ?? layerByDays(dte, heldDaysOf(at.policy.layers)), quantity, openedOn: first.openedOn, legs, expiration: unit.expiration, dte,
    price: legs.reduce((sum, leg) => sum + Math.sign(leg.quantity) * leg.price, 0),
  };
}

/** Pairs the longs of one strategy with its shorts; what is left over is held alone, a short one as a unit of kind `other`. */
function paired(rows: readonly PricedLeg[], layer: LayerName | null, at: HoldingBasis): readonly HeldUnits[] {
  const units: HeldUnits[] = [];
  const shorts = rows.filter(({ leg }) => leg.quantity < 0).sort(protecting).map((row) => ({ row, left: -row.leg.quantity }));
  for (const long of rows.filter(({ leg }) => leg.quantity > 0).sort(protecting)) {
    let left = long.leg.quantity;
    for (const short of shorts) {
      const quantity = Math.min(left, short.left);
      if (quantity <= 0) continue;
      units.push(held([long, short.row], quantity, layer, at));
      left -= quantity;
      short.left -= quantity;
    }
    if (left > 0) units.push(held([long], left, layer, at));
  }
  return [...units, ...shorts.flatMap(({ row, left }) => (left > 0 ? [held([row], left, layer, at)] : []))];
}

/**
 * All hedge legs as units, in the book's order, those of kind `other` too. Legs of one layer that share a strategy are one spread; a VIX
 * leg without a layer is given one by its days; a leg without a trusted price is left out (the quality guard has spoken by then).
 */
export function heldUnits(book: Book, valuation: BookValuation, at: HoldingBasis): readonly HeldUnits[] {
  const figuresOf = new Map(valuation.legs.flatMap(({ leg, figures }) => (figures.ok ? [[leg.id, figures.value] as const] : [])));
  const groups = new Map<string, { readonly layer: LayerName | null; readonly rows: PricedLeg[] }>();
  for (const leg of book.legs) {
    const figures = figuresOf.get(leg.id);
    if (figures === undefined || !isHedgeLeg(leg)) continue;
    const key = leg.strategy === null ? leg.id : `${leg.layer ?? ''}|${leg.strategy}`;
    const group = groups.get(key) ?? { layer: leg.layer, rows: [] };
    group.rows.push({ leg, figures });
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ layer, rows }) => paired(rows, layer, at));
}
