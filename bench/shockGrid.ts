import { createValuationContext, type ValuationContext } from '../src/domain/book/valuationContext.ts';
import { instrumentOf } from '../src/domain/instruments/instrument.ts';
import type { MarketView, QuoteView } from '../src/domain/market/marketView.ts';
import { listedContracts } from '../src/domain/modelled/contractListing.ts';
import { createModelledMarket } from '../src/domain/modelled/modelledMarket.ts';
import { black76Price } from '../src/domain/pricing/black76.ts';
import type { ScenarioPosition } from '../src/domain/scenarios/position.ts';
import { fullAxes, shockGrid } from '../src/domain/scenarios/shockGrid.ts';
import { newYorkMicros } from '../src/domain/time.ts';
import { perSecond, type Bench } from './bench.ts';

const DATE = '2026-11-20';
const NOW_US = newYorkMicros(DATE, 11, 0);
const RATE = 0.04;
const [SPX, VIX] = [7000, 16.5];
const [SPX_LEGS, VIX_LEGS, EXPIRIES] = [440, 60, 6];
const LIMIT_MS = 100;

/** The printed measures of the policy (2006–2026). */
const TABLES = {
  convention: 'measured',
  beta: [[0, 1], [4, 0.73], [11, 0.59], [20, 0.55], [30, 0.43], [43, 0.37], [63, 0.32], [88, 0.28], [110, 0.26], [135, 0.22], [165, 0.2], [195, 0.19], [230, 0.16]],
  weight: [[1, 1.79], [9, 1.52], [30, 1], [93, 0.64], [184, 0.46]],
  vvixPerVixPoint: 2,
  vixPerSpxPercent: -1.18,
} as const;

function modelledView(): MarketView {
  const model = createModelledMarket({ nowUs: NOW_US, spx: SPX, vix: VIX, rate: RATE });
  const listed = listedContracts({ date: DATE, spx: SPX, vix: VIX });
  const quotes = new Map<string, QuoteView>();
  for (const symbol of listed) {
    const quote = model.quoteOf(symbol);
    if (quote.ok) quotes.set(symbol, { ...quote.value, stale: false, halted: false });
  }
  const levels = new Map([['SPX', SPX], ['VIX', VIX]].map(([symbol, level]) => [String(symbol), { symbol: String(symbol), level: Number(level), eventTimeUs: NOW_US, stale: false }]));
  return { nowUs: NOW_US, date: DATE, session: 'open', levels, quotes, listed, rate: RATE, delayed: false, modelled: true };
}

/** Distinct contracts with a price, spread evenly over the strikes of the first expiries. */
function pickContracts(context: ValuationContext, underlying: 'SPX' | 'VIX', count: number): readonly ScenarioPosition[] {
  const priced = context.market.listed.flatMap((symbol) => {
    const instrument = instrumentOf(symbol);
    if (!instrument.ok || instrument.value.kind !== 'option' || instrument.value.spec.underlying !== underlying) return [];
    if (underlying === 'VIX' && instrument.value.contract.right === 'P') return [];
    const figures = context.figures(symbol);
    return figures.ok ? [{ expiration: instrument.value.contract.expiration, figures: figures.value }] : [];
  });
  const expirations = new Set([...new Set(priced.map(({ expiration }) => expiration))].sort().slice(0, EXPIRIES));
  const near = priced.filter(({ expiration }) => expirations.has(expiration));
  if (near.length < count || expirations.size < EXPIRIES) throw new Error(`the modelled market lists ${near.length} ${underlying} contracts over ${expirations.size} expiries: too few for the bench`);
  return Array.from({ length: count }, (_, index): ScenarioPosition => {
    const row = near[Math.floor((index * near.length) / count)];
    if (row === undefined) throw new Error('no such contract');
    return { figures: row.figures, quantity: index % 2 === 0 ? -5 : 5, side: underlying === 'VIX' ? 'hedge' : 'condors' };
  });
}

let kept = 0;

/** One price a leg and cell, nothing shared and no smile. */
function plainPrices(positions: readonly ScenarioPosition[], cells: number): void {
  for (const { figures } of positions) {
    const { timeYears } = figures;
    const forward = figures.forward.value;
    const right = figures.deltaForward > 0 ? 'C' : 'P';
    for (let cell = 0; cell < cells; cell++) kept += black76Price({ right, forward: forward * (0.8 + (0.3 * cell) / cells), strike: forward, timeYears, rate: RATE, volatility: 0.1 + (cell % 51) / 100 });
  }
}

const bookIn = (context: ValuationContext): readonly ScenarioPosition[] => [...pickContracts(context, 'SPX', SPX_LEGS), ...pickContracts(context, 'VIX', VIX_LEGS)];

function revalue(context: ValuationContext, positions: readonly ScenarioPosition[], days: number): void {
  kept += shockGrid(context, positions, fullAxes(days)).total[0] ?? 0;
}

export const shockGridBench: Bench = {
  name: 'shockGrid',
  about: `a book of ${SPX_LEGS} SPXW and ${VIX_LEGS} VIX legs, fully revalued on a grid of 31 × 51; the limit is ${LIMIT_MS} ms, ${1000 / LIMIT_MS} grids/s`,
  run() {
    const view = modelledView();
    const context = createValuationContext(view, TABLES);
    const positions = bookIn(context);
    const spx = positions.filter(({ side }) => side === 'condors');
    const cells = fullAxes(0).spxPercents.length * fullAxes(0).vixPoints.length;
    // Once to warm the code up: the limit is of a desk that has been running.
    revalue(context, positions, 1);
    const plain = perSecond(1, () => plainPrices(spx, cells));
    const limit = { unit: 'grids/s', peer: 1000 / LIMIT_MS, peerName: 'the limit' };
    const [now, week] = [0, 7].map((days) => perSecond(1, () => revalue(context, positions, days)));
    // A new market view has smiles of its own, whose shifts are found at its first grid.
    const fresh = Array.from({ length: 3 }, () => createValuationContext(view, TABLES)).map((first) => ({ first, held: bookIn(first) }));
    const first = perSecond(1, () => {
      const next = fresh.pop();
      if (next !== undefined) revalue(next.first, next.held, 0);
    });
    if (!Number.isFinite(kept) || now === undefined || week === undefined) throw new Error('a cell of the grid is not finite');
    return [
      { what: 'grid at once', ours: now, ...limit },
      { what: 'grid after 7 days', ours: week, ...limit },
      { what: 'first grid of a new market view', ours: first, ...limit },
      { what: 'legs × cells', unit: 'revaluations/s', ours: now * cells * positions.length, peer: plain * cells * spx.length, peerName: 'plain Black-76 prices in a loop' },
    ];
  },
};
