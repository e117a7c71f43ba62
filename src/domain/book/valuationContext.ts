import type { FutureInstrument, OptionInstrument } from '../instruments/instrument.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import { labelOf } from '../instruments/label.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { MarketView } from '../market/marketView.ts';
import { black76, black76Cross } from '../pricing/black76.ts';
import { impliedVolatility } from '../pricing/impliedVolatility.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { yearFraction } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { betaAt, weightAt } from '../vega/vegaTables.ts';
import { createForwards } from './forwards.ts';
import type { DisputeLimit, Forwards } from './forwards.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import { valueChange } from './revaluation.ts';
import type { MarketShock } from './revaluation.ts';
import { createSmiles } from './smiles.ts';
import type { Smile, Smiles } from './smiles.ts';
import { midOf, trustedQuote } from './trustedQuote.ts';
import type { TrustedQuote } from './trustedQuote.ts';
import type { ContractFigures, Forward, VegaTables } from './valuation.ts';

export interface ValuationContext {
  readonly market: MarketView;
  readonly tables: VegaTables;
  forward(underlying: InstrumentSymbol, root: string, expiration: IsoDate): Result<Forward>;
  /** Fails with `missing-data`, `expired`, `stale`, `one-sided`, `crossed`, `out-of-bounds` (no volatility gives the mark) or `not-available`. */
  figures(symbol: InstrumentSymbol): Result<ContractFigures>;
  readonly forwards: Forwards;
  /** Smile of the option's own expiry; null for futures. */
  smileOf(figures: ContractFigures): Smile | null;
  /** $ change of one long contract under the shock, full revaluation. */
  valueChange(figures: ContractFigures, shock: MarketShock): number;
}

/** Method page, §3; the policy's own limit is passed in by whoever holds one. */
const DISPUTE_OF_THE_METHOD: DisputeLimit = { points: 0.15, relative: 0.01 };
const DAYS_PER_YEAR = 365;
const SHOCK_OF_THE_GAIN_FIGURE = 10;

type Contract = OptionInstrument | FutureInstrument;

interface Desk {
  readonly market: MarketView;
  readonly tables: VegaTables;
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

function futureFigures(desk: Desk, future: FutureInstrument, quote: TrustedQuote, timeYears: number): ContractFigures {
  const mark = midOf(quote);
  const daysToSettlement = timeYears * DAYS_PER_YEAR;
  const { multiplier } = future.spec;
  return withGain(desk, future, {
    symbol: future.symbol, bid: quote.bid, ask: quote.ask, mark, markSource: 'mid', quoteCondition: 'two-sided', markReason: null, multiplier, forward: { value: mark, source: 'future', disputed: false },
    volatility: null, timeYears, daysToSettlement, deltaForward: 1, gammaForward: 0, vegaPerVolPoint: 0, thetaPerDay: 0,
    vannaPerVolPoint: 0, volgaPerVolPoint: 0, charmPerDay: 0, deltaDollarsPerPercent: (multiplier * mark) / 100, gammaDollarsPerPercent: 0, american: null,
    vegaPerVixPoint: multiplier * betaAt(desk.tables, daysToSettlement), gainAtVixPlus10: 0, eventTimeUs: quote.eventTimeUs,
  });
}

/** The option of the other right at the same strike, which parity gives the same volatility. */
function otherRight(desk: Desk, { contract }: OptionInstrument): InstrumentSymbol | null {
  const { root, expiration, right, strike } = contract;
  const pair = listedChainOf(desk.market.listed).options.get(chainKey(root, expiration))?.find((row) => row.strike === strike);
  return (right === 'C' ? pair?.put : pair?.call) ?? null;
}

/**
 * Volatility of the mark. A mark deep in the money may hold no time value between its ticks: then that of the other right at the
 * strike, else, where intrinsic value lies within the quote, that of the expiry's smile. Nothing to go by: the reason.
 */
function volatilityOf(desk: Desk, option: OptionInstrument, quote: TrustedQuote, state: { forward: number; timeYears: number }): Result<number> {
  const { root, expiration, right, strike } = option.contract;
  const { rate } = desk.market;
  const own = impliedVolatility({ right, strike, rate, price: midOf(quote), ...state });
  if (own.ok) return own;
  const intrinsic = Math.exp(-rate * state.timeYears) * (right === 'C' ? state.forward - strike : strike - state.forward);
  if (intrinsic > 0 && midOf(quote) <= intrinsic) {
    const symbol = otherRight(desk, option);
    const pair = symbol === null ? null : trustedQuote(desk.market, symbol);
    const other = pair?.ok === true ? impliedVolatility({ right: right === 'C' ? 'P' : 'C', strike, rate, price: midOf(pair.value), ...state }) : own;
    if (other.ok) return other;
    const smile = quote.ask >= intrinsic ? desk.smiles.of({ root, expiration, ...state }).volatilityAt(Math.log(strike / state.forward)) : null;
    if (smile !== null) return success(smile);
  }
  return failed(own.failure.reason, `${labelOf(option.symbol)}: ${own.failure.detail}`);
}

function optionFigures(desk: Desk, option: OptionInstrument, quote: TrustedQuote, timeYears: number): Result<ContractFigures> {
  const { underlying, multiplier, exercise } = option.spec;
  if (exercise === 'american') return failed('not-available', `${labelOf(option.symbol)} is an American option, which is not priced`);
  const { root, expiration, right, strike } = option.contract;
  const forward = desk.forwards.of(underlying, root, expiration);
  if (!forward.ok) return forward;
  const mark = midOf(quote);
  const volatility = volatilityOf(desk, option, quote, { forward: forward.value.value, timeYears });
  if (!volatility.ok) return volatility;
  const input = { right, forward: forward.value.value, strike, timeYears, rate: desk.market.rate, volatility: volatility.value };
  const greeks = black76(input);
  const cross = black76Cross(input);
  const daysToSettlement = timeYears * DAYS_PER_YEAR;
  const vegaPerVolPoint = multiplier * greeks.vegaPerVolPoint;
  const vegaPerVixPoint = underlying === 'VIX' ? multiplier * greeks.delta * betaAt(desk.tables, daysToSettlement) : vegaPerVolPoint * weightAt(desk.tables, daysToSettlement);
  return success(withGain(desk, option, {
    symbol: option.symbol, bid: quote.bid, ask: quote.ask, mark, markSource: 'mid', quoteCondition: 'two-sided', markReason: null, multiplier, forward: forward.value, volatility: volatility.value, timeYears, daysToSettlement,
    deltaForward: greeks.delta, gammaForward: greeks.gamma, vegaPerVolPoint, thetaPerDay: multiplier * greeks.thetaPerDay,
    vannaPerVolPoint: cross.vannaPerVolPoint, volgaPerVolPoint: multiplier * cross.volgaPerVolPoint, charmPerDay: cross.charmPerDay,
    deltaDollarsPerPercent: (multiplier * greeks.delta * input.forward) / 100,
    gammaDollarsPerPercent: (multiplier * greeks.gamma * input.forward * input.forward) / 10_000, american: null, vegaPerVixPoint, gainAtVixPlus10: 0,
    eventTimeUs: quote.eventTimeUs,
  }));
}

function computeFigures(desk: Desk, symbol: InstrumentSymbol): Result<ContractFigures> {
  const contract = contractOf(symbol);
  if (!contract.ok) return contract;
  const settles = settlementMoment(symbol);
  if (!settles.ok) return settles;
  const quote = trustedQuote(desk.market, symbol);
  if (!quote.ok) return quote;
  const timeYears = yearFraction(desk.market.nowUs, settles.value);
  const it = contract.value;
  return it.kind === 'future' ? success(futureFigures(desk, it, quote.value, timeYears)) : optionFigures(desk, it, quote.value, timeYears);
}

/** Prices one market view. Everything asked twice is computed once; a new view needs a new context. */
export function createValuationContext(market: MarketView, tables: VegaTables, dispute: DisputeLimit = DISPUTE_OF_THE_METHOD): ValuationContext {
  const desk: Desk = { market, tables, forwards: createForwards(market, dispute), smiles: createSmiles(market) };
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
    valueChange(figures, shock) {
      const contract = contractOf(figures.symbol);
      if (!contract.ok) throw new Error(`figures of an unpriceable contract: ${contract.failure.detail}`);
      return changeOf(desk, contract.value, figures, shock);
    },
  };
}
