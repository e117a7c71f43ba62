import type { FutureInstrument, OptionInstrument } from '../instruments/instrument.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import { labelOf } from '../instruments/label.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { MarketView } from '../market/marketView.ts';
import { checkAmericanInput } from '../pricing/american.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { yearFraction } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { betaAt, weightAt } from '../vega/vegaTables.ts';
import { createForwards, spotOf } from './forwards.ts';
import type { DisputeLimit, Forwards } from './forwards.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import { valueChange } from './revaluation.ts';
import type { MarketShock } from './revaluation.ts';
import { greeksOf, impliedBy, modelPrice, worthOfCertainty } from './optionModel.ts';
import type { OptionState } from './optionModel.ts';
import { createSmiles } from './smiles.ts';
import type { Smile, Smiles } from './smiles.ts';
import { markOf, markOfFuture } from './mark.ts';
import type { MarkedQuote, MarkRules, ModelValue } from './mark.ts';
import { conditionOf, hasSettled, midOf, trustedQuote } from './trustedQuote.ts';
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
  /** Smile of the option's own expiry; null for futures. */
  smileOf(figures: ContractFigures): Smile | null;
  /** $ change of one long contract under the shock, full revaluation. */
  valueChange(figures: ContractFigures, shock: MarketShock): number;
}

/** Method page, §3, and the product's own spread limits; the policy's are passed in by whoever holds one. */
const QUALITY_OF_THE_METHOD: ValuationQuality = {
  maxForwardDispute: { points: 0.15, relative: 0.01 }, marks: { method: 'mid', maxSpreadShare: 0.25, maxSpreadPoints: 0.5 },
};
/** As few as parity needs: through two strikes goes every curve. */
const LEAST_STRIKES_OF_A_MODEL = 3;
const DAYS_PER_YEAR = 365;
const SHOCK_OF_THE_GAIN_FIGURE = 10;

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

function smileOf({ smiles }: Desk, contract: Contract, figures: ContractFigures): Smile | null {
  if (contract.kind === 'future') return null;
  const { root, expiration } = contract.contract;
  return smiles.of({ root, expiration, forward: figures.forward.value, timeYears: figures.timeYears });
}

const changeOf = (desk: Desk, contract: Contract, figures: ContractFigures, shock: MarketShock): number =>
  valueChange(desk, { figures, smile: smileOf(desk, contract, figures) }, shock);

/** VIX +10 with the SPX move that goes with it (policy: VIX points per +1 % SPX). */
function withGain(desk: Desk, contract: Contract, figures: ContractFigures): ContractFigures {
  const vixPoints = SHOCK_OF_THE_GAIN_FIGURE;
  return { ...figures, gainAtVixPlus10: changeOf(desk, contract, figures, { vixPoints, spxPercent: vixPoints / desk.tables.vixPerSpxPercent, days: 0 }) };
}

const markFields = ({ bid, ask, value, source, condition, reason, eventTimeUs }: MarkedQuote) =>
  ({ bid, ask, mark: value, markSource: source, quoteCondition: condition, markReason: reason, eventTimeUs });

function futureFigures(desk: Desk, future: FutureInstrument, timeYears: number): Result<ContractFigures> {
  const marked = markOfFuture({ symbol: future.symbol, quote: desk.market.quotes.get(future.symbol) }, desk.quality.marks);
  if (!marked.ok) return marked;
  const mark = marked.value.value;
  const daysToSettlement = timeYears * DAYS_PER_YEAR;
  const { multiplier } = future.spec;
  return success(withGain(desk, future, {
    symbol: future.symbol, ...markFields(marked.value), multiplier, forward: { value: mark, source: 'future', disputed: false },
    volatility: null, timeYears, daysToSettlement, deltaForward: 1, gammaForward: 0, vegaPerVolPoint: 0, thetaPerDay: 0,
    vannaPerVolPoint: 0, volgaPerVolPoint: 0, charmPerDay: 0, deltaDollarsPerPercent: (multiplier * mark) / 100, gammaDollarsPerPercent: 0, american: null,
    vegaPerVixPoint: multiplier * betaAt(desk.tables, daysToSettlement), gainAtVixPlus10: 0,
  }));
}

/** The option of the other right at the same strike, which parity gives the same volatility. */
function otherRight(desk: Desk, { contract }: OptionInstrument): InstrumentSymbol | null {
  const { root, expiration, right, strike } = contract;
  const pair = listedChainOf(desk.market.listed).options.get(chainKey(root, expiration))?.find((row) => row.strike === strike);
  return (right === 'C' ? pair?.put : pair?.call) ?? null;
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

/**
 * Volatility of the mark. A mark deep in the money may hold no time value between its ticks: then that of the other right at the
 * strike, else, where intrinsic value lies within the quote, that of the expiry's smile. Nothing to go by: the reason.
 */
function volatilityOf(desk: Desk, option: OptionInstrument, marked: MarkedQuote, state: OptionState): Result<number> {
  if (marked.modelVolatility !== null) return success(marked.modelVolatility);
  const { root, expiration, right, strike } = option.contract;
  const { rate } = desk.market;
  const own = impliedBy({ right, strike, rate, price: marked.value }, state);
  if (own.ok) return own;
  const intrinsic = worthOfCertainty({ right, strike, rate }, state);
  if (intrinsic > 0 && marked.value <= intrinsic) {
    const symbol = otherRight(desk, option);
    const pair = symbol === null ? null : trustedQuote(desk.market, symbol);
    const other = pair?.ok === true ? impliedBy({ right: right === 'C' ? 'P' : 'C', strike, rate, price: midOf(pair.value) }, state) : own;
    if (other.ok) return other;
    const within = marked.ask === null || marked.ask >= intrinsic;
    const smile = within ? desk.smiles.of({ root, expiration, ...state }).volatilityAt(Math.log(strike / state.forward)) : null;
    if (smile !== null) return success(smile);
  }
  return failed(own.failure.reason, `${labelOf(option.symbol)}: ${own.failure.detail}`);
}

/** The smile's value of an option, where enough live two-sided quotes of its own expiry surround its strike. */
function modelValue(desk: Desk, { contract }: OptionInstrument, state: OptionState): Result<ModelValue> {
  const { root, expiration, right, strike } = contract;
  const smile = desk.smiles.of({ root, expiration, ...state });
  const { fit } = smile;
  if (!fit.ok) return fit;
  // What the neighbouring expiries say of this one serves scenarios; it is no price.
  if (fit.value.source === 'neighbours' || fit.value.used < LEAST_STRIKES_OF_A_MODEL) return failed('missing-data', 'too few strikes of its expiry are quoted on both sides');
  const logMoneyness = Math.log(strike / state.forward);
  const volatility = smile.covers(logMoneyness) ? smile.volatilityAt(logMoneyness) : null;
  if (volatility === null) return failed('missing-data', 'the strike lies beyond those that are quoted on both sides');
  return success({ value: modelPrice({ right, strike, rate: desk.market.rate }, volatility, state), volatility, newestQuoteUs: fit.value.newestQuoteUs });
}

function optionFigures(desk: Desk, option: OptionInstrument, timeYears: number): Result<ContractFigures> {
  const { underlying, multiplier } = option.spec;
  const { root, expiration, right, strike } = option.contract;
  const forward = desk.forwards.of(underlying, root, expiration);
  const state = forward.ok ? stateOf(desk, option, forward.value.value, timeYears) : forward;
  const marked = markOf({ symbol: option.symbol, quote: desk.market.quotes.get(option.symbol) }, desk.quality.marks, () => (state.ok ? modelValue(desk, option, state.value) : state));
  if (!marked.ok) return marked;
  if (!forward.ok) return forward;
  if (!state.ok) return state;
  const volatility = volatilityOf(desk, option, marked.value, state.value);
  if (!volatility.ok) return volatility;
  const greeks = greeksOf({ right, strike, rate: desk.market.rate }, volatility.value, state.value, multiplier);
  const daysToSettlement = timeYears * DAYS_PER_YEAR;
  const { value: level } = forward.value;
  const vegaPerVixPoint = underlying === 'VIX' ? multiplier * greeks.deltaForward * betaAt(desk.tables, daysToSettlement) : greeks.vegaPerVolPoint * weightAt(desk.tables, daysToSettlement);
  return success(withGain(desk, option, {
    symbol: option.symbol, ...markFields(marked.value), multiplier, forward: forward.value, volatility: volatility.value, timeYears, daysToSettlement, ...greeks,
    deltaDollarsPerPercent: (multiplier * greeks.deltaForward * level) / 100,
    gammaDollarsPerPercent: (multiplier * greeks.gammaForward * level * level) / 10_000, american: state.value.american, vegaPerVixPoint, gainAtVixPlus10: 0,
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

/** Prices one market view. Everything asked twice is computed once; a new view needs a new context. */
export function createValuationContext(market: MarketView, tables: VegaTables, quality: ValuationQuality = QUALITY_OF_THE_METHOD): ValuationContext {
  const forwards = createForwards(market, quality.maxForwardDispute);
  const desk: Desk = { market, tables, quality, forwards, smiles: createSmiles(market, forwards) };
  const remembered = new Map<InstrumentSymbol, Result<ContractFigures>>();
  return {
    market,
    tables,
    forwards: desk.forwards,
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
      const contract = contractOf(figures.symbol);
      if (!contract.ok) throw new Error(`figures of an unpriceable contract: ${contract.failure.detail}`);
      return changeOf(desk, contract.value, figures, shock);
    },
  };
}
