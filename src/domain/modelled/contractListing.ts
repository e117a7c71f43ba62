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

const highestVixStrike = (vix: number): number => Math.max(60, Math.ceil((3 * vix) / 10) * 10);

function vixStrikes(vix: number, near: boolean): readonly number[] {
  return [
    ...stepsBetween(10, 20, near ? 0.5 : 1),
    ...stepsBetween(21, 30, 1),
    ...stepsBetween(32.5, 50, 2.5),
    ...stepsBetween(55, 60, 5),
    ...stepsBetween(70, highestVixStrike(vix), 10),
  ];
}

/** One expiration's strikes that morning. The same `grid` means the same strikes as last time: nothing to add. */
interface ExpirationGrid {
  readonly expiration: IsoDate;
  readonly grid: string;
  symbols(): Iterable<InstrumentSymbol>;
}

/** Strikes are added once spot has moved by about this much, ln. */
const SPXW_RELIST_MOVE = 0.004;

function spxwGrids({ date, spx }: ListingMoment): readonly ExpirationGrid[] {
  const grid = String(Math.round(Math.log(spx) / SPXW_RELIST_MOVE));
  return weekEnds(date, addCalendarDays(date, SPXW_DAYS)).map((expiration) => ({
    expiration,
    grid,
    symbols: () => spxwStrikes(spx).map(([right, strike]) => formatOptionSymbol({ root: 'SPXW', expiration, right, strike })),
  }));
}

function vixGrids({ date, vix }: ListingMoment): readonly ExpirationGrid[] {
  return vixExpirations(date, addCalendarDays(date, VIX_MONTHLY_DAYS)).flatMap(({ date: expiration, monthly }): readonly ExpirationGrid[] => {
    const near = calendarDaysBetween(date, expiration) <= VIX_WEEKLY_DAYS;
    if (!near && !monthly) return [];
    const root = monthly ? 'VIX' : 'VIXW';
    const both = (strike: number): readonly InstrumentSymbol[] => (['C', 'P'] as const).map((right) => formatOptionSymbol({ root, expiration, right, strike }));
    return [{ expiration, grid: `${near ? 'near' : 'far'} ${highestVixStrike(vix)}`, symbols: () => vixStrikes(vix, near).flatMap(both) }];
  });
}

const vxGrids = ({ date }: ListingMoment): readonly ExpirationGrid[] =>
  vxExpirations(date, VX_MONTHS).map((expiration) => ({ expiration, grid: 'future', symbols: () => [formatFutureSymbol({ root: 'VX', expiration })] }));

const GRIDS: Readonly<Record<ListedClass, (moment: ListingMoment) => readonly ExpirationGrid[]>> = { SPXW: spxwGrids, VIX: vixGrids, VX: vxGrids };

/** What a fresh exchange would list on that morning, all classes. */
export function listedContracts(moment: ListingMoment): readonly InstrumentSymbol[] {
  const listing = createContractListing();
  listing.update(moment);
  return LISTED_CLASSES.flatMap((each) => listing.contracts(each).map((contract) => contract.symbol));
}

interface ClassList {
  readonly contracts: Map<InstrumentSymbol, ModelledContract>;
  readonly grids: Map<IsoDate, string>;
  ordered: readonly ModelledContract[];
}

/** A VX future settles before the opening bell of its last day: it is no longer listed in that session. */
const tradesOn = (contract: ModelledContract, date: IsoDate): boolean =>
  contract.kind === 'future' ? contract.expiration > date : contract.lastTradingDay >= date;

function dropSettled(list: ClassList, date: IsoDate): boolean {
  const before = list.contracts.size;
  for (const contract of list.ordered) {
    if (tradesOn(contract, date)) break;
    list.contracts.delete(contract.symbol);
    list.grids.delete(contract.expiration);
  }
  return list.contracts.size < before;
}

function addStrikes(list: ClassList, grid: ExpirationGrid, date: IsoDate): boolean {
  if (list.grids.get(grid.expiration) === grid.grid) return false;
  list.grids.set(grid.expiration, grid.grid);
  const before = list.contracts.size;
  for (const symbol of grid.symbols()) {
    if (list.contracts.has(symbol)) continue;
    const contract = describeContract(symbol);
    if (contract.ok && tradesOn(contract.value, date)) list.contracts.set(symbol, contract.value);
  }
  return list.contracts.size > before;
}

/** `classes` limits the work where only some are wanted (a replay without SPXW legs). */
export function createContractListing(classes: readonly ListedClass[] = LISTED_CLASSES): ContractListing {
  const lists = new Map<ListedClass, ClassList>(classes.map((each) => [each, { contracts: new Map(), grids: new Map(), ordered: [] }]));
  return {
    update(moment) {
      let changed = false;
      for (const [listedClass, list] of lists) {
        const dropped = dropSettled(list, moment.date);
        const added = GRIDS[listedClass](moment).map((grid) => addStrikes(list, grid, moment.date)).some(Boolean);
        if (!dropped && !added) continue;
        list.ordered = [...list.contracts.values()].sort(byExpiryStrikeRight);
        changed = true;
      }
      return changed;
    },
    contracts: (listedClass) => lists.get(listedClass)?.ordered ?? [],
  };
}

function byExpiryStrikeRight(a: ModelledContract, b: ModelledContract): number {
  return a.settlesUs - b.settlesUs || a.strike - b.strike || (a.right < b.right ? -1 : a.right > b.right ? 1 : 0);
}
