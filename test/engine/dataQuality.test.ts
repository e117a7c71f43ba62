import { describe, expect, it } from 'vitest';
import type { HarnessOptions } from '../support/engineHarness.ts';
import { createHarness, type Harness } from '../support/engineHarness.ts';

type QuoteRow = readonly [string, number, number | null, number | null, number, number];
interface Rows { readonly t: string; readonly rows?: readonly (readonly unknown[])[] }

/** A market whose feed can be made to misbehave from any step on. */
function marketWithFaults(options: Omit<HarnessOptions, 'alter'> = {}): { readonly harness: Harness; alter(change: ((frame: Rows) => object | null) | null): void } {
  let change: ((frame: Rows) => object | null) | null = null;
  const harness = createHarness({ ...options, alter: (frame) => (change === null ? frame : change(frame)) });
  return { harness, alter: (next) => { change = next; } };
}

const withoutLevel = (symbol: string) => (frame: Rows): object => (frame.t === 'index' ? { ...frame, rows: (frame.rows ?? []).filter(([name]) => name !== symbol) } : frame);
const withQuote = (isMeant: (symbol: string) => boolean, quote: (row: QuoteRow) => QuoteRow) => (frame: Rows): object =>
  (frame.t === 'quote' ? { ...frame, rows: (frame.rows ?? []).map((row) => (isMeant(String(row[0])) ? quote(row as unknown as QuoteRow) : row)) } : frame);

const kindsOf = (harness: Harness): readonly string[] => [...harness.engine.core.journal.iterateLog()].map(({ kind }) => kind);
const countOf = (harness: Harness, kind: string): number => kindsOf(harness).filter((name) => name === kind).length;
const verdictOf = (harness: Harness) => harness.snapshot().state.verdict;
const actsOf = (harness: Harness) => harness.engine.core.decisions.filter(({ severity }) => severity === 'act');

/** Some steps into the first session: the sample book is open and valued. */
function inSession(harness: Harness): Harness {
  harness.steps(6);
  expect(harness.engine.core.book).not.toBeNull();
  expect(harness.engine.core.valuation?.complete).toBe(true);
  return harness;
}
const shortPutOf = (harness: Harness): string => {
  const leg = harness.engine.core.book?.legs.find(({ symbol, quantity }) => quantity < 0 && symbol.includes('P0'));
  if (leg === undefined) throw new Error('the sample book has a short put');
  return leg.symbol;
};

describe('a feed that falls silent', () => {
  it('ends the monitoring with its cause, is logged once, and its return is logged once', () => {
    const harness = inSession(createHarness());
    expect(harness.snapshot().state.health).toMatchObject({ monitoring: true, causes: [] });
    for (let second = 0; second < 30; second += 1) harness.pass(1_000);
    expect(harness.snapshot().state.health).toMatchObject({ monitoring: false, causes: [expect.stringMatching(/silent for \d+ s/)], feed: 'mute' });
    expect(verdictOf(harness)).toMatchObject({ headline: 'Not monitoring', severity: 'blocked' });
    expect([countOf(harness, 'dataOutage'), countOf(harness, 'dataRestored')]).toEqual([1, 0]);
    harness.steps(10);
    expect(harness.snapshot().state.health.monitoring).toBe(true);
    expect([countOf(harness, 'dataOutage'), countOf(harness, 'dataRestored')]).toEqual([1, 1]);
    harness.pass(11_000);
    harness.steps(3);
    expect([countOf(harness, 'dataOutage'), countOf(harness, 'dataRestored')]).toEqual([2, 2]);
  });

  it('that is disconnected says so at once, however fresh its last quotes are', () => {
    const harness = inSession(createHarness());
    harness.engine.process({ kind: 'feedStatus', atMs: harness.atMs(), status: { state: 'disconnected', detail: 'the connection was closed', endpoint: 'harness', reconnects: 1 } });
    expect(harness.snapshot().state.health.causes).toEqual([expect.stringMatching(/connection was closed/)]);
    const evaluated = harness.engine.core.evaluatedAtMs;
    harness.pass(500);
    expect(harness.engine.core.evaluatedAtMs).toBe(evaluated);
    expect(countOf(harness, 'dataOutage')).toBe(1);
  });

  it('raises nothing while it is silent: no evaluation stands on what it said before', () => {
    const harness = inSession(createHarness());
    const head = harness.engine.core.journal.logHead().count;
    for (let second = 0; second < 60; second += 1) harness.pass(1_000);
    expect(kindsOf(harness).slice(head)).toEqual(['dataOutage']);
  });
});

describe('data that are not good enough to judge', () => {
  it.each(['VIX', 'SPX'])('hold everything when the level of %s no longer comes, and say which', (symbol) => {
    const { harness, alter } = marketWithFaults({ stepMs: 1_000 });
    inSession(harness);
    alter(withoutLevel(symbol));
    harness.steps(20);
    expect(verdictOf(harness)).toMatchObject({ action: 'hold', severity: 'blocked', detail: expect.stringContaining(`The level of ${symbol} is stale`) });
    expect(actsOf(harness)).toEqual([]);
    expect(harness.snapshot().state.market.levels.find((level) => level.symbol === symbol)?.stale).toBe(true);
  });

  it('hold when SPX has never been heard of', () => {
    const { harness, alter } = marketWithFaults();
    alter(withoutLevel('SPX'));
    harness.steps(60);
    expect(verdictOf(harness)).toMatchObject({ action: 'hold', severity: 'blocked', detail: expect.stringContaining('No level of SPX has arrived') });
    expect(actsOf(harness)).toEqual([]);
    alter(null);
    harness.steps(5);
    expect(verdictOf(harness)).toMatchObject({ action: 'hold', severity: 'informational' });
  });

  const spoilt: readonly (readonly [condition: string, spoil: (row: QuoteRow) => QuoteRow])[] = [
    ['crossed', ([symbol, at, bid, ask, ...sizes]) => [symbol, at, (ask ?? 0) + 5, bid, ...sizes]],
    ['one-sided', ([symbol, at, , ask, ...sizes]) => [symbol, at, null, ask, ...sizes]],
    ['missing', ([symbol, at, , , ...sizes]) => [symbol, at, null, null, ...sizes]],
  ];

  it.each(spoilt)('hold when the whole expiry of a leg is %s: its totals are incomplete, never short of one leg', (condition, spoil) => {
    const { harness, alter } = marketWithFaults();
    inSession(harness);
    const expiry = shortPutOf(harness).slice(0, 12);
    const before = harness.snapshot().state.book.shortVega;
    alter(withQuote((symbol) => symbol.startsWith(expiry), spoil));
    expect(harness.until(() => harness.engine.core.valuation?.complete === false, 400)).toBe(true);
    const { book, verdict } = harness.snapshot().state;
    expect(before).not.toBeNull();
    expect(book).toMatchObject({ complete: false, shortVega: null, coverage: null, marketValue: null, thetaPerDay: null });
    expect(book.incompleteBecause[0]).toMatch(/there is no model value/);
    expect(book.legs.filter(({ mark }) => mark === null).every((leg) => leg.symbol.startsWith(expiry) && leg.quoteCondition === condition)).toBe(true);
    expect(verdict).toMatchObject({ action: 'hold', severity: 'blocked', detail: expect.stringMatching(/has no trusted price/) });
    expect(actsOf(harness)).toEqual([]);
  });

  it.each(spoilt)('go on when one leg alone is %s: its expiry marks it, the screen names it and counts it', (condition, spoil) => {
    const { harness, alter } = marketWithFaults();
    inSession(harness);
    const symbol = shortPutOf(harness);
    alter(withQuote((name) => name === symbol, spoil));
    expect(harness.until(() => (harness.engine.core.valuation?.modelMarked.length ?? 0) > 0, 400)).toBe(true);
    const { book, health } = harness.snapshot().state;
    expect(book).toMatchObject({ complete: true, incompleteBecause: [], quoteConditions: { [condition]: 1 }, modelMarked: [expect.stringMatching(/the smile’s value [\d.]+ stands in|is held at the ask/)] });
    expect(health.quoteConditions[condition as keyof typeof health.quoteConditions]).toBeGreaterThanOrEqual(1);
    expect(book.legs.find((leg) => leg.symbol === symbol)).toMatchObject({ markSource: 'model', quoteCondition: condition, failure: null });
    // Its neighbour ten points below is two-sided: the two cannot be worth much less or more than each other.
    const [short, long] = [symbol, book.legs.find(({ quantity, symbol: name }) => quantity > 0 && name.slice(0, 13) === symbol.slice(0, 13))!.symbol].map((name) => book.legs.find((leg) => leg.symbol === name)!.mark!);
    expect(short! - long!).toBeGreaterThan(0);
    expect(short! - long!).toBeLessThan(10);
    expect(harness.engine.core.decisions.some(({ rule }) => rule.startsWith('hold.quality'))).toBe(false);
  });

  it('mark a halted leg by its expiry, whatever quotes still come, and trust the market again once it goes on', () => {
    const harness = inSession(createHarness());
    const symbol = shortPutOf(harness);
    const status = (word: string): void => harness.feed({ t: 'status', rows: [[symbol, harness.engine.core.market.nowUs, word], ['SPXW  301220P06000000', harness.engine.core.market.nowUs, word]] });
    const legOf = () => harness.snapshot().state.book.legs.find((leg) => leg.symbol === symbol);
    expect(legOf()).toMatchObject({ markSource: 'mid', quoteCondition: 'two-sided', markReason: null });
    status('halted');
    harness.steps(3);
    expect(legOf()).toMatchObject({ markSource: 'model', quoteCondition: 'halted', markReason: expect.stringMatching(/^trading in SPXW .* is halted: the smile’s value/) });
    expect(harness.snapshot().state).toMatchObject({ book: { quoteConditions: { halted: 1 } }, health: { quoteConditions: { halted: 1 }, rejectedByReason: { 'unknown-instrument': 1 } } });
    status('active');
    harness.steps(3);
    expect(legOf()).toMatchObject({ markSource: 'mid', quoteCondition: 'two-sided' });
    expect(harness.snapshot().state.health.quoteConditions.halted).toBeUndefined();
  });

  it('show the greeks of a leg for the whole position, multiplier and sign applied', () => {
    const harness = inSession(createHarness());
    const rows = harness.engine.core.valuation?.legs ?? [];
    for (const [index, leg] of harness.snapshot().state.book.legs.entries()) {
      const figures = rows[index]?.figures;
      if (figures?.ok !== true) throw new Error('a sound market prices every leg');
      const contracts = leg.quantity * 100;
      expect(leg.vegaPerVolPoint).toBeCloseTo(leg.quantity * figures.value.vegaPerVolPoint, 9);
      expect(leg.deltaDollarsPerPercent).toBeCloseTo((contracts * figures.value.deltaForward * figures.value.forward.value) / 100, 6);
      expect(leg.gammaDollarsPerPercent).toBeCloseTo((contracts * figures.value.gammaForward * figures.value.forward.value ** 2) / 10_000, 6);
      expect(leg.vannaPerVolPoint).toBeCloseTo(contracts * figures.value.vannaPerVolPoint, 9);
      expect(leg.charmPerDay).toBeCloseTo(contracts * figures.value.charmPerDay, 9);
      expect(Math.sign(leg.gammaDollarsPerPercent ?? 0)).toBe(Math.sign(leg.quantity));
    }
  });

  it('hold while legs with too much of the vega are halted, name them, and judge again once they trade', () => {
    const harness = inSession(createHarness());
    const legs = harness.engine.core.book?.legs.map(({ symbol }) => symbol) ?? [];
    const status = (word: string): void => harness.feed({ t: 'status', rows: legs.map((symbol) => [symbol, harness.engine.core.market.nowUs, word]) });
    status('halted');
    harness.steps(3);
    expect(harness.snapshot().state.book.complete).toBe(true);
    expect(verdictOf(harness)).toMatchObject({ action: 'hold', severity: 'blocked', headline: 'Hold: data are not good enough to judge', detail: expect.stringMatching(/\(halted\).* carry 100 % of the book’s vega on model values/) });
    status('active');
    harness.steps(3);
    expect(verdictOf(harness).severity).toBe('informational');
  });

  it('forget a halt with the connection that told it: the next hello starts over', () => {
    const harness = inSession(createHarness());
    const symbol = shortPutOf(harness);
    harness.feed({ t: 'status', rows: [[symbol, harness.engine.core.market.nowUs, 'halted']] });
    harness.feed({ t: 'hello', protocol: 1, source: 'Simulated market', simulated: true });
    harness.steps(3);
    expect(harness.snapshot().state.book.quoteConditions).toEqual({ 'two-sided': 4 });
  });

  it('never let an add through, at the very evaluation that would have raised it', () => {
    const { harness, alter } = marketWithFaults();
    inSession(harness);
    const expiry = shortPutOf(harness).slice(0, 12);
    alter(withQuote((symbol) => symbol.startsWith(expiry), ([name, at, bid, ask, ...sizes]) => [name, at, (ask ?? 0) + 5, bid, ...sizes]));
    const reached = harness.until(() => (harness.engine.core.record.latest?.date ?? '') >= '2026-10-20', 400);
    expect(reached).toBe(true);
    // The same story without the fault raises its first add on 2026-10-19; the stage waits, too.
    const decided = [...harness.engine.core.journal.iterateLog()].filter(({ kind }) => kind === 'decision');
    expect(decided.map(({ payload }) => (payload as { decision: { action: string } }).decision.action)).toEqual(['hold']);
    alter(null);
    expect(harness.until(() => actsOf(harness).some(({ action }) => action === 'add'), 200)).toBe(true);
  });

  it('size nothing from a feed that is delayed by contract', () => {
    const harness = createHarness();
    harness.feed({ t: 'hello', protocol: 1, source: 'Delayed feed', simulated: false, delayedSeconds: 900 });
    harness.until(() => (harness.engine.core.record.latest?.date ?? '') >= '2026-10-20', 400);
    expect(verdictOf(harness)).toMatchObject({ action: 'hold', detail: expect.stringMatching(/delayed/) });
    expect([...harness.engine.core.journal.iterateLog()].filter(({ kind, payload }) => kind === 'decision' && (payload as { decision: { action: string } }).decision.action !== 'hold')).toEqual([]);
  });
});

describe('rows that cannot be taken', () => {
  const garbage: readonly object[] = [
    { t: 'quote', rows: [['SPX', 'noon', 1, 2, 1, 1], [7], null, ['SPXW  261113P06525000', -4, 1, 2, 1, 1], ['SPXW  261113P06525000', 1, 'a', 2, 1, 1]] },
    { t: 'index', rows: [['SPX', 1_700_000_000_000_000, -1], ['', 1_700_000_000_000_000, 5]] },
    { t: 'trade', rows: 'none' }, { t: 'weather', rain: true }, { t: 'clock', marketTimeUs: 'late' }, [], { t: 'breadth', rows: [['NYSE', 1_700_000_000_000_000, 1.5, 2, 3]] },
  ];

  it('between good ones cost no good quote: the same valuation as on a clean feed', () => {
    const clean = createHarness();
    const dirty = createHarness();
    for (let step = 0; step < 100; step += 1) {
      const bad = garbage[step % garbage.length];
      if (bad !== undefined) dirty.feed(bad);
      clean.steps(1);
      dirty.steps(1);
    }
    expect(dirty.engine.core.valuation).toEqual(clean.engine.core.valuation);
    expect(dirty.engine.core.journal.logHead()).toEqual(clean.engine.core.journal.logHead());
    const { received, rejected, stored, conflated } = dirty.engine.core.store.counts();
    const sent = clean.engine.core.store.counts();
    expect(rejected).toBeGreaterThan(100);
    expect({ received: received - rejected, stored, conflated }).toEqual({ received: sent.received, stored: sent.stored, conflated: sent.conflated });
  });

  it('are counted by reason, and every row is accounted for after every step', () => {
    const harness = inSession(createHarness());
    const { nowUs } = harness.engine.core.market;
    const symbol = shortPutOf(harness);
    for (const frame of garbage) harness.feed(frame);
    harness.feed({ t: 'index', rows: [['SPX', (nowUs ?? 0) - 60_000_000, 6_900]] });
    harness.feed({ t: 'quote', rows: [[symbol, (nowUs ?? 0) - 3_600_000_000, 1, 2, 1, 1], ['SPXW  301220P06000000', nowUs, 1, 2, 1, 1]] });
    for (let step = 0; step < 20; step += 1) {
      const { received, stored, conflated, rejected, rejectedByReason } = harness.snapshot().state.health;
      expect(received).toBe(stored + conflated + rejected);
      expect(Object.values(rejectedByReason).reduce((sum, rows) => sum + rows, 0)).toBe(rejected);
      harness.steps(1);
    }
    expect(harness.snapshot().state.health.rejectedByReason).toMatchObject({ 'older-event-time': 2, 'unknown-instrument': 1, 'bad-time': 2, 'bad-price': 2, 'bad-symbol': 1, 'bad-count': 1 });
  });

  it('move neither the level nor the market clock back', () => {
    const harness = inSession(createHarness());
    const { market } = harness.engine.core;
    const [level, nowUs] = [market.level('SPX'), market.nowUs];
    harness.feed({ t: 'index', rows: [['SPX', (nowUs ?? 0) - 60_000_000, 1]] });
    expect([market.level('SPX'), market.nowUs]).toEqual([level, nowUs]);
  });
});

describe('coverage on the worst day', () => {
  it('is n/m with the shock ratio in its place once the live VIX is a spike, and a ratio again when it is not', () => {
    const { harness, alter } = marketWithFaults();
    inSession(harness);
    expect(harness.snapshot().state.book).toMatchObject({ coverage: 0, coverageNote: null });
    alter((frame) => (frame.t === 'index' ? { ...frame, rows: (frame.rows ?? []).map(([name, at, level]) => [name, at, name === 'VIX' ? 1.3 * Number(level) : level]) } : frame));
    harness.steps(3);
    expect(harness.snapshot().state.book).toMatchObject({ coverage: null, proposedCoverage: null, coverageNote: expect.stringMatching(/^n\/m: VIX is spiking today: .*VIX \+10 shock/) as string });
    alter(null);
    harness.steps(3);
    expect(harness.snapshot().state.book).toMatchObject({ coverage: 0, coverageNote: null });
  });
});
