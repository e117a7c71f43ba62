import type { ContractFigures } from '../../book/valuation.ts';
import { isShockable } from '../../book/valuation.ts';
import type { ValuationContext } from '../../book/valuationContext.ts';
import type { MarketShock } from '../../book/revaluation.ts';
import { instrumentOf, labelOf, parseOptionSymbol } from '../../instruments/index.ts';
import type { InstrumentSymbol, IsoDate } from '../../units.ts';
import type { INSTRUMENTS, PolicyValues } from '../policy/policySchema.ts';

export type InstrumentKind = (typeof INSTRUMENTS)[number];

export interface UnitLeg {
  readonly figures: ContractFigures;
  /** +1 long, −1 short: every hedge here has one contract of each leg. */
  readonly ratio: 1 | -1;
}

/**
 * One unit of a hedge, whatever it is made of: what rules, sizing and tickets deal in. Prices are dollars per unit of the underlying
 * (not multiplied), all other dollar figures are for one unit, long. `other` is what no rule would buy: no rule trades it either.
 */
export interface HedgeUnit {
  readonly kind: InstrumentKind | 'other';
  /** For people: `VIX 16 Dec 26 20 C`, `VIX 16 Dec 26 20 C / 30 C spread`. */
  readonly label: string;
  /** The protecting leg first. */
  readonly legs: readonly UnitLeg[];
  /** The protecting leg's. */
  readonly symbol: InstrumentSymbol;
  readonly expiration: IsoDate;
  readonly daysToSettlement: number;
  readonly multiplier: number;
  /** What a sale brings: longs at their bid, shorts bought back at their ask. Null while a side is not live. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mark: number;
  /** Delta to the forward, net of the legs that hang on the same underlying. */
  readonly delta: number;
  /** $ per VIX point in the convention in force. */
  readonly vegaPerVixPoint: number;
  /** $ at VIX +10 with the linked SPX move; null while a leg's expiry has no smile. */
  readonly gainAtVixPlus10: number | null;
  /** $ that counts against the notional ceiling: multiplier × forward of the protecting leg; of an SPX put spread its width, the most it can pay. */
  readonly notional: number;
  /** $ that the account must set aside beside what is paid, 0 or more; an estimate by the policy's shares, the broker's figure governs. */
  readonly margin: number;
  /** What is to be said of a unit of this kind; empty for plain calls. */
  readonly warnings: readonly string[];
}

/** A unit that can be bought and sold right now. */
export type TradableUnit = HedgeUnit & { readonly bid: number; readonly ask: number };
export const isTradableUnit = (unit: HedgeUnit): unit is TradableUnit => unit.bid !== null && unit.ask !== null;

/** A unit whose value under a shock is known. */
export type ShockableUnit = HedgeUnit & { readonly gainAtVixPlus10: number };
export const isShockableUnit = (unit: HedgeUnit): unit is ShockableUnit => unit.gainAtVixPlus10 !== null;

/** Futures are margined: nothing is paid for them, and what they have moved since entry is what they are worth. */
export const isFuture = ({ kind }: Pick<HedgeUnit, 'kind'>): boolean => kind === 'vxFuture' || kind === 'vxmFuture';

/** $ paid for one unit at a price; nothing for a future. */
export const premiumOf = (unit: HedgeUnit, price: number): number => (isFuture(unit) ? 0 : price * unit.multiplier);

/** $ that one unit ties up when bought at a price: premium and margin. */
export const capitalOf = (unit: HedgeUnit, price: number): number => premiumOf(unit, price) + unit.margin;

/** $ that closing one unit at the bid brings, given its entry price; null without a live bid. */
export function worthAtBid(unit: HedgeUnit, entryPrice: number): number | null {
  if (unit.bid === null) return null;
  return unit.multiplier * (isFuture(unit) ? unit.bid - entryPrice : unit.bid);
}

/** $ per unit lost by crossing half the spread once; with one side only, what that lies off the mark. */
export function halfSpreadOf({ bid, ask, mark, multiplier }: Pick<HedgeUnit, 'bid' | 'ask' | 'mark' | 'multiplier'>): number {
  const half = bid !== null && ask !== null ? (ask - bid) / 2 : bid !== null ? mark - bid : ask !== null ? ask - mark : 0;
  return multiplier * Math.max(0, half);
}

/** $ change of one unit under a shock, full revaluation of every leg; null while a leg's is not known. */
export function unitChange(context: ValuationContext, unit: HedgeUnit, shock: MarketShock): number | null {
  let sum = 0;
  for (const { figures, ratio } of unit.legs) {
    if (!isShockable(figures)) return null;
    sum += ratio * context.valueChange(figures, shock);
  }
  return sum;
}

/** Why a unit cannot be sold at a live bid now. */
export const noBidBecause = ({ legs, label }: HedgeUnit): string =>
  legs.find(({ figures }) => figures.markReason !== null)?.figures.markReason ?? `${label} has no bid`;

const net = (legs: readonly UnitLeg[], figureOf: (figures: ContractFigures) => number): number =>
  legs.reduce((sum, { figures, ratio }) => sum + ratio * figureOf(figures), 0);

/** Longs at one side of the market, shorts at the other. */
function sideOf(legs: readonly UnitLeg[], side: 'bid' | 'ask'): number | null {
  const other = side === 'bid' ? 'ask' : 'bid';
  let sum = 0;
  for (const { figures, ratio } of legs) {
    // A short option that nobody bids for is bought back at its ask, and sold for nothing.
    const price = ratio > 0 ? figures[side] : figures[other];
    if (price === null) return null;
    sum += ratio * price;
  }
  return sum;
}

interface OptionTerms {
  readonly right: 'C' | 'P';
  readonly root: string;
  readonly strike: number;
  readonly expiration: IsoDate;
}

const termsOf = (symbol: InstrumentSymbol): OptionTerms | null => {
  const parsed = parseOptionSymbol(symbol);
  return parsed.ok ? parsed.value : null;
};

const onVix = ({ root }: OptionTerms): boolean => root === 'VIX' || root === 'VIXW';
const onSpx = ({ root }: OptionTerms): boolean => root === 'SPX' || root === 'SPXW';

function kindOf(legs: readonly UnitLeg[]): HedgeUnit['kind'] {
  const [first, second] = legs;
  if (first === undefined || first.ratio < 0) return 'other';
  const instrument = instrumentOf(first.figures.symbol);
  if (second === undefined && instrument.ok && instrument.value.kind === 'future') return instrument.value.contract.root === 'VX' ? 'vxFuture' : 'vxmFuture';
  const long = termsOf(first.figures.symbol);
  if (long === null) return 'other';
  if (second === undefined) return long.right === 'C' && onVix(long) ? 'vixCall' : 'other';
  const short = termsOf(second.figures.symbol);
  if (short === null || second.ratio > 0 || legs.length > 2 || short.right !== long.right) return 'other';
  if (long.right === 'C' && onVix(long) && onVix(short) && short.strike > long.strike && short.expiration === long.expiration) return 'vixCallSpread';
  if (long.right === 'C' && onVix(long) && onVix(short) && short.strike >= long.strike && short.expiration < long.expiration) return 'vixCallDiagonal';
  return long.right === 'P' && onSpx(long) && onSpx(short) && short.strike < long.strike && short.expiration === long.expiration ? 'spxPutSpread' : 'other';
}

function labelFor(kind: HedgeUnit['kind'], legs: readonly UnitLeg[]): string {
  if (kind === 'other') return legs.map(({ figures, ratio }) => `${ratio < 0 ? 'short ' : ''}${labelOf(figures.symbol)}`).join(' / ');
  const symbols = legs.map(({ figures }) => figures.symbol);
  const first = labelOf(symbols[0] ?? '');
  const second = symbols[1];
  const short = second === undefined ? null : termsOf(second);
  if (second === undefined || short === null) return first;
  if (kind === 'vixCallDiagonal') return `${first} / ${labelOf(second)} diagonal`;
  return `${first} / ${short.strike} ${short.right} spread`;
}

const WARNINGS: Readonly<Partial<Record<HedgeUnit['kind'], string>>> = {
  vixCallSpread: 'convexity is capped: above the short strike a further rise of VIX earns nothing',
  vixCallDiagonal: 'the short call hangs on a nearer VIX future: in a spike it can lose more than the long call gains',
  vxFuture: 'a future loses as much as it gains: a fall of VIX costs money beyond any premium',
  vxmFuture: 'a future loses as much as it gains: a fall of VIX costs money beyond any premium',
  spxPutSpread: 'covers by the volatility of the SPX, capped at its width; its vega fades as SPX leaves the strikes',
};

function notionalOf(kind: HedgeUnit['kind'], legs: readonly UnitLeg[]): number {
  const [first, second] = legs;
  if (first === undefined) return 0;
  const { multiplier, forward, symbol } = first.figures;
  const long = termsOf(symbol);
  const short = second === undefined ? null : termsOf(second.figures.symbol);
  return kind === 'spxPutSpread' && long !== null && short !== null ? multiplier * (long.strike - short.strike) : multiplier * forward.value;
}

/** What the margin of a unit rests on beside its legs. */
export interface MarginBasis {
  readonly policy: Pick<PolicyValues, 'instruments'>;
  /** Spot VIX, points; null where its level is not known. */
  readonly vix: number | null;
}

/**
 * Margin of one unit beside its net premium. Long options and debit spreads of one expiry are paid in full. A future holds the policy's
 * share of its notional. The short call of a diagonal stands on another VIX future than the long one and is held as uncovered: its own
 * value and the policy's share of spot VIX less what it is out of the money, at least half the share (Cboe, VIX option specifications:
 * 20 % and 10 %).
 */
function marginOf(kind: HedgeUnit['kind'], legs: readonly UnitLeg[], { policy, vix }: MarginBasis): number {
  const { futureShare, shortCallShare } = policy.instruments.margin;
  const [first, second] = legs;
  if (first === undefined) return 0;
  if (isFuture({ kind })) return futureShare * first.figures.multiplier * first.figures.forward.value;
  if (kind !== 'vixCallDiagonal' || second === undefined) return 0;
  const { multiplier, forward, mark } = second.figures;
  const spot = vix ?? forward.value;
  const outOfTheMoney = Math.max(0, (termsOf(second.figures.symbol)?.strike ?? 0) - spot);
  return multiplier * (mark + Math.max(shortCallShare * spot - outOfTheMoney, (shortCallShare / 2) * spot));
}

const expirationIn = (symbol: InstrumentSymbol): IsoDate => {
  const instrument = instrumentOf(symbol);
  const it = instrument.ok ? instrument.value : null;
  return it?.kind === 'option' || it?.kind === 'future' ? it.contract.expiration : '';
};

function gainOf(legs: readonly UnitLeg[]): number | null {
  let sum = 0;
  for (const { figures, ratio } of legs) {
    if (!isShockable(figures)) return null;
    sum += ratio * figures.shock.gainAtVixPlus10;
  }
  return sum;
}

/** A unit of priced legs, the protecting one first. Needs at least one leg. */
export function hedgeUnit(legs: readonly UnitLeg[], basis: MarginBasis): HedgeUnit {
  const [first] = legs as readonly [UnitLeg, ...UnitLeg[]];
  const kind = kindOf(legs);
  const { symbol, daysToSettlement, multiplier } = first.figures;
  const warning = WARNINGS[kind];
  return {
    kind, legs, symbol, daysToSettlement, multiplier, label: labelFor(kind, legs), expiration: expirationIn(symbol),
    bid: sideOf(legs, 'bid'), ask: sideOf(legs, 'ask'), mark: net(legs, ({ mark }) => mark), delta: net(legs, ({ deltaForward }) => deltaForward),
    vegaPerVixPoint: net(legs, (figures) => figures.vegaPerVixPoint),
    // Takes the smile of every leg's expiry: of what is only held nobody asks.
    get gainAtVixPlus10() {
      return gainOf(legs);
    },
    notional: notionalOf(kind, legs), margin: marginOf(kind, legs, basis), warnings: warning === undefined ? [] : [warning],
  };
}
