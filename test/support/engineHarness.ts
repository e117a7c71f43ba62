import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '../../src/contract/engineService.ts';
import { parseSampleTemplate } from '../../src/domain/book/sampleBook.ts';
import { createEngineCore, restoreCore } from '../../src/engine/createEngineCore.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { decodeFrame } from '../../src/engine/feeds/jsonFeedFrames.ts';
import { HISTORY_SESSIONS, WANTED_SYMBOLS } from '../../src/engine/config.ts';
import { loadMacroEvents } from '../../src/engine/macroEvents.ts';
import { paperFillOf } from '../../src/engine/paperTrader.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import type { JournalStore, Logger, MarketStore } from '../../src/engine/ports.ts';
import { createMemoryJournal } from '../../src/engine/store/journalStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { createMarketSimulation, type MarketSimulation } from '../../src/simulator/marketSimulation.ts';
import type { StoryName } from '../../src/simulator/stories.ts';

export const RESOURCES = join(import.meta.dirname, '../../resources');
export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

const must = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: { readonly detail: string } }): T => {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
};

export interface HarnessOptions {
  readonly story?: StoryName;
  readonly seed?: number;
  readonly speed?: number;
  readonly fills?: 'advised' | 'none';
  readonly journal?: JournalStore;
  readonly store?: MarketStore;
  readonly resumeFromUs?: number;
}

export interface Harness {
  readonly engine: Engine;
  readonly simulation: MarketSimulation;
  readonly events: readonly EngineEvent[];
  /** Milliseconds of the hand-driven wall clock. */
  atMs(): number;
  /** One frame as text through the real decoder. */
  feed(frame: object): void;
  /** Lets wall time pass without a frame. */
  pass(ms: number): void;
  /** Runs the simulated market for this many steps of its own. */
  steps(count: number): void;
  /** Runs until the predicate holds; false when the limit is reached first. */
  until(holds: () => boolean, limit: number): boolean;
}

/** The engine with the simulated market in front of it, driven by hand: no socket, no timer, no sleep. */
export function createHarness(options: HarnessOptions = {}): Harness {
  const policy = must(loadPolicy('steward', [join(RESOURCES, 'policies')]));
  const core = createEngineCore({
    policy: policy.policy, policyVersion: policy.version, journal: options.journal ?? createMemoryJournal(), store: options.store ?? createMemoryMarketStore(),
    events: must(loadMacroEvents(RESOURCES)), sample: must(parseSampleTemplate(JSON.parse(readFileSync(join(RESOURCES, 'sample-book.json'), 'utf8')))),
    renewSample: options.fills === 'advised', spxFromSpy: false,
  });
  restoreCore(core, null);
  const engine = createEngine(core, { clock: { nowMs: () => 0 }, logger: silentLogger });
  const simulation = createMarketSimulation({
    story: options.story ?? 'distribution', seed: options.seed ?? 1, speed: options.speed ?? 5_000,
    ...(options.resumeFromUs === undefined ? {} : { resumeFromUs: options.resumeFromUs }),
  });
  const events: EngineEvent[] = [];
  engine.subscribe((event) => events.push(event));
  let wallMs = 0;

  const feed = (frame: object): void => {
    const outcome = decodeFrame(JSON.stringify(frame));
    if (!outcome.ok) return engine.process({ kind: 'rejected', rejected: { [outcome.rejection]: 1 }, atMs: wallMs });
    engine.process({ kind: 'frame', frame: outcome.value.frame, atMs: wallMs });
    engine.process({ kind: 'rejected', rejected: outcome.value.rejected, atMs: wallMs });
  };
  const tick = (): void => engine.process({ kind: 'tick', atMs: wallMs });

  engine.process({ kind: 'feedStatus', atMs: 0, status: { state: 'live', detail: '', endpoint: 'harness', reconnects: 0 } });
  core.feed.historyAwaited = new Set(['SPX', 'SPY', 'VIX', 'NYSE']);
  feed({ t: 'hello', protocol: 1, source: 'Simulated market', simulated: true });
  feed(simulation.clock());
  for (const frame of simulation.chains()) feed(frame);
  for (const frame of simulation.history(WANTED_SYMBOLS.filter((symbol) => symbol !== 'NYSE'), HISTORY_SESSIONS)) feed(frame);
  feed(simulation.breadthHistory(HISTORY_SESSIONS));
  for (const frame of simulation.snapshot()) feed(frame);

  const step = (): void => {
    for (const frame of simulation.next()) feed(frame);
    wallMs += 60;
    tick();
    if (options.fills !== 'advised') return;
    for (const alert of engine.core.alerts) {
      if (alert.state !== 'open' || wallMs - (raisedAtMs.get(alert.id) ?? wallMs) < 600) {
        if (!raisedAtMs.has(alert.id)) raisedAtMs.set(alert.id, wallMs);
        continue;
      }
      const fill = paperFillOf(structuredClone(alert) as Parameters<typeof paperFillOf>[0]);
      if (fill !== null) engine.request('recordFill', fill, wallMs);
    }
  };
  const raisedAtMs = new Map<string, number>();

  return {
    engine, simulation, events, feed,
    atMs: () => wallMs,
    pass(ms) {
      wallMs += ms;
      tick();
    },
    steps(count) {
      for (let index = 0; index < count; index += 1) step();
    },
    until(holds, limit) {
      for (let index = 0; index < limit; index += 1) {
        if (holds()) return true;
        step();
      }
      return holds();
    },
  };
}
