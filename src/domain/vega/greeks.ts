import type { ContractFigures, LegValuation } from '../book/valuation.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import type { InstrumentSymbol } from '../units.ts';

/** Greeks of a position, quantity and multiplier applied; long is positive. */
export interface Greeks {
  /** Units of the underlying with the same delta. */
  readonly deltaShareEquivalents: number;
  /** $ per 1 % of the underlying. */
  readonly deltaDollarsPerPercent: number;
  /** A move of m % earns about delta·m + gamma·m²/2, $. */
  readonly gammaDollarsPerPercent: number;
  /** $ per 1.00 point of the option's own volatility (vol-of-vol for VIX). */
  readonly vegaPerVolPoint: number;
  /** $ per calendar day at fixed forward. */
  readonly thetaPerDay: number;
  /** Share-equivalents per volatility point. */
  readonly vannaPerVolPoint: number;
  /** $ of vega per volatility point. */
  readonly volgaPerVolPoint: number;
  /** Share-equivalents per calendar day. */
  readonly charmPerDay: number;
}

export function positionGreeks(figures: ContractFigures, quantity: number): Greeks {
  // 0 + … : a short future has no gamma, not "−0".
  const held = (figure: number): number => 0 + quantity * figure;
  const inUnits = (figure: number): number => held(figures.multiplier * figure);
  return {
    deltaShareEquivalents: inUnits(figures.deltaForward),
    deltaDollarsPerPercent: held(figures.deltaDollarsPerPercent),
    gammaDollarsPerPercent: held(figures.gammaDollarsPerPercent),
    vegaPerVolPoint: held(figures.vegaPerVolPoint),
    thetaPerDay: held(figures.thetaPerDay),
    vannaPerVolPoint: inUnits(figures.vannaPerVolPoint),
    volgaPerVolPoint: held(figures.volgaPerVolPoint),
    charmPerDay: inUnits(figures.charmPerDay),
  };
}

const added = (a: Greeks, b: Greeks): Greeks => ({
  deltaShareEquivalents: a.deltaShareEquivalents + b.deltaShareEquivalents,
  deltaDollarsPerPercent: a.deltaDollarsPerPercent + b.deltaDollarsPerPercent,
  gammaDollarsPerPercent: a.gammaDollarsPerPercent + b.gammaDollarsPerPercent,
  vegaPerVolPoint: a.vegaPerVolPoint + b.vegaPerVolPoint,
  thetaPerDay: a.thetaPerDay + b.thetaPerDay,
  vannaPerVolPoint: a.vannaPerVolPoint + b.vannaPerVolPoint,
  volgaPerVolPoint: a.volgaPerVolPoint + b.volgaPerVolPoint,
  charmPerDay: a.charmPerDay + b.charmPerDay,
});

/** `SPX`, `VIX`, `SPY`; the symbol itself for what is no derivative. */
export function underlyingOf(symbol: InstrumentSymbol): InstrumentSymbol {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return symbol.trim();
  const it = instrument.value;
  return it.kind === 'option' || it.kind === 'future' ? it.spec.underlying : it.symbol;
}

/** Sums per underlying, which alone share a currency; null while a leg on it has no trusted price. */
export function bookGreeks(legs: readonly LegValuation[]): Record<InstrumentSymbol, Greeks | null> {
  const sums: Record<InstrumentSymbol, Greeks | null> = {};
  for (const { leg, figures } of legs) {
    const underlying = underlyingOf(leg.symbol);
    const own = figures.ok ? positionGreeks(figures.value, leg.quantity) : null;
    const before = sums[underlying];
    sums[underlying] = own === null || before === null ? null : before === undefined ? own : added(before, own);
  }
  return sums;
}
