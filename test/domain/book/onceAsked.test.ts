import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VegaTables } from '../../../src/domain/book/valuation.ts';
import { createValuationContext, type ValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import type { MarketView, QuoteView } from '../../../src/domain/market/marketView.ts';
import { vegaAhead } from '../../../src/domain/hedging/ahead.ts';
import { book, CONDOR_LEGS, FUTURES, HEDGE_LEG, quotedMarket, SPX_EXPIRY, TABLES, VIX_EXPIRY } from './quotedMarket.ts';

const MARKET = quotedMarket({ expiries: [VIX_EXPIRY, SPX_EXPIRY], futures: FUTURES });
const OTHER_TABLES: VegaTables = { ...TABLES, convention: 'rootTime', vvixPerVixPoint: 3, vixPerSpxPercent: -1.5 };
const SYMBOLS = MARKET.listed;
const BOOK = book(...CONDOR_LEGS, HEDGE_LEG);
const SHOCKS = [-5, 1, 10, 40];

/** The same contracts some time later: the quotes named have moved, those beyond are the same objects. */
function marketAfter(seconds: number, moved: ReadonlyMap<string, number>): MarketView {
  const nowUs = MARKET.nowUs + 1_000_000 * seconds;
  const quotes = new Map([...MARKET.quotes].map(([symbol, quote]): [string, QuoteView] => {
    const factor = moved.get(symbol);
    const { bid, ask } = quote;
    return [symbol, factor === undefined || bid === null || ask === null ? quote : { ...quote, bid: factor * bid, ask: factor * ask, eventTimeUs: nowUs }];
  }));
  return { ...MARKET, nowUs, quotes };
}

const aMarket = fc.record({ seconds: fc.constantFrom(0, 1, 3600, 86_400), moved: fc.array(fc.tuple(fc.constantFrom(...SYMBOLS), fc.double({ min: 0.97, max: 1.03, noNaN: true })), { maxLength: 40 }) })
  .map(({ seconds, moved }) => marketAfter(seconds, new Map(moved)));
const someTables = fc.constantFrom(TABLES, OTHER_TABLES);

type Question = (context: ValuationContext) => unknown;

const figuresOf = (symbol: string): Question => (context) => {
  const figures = context.figures(symbol);
  return figures.ok ? { ...figures.value, shock: { unshockable: figures.value.shock.unshockable, gain: figures.value.shock.gainAtVixPlus10 } } : figures;
};
const changeOf = (symbol: string, shock: Parameters<ValuationContext['valueChange']>[1]): Question => (context) => {
  const figures = context.figures(symbol);
  return figures.ok && figures.value.shock.unshockable === null ? context.valueChange(figures.value, shock) : figures.ok;
};
const aheadOf = (symbol: string, days: number): Question => (context) => {
  const figures = context.figures(symbol);
  return figures.ok ? vegaAhead(context, figures.value, days) : figures;
};
const valuationOf: Question = (context) => {
  const { legs: _legs, ...valuation } = valueBook(context, BOOK, SHOCKS);
  return valuation;
};

const aSymbol = fc.constantFrom(...SYMBOLS);
const aShock = fc.record({ spxPercent: fc.constantFrom(-10, -1, 0, 2), vixPoints: fc.constantFrom(-3, -0.5, 0, 0.5, 7, 30), days: fc.constantFrom(0, 7, 14) });
const aQuestion: fc.Arbitrary<Question> = fc.oneof(
  aSymbol.map(figuresOf),
  fc.tuple(aSymbol, aShock).map(([symbol, shock]) => changeOf(symbol, shock)),
  fc.tuple(aSymbol, fc.constantFrom(7, 14)).map(([symbol, days]) => aheadOf(symbol, days)),
  fc.constant(valuationOf),
);

describe('what a valuation works out once and only when asked', () => {
  it('is what a context asked nothing else answers, after other questions, other quotes, at another time, by other tables', () => {
    fc.assert(fc.property(fc.array(fc.record({ market: aMarket, tables: someTables }), { minLength: 1, maxLength: 3 }), fc.array(aQuestion, { minLength: 2, maxLength: 8 }), (views, questions) => {
      const contexts = views.map(({ market, tables }) => createValuationContext(market, tables));
      // Every question is put to all the views before the next one is: nothing of one view may serve another.
      for (const ask of questions) {
        views.forEach(({ market, tables }, i) => {
          const context = contexts[i] as ValuationContext;
          const alone = ask(createValuationContext(market, tables));
          expect(ask(context)).toStrictEqual(alone);
          expect(ask(context)).toStrictEqual(alone);
        });
      }
    }), { numRuns: 60 });
  });

  it('stays that of its own view when it is read after later views have been valued', () => {
    const readAtOnce = valueBook(createValuationContext(MARKET, TABLES), BOOK, SHOCKS).shocks.map((row) => ({ ...row }));
    const readLate = valueBook(createValuationContext(MARKET, TABLES), BOOK, SHOCKS);
    const later = marketAfter(3600, new Map(SYMBOLS.map((symbol) => [symbol, 1.02])));
    expect(valueBook(createValuationContext(later, OTHER_TABLES), BOOK, SHOCKS).shocks).not.toStrictEqual(readAtOnce);
    expect(readLate.shocks).toStrictEqual(readAtOnce);
  });
});
