import type { SmilesView } from '../contract/api.ts';
import { smileReport, type SmileRow } from '../domain/book/smileReport.ts';
import { createValuationContext } from '../domain/book/valuationContext.ts';
import { failed, success, type Result } from '../domain/result.ts';
import type { EngineCore } from './engineCore.ts';
import { marketViewOf } from './judgement.ts';

type RowView = SmilesView['expiries'][number];

function fitView({ fit, forward }: SmileRow): RowView['fit'] {
  if (fit === null || forward === null) return null;
  const { range: [low, high], dropped, ...figures } = fit;
  return { ...figures, dropped: dropped.map((quote) => ({ ...quote })), lowestStrike: forward.value * Math.exp(low), highestStrike: forward.value * Math.exp(high) };
}

const rowView = (row: SmileRow): RowView => ({
  underlying: row.underlying, root: row.root, expiration: row.expiration, days: row.days, inBook: row.inBook,
  forward: row.forward === null ? null : { value: row.forward.value, source: row.forward.source },
  atTheMoney: row.atTheMoney, fit: fitView(row), failure: row.failure?.detail ?? null,
});

/** The smiles of this moment. Fails with `refused` before there is a market or a book. */
export function smilesView(core: EngineCore, expiries: 'book' | 'all', atMs: number): Result<SmilesView> {
  const market = marketViewOf(core, atMs);
  if (market === null || core.book === null) return failed('refused', 'There is no book or no market to read smiles from yet.');
  const { vega, quality } = core.policy.values;
  const report = smileReport(createValuationContext(market, vega, quality), core.book, expiries);
  return success({
    asOfUs: report.asOfUs, expiries: report.expiries.map(rowView),
    calendarViolations: report.calendarViolations.map(({ earlier, later, range, shortfall }) =>
      ({ underlying: 'SPX', earlier, later, lowestMoneyness: Math.exp(range[0]), highestMoneyness: Math.exp(range[1]), shortfall })),
  });
}
