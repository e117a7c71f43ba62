import type { VegaView } from '../contract/api.ts';
import { createValuationContext } from '../domain/book/valuationContext.ts';
import { labelOf } from '../domain/instruments/label.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { vegaReport, type VegaFigures, type VegaGroup } from '../domain/vega/vegaReport.ts';
import type { EngineCore } from './engineCore.ts';
import { marketViewOf } from './judgement.ts';

type Figures = Pick<VegaView['book'], 'legs' | 'thetaPerDay'> & { readonly [K in keyof VegaFigures]: VegaView['book'][K] };

const figuresOf = (group: Omit<VegaGroup, 'name'>): Figures => ({
  legs: group.legs, thetaPerDay: group.thetaPerDay,
  rawSpxVegaPerVolPoint: group.rawSpxVegaPerVolPoint, rawVixVolOfVolVegaPerVolPoint: group.rawVixVolOfVolVegaPerVolPoint,
  termWeightedSpxVegaPerVixPoint: { ...group.termWeightedSpxVegaPerVixPoint }, netVegaPerVixPoint: { ...group.netVegaPerVixPoint },
  shocks: group.shocks.map((shock) => ({ ...shock })),
});

/** The report of `vega` on the command line, for the live book. Fails with `refused` before there is a market or a book. */
export function vegaView(core: EngineCore, atMs: number): Result<VegaView> {
  const market = marketViewOf(core, atMs);
  if (market === null || core.book === null) return failed('refused', 'There is no book or no market to value yet.');
  const { vega, quality } = core.policy.values;
  const report = vegaReport(createValuationContext(market, vega, quality), core.book, vega.shockVixPoints);
  const parts = (kind: VegaView['parts'][number]['kind'], groups: readonly VegaGroup[]): VegaView['parts'] =>
    groups.filter(({ legs }) => legs > 0).map((group) => ({ kind, name: group.name, ...figuresOf(group) }));
  const { book } = report;
  return success({
    asOfUs: report.asOfUs, conventionInForce: report.conventionInForce, complete: report.complete,
    incompleteBecause: report.incompleteBecause.map(({ symbol, detail }) => `${labelOf(symbol)}: ${detail}`),
    book: {
      ...figuresOf(book), shortVegaPerVixPoint: { ...book.shortVegaPerVixPoint }, hedgeVegaPerVixPoint: { ...book.hedgeVegaPerVixPoint },
      coverage: { measured: { ...book.coverage.measured }, rootTime: { ...book.coverage.rootTime } },
      shockTwins: book.shockTwins.map((twin) => ({ ...twin, coverage: { ...twin.coverage } })),
    },
    parts: [...parts('layer', report.layers), ...parts('strategy', report.strategies), ...parts('underlying', report.underlyings)],
    greeks: Object.entries(book.greeksByUnderlying).map(([underlying, figures]) => ({ underlying, figures: figures === null ? null : { ...figures } })),
  });
}
