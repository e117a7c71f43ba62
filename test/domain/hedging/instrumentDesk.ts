/** Markets and policies in which every instrument of a layer can be had. */
import { spxMonthlyExpiration, formatFutureSymbol, formatOptionSymbol, vxExpirations } from '../../../src/domain/instruments/index.ts';
import type { LayerName } from '../../../src/domain/book/book.ts';
import type { InstrumentKind } from '../../../src/domain/hedging/instruments/unit.ts';
import type { Policy, PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import { calendarDaysBetween, partsOfDate } from '../../../src/domain/time.ts';
import type { InstrumentSymbol, IsoDate } from '../../../src/domain/units.ts';
import type { ValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { findChoices, type UnitChoice } from '../../../src/domain/hedging/candidates.ts';
import { aContext, aMarket, stewardPolicy, type MarketInput } from '../../support/builders.ts';

export const D0: IsoDate = '2026-11-04';

/** The layer each instrument is tried in. */
export const LAYER_OF: Readonly<Record<InstrumentKind, LayerName>> = {
  vixCall: 'base', vixCallSpread: 'base', vixCallDiagonal: 'base', vxFuture: 'base', vxmFuture: 'base', spxPutSpread: 'intermediate',
};

export const KINDS = Object.keys(LAYER_OF) as readonly InstrumentKind[];

/** SPX options that settle to the opening, both rights for parity, 60–230 days ahead. */
function spxMonthlies(date: IsoDate, spx: number): readonly InstrumentSymbol[] {
  const { year, month } = partsOfDate(date);
  const expirations = Array.from({ length: 9 }, (_, i) => spxMonthlyExpiration(year + Math.floor((month - 1 + i) / 12), ((month - 1 + i) % 12) + 1))
    .filter((expiration) => calendarDaysBetween(date, expiration) >= 60 && calendarDaysBetween(date, expiration) <= 230);
  const strikes = Array.from({ length: 60 }, (_, i) => Math.round((spx * 0.75) / 50) * 50 + i * 50).filter((strike) => strike <= spx * 1.1);
  return expirations.flatMap((expiration) => strikes.flatMap((strike) => (['P', 'C'] as const).map((right) => formatOptionSymbol({ root: 'SPX', expiration, right, strike }))));
}

/** What the modelled exchange leaves out and the instrument needs. */
export function alsoListed(kind: InstrumentKind, date: IsoDate = D0, spx = 7000): readonly InstrumentSymbol[] {
  if (kind === 'vxmFuture' || kind === 'vxFuture') return vxExpirations(date, 9).map((expiration) => formatFutureSymbol({ root: 'VXM', expiration }));
  return kind === 'spxPutSpread' ? spxMonthlies(date, spx) : [];
}

export type PolicyChange = (values: PolicyValues) => PolicyValues;

export const withValues = (change: PolicyChange, policy: Policy = stewardPolicy()): Policy => ({ ...policy, values: change(policy.values) });

/** A layer made of something else. The short call of a diagonal is taken farther out than the steward's, else nothing passes the execution rule in the base layer. */
export const ofInstrument = (kind: InstrumentKind, layer: LayerName = LAYER_OF[kind]): PolicyChange => (values) => ({
  ...values, layers: { ...values.layers, [layer]: { ...values.layers[layer], instrument: kind } },
  instruments: { ...values.instruments, callDiagonal: { ...values.instruments.callDiagonal, shortDelta: 0.15 } },
});

export const policyFor = (kind: InstrumentKind, layer?: LayerName): Policy => withValues(ofInstrument(kind, layer));

export const contextFor = (kind: InstrumentKind, market: Partial<MarketInput> = {}): ValuationContext => {
  const { date = D0, spx = 7000 } = market;
  return aContext(aMarket({ date, spx, vix: 16.5, alsoListed: alsoListed(kind, date, spx), ...market }), policyFor(kind));
};

/** What the layer of the instrument could buy in that market, best first. */
export const choicesOf = (kind: InstrumentKind, context: ValuationContext = contextFor(kind), policy: Policy = policyFor(kind)): readonly UnitChoice[] =>
  findChoices(context, policy.values, LAYER_OF[kind], 'first').ranked;

export function bestOf(kind: InstrumentKind, context: ValuationContext = contextFor(kind)): UnitChoice {
  const [best] = choicesOf(kind, context);
  if (best === undefined) throw new Error(`nothing passes for ${kind}`);
  return best;
}
