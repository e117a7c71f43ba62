import type { ContractFigures, VegaConvention } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { instrumentOf } from '../instruments/instrument.ts';
import { success } from '../result.ts';
import { weightAt } from './vegaTables.ts';

/** Only SPX and SPY options are weighted by w(T): β has one convention. */
function isWeighted({ symbol }: ContractFigures): boolean {
  const instrument = instrumentOf(symbol);
  return instrument.ok && instrument.value.kind === 'option' && instrument.value.spec.underlying !== 'VIX';
}

/**
 * The same prices with vega per VIX point told in another convention of w(T). Shocks keep the convention in force: they are a
 * property of the policy, not of the telling.
 */
export function underConvention(context: ValuationContext, convention: VegaConvention): ValuationContext {
  if (convention === context.tables.convention) return context;
  const tables = { ...context.tables, convention };
  return {
    ...context, tables,
    figures(symbol) {
      const figures = context.figures(symbol);
      if (!figures.ok || !isWeighted(figures.value)) return figures;
      return success({ ...figures.value, vegaPerVixPoint: figures.value.vegaPerVolPoint * weightAt(tables, figures.value.daysToSettlement) });
    },
  };
}
