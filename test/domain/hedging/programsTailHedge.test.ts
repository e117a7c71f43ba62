import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { tailHedgeWeight } from '../../../src/domain/hedging/programs/tailHedge.ts';
import { parseOptionSymbol, settlementMoment, vixExpirations } from '../../../src/domain/instruments/index.ts';
import type { QuoteView } from '../../../src/domain/market/marketView.ts';
import { black76Price } from '../../../src/domain/pricing/black76.ts';
import { newYorkMicros, yearFraction } from '../../../src/domain/time.ts';
import type { IsoDate } from '../../../src/domain/units.ts';
import { actsOf, aDivergence, createDesk, only, type Desk, type MarketInput } from '../../support/builders.ts';
import { presetPolicy } from '../../support/presets.ts';

/** Cboe VIX Tail Hedge: the calls of November settle on the 18th, those of 16 December are bought. */
const BUY_ON = '2026-11-18';
const EXPIRATION = '2026-12-16';
const NEXT_EXPIRATION = '2027-01-20';
const policy = presetPolicy('vxth');
const { program } = policy.values;
const weights = program.kind === 'tailHedge' ? program.weights : [];

/** Published edges: https://investwithanedge.com/vixh-etf-touts-black-swan-protection/ and the Cboe VXTH page; upper bounds inclusive. */
const EDGES: readonly (readonly [forward: number, weight: number])[] = [[14.99, 0], [15, 0], [15.01, 0.01], [30, 0.01], [30.01, 0.005], [50, 0.005], [50.01, 0]];

const HALF_SPREAD = 0.02;
const VOLATILITY = 0.8;

/** Quotes of one VIX expiry whose put-call parity gives exactly a forward. */
function withForward(expiration: IsoDate, forward: number, date: IsoDate, hour: number): (quote: QuoteView) => QuoteView {
  const nowUs = newYorkMicros(date, hour, 0);
  return (quote) => {
    const option = parseOptionSymbol(quote.symbol);
    if (!option.ok || option.value.root !== 'VIX' || option.value.expiration !== expiration) return quote;
    const settles = settlementMoment(quote.symbol);
    if (!settles.ok) return quote;
    const { right, strike } = option.value;
    const fair = black76Price({ right, forward, strike, timeYears: yearFraction(nowUs, settles.value), rate: 0.04, volatility: VOLATILITY });
    const half = Math.min(HALF_SPREAD, fair / 2);
    return { ...quote, bid: fair - half, ask: fair + half };
  };
}

const at = (date: IsoDate, forward: number, changes: Partial<MarketInput> = {}): MarketInput =>
  ({ date, spx: 7000, vix: forward, hour: 11, changeQuote: withForward(EXPIRATION, forward, date, changes.hour ?? 11), ...changes });
const desk = (netLiquidation = 1_000_000): Desk => createDesk({ date: addTradingDays(BUY_ON, -5), spx: 7000, vix: 17 }, { policy, netLiquidation });
const rules = (judgement: ReturnType<Desk['evaluate']>): readonly string[] => judgement.decisions.map(({ rule }) => rule);

describe('the share of net liquidation by the same-expiry VIX forward', () => {
  it.each(EDGES)('%d: %d', (forward, weight) => expect(tailHedgeWeight(weights, forward)).toBe(weight));

  it('compares levels as they are shown: the rounding of parity moves no edge', () => {
    expect(tailHedgeWeight(weights, 15 + 1e-9)).toBe(0);
    expect(tailHedgeWeight(weights, 30 + 1e-9)).toBe(0.01);
  });
});

describe('on the buying day', () => {
  it.each(EDGES)('a forward of %d by put-call parity spends %d of net liquidation', (forward, weight) => {
    const { decisions } = desk().evaluate(at(BUY_ON, forward));
    const decision = decisions[0]!;
    if (weight === 0) {
      expect(decision).toMatchObject({ action: 'hold', rule: 'hold.tail-weight', severity: 'informational', headline: `Hold: no VIX calls this month at a forward of ${forward.toFixed(2)}, next purchase on 16 Dec` });
      return;
    }
    expect(decision).toMatchObject({ action: 'add', rule: 'add.tail-hedge', layer: 'base', severity: 'act' });
    const [candidate] = decision.candidates;
    expect(decision.contracts).toBe(Math.floor((weight * 1_000_000) / (100 * candidate!.ask!)));
    expect(candidate!.symbol).toMatch(/^VIX {3}261216C/);
    // Ten points lie between strikes at a VIX of 50: the nearest is taken, and marked.
    if (!decision.headline.includes('nearest listed strike')) expect(Math.abs(candidate!.delta - 0.3)).toBeLessThanOrEqual(0.05);
    expect(candidate!.cost).toBeLessThanOrEqual(weight * 1_000_000);
  });

  it('can be checked with a pocket calculator', () => {
    const add = only(actsOf(desk().evaluate(at(BUY_ON, 20))));
    const ask = add.candidates[0]!.ask!.toFixed(2);
    expect(add.arithmetic[0]).toBe('VIX forward of 16 Dec 20.00 on 18 Nov: weight 1.0 % (up to 15: 0.0 %, up to 30: 1.0 %, up to 50: 0.5 %, above: 0.0 %)');
    expect(add.arithmetic[1]).toMatch(new RegExp(`^1\\.0 % of 1,000,000 \\$ = 10,000 \\$ ÷ \\(100 × ask ${ask.replace('.', '\\.')}\\) = [\\d.]+ → ${add.contracts}$`));
    expect(add.rulePath).toEqual(['program.weights', 'strike.delta', 'add.tail-hedge']);
    expect(add.why).toBe('VIX options of 18 Nov have settled; at a VIX forward of 20.00 the month’s share is 1.0 % of net liquidation.');
    expect(add.coverage).toMatchObject({ bandLow: 0, bandHigh: 0, target: null });
  });

  it('reads the forward of the calls’ own expiry, not spot VIX', () => {
    const { decisions } = desk().evaluate(at(BUY_ON, 14.9, { vix: 22, changeQuote: withForward(EXPIRATION, 14.9, BUY_ON, 11) }));
    expect(decisions[0]).toMatchObject({ rule: 'hold.tail-weight' });
  });

  it('a share that does not buy one call says so', () => {
    expect(desk(5_000).evaluate(at(BUY_ON, 20)).decisions[0]).toMatchObject({ rule: 'hold.tail-too-small', action: 'hold' });
  });

  it('nothing in the chain of the month: blocked, with the reasons counted', () => {
    const blind = at(BUY_ON, 20, { changeQuote: (quote) => (quote.symbol.startsWith('VIX   261216C') ? { ...quote, bid: 0, ask: 9 } : quote) });
    expect(desk().evaluate(blind).decisions[0]).toMatchObject({ rule: 'hold.not-available', severity: 'blocked', layer: 'base' });
  });

  it('quality holds for it as for all', () => {
    expect(rules(desk().evaluate(at(BUY_ON, 20, { stale: ['VIX'] })))).toEqual(['hold.quality.stale']);
  });

  it('before the opening quotation nothing is bought: the old calls have not settled', () => {
    const judgement = desk().evaluate(at(BUY_ON, 20, { hour: 9 }));
    expect(actsOf(judgement)).toEqual([]);
    expect(judgement.decisions[0]!.headline).toContain('the old calls settle');
  });
});

describe('once a month', () => {
  it('a filled purchase is done for the month, whatever price and forward do afterwards', () => {
    const book = desk();
    const add = only(actsOf(book.evaluate(at(BUY_ON, 20))));
    expect(rules(book.fill(add))).toEqual(['hold.tail-hedge']);
    expect(rules(book.evaluate(at(addTradingDays(BUY_ON, 1), 16)))).toEqual(['hold.tail-hedge']);
    expect(book.judgement.decisions[0]).toMatchObject({ headline: 'Hold: next purchase on 16 Dec', why: `${add.contracts} calls of this month settle on 16 Dec; nothing is rolled or sold.` });
  });

  it('a part fill leaves the rest under the same id', () => {
    const book = desk();
    const add = only(actsOf(book.evaluate(at(BUY_ON, 20))));
    const rest = only(actsOf(book.fill(add, 10)));
    expect(rest).toMatchObject({ id: add.id, contracts: add.contracts - 10 });
    expect(rest.arithmetic[1]).toContain('; held 10: ');
    expect(rules(book.fill(rest))).toEqual(['hold.tail-hedge']);
  });

  it('a missed purchase stays open for two trading days; then the month is over', () => {
    const book = desk();
    book.evaluate(at(BUY_ON, 20));
    const late = only(actsOf(book.evaluate(at(addTradingDays(BUY_ON, 2), 20))));
    expect(late.why).toContain('the buying day was 18 Nov, open until 20 Nov');
    expect(rules(book.evaluate(at(addTradingDays(BUY_ON, 3), 20)))).toEqual(['hold.tail-hedge']);
    expect(book.judgement.decisions[0]!.why).toContain('No calls of this month are held');
  });

  it('the share is read once: a forward that crosses an edge later in the window changes nothing', () => {
    const cheap = desk();
    cheap.evaluate(at(BUY_ON, 15));
    expect(rules(cheap.evaluate(at(BUY_ON, 15.2, { hour: 14 })))).toEqual(['hold.tail-weight']);
    const dear = desk();
    dear.evaluate(at(BUY_ON, 15.01));
    expect(rules(dear.evaluate(at(addTradingDays(BUY_ON, 1), 14.8)))).toEqual(['add.tail-hedge']);
  });

  it('a flicker of the ask does not move the advice', () => {
    const book = desk();
    const first = only(actsOf(book.evaluate(at(BUY_ON, 20))));
    const seen = new Set(Array.from({ length: 40 }, (_, i) => {
      const add = only(actsOf(book.evaluate(at(BUY_ON, 20 + 0.02 * Math.sin(i)))));
      return `${add.id} ${add.candidates[0]!.symbol}`;
    }));
    expect([...seen]).toEqual([`${first.id} ${first.candidates[0]!.symbol}`]);
  });

  it('nothing is rolled or sold, not below any floor, not in a press, not over any band: the calls settle', () => {
    const book = desk();
    book.fill(only(actsOf(book.evaluate(at(BUY_ON, 20)))));
    for (const days of [5, 12, 17]) {
      const date = addTradingDays(BUY_ON, days);
      const { decisions } = book.evaluate(at(date, 40), {
        divergences: [aDivergence(BUY_ON)], spxMacdBearish: true,
        vixRegime: { spike: false, lastSpike: BUY_ON, daysSinceSpike: 6, peak20: 60, spikeAt: 99, press: true, pressSince: addTradingDays(BUY_ON, 1) },
      });
      expect(decisions.filter(({ action }) => action !== 'hold' && action !== 'widen')).toEqual([]);
    }
  });
});

describe('buying days', () => {
  const buys = (date: IsoDate): boolean => {
    const book = createDesk({ date: addTradingDays(date, -3), spx: 7000, vix: 20 }, { policy });
    return actsOf(book.evaluate({ date, spx: 7000, vix: 20, hour: 11 })).length > 0;
  };

  it.each<[string, IsoDate]>([
    ['a Wednesday', '2026-11-18'], ['the next one', EXPIRATION], ['over the turn of the year', NEXT_EXPIRATION],
    ['a Tuesday, since Juneteenth moves the SPX date', '2026-05-19'],
  ])('%s: %s', (_name, date) => {
    expect(vixExpirations(date, date)).toEqual([{ date, monthly: true }]);
    expect(buys(date)).toBe(true);
  });

  it.each<[string, IsoDate]>([['the session before', '2026-11-17'], ['a weekly expiration', '2026-11-25'], ['the Wednesday after that Tuesday’s window', '2026-05-27']])('not on %s: %s', (_name, date) => {
    expect(buys(date)).toBe(false);
  });
});
