/** Markets and policies in which every instrument of a layer can be had. */
import { spxMonthlyExpiration, formatFutureSymbol, formatOptionSymbol, vxExpirations } from '../../../src/domain/instruments/index.ts';
import type { LayerName } from '../../../src/domain/book/book.ts';
import type { InstrumentKind } from '../../../src/domain/hedging/instruments/unit.ts';
import type { Policy, PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import { calendarDaysBetween, partsOfDate } from '../../../src/domain/time.ts';
import type { InstrumentSymbol, IsoDate } from '../../../src/domain/units.ts';
import { stewardPolicy } from '../../support/builders.ts';

export const D0: IsoDate = '2026-11-04';

/** The layer each instrument is tried in. */
export const LAYER_OF: Readonly<Record<InstrumentKind, LayerName>> = {
  vixCall: 'base', vixCallSpread: 'base', vixCallDiagonal: 'base', vxFuture: 'base', vxmFuture: 'base', spxPutSpread: 'intermediate',
};

export const KINDS = Object.keys(LAYER_OF) as readonly InstrumentKind[];

/** What the modelled exchange leaves out: the mini futures, and SPX options (both rights, for parity) that settle to the opening, 60–230 days ahead. */
export function alsoListed(date: IsoDate, spx = 7000): readonly InstrumentSymbol[] {
  const futures = vxExpirations(date, 9).map((expiration) => formatFutureSymbol({ root: 'VXM', expiration }));
  const { year, month } = partsOfDate(date);
  const monthlies = Array.from({ length: 9 }, (_, i) => spxMonthlyExpiration(year + Math.floor((month - 1 + i) / 12), ((month - 1 + i) % 12) + 1))
    .filter((expiration) => calendarDaysBetween(date, expiration) >= 60 && calendarDaysBetween(date, expiration) <= 230);
  const strikes = Array.from({ length: 60 }, (_, i) => Math.round((spx * 0.75) / 50) * 50 + i * 50).filter((strike) => strike <= spx * 1.1);
  const options = monthlies.flatMap((expiration) => strikes.flatMap((strike) => (['P', 'C'] as const).map((right) => formatOptionSymbol({ root: 'SPX', expiration, right, strike }))));
  return [...futures, ...options];
}

export type PolicyChange = (values: PolicyValues) => PolicyValues;

export const withValues = (change: PolicyChange, policy: Policy = stewardPolicy()): Policy => ({ ...policy, values: change(policy.values) });

/** A layer made of something else; `more` changes further values of it. */
export const ofInstrument = (kind: InstrumentKind, layer: LayerName = LAYER_OF[kind], more: Partial<PolicyValues['layers']['base']> = {}): PolicyChange =>
  (values) => ({ ...values, layers: { ...values.layers, [layer]: { ...values.layers[layer], instrument: kind, ...more } } });
