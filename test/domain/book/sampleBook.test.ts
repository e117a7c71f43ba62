import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { condorsOf } from '../../../src/domain/book/condors.ts';
import { openSampleBook, parseSampleTemplate } from '../../../src/domain/book/sampleBook.ts';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { parseOptionSymbol } from '../../../src/domain/instruments/index.ts';
import type { MarketView } from '../../../src/domain/market/marketView.ts';
import { listedContracts } from '../../../src/domain/modelled/contractListing.ts';
import { createModelledMarket } from '../../../src/domain/modelled/modelledMarket.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';
import { quotedMarket, SPX_EXPIRY, TABLES } from './quotedMarket.ts';

const file: unknown = JSON.parse(readFileSync(new URL('../../../resources/sample-book.json', import.meta.url), 'utf8'));

function template() {
  const parsed = parseSampleTemplate(file);
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value;
}

function modelledView(spx: number, vix: number, date: string): MarketView {
  const nowUs = newYorkMicros(date, 10, 0);
  const model = createModelledMarket({ nowUs, spx, vix, rate: 0.04 });
  const listed = listedContracts({ date, spx, vix });
  const quotes = new Map(listed.flatMap((symbol) => {
    const quote = model.quoteOf(symbol);
    return quote.ok ? [[symbol, { ...quote.value, stale: false, halted: false }] as const] : [];
  }));
  const level = (symbol: string, value: number) => [symbol, { symbol, level: value, eventTimeUs: nowUs, stale: false }] as const;
  return { nowUs, date, session: 'open', levels: new Map([level('SPX', spx), level('VIX', vix)]), quotes, listed, rate: 0.04, delayed: false, modelled: true };
}

describe('sample book', () => {
  it.each([[16], [16.5], [17]])('is ten 30-day condors 10 points wide, about −285 $ per VIX point at VIX %d', (vix) => {
    const context = createValuationContext(modelledView(7000, vix, '2026-11-02'), TABLES);
    const opened = openSampleBook(template(), context, '2026-11-02');
    if (!opened.ok) throw new Error(opened.failure.detail);
    expect(opened.value).toMatchObject({ sample: true, netLiquidation: 1_000_000 });
    const [condor] = condorsOf(opened.value);
    expect(condor?.contracts).toBe(10);
    expect(condor!.credit).toBeGreaterThan(1_000);
    const strikes = opened.value.legs.map(({ symbol }) => {
      const parsed = parseOptionSymbol(symbol);
      return parsed.ok ? parsed.value.strike : Number.NaN;
    });
    expect([strikes[0]! - strikes[1]!, strikes[3]! - strikes[2]!]).toEqual([10, 10]);
    const valuation = valueBook(context, opened.value, [10]);
    expect(valuation.complete).toBe(true);
    expect(Math.abs(valuation.shortVega! + 285)).toBeLessThan(20);
    expect(valuation.thetaPerDay!).toBeGreaterThan(0);
  });

  it('fits another century’s index level', () => {
    const opened = openSampleBook(template(), createValuationContext(modelledView(1170, 24, '1998-12-01'), TABLES), '1998-12-01');
    expect(opened.ok).toBe(true);
  });

  it('waits for quotes', () => {
    const empty = createValuationContext(quotedMarket({}), TABLES);
    expect(openSampleBook(template(), empty, '2026-11-20')).toMatchObject({ ok: false, failure: { reason: 'missing-data' } });
    const narrow = createValuationContext(quotedMarket({ expiries: [{ ...SPX_EXPIRY, strikes: [6990, 7000, 7010] }] }), TABLES);
    expect(openSampleBook(template(), narrow, '2026-11-20').ok).toBe(false);
  });

  it('waits for a live bid and ask of every leg: the smile could price a halted one, but nobody would trade there', () => {
    const view = modelledView(7000, 16.5, '2026-11-02');
    const sound = openSampleBook(template(), createValuationContext(view, TABLES), '2026-11-02');
    if (!sound.ok) throw new Error(sound.failure.detail);
    const symbol = sound.value.legs[0]!.symbol;
    const context = createValuationContext({ ...view, quotes: new Map([...view.quotes, [symbol, { ...view.quotes.get(symbol)!, halted: true }]]) }, TABLES);
    expect(context.figures(symbol)).toMatchObject({ ok: true, value: { markSource: 'model' } });
    expect(openSampleBook(template(), context, '2026-11-02')).toMatchObject({ ok: false, failure: { reason: 'not-available', detail: expect.stringContaining('is halted') as string } });
  });

  it.each([
    [{}, 'name'], [{ name: 'x', netLiquidation: 0, condors: [] }, 'netLiquidation'], [{ name: 'x', netLiquidation: 1, condors: [] }, 'condors'], [null, 'object'],
    [{ name: 'x', netLiquidation: 1, condors: [{ strategy: 'a', contracts: 1.5 }] }, 'condors[0].contracts'],
    [{ name: 'x', netLiquidation: 1, condors: [{ strategy: 'a', contracts: 1, targetDays: 30, shortPutMoneyness: 1.1 }] }, 'condors[0].shortPutMoneyness'],
  ])('refuses the template %j and names the field', (json, field) => {
    const parsed = parseSampleTemplate(json);
    expect(parsed.ok ? '' : parsed.failure.detail).toContain(field);
  });
});
