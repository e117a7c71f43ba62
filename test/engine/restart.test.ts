import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sessionPhase } from '../../src/domain/calendar.ts';
import type { Bar } from '../../src/domain/market/quote.ts';
import { newYorkDate, newYorkMicros } from '../../src/domain/time.ts';
import { intradaySettings } from '../../src/engine/intradayRecord.ts';
import { openJournal } from '../../src/engine/store/journalStore.ts';
import { openMarketStore } from '../../src/engine/store/marketStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { createMarketSimulation, type MarketSimulation } from '../../src/simulator/marketSimulation.ts';
import { createRandom } from '../../src/simulator/random.ts';
import { createDrivenEngine, createFollower, greeting, must, type DrivenEngine } from '../support/engineHarness.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-restart-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (name: string): { readonly driven: DrivenEngine; close(): void } => {
  const journal = must(openJournal(join(folder, `${name}-journal.sqlite`)));
  const store = must(openMarketStore(join(folder, `${name}-market.sqlite`)));
  return { driven: createDrivenEngine({ journal, store, fills: 'advised' }), close: () => { store.close(); journal.close(); } };
};

interface Rows { readonly t: string; readonly rows: readonly (readonly unknown[])[] }

/** A feed's memory of its last values: what it sends to a client that joins late. */
function createLastValues() {
  const latest = new Map<string, { readonly t: string; readonly row: readonly unknown[] }>();
  return {
    take(frame: { readonly t: string }): void {
      if (!['index', 'trade', 'breadth', 'quote'].includes(frame.t)) return;
      for (const row of (frame as Rows).rows) latest.set(`${frame.t} ${String(row[0])}`, { t: frame.t, row });
    },
    /** Trades before levels: the harder order for whoever builds bars. */
    frames: (listed: ReadonlySet<string>): readonly Rows[] => ['trade', 'index', 'breadth', 'quote'].map((t) => ({
      t, rows: [...latest.values()].filter((value) => value.t === t && (t !== 'quote' || listed.has(String(value.row[0])))).map(({ row }) => row),
    })),
  };
}

const symbolsOf = (simulation: MarketSimulation): ReadonlySet<string> => new Set(simulation.chains().flatMap(({ symbols }) => symbols));
const byId = <T extends { readonly id: string }>(rows: readonly T[]): readonly T[] => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** What a trader would miss if a restart lost it. */
function essence({ engine: { core } }: DrivenEngine) {
  return {
    book: core.book, alerts: byId(core.alerts), memory: core.memory, stageChanges: core.stageChanges, stageSince: core.stageSince,
    valuation: core.valuation, outage: core.outage,
    // Outside the session nothing is judged: what stands then stands in the alerts.
    decisions: sessionPhase(core.market.nowUs ?? 0) === 'closed' ? [] : core.decisions,
  };
}
/** The intraday tapes to the last bit: what they say, and all that they would go on from. */
const tapesOf = ({ engine: { core } }: DrivenEngine) => core.intraday.tapes.map((tape) => ({ latest: tape.latest, state: tape.state() }));
const barsOf = ({ engine: { core } }: DrivenEngine) => ['SPX', 'SPY', 'VIX'].map((symbol) => core.builders.get(symbol)?.openDaily() ?? null);

describe('an engine that is stopped and started again', () => {
  it.each([
    { seed: 7, speed: 2_500, steps: 700, stops: 15 },
    { seed: 8, speed: 5_000, steps: 200, stops: 30 },
  ])('at $stops arbitrary moments (seed $seed) stands in every step where one that was never stopped stands', ({ seed, speed, steps, stops }) => {
    const random = createRandom(seed);
    const simulation = createMarketSimulation({ story: 'distribution', seed: 1, speed });
    const lastValues = createLastValues();
    const whole = open(`whole-${seed}`);
    let broken = open(`broken-${seed}`);
    const [wholeTrader, brokenTrader] = [createFollower(1_000), createFollower(1_000)];
    const stopAt = new Set(Array.from({ length: stops }, () => 5 + Math.floor(random.uniform() * (steps - 10))));
    for (const frame of greeting(simulation)) for (const { driven } of [whole, broken]) driven.feed(frame, 0);

    let restartsWithinASession = 0;
    for (let step = 1; step <= steps; step += 1) {
      // Every step is due for an evaluation, so that both judge the same moments.
      const atMs = step * 100;
      if (stopAt.has(step)) {
        // Half of the stops are clean ones, which keep the tapes as they stand; a kill leaves those of the last close.
        if (random.uniform() < 0.5) broken.driven.engine.core.journal.commit({ log: [], settings: intradaySettings(broken.driven.engine.core) });
        broken.close();
        broken = open(`broken-${seed}`);
        for (const frame of [...greeting(simulation), ...lastValues.frames(symbolsOf(simulation))]) broken.driven.feed(frame, atMs - 1);
        if (whole.driven.engine.core.openDate !== null) restartsWithinASession += 1;
      }
      for (const frame of simulation.next()) {
        lastValues.take(frame);
        for (const { driven } of [whole, broken]) driven.feed(frame, atMs);
      }
      for (const { driven } of [whole, broken]) driven.tick(atMs);
      expect(essence(broken.driven), `step ${step}`).toEqual(essence(whole.driven));
      expect(barsOf(broken.driven), `bars at step ${step}`).toEqual(barsOf(whole.driven));
      expect(JSON.stringify(tapesOf(broken.driven)), `tapes at step ${step}`).toBe(JSON.stringify(tapesOf(whole.driven)));
      wholeTrader.follow(whole.driven.engine, atMs);
      brokenTrader.follow(broken.driven.engine, atMs);
    }

    const [a, b] = [whole.driven.engine.core, broken.driven.engine.core];
    expect(restartsWithinASession).toBeGreaterThan(3);
    expect(b.record.rows).toEqual(a.record.rows);
    expect(a.intraday.tapes.map(({ interval, restarted, repairs }) => ({ interval, restarted, repairs }))).toEqual([{ interval: '1h', restarted: null, repairs: [] }, { interval: '5m', restarted: null, repairs: [] }]);
    expect(a.intraday.tapes.map(({ latest }) => latest?.bars ?? 0).toSorted((x, y) => x - y)[0]).toBeGreaterThan(140);
    expect([...b.journal.iterateLog()].map(({ kind, marketTimeUs, payload }) => ({ kind, marketTimeUs, payload }))).toEqual([...a.journal.iterateLog()].map(({ kind, marketTimeUs, payload }) => ({ kind, marketTimeUs, payload })));
    expect(b.journal.logHead()).toEqual(a.journal.logHead());
    for (const symbol of ['SPX', 'SPY', 'VIX']) {
      expect(b.store.readBars(symbol, '1d')).toEqual(a.store.readBars(symbol, '1d'));
      expect(b.store.readBars(symbol, '1h')).toEqual(a.store.readBars(symbol, '1h'));
    }
    expect(a.alerts.length).toBeGreaterThan(0);
    whole.close();
    broken.close();
  });

  it('takes the open session up from its 5-minute bars, and waits for the market before it judges', () => {
    const simulation = createMarketSimulation({ story: 'distribution', seed: 3, speed: 5_000 });
    const first = open('session');
    for (const frame of greeting(simulation)) first.driven.feed(frame, 0);
    for (let step = 1; step <= 40; step += 1) {
      for (const frame of simulation.next()) first.driven.feed(frame, step * 100);
      first.driven.tick(step * 100);
    }
    const before = barsOf(first.driven);
    const head = first.driven.engine.core.journal.logHead();
    const nowUs = first.driven.engine.core.market.nowUs ?? 0;
    first.close();

    // The market as the simulator takes it up after a kill.
    const resumed = createMarketSimulation({ story: 'distribution', seed: 3, speed: 5_000, resumeFromUs: nowUs });
    const second = open('session');
    const { engine } = second.driven;
    for (const frame of greeting(resumed)) {
      second.driven.feed(frame, 4_001);
      second.driven.tick(4_001);
    }
    expect(second.driven.snapshot(4_001).state.health).toMatchObject({ monitoring: false, causes: ['waiting for the first quotes'] });
    for (const frame of resumed.snapshot()) {
      second.driven.feed(frame, 4_001);
      second.driven.tick(4_001);
    }
    expect(engine.core.journal.logHead()).toEqual(head);
    for (const frame of resumed.next()) second.driven.feed(frame, 4_100);
    second.driven.tick(4_100);
    expect(engine.core.journal.logHead()).toEqual(head);
    expect(second.driven.snapshot(4_100).state.health.monitoring).toBe(true);
    expect(newYorkDate(engine.core.market.nowUs ?? 0)).toBe(newYorkDate(nowUs));
    for (const [index, bar] of barsOf(second.driven).entries()) {
      const held = before[index];
      expect(bar).toMatchObject({ date: held?.date, startUs: held?.startUs, open: held?.open });
      expect(bar?.high).toBeGreaterThanOrEqual(held?.high ?? Infinity);
      expect(bar?.low).toBeLessThanOrEqual(held?.low ?? 0);
    }
    second.close();
  });

  it.each(['SPX', 'SPY', 'VIX', 'VIX1D', 'VIX9D', 'VIX3M', 'VIX6M', 'COR1M', 'COR3M', 'VXX', 'NYSE:ADV', 'NYSE:DEC', 'CREDIT', 'VX261216'])('has the stored closes of %s back before the feed tells any', (symbol) => {
    const [store, date] = [createMemoryMarketStore(), '2026-11-18'];
    const bar = (close: number): Bar => ({ date, startUs: newYorkMicros(date, 9, 30), open: close, high: close, low: close, close, volume: null });
    store.writeBars('SPX', '1d', [bar(7_000)]);
    store.writeBars(symbol, '1d', [bar(41.5)]);
    expect(createDrivenEngine({ store }).engine.core.record.bar(symbol, date)).toEqual(bar(41.5));
  });

  it('does not wait for ever for a feed that tells no market time', () => {
    const simulation = createMarketSimulation({ story: 'distribution', seed: 3, speed: 5_000 });
    const { driven, close } = open('no-clock');
    for (const frame of greeting(simulation)) driven.feed(frame, 0);
    const frames = simulation.next().filter(({ t }) => t !== 'clock');
    for (const frame of frames) driven.feed(frame, 1_000);
    driven.tick(1_000);
    expect(driven.snapshot(1_000).state.health.causes).toEqual(['waiting for the first quotes']);
    driven.tick(3_000);
    expect(driven.snapshot(3_000).state.health.causes).toEqual([]);
    expect(driven.engine.core.book).not.toBeNull();
    close();
  });
});
