import type { MarketView } from '../domain/market/marketView.ts';
import type { EngineCore } from './engineCore.ts';

/** The market values an alert stands on, copied into its log entry: the journal must explain itself without the market file. */
export function marketSnapshot(core: EngineCore, view: MarketView): Readonly<Record<string, unknown>> {
  const { valuation } = core;
  return {
    nowUs: view.nowUs,
    date: view.date,
    session: view.session,
    source: core.feed.label,
    simulated: core.feed.simulated,
    modelled: core.feed.modelled,
    levels: Object.fromEntries([...view.levels.values()].map(({ symbol, level, eventTimeUs }) => [symbol, { level, eventTimeUs }])),
    curve: core.curve.map(({ expiration, forward }) => ({ expiration, value: forward.value, source: forward.source })),
    book: valuation === null ? null : {
      convention: valuation.convention, complete: valuation.complete, shortVega: valuation.shortVega, hedgeVega: valuation.hedgeVega,
      netVega: valuation.netVega, coverage: valuation.coverage.ok ? valuation.coverage.value : null,
      legs: valuation.legs.map(({ leg, figures, quoteCondition }) => ({
        symbol: leg.symbol, quantity: leg.quantity, quoteCondition,
        ...(figures.ok ? { bid: figures.value.bid, ask: figures.value.ask, mark: figures.value.mark, markSource: figures.value.markSource, forward: figures.value.forward.value } : { failure: figures.failure.detail }),
      })),
    },
  };
}
