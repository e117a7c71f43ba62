import { isOptionRoot, OPTION_SPECS } from '../instruments/contractSpecs.ts';
import { formatOptionSymbol } from '../instruments/optionSymbol.ts';
import { settlementMoment } from '../instruments/settlement.ts';
import type { MarketView } from '../market/marketView.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { fitSmile } from '../surface/fitSmile.ts';
import type { FittedSmile } from '../surface/fitSmile.ts';
import type { SmileFit } from '../surface/smileFit.ts';
import type { SmileQuote } from '../surface/smilePoints.ts';
import { createSurface } from '../surface/surface.ts';
import type { Surface, SurfaceSlice } from '../surface/surface.ts';
import { yearFraction } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import type { Forwards } from './forwards.ts';
import { createExpiryMap } from './expiryMap.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import { hasSettled, trustedQuoteOrNull } from './trustedQuote.ts';

/** Implied volatility over ln(strike / forward) of one expiry. */
export interface Smile {
  /** On the fitted curve between quoted strikes, on its wings beyond; null without a fit. */
  volatilityAt(logMoneyness: number): number | null;
  /** Whether a strike there stands on quotes near enough: see `FittedSmile`. False without a fit. */
  covers(logMoneyness: number): boolean;
  /** What the smile stands on; fails with `missing-data` without usable quotes, `incomplete` when they contradict each other. */
  readonly fit: Result<SmileFit>;
}

export interface SmileInput {
  readonly root: string;
  readonly expiration: IsoDate;
  readonly forward: number;
  readonly timeYears: number;
}

export interface Smiles {
  of(input: SmileInput): Smile;
  /** The smiles of the listed expiries of an underlying that stand on their own quotes. Fits every one of them that is wanted: all, unless said. */
  surfaceOf(underlying: InstrumentSymbol, isWanted?: (input: SmileInput) => boolean): Surface;
}

/** Through fewer strikes no smile can be drawn: the neighbouring expiries know more of its shape. */
export const LEAST_OWN_STRIKES = 3;

type Fitted = Pick<FittedSmile, 'covers'> & { readonly fit: SmileFit; volatilityAt(logMoneyness: number): number | null };

/** Two-sided quotes of the options out of the money. A bid of zero has no volatility of its own: its mid is half a tick of hope. */
function quotesOf(market: MarketView, { root, expiration, forward }: SmileInput): readonly SmileQuote[] {
  const chain = listedChainOf(market.listed).options.get(chainKey(root, expiration)) ?? [];
  const anyOfThem = chain[0]?.call ?? chain[0]?.put ?? null;
  if (anyOfThem === null || hasSettled(market, anyOfThem)) return [];
  const quotes: SmileQuote[] = [];
  for (const { strike, call, put } of chain) {
    const right = strike >= forward ? 'C' : 'P';
    const symbol = right === 'C' ? call : put;
    const quote = symbol === null ? null : trustedQuoteOrNull(market, symbol);
    if (quote === null || quote.bid === 0) continue;
    const { bid, ask, eventTimeUs } = quote;
    quotes.push({ strike, right, bid, ask, eventTimeUs });
  }
  return quotes;
}

interface Desk {
  readonly market: MarketView;
  readonly forwards: Pick<Forwards, 'of'>;
  /** Fit on the expiry's own quotes, remembered. */
  own(input: SmileInput): Result<FittedSmile>;
}

/** Listed expiries of an underlying with time left and a forward. */
function* inputsOf({ market, forwards }: Desk, underlying: InstrumentSymbol): Generator<SmileInput> {
  for (const { root, date: expiration } of listedChainOf(market.listed).expirations.get(underlying) ?? []) {
    const moment = settlementMoment(formatOptionSymbol({ root, expiration, right: 'C', strike: 1 }));
    const forward = moment.ok && moment.value > market.nowUs ? forwards.of(underlying, root, expiration) : null;
    if (moment.ok && forward?.ok === true) yield { root, expiration, forward: forward.value.value, timeYears: yearFraction(market.nowUs, moment.value) };
  }
}

interface Slice extends SurfaceSlice {
  readonly fitted: FittedSmile;
}

function sliceOf(desk: Desk, input: SmileInput): Slice | null {
  const fitted = desk.own(input);
  if (!fitted.ok || fitted.value.fit.used < LEAST_OWN_STRIKES) return null;
  const { curve, fit } = fitted.value;
  return { expiration: input.expiration, timeYears: input.timeYears, curve, range: fit.range, fitted: fitted.value };
}

const firstSlice = (desk: Desk, inputs: readonly SmileInput[]): readonly Slice[] => {
  for (const input of inputs) {
    const slice = sliceOf(desk, input);
    if (slice !== null) return [slice];
  }
  return [];
};

/** The nearest expiries before and after that have a smile of their own; no others are fitted for it. */
function neighboursOf(desk: Desk, { root, expiration, timeYears }: SmileInput): readonly Slice[] {
  if (!isOptionRoot(root)) return [];
  const others = [...inputsOf(desk, OPTION_SPECS[root].underlying)].filter((other) => other.root !== root || other.expiration !== expiration);
  const byDistance = others.sort((a, b) => Math.abs(a.timeYears - timeYears) - Math.abs(b.timeYears - timeYears));
  return [...firstSlice(desk, byDistance.filter((other) => other.timeYears <= timeYears)), ...firstSlice(desk, byDistance.filter((other) => other.timeYears > timeYears))];
}

function fromNeighbours(desk: Desk, input: SmileInput, quoted: number): Fitted | null {
  const slices = neighboursOf(desk, input);
  if (slices.length === 0) return null;
  const surface = createSurface(slices);
  const fits = slices.map(({ fitted }) => fitted.fit);
  const range = [Math.max(...fits.map((fit) => fit.range[0])), Math.min(...fits.map((fit) => fit.range[1]))] as const;
  return {
    volatilityAt: (logMoneyness) => surface.volatilityAt(logMoneyness, input.timeYears),
    covers: (logMoneyness) => logMoneyness >= range[0] && logMoneyness <= range[1],
    fit: {
      source: 'neighbours', quoted, used: 0, repriced: 0, dropped: [], range,
      newestQuoteUs: Math.min(...fits.map(({ newestQuoteUs }) => newestQuoteUs)), butterflyFree: fits.every(({ butterflyFree }) => butterflyFree),
    },
  };
}

function fittedOf(desk: Desk, input: SmileInput): Result<Fitted> {
  const own = desk.own(input);
  // Quotes that contradict each other are no reason to ask the neighbours: something is wrong that the trader is to see.
  const because = own.ok ? '' : `${input.root} ${input.expiration}: ${own.failure.detail}`;
  if (!own.ok && own.failure.reason !== 'missing-data') return failed(own.failure.reason, because);
  if (own.ok && own.value.fit.used >= LEAST_OWN_STRIKES) return success({ ...own.value, volatilityAt: own.value.curve.volatilityAt });
  const neighbours = fromNeighbours(desk, input, own.ok ? own.value.fit.quoted : 0);
  if (neighbours !== null) return success(neighbours);
  return own.ok ? success({ ...own.value, volatilityAt: own.value.curve.volatilityAt }) : failed('missing-data', because);
}

function smileOver(read: () => Result<Fitted>): Smile {
  let known: Result<Fitted> | null = null;
  const fitted = (): Result<Fitted> => (known ??= read());
  return {
    volatilityAt(logMoneyness) {
      const smile = fitted();
      return smile.ok ? smile.value.volatilityAt(logMoneyness) : null;
    },
    covers(logMoneyness) {
      const smile = fitted();
      return smile.ok && smile.value.covers(logMoneyness);
    },
    get fit() {
      const smile = fitted();
      return smile.ok ? success(smile.value.fit) : smile;
    },
  };
}

/** Smiles of one market view, fitted when first asked for and remembered per expiration. */
export function createSmiles(market: MarketView, forwards: Pick<Forwards, 'of'>): Smiles {
  const fits = createExpiryMap<Result<FittedSmile>>();
  const remembered = createExpiryMap<Smile>();
  const own = (input: SmileInput): Result<FittedSmile> => {
    const { root, expiration, forward, timeYears } = input;
    return fits.get(root, expiration) ?? fits.set(root, expiration, fitSmile(quotesOf(market, input), { forward, timeYears, rate: market.rate }));
  };
  const desk: Desk = { market, forwards, own };
  return {
    of: (input) => remembered.get(input.root, input.expiration) ?? remembered.set(input.root, input.expiration, smileOver(() => fittedOf(desk, input))),
    surfaceOf: (underlying, isWanted = () => true) =>
      createSurface([...inputsOf(desk, underlying)].filter(isWanted).flatMap((input) => sliceOf(desk, input) ?? [])),
  };
}
