import type { FutureInstrument, OptionInstrument } from '../instruments/instrument.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import { labelOf } from '../instruments/label.ts';
import type { OptionContract } from '../instruments/optionSymbol.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { MarketView } from '../market/marketView.ts';
import { checkAmericanInput } from '../pricing/american.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { LEAST_TO_JUDGE } from '../surface/observations.ts';
import { yearFraction } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { betaAt, weightAt } from '../vega/vegaTables.ts';
import { ShockOnceAsked } from './contractShock.ts';
import { createForwards, spotOf } from './forwards.ts';
import type { DisputeLimit, Forwards } from './forwards.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import { changeFrom, revaluationStart } from './revaluation.ts';
import type { MarketShock, RevaluationStart } from './revaluation.ts';
import { greeksOf, impliedBy, modelPrice, worthOfCertainty } from './optionModel.ts';
import type { OptionState } from './optionModel.ts';
import { createSmiles } from './smiles.ts';
import type { Smile, Smiles } from './smiles.ts';
import { markOf, markOfFuture } from './mark.ts';
import type { MarkedQuote, MarkRules, ModelValue } from './mark.ts';
import { conditionOf, hasSettled, trustedQuote } from './trustedQuote.ts';
import type { AmericanCarry, ContractFigures, Forward, QuoteCondition, VegaTables } from './valuation.ts';

/** What the policy says of the data under a valuation (`quality`). */
export interface ValuationQuality {
  readonly maxForwardDispute: DisputeLimit;
  readonly marks: MarkRules;
}

export interface ValuationContext {
  readonly market: MarketView;
  readonly tables: VegaTables;
  forward(underlying: InstrumentSymbol, root: string, expiration: IsoDate): Result<Forward>;
  /**
   * Fails with `expired`; with `missing-data`, `halted`, `stale`, `one-sided` or `crossed` where the smile cannot stand in for the quote;
   * with `out-of-bounds` (no volatility gives the mark), `not-available`, or, for American options, `invalid-input` (no sensible carry).
   */
  figures(symbol: InstrumentSymbol): Result<ContractFigures>;
  /** What is to be said of the contract's quote; null for a contract that has settled and for what is no contract. */
  quoteCondition(symbol: InstrumentSymbol): QuoteCondition | null;
  readonly forwards: Forwards;
  readonly smiles: Smiles;
  /** Smile of the option's own expiry; null for futures. */
  smileOf(figures: ContractFigures): Smile | null;
  /** $ change of one long contract under the shock, full revaluation. Only of contracts that are not `unshockable`: there is no answer for those. */
  valueChange(figures: ContractFigures, shock: MarketShock): number;
}

/** Method page, §3, and the product's own spread limits; the policy's are passed in by whoever holds one. */
const QUALITY_OF_THE_METHOD: ValuationQuality = {
  maxForwardDispute: { points: 0.15, relative: 0.01 }, marks: { method: 'mid', maxSpreadShare: 0.25, maxSpreadPoints: 0.5 },
};
const DAYS_PER_YEAR = 365;

type Contract = OptionInstrument | FutureInstrument;

interface Desk {
  readonly market: MarketView;
  readonly tables: VegaTables;
  readonly quality: ValuationQuality;
  readonly forwards: Forwards;
  readonly smiles: Smiles;
}

function contractOf(symbol: InstrumentSymbol): Result<Contract> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  return it.kind === 'option' || it.kind === 'future' ? success(it) : failed('not-applicable', `${symbol} is neither an option nor a future`);
}

function smileOf({ smiles }: Desk, contract: Contract, figures: Pick<ContractFigures, 'forward' | 'timeYears'>): Smile | null {
  if (contract.kind === 'future') return null;
  const { root, expiration } = contract.contract;
  return smiles.of({ root, expiration, forward: figures.forward.value, timeYears: figures.timeYears });
}

function withShock(desk: Desk, contract: Contract, figures: Omit<ContractFigures, 'shock'>): ContractFigures {
  return { ...figures, shock: new ShockOnceAsked(desk, { figures, smile: smileOf(desk, contract, figures) }) };
}

const markFields = ({ bid, ask, value, source, condition, reason, eventTimeUs }: MarkedQuote) =>
  ({ bid, ask, mark: value, markSource: source, quoteCondition: condition, markReason: reason, eventTimeUs });

function futureFigures(desk: Desk, future: FutureInstrument, timeYears: number): Result<ContractFigures> {
  const marked = markOfFuture({ symbol: future.symbol, quote: desk.market.quotes.get(future.symbol) }, desk.quality.marks);
  if (!marked.ok) return marked;
  const mark = marked.value.value;
  const daysToSettlement = timeYears * DAYS_PER_YEAR;
  const { multiplier } = future.spec;
  return success(withShock(desk, future, {
    ...markFields(marked.value), symbol: future.symbol, multiplier, forward: { value: mark, source: 'future', disputed: false },
    volatility: null, timeYears, daysToSettlement, deltaForward: 1, gammaForward: 0, vegaPerVolPoint: 0, thetaPerDay: 0,
    vannaPerVolPoint: 0, volgaPerVolPoint: 0, charmPerDay: 0, deltaDollarsPerPercent: (multiplier * mark) / 100, gammaDollarsPerPercent: 0, american: null,
    vegaPerVixPoint: multiplier * betaAt(desk.tables, daysToSettlement),
  }));
}

/** With the dividend yield between the share and its forward, for American exercise. */
function stateOf(desk: Desk, option: OptionInstrument, forward: number, timeYears: number): Result<OptionState> {
  const { exercise, underlying } = option.spec;
  if (exercise !== 'american') return success({ forward, timeYears, american: null });
  const spot = spotOf(desk.market, underlying);
  if (!spot.ok) return spot;
  const { rate } = desk.market;
  const american: AmericanCarry = { spot: spot.value, dividendYield: rate - Math.log(forward / spot.value) / timeYears };
  const { right, strike } = option.contract;
  const checked = checkAmericanInput({ right, strike, timeYears, rate, volatility: 0, ...american });
  return checked.ok ? success({ forward, timeYears, american }) : failed(checked.failure.reason, `${labelOf(option.symbol)}: ${checked.failure.detail}`);
}

/** What the option of the other right at the strike says of the volatility, which parity makes the same. */
interface OtherRight {
  readonly volatility: number;
  /** Points between its sides; null where one is not live. */
  readonly width: number | null;
}

function otherRightOf(desk: Desk, { contract }: OptionInstrument, state: OptionState): OtherRight | null {
  const { root, expiration, right, strike } = contract;
  const pair = listedChainOf(desk.market.listed).options.get(chainKey(root, expiration))?.find((row) => row.strike === strike);
  const other = right === 'C' ? 'P' : 'C';
  const symbol = (right === 'C' ? pair?.put : pair?.call) ?? null;
  const quote = symbol === null ? null : trustedQuote(desk.market, symbol);
  if (symbol === null || quote?.ok !== true) return null;
  const marked = markOf({ symbol, quote: quote.value }, desk.quality.marks, () => modelValue(desk, { ...contract, right: other }, state));
  if (!marked.ok) return null;
  const { bid, ask, value, modelVolatility } = marked.value;
  const volatility = modelVolatility === null ? impliedBy({ right: other, strike, rate: desk.market.rate, price: value }, state) : success(modelVolatility);
  return volatility.ok ? { volatility: volatility.value, width: bid === null || ask === null ? null : ask - bid } : null;
}

/** A mark that the model gave is held at a side for a reason: it keeps its own volatility. */
const isBetterKnown = ({ width }: OtherRight, { source, bid, ask }: MarkedQuote, price: number): boolean =>
  source !== 'model' && width !== null && bid !== null && ask !== null && width < ask - bid && price >= bid && price <= ask;

/**
 * Volatility of the mark. In the money a quote is as wide as its delta and little of it is time value: there the volatility of the
 * other right at the strike stands in where that is quoted tighter and gives a price within this quote. A mark without time value has
 * that of the other right, else, where intrinsic value lies within the quote, that of the expiry's smile. Nothing to go by: the reason.
 */
function volatilityOf(desk: Desk, option: OptionInstrument, marked: MarkedQuote, state: OptionState): Result<number> {
  if (marked.modelVolatility !== null) return success(marked.modelVolatility);
  const { right, strike } = option.contract;
  const terms = { right, strike, rate: desk.market.rate };
  const own = impliedBy({ ...terms, price: marked.value }, state);
  const intrinsic = worthOfCertainty(terms, state);
  const other = intrinsic > 0 ? otherRightOf(desk, option, state) : null;
  if (own.ok) return success(other !== null && isBetterKnown(other, marked, modelPrice(terms, other.volatility, state)) ? other.volatility : own.value);
  if (intrinsic > 0 && marked.value <= intrinsic) {
    if (other !== null) return success(other.volatility);
    const within = marked.ask === null || marked.ask >= intrinsic;
    const smile = within ? ownSmileVolatility(desk, option.contract, state) : null;
    if (smile?.ok === true) return success(smile.value.volatility);
  }
  return failed(own.failure.reason, `${labelOf(option.symbol)}: ${own.failure.detail}`);
}

/**
 * The smile's volatility at an option's strike, where enough live two-sided quotes of its own expiry surround it and hold no
 * arbitrage: next to a negative density a curve reprices its quotes and misprices what lies between them.
 */
function ownSmileVolatility(desk: Desk, { root, expiration, strike }: OptionContract, state: OptionState): Result<Pick<ModelValue, 'volatility' | 'newestQuoteUs'>> {
  const smile = desk.smiles.of({ root, expiration, ...state });
  const { fit } = smile;
  if (!fit.ok) return fit;
  // What the neighbouring expiries say of this one serves scenarios; it is no price.
  if (fit.value.source === 'neighbours' || fit.value.used < LEAST_TO_JUDGE) return failed('missing-data', 'too few strikes of its expiry are quoted on both sides');
  if (!fit.value.butterflyFree) return failed('incomplete', 'the quotes of its expiry hold a butterfly arbitrage: the smile through them is no price');
  const logMoneyness = Math.log(strike / state.forward);
  const volatility = smile.covers(logMoneyness) ? smile.volatilityAt(logMoneyness) : null;
  if (volatility === null) return failed('missing-data', 'the strike lies beyond those that are quoted on both sides, or in too wide a gap between them');
  return success({ volatility, newestQuoteUs: fit.value.newestQuoteUs });
}

function modelValue(desk: Desk, contract: OptionContract, state: OptionState): Result<ModelValue> {
  const found = ownSmileVolatility(desk, contract, state);
  if (!found.ok) return found;
  const { right, strike } = contract;
  return success({ ...found.value, value: modelPrice({ right, strike, rate: desk.market.rate }, found.value.volatility, state) });
}

function optionFigures(desk: Desk, option: OptionInstrument, timeYears: number): Result<ContractFigures> {
  const { underlying, multiplier } = option.spec;
  const { root, expiration, right, strike } = option.contract;
  const forward = desk.forwards.of(underlying, root, expiration);
  const state = forward.ok ? stateOf(desk, option, forward.value.value, timeYears) : forward;
  const marked = markOf({ symbol: option.symbol, quote: desk.market.quotes.get(option.symbol) }, desk.quality.marks, () => (state.ok ? modelValue(desk, option.contract, state.value) : state));
  if (!marked.ok) return marked;
  if (!forward.ok) return forward;
  if (!state.ok) return state;
  const volatility = volatilityOf(desk, option, marked.value, state.value);
  if (!volatility.ok) return volatility;
  const greeks = greeksOf({ right, strike, rate: desk.market.rate }, volatility.value, state.value, multiplier);
  const daysToSettlement = timeYears * DAYS_PER_YEAR;
  const { value: level } = forward.value;
  const vegaPerVixPoint = underlying === 'VIX' ? multiplier * greeks.deltaForward * betaAt(desk.tables, daysToSettlement) : greeks.vegaPerVolPoint * weightAt(desk.tables, daysToSettlement);
  return success(withShock(desk, option, {
    ...markFields(marked.value), symbol: option.symbol, multiplier, forward: forward.value, volatility: volatility.value, timeYears, daysToSettlement,
    deltaForward: greeks.deltaForward, gammaForward: greeks.gammaForward, vegaPerVolPoint: greeks.vegaPerVolPoint, thetaPerDay: greeks.thetaPerDay,
    vannaPerVolPoint: greeks.vannaPerVolPoint, volgaPerVolPoint: greeks.volgaPerVolPoint, charmPerDay: greeks.charmPerDay,
    deltaDollarsPerPercent: (multiplier * greeks.deltaForward * level) / 100,
    gammaDollarsPerPercent: (multiplier * greeks.gammaForward * level * level) / 10_000, american: state.value.american, vegaPerVixPoint,
  }));
}

function computeFigures(desk: Desk, symbol: InstrumentSymbol): Result<ContractFigures> {
  const contract = contractOf(symbol);
  if (!contract.ok) return contract;
  const settles = settlementMoment(symbol);
  if (!settles.ok) return settles;
  if (settles.value <= desk.market.nowUs) return failed('expired', `${labelOf(symbol)} has settled`);
  const timeYears = yearFraction(desk.market.nowUs, settles.value);
  const it = contract.value;
  return it.kind === 'future' ? futureFigures(desk, it, timeYears) : optionFigures(desk, it, timeYears);
}

function startOf(desk: Desk, figures: ContractFigures): RevaluationStart {
  const contract = contractOf(figures.symbol);
  if (!contract.ok) throw new Error(`figures of an unpriceable contract: ${contract.failure.detail}`);
  return revaluationStart(desk, { figures, smile: smileOf(desk, contract.value, figures) });
}

/** Prices one market view. Everything asked twice is computed once; a new view needs a new context. */
export function createValuationContext(market: MarketView, tables: VegaTables, quality: ValuationQuality = QUALITY_OF_THE_METHOD): ValuationContext {
  const forwards = createForwards(market, quality.maxForwardDispute);
  const desk: Desk = { market, tables, quality, forwards, smiles: createSmiles(market, forwards) };
  const remembered = new Map<InstrumentSymbol, Result<ContractFigures>>();
  const starts = new WeakMap<ContractFigures, RevaluationStart>();
  return {
    market,
    tables,
    forwards: desk.forwards,
    smiles: desk.smiles,
    smileOf(figures) {
      const contract = contractOf(figures.symbol);
      return contract.ok ? smileOf(desk, contract.value, figures) : null;
    },
    forward: (underlying, root, expiration) => desk.forwards.of(underlying, root, expiration),
    figures(symbol) {
      const known = remembered.get(symbol);
      if (known !== undefined) return known;
      const figures = computeFigures(desk, symbol);
      remembered.set(symbol, figures);
      return figures;
    },
    quoteCondition: (symbol) => (!contractOf(symbol).ok || hasSettled(market, symbol) ? null : conditionOf(market.quotes.get(symbol), quality.marks)),
    valueChange(figures, shock) {
      const known = starts.get(figures) ?? startOf(desk, figures);
      starts.set(figures, known);
      return changeFrom(desk, known, shock);
    },
  };
}
