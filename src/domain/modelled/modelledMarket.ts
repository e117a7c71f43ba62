import type { Quote } from '../market/quote.ts';
import { black76Price } from '../pricing/black76.ts';
import type { Result } from '../result.ts';
import { failed, success } from '../result.ts';
import { yearFraction } from '../time.ts';
import type { InstrumentSymbol, Micros } from '../units.ts';
import { describeContract } from './modelledContract.ts';
import type { ModelledContract } from './modelledContract.ts';
import { quoteAround, spxwWidth, vixOptionWidth, vxFutureWidth } from './quoteWidth.ts';
import type { QuoteWidth } from './quoteWidth.ts';
import { spxOptionVolatility, volatilityIndexLevel } from './spxSurface.ts';
import { createVixCurve, modelledVvix, vixOptionVolatility } from './vixCurve.ts';

/** What the model stands on. Everything else follows from it. */
export interface ModelledMarketInput {
  readonly nowUs: Micros;
  readonly spx: number;
  /** Spot VIX, points. */
  readonly vix: number;
  /** Flat continuously compounded rate per year. */
  readonly rate: number;
  /** Level to which the VIX curve leans, points. Default 19, about the VIX's own mean since 1990. */
  readonly longRunVix?: number;
  /** VVIX level, points; default follows the VIX. */
  readonly vvix?: number;
  /** Dividend yield of the SPX per year. Default 0.013. */
  readonly dividendYield?: number;
}

/** A market made from two levels: quotes are *modelled*, never observed, and every figure from them is to be marked so. */
export interface ModelledMarket {
  /** Forward of SPX or VIX for a settlement moment, index points. */
  forward(underlying: 'SPX' | 'VIX', settlesUs: Micros): number;
  /** Implied volatility behind an option's quote, 0.16 = 16 %. */
  volatility(contract: ModelledContract): number;
  /** Model value before width and ticks, dollars per unit. Null once the contract has settled. */
  fairValue(contract: ModelledContract): number | null;
  /** Two-sided quote on the class's ticks. Null once the contract has settled. */
  quote(contract: ModelledContract): Quote | null;
  /** The same from a canonical symbol. Fails with `expired`, or `not-available` for anything but SPX/SPXW, VIX/VIXW options and VX futures. */
  quoteOf(symbol: InstrumentSymbol): Result<Quote>;
  /** Level of an index that follows from the two: SPX, SPY, VIX, VIX9D, VIX3M, VIX6M, VVIX. */
  levelOf(index: ModelledIndex): number;
}

export type ModelledIndex = 'SPX' | 'SPY' | 'VIX' | 'VIX9D' | 'VIX3M' | 'VIX6M' | 'VVIX';

export const LONG_RUN_VIX = 19;
const DIVIDEND_YIELD = 0.013;

/** Displayed size by strike: uneven, as on a screen, and the same in every run. */
const sizeOf = (contract: ModelledContract, side: number): number => 10 + ((Math.round(contract.strike * 2) * 7 + side * 31) % 90);

type ForwardOf = (underlying: 'SPX' | 'VIX', settlesUs: Micros) => number;

/** A chain asks for the same forward hundreds of times. */
function rememberedForwards(forwardOf: ForwardOf): ForwardOf {
  const known = { SPX: new Map<Micros, number>(), VIX: new Map<Micros, number>() };
  return (underlying, settlesUs) => {
    const before = known[underlying].get(settlesUs);
    if (before !== undefined) return before;
    const value = forwardOf(underlying, settlesUs);
    known[underlying].set(settlesUs, value);
    return value;
  };
}

function levelFrom(base: { readonly spx: number; readonly vix: number; readonly longRunVix: number; readonly vvix: number }, index: ModelledIndex): number {
  switch (index) {
    case 'SPX': return base.spx;
    case 'SPY': return base.spx / 10;
    case 'VIX': return base.vix;
    case 'VIX9D': return volatilityIndexLevel(9, base.vix, base.longRunVix);
    case 'VIX3M': return volatilityIndexLevel(93, base.vix, base.longRunVix);
    case 'VIX6M': return volatilityIndexLevel(184, base.vix, base.longRunVix);
    case 'VVIX': return base.vvix;
  }
}

export function createModelledMarket(input: ModelledMarketInput): ModelledMarket {
  const { nowUs, spx, vix, rate } = input;
  const longRunVix = input.longRunVix ?? LONG_RUN_VIX;
  const vvix = input.vvix ?? modelledVvix(vix);
  const carry = rate - (input.dividendYield ?? DIVIDEND_YIELD);
  const curve = createVixCurve(vix, longRunVix);
  const widths = { SPX: spxwWidth(vix), VIX: vixOptionWidth(vix) };
  const forward = rememberedForwards((underlying, settlesUs) => {
    const years = Math.max(0, yearFraction(nowUs, settlesUs));
    return underlying === 'SPX' ? spx * Math.exp(carry * years) : curve.forward(years * 365);
  });

  const volatility = (contract: ModelledContract): number => {
    const days = yearFraction(nowUs, contract.settlesUs) * 365;
    const level = forward(contract.underlying, contract.settlesUs);
    return contract.underlying === 'SPX'
      ? spxOptionVolatility(contract.strike, level, days, { vix, longRunVix })
      : vixOptionVolatility(contract.strike, level, days, vvix);
  };

  const fairValue = (contract: ModelledContract): number | null => {
    if (contract.settlesUs <= nowUs) return null;
    const level = forward(contract.underlying, contract.settlesUs);
    if (contract.kind === 'future') return level;
    const timeYears = yearFraction(nowUs, contract.settlesUs);
    return black76Price({ right: contract.right, forward: level, strike: contract.strike, timeYears, rate, volatility: volatility(contract) });
  };

  const widthOf = (contract: ModelledContract): QuoteWidth =>
    contract.kind === 'future' ? vxFutureWidth(yearFraction(nowUs, contract.settlesUs) * 365) : widths[contract.underlying];

  const quote = (contract: ModelledContract): Quote | null => {
    const fair = fairValue(contract);
    if (fair === null) return null;
    const { bid, ask } = quoteAround(fair, widthOf(contract));
    return { symbol: contract.symbol, eventTimeUs: nowUs, bid, ask, bidSize: sizeOf(contract, 0), askSize: sizeOf(contract, 1) };
  };

  return {
    forward,
    volatility,
    fairValue,
    quote,
    quoteOf: (symbol) => {
      const contract = describeContract(symbol);
      if (!contract.ok) return contract;
      const value = quote(contract.value);
      return value === null ? failed('expired', `${symbol} has settled.`) : success(value);
    },
    levelOf: (index) => Math.round(levelFrom({ spx, vix, longRunVix, vvix }, index) * 100) / 100,
  };
}
