import { addCalendarDays, calendarDaysBetween, dayOfWeek } from '../time.ts';
import { nextTradingDay } from '../calendar.ts';
import { formatFutureSymbol, formatOptionSymbol, spxwExpirations, vixExpirations, vxExpirations } from '../instruments/index.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { describeContract } from './modelledContract.ts';
import type { ModelledContract } from './modelledContract.ts';

/** Classes that the modelled exchange lists. `VIX` holds the monthly and the weekly (VIXW) options. */
export type ListedClass = 'SPXW' | 'VIX' | 'VX';
export const LISTED_CLASSES: readonly ListedClass[] = ['SPXW', 'VIX', 'VX'];

export interface ListingMoment {
  readonly date: IsoDate;
  readonly spx: number;
  readonly vix: number;
}

export interface ContractListing {
  /** Adds what the exchange would add that morning, drops what no longer trades. A listed strike stays until it expires. Returns whether anything changed. */
  update(moment: ListingMoment): boolean;
  contracts(listedClass: ListedClass): readonly ModelledContract[];
}

const SPXW_DAYS = 46;
const VIX_WEEKLY_DAYS = 45;
const VIX_MONTHLY_DAYS = 285;
const VX_MONTHS = 9;

function* stepsBetween(low: number, high: number, step: number): Generator<number> {
  for (let strike = Math.ceil(low / step) * step; strike <= high; strike += step) yield strike;
}

/** Weekly PM expirations: the last trading day of each week. */
function weekEnds(from: IsoDate, to: IsoDate): readonly IsoDate[] {
  return spxwExpirations(from, to).filter((date) => dayOfWeek(nextTradingDay(date)) < dayOfWeek(date));
}

/**
 * Both rights every 25 points within ±12 % of spot (every 5 below an index of 3,000); out-of-the-money ones every 5 points where
 * condors live: 1.5–9 % below and 1.5–6 % above.
 */
function spxwStrikes(spx: number): readonly (readonly [right: 'C' | 'P', strike: number])[] {
  const wide = spx >= 3_000 ? 25 : 5;
  const strikes: (readonly ['C' | 'P', number])[] = [];
  for (const strike of stepsBetween(spx * 0.88, spx * 1.12, wide)) strikes.push(['P', strike], ['C', strike]);
  if (wide === 5) return strikes;
  for (const strike of stepsBetween(spx * 0.91, spx * 0.985, 5)) strikes.push(['P', strike]);
  for (const strike of stepsBetween(spx * 1.015, spx * 1.06, 5)) strikes.push(['C', strike]);
  return strikes;
}

function vixStrikes(vix: number, near: boolean): readonly number[] {
  const top = Math.max(60, Math.ceil((3 * vix) / 10) * 10);
  return [
    ...stepsBetween(10, 20, near ? 0.5 : 1),
    ...stepsBetween(21, 30, 1),
    ...stepsBetween(32.5, 50, 2.5),
    ...stepsBetween(55, 60, 5),
    ...stepsBetween(70, top, 10),
  ];
}

function* spxwSymbols({ date, spx }: ListingMoment): Generator<InstrumentSymbol> {
  const strikes = spxwStrikes(spx);
  for (const expiration of weekEnds(date, addCalendarDays(date, SPXW_DAYS)))
    for (const [right, strike] of strikes) yield formatOptionSymbol({ root: 'SPXW', expiration, right, strike });
}

function* vixSymbols({ date, vix }: ListingMoment): Generator<InstrumentSymbol> {
  const [nearStrikes, farStrikes] = [vixStrikes(vix, true), vixStrikes(vix, false)];
  for (const { date: expiration, monthly } of vixExpirations(date, addCalendarDays(date, VIX_MONTHLY_DAYS))) {
    const near = calendarDaysBetween(date, expiration) <= VIX_WEEKLY_DAYS;
    if (!near && !monthly) continue;
    for (const strike of near ? nearStrikes : farStrikes)
      for (const right of ['C', 'P'] as const) yield formatOptionSymbol({ root: monthly ? 'VIX' : 'VIXW', expiration, right, strike });
  }
}

function* vxSymbols({ date }: ListingMoment): Generator<InstrumentSymbol> {
  for (const expiration of vxExpirations(date, VX_MONTHS)) yield formatFutureSymbol({ root: 'VX', expiration });
}

const SYMBOLS: Readonly<Record<ListedClass, (moment: ListingMoment) => Iterable<InstrumentSymbol>>> = { SPXW: spxwSymbols, VIX: vixSymbols, VX: vxSymbols };

/** What a fresh exchange would list on that morning, all classes. */
export function listedContracts(moment: ListingMoment): readonly InstrumentSymbol[] {
  const listing = createContractListing();
  listing.update(moment);
  return LISTED_CLASSES.flatMap((each) => listing.contracts(each).map((contract) => contract.symbol));
}

/** A day's list is looked at again only when time or spot has moved this far: strikes come in steps anyway. */
const RELIST_MOVE = 0.005;

/** `classes` limits the work where only some are wanted (a replay without SPXW legs). */
export function createContractListing(classes: readonly ListedClass[] = LISTED_CLASSES): ContractListing {
  const listed = new Map<ListedClass, Map<InstrumentSymbol, ModelledContract>>(LISTED_CLASSES.map((each) => [each, new Map()]));
  const ordered = new Map<ListedClass, readonly ModelledContract[]>();

  const refresh = (listedClass: ListedClass, moment: ListingMoment): boolean => {
    const known = listed.get(listedClass) ?? new Map<InstrumentSymbol, ModelledContract>();
    let changed = false;
    for (const contract of known.values()) {
      if (contract.lastTradingDay >= moment.date) continue;
      known.delete(contract.symbol);
      changed = true;
    }
    for (const symbol of SYMBOLS[listedClass](moment)) {
      if (known.has(symbol)) continue;
      const contract = describeContract(symbol);
      if (!contract.ok || contract.value.lastTradingDay < moment.date) continue;
      known.set(symbol, contract.value);
      changed = true;
    }
    if (changed) ordered.set(listedClass, [...known.values()].sort(byExpiryStrikeRight));
    return changed;
  };

  let last: ListingMoment | null = null;
  const movedSince = (moment: ListingMoment): boolean =>
    last === null ||
    last.date !== moment.date ||
    Math.abs(moment.spx / last.spx - 1) > RELIST_MOVE ||
    Math.abs(moment.vix / last.vix - 1) > RELIST_MOVE;

  return {
    update(moment) {
      if (!movedSince(moment)) return false;
      last = moment;
      return classes.map((each) => refresh(each, moment)).some(Boolean);
    },
    contracts: (listedClass) => ordered.get(listedClass) ?? [],
  };
}

function byExpiryStrikeRight(a: ModelledContract, b: ModelledContract): number {
  return a.settlesUs - b.settlesUs || a.strike - b.strike || (a.right < b.right ? -1 : a.right > b.right ? 1 : 0);
}
