import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '../../src/contract/api.ts';
import type { EngineEvent } from '../../src/contract/engineService.ts';
import { parseSampleTemplate } from '../../src/domain/book/sampleBook.ts';
import type { PolicyValues } from '../../src/domain/hedging/policy/policySchema.ts';
import { createEngineCore, restoreCore } from '../../src/engine/createEngineCore.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { decodeFrame } from '../../src/engine/feeds/jsonFeedFrames.ts';
import { HISTORY_SESSIONS, WANTED_SYMBOLS } from '../../src/engine/config.ts';
import { loadMacroEvents } from '../../src/engine/macroEvents.ts';
import { paperFillOf } from '../../src/engine/paperTrader.ts';
import { loadPolicy, valuesVersion } from '../../src/engine/policies.ts';
import type { JournalStore, Logger, MarketStore } from '../../src/engine/ports.ts';
import { createMemoryJournal } from '../../src/engine/store/journalStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { createMarketSimulation, type MarketSimulation } from '../../src/simulator/marketSimulation.ts';
import type { StoryName } from '../../src/simulator/stories.ts';

export const RESOURCES = join(import.meta.dirname, '../../resources');
export const silentLogger: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const must = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: { readonly detail: string } }): T => {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
};

export interface EngineParts {
  readonly journal?: JournalStore;
  readonly store?: MarketStore;
  readonly fills?: 'advised' | 'none';
  /** What the engine's policy has otherwise than the steward. */
  readonly changePolicy?: (values: PolicyValues) => PolicyValues;
}

/** An engine as the host builds it, its inputs given by hand. */
export interface DrivenEngine {
  readonly engine: Engine;
  readonly events: readonly EngineEvent[];
  /** One frame as text through the real decoder. */
  feed(frame: object, atMs: number): void;
  tick(atMs: number): void;
  snapshot(atMs: number): Snapshot;
}

export function createDrivenEngine(parts: EngineParts = {}): DrivenEngine {
  const policy = must(loadPolicy('steward', [join(RESOURCES, 'policies')]));
  const values = (parts.changePolicy ?? ((same: PolicyValues) => same))(policy.policy.values);
  const core = createEngineCore({
    policy: { ...policy.policy, values }, policyVersion: valuesVersion(values), journal: parts.journal ?? createMemoryJournal(), store: parts.store ?? createMemoryMarketStore(),
    events: must(loadMacroEvents(RESOURCES)), sample: must(parseSampleTemplate(JSON.parse(readFileSync(join(RESOURCES, 'sample-book.json'), 'utf8')))),
    renewSample: parts.fills === 'advised', spxFromSpy: false,
  });
  restoreCore(core, null);
  const engine = createEngine(core, { clock: { nowMs: () => 0 }, logger: silentLogger });
  const events: EngineEvent[] = [];
  engine.subscribe((event) => events.push(event));
  core.feed.historyAwaited = new Set(['SPX', 'SPY', 'VIX', 'NYSE']);
  engine.process({ kind: 'feedStatus', atMs: 0, status: { state: 'live', detail: '', endpoint: 'harness', reconnects: 0 } });
  return {
    engine, events,
    feed(frame, atMs) {
      const outcome = decodeFrame(JSON.stringify(frame));
      if (!outcome.ok) return engine.process({ kind: 'rejected', rejected: { [outcome.rejection]: 1 }, atMs });
      engine.process({ kind: 'frame', frame: outcome.value.frame, atMs });
      engine.process({ kind: 'rejected', rejected: outcome.value.rejected, atMs });
    },
    tick: (atMs) => engine.process({ kind: 'tick', atMs }),
    snapshot: (atMs) => must(engine.request('getSnapshot', {}, atMs)),
  };
}

/** What the feed's server sends to whoever connects, up to the market as it stands. */
export function greeting(simulation: MarketSimulation): readonly object[] {
  return [
    { t: 'hello', protocol: 1, source: 'Simulated market', simulated: true }, simulation.clock(), ...simulation.chains(),
    ...simulation.history(WANTED_SYMBOLS.filter((symbol) => symbol !== 'NYSE'), HISTORY_SESSIONS), simulation.breadthHistory(HISTORY_SESSIONS),
  ];
}

/** A trader who takes every advice of an engine, some steps after it was raised. */
export function createFollower(waitMs: number): { follow(engine: Engine, atMs: number): void } {
  const seenAtMs = new Map<string, number>();
  return {
    follow(engine, atMs) {
      for (const alert of engine.core.alerts) {
        if (alert.state !== 'open') continue;
        const seen = seenAtMs.get(alert.id);
        if (seen === undefined) seenAtMs.set(alert.id, atMs);
        if (atMs - (seen ?? atMs) < waitMs) continue;
        const fill = paperFillOf(structuredClone(alert) as Parameters<typeof paperFillOf>[0]);
        if (fill !== null) engine.request('recordFill', fill, atMs);
      }
    },
  };
}

export interface HarnessOptions extends EngineParts {
  readonly story?: StoryName;
  readonly seed?: number;
  readonly speed?: number;
  /** Wall milliseconds of one step of the simulated market. */
  readonly stepMs?: number;
  /** What the feed does to the market's frames before they are sent; null holds one back. */
  readonly alter?: (frame: { readonly t: string }) => object | null;
}

export interface Harness extends Omit<DrivenEngine, 'feed' | 'tick' | 'snapshot'> {
  readonly simulation: MarketSimulation;
  /** Milliseconds of the hand-driven wall clock. */
  atMs(): number;
  feed(frame: object): void;
  snapshot(): Snapshot;
  /** Lets wall time pass without a frame. */
  pass(ms: number): void;
  /** Runs the simulated market for this many steps of its own. */
  steps(count: number): void;
  /** Runs until the predicate holds; false when the limit is reached first. */
  until(holds: () => boolean, limit: number): boolean;
}

/** The engine with the simulated market in front of it, driven by hand: no socket, no timer, no sleep. */
export function createHarness(options: HarnessOptions = {}): Harness {
  const driven = createDrivenEngine(options);
  const simulation = createMarketSimulation({ story: options.story ?? 'distribution', seed: options.seed ?? 1, speed: options.speed ?? 5_000 });
  const stepMs = options.stepMs ?? 60;
  const follower = options.fills === 'advised' ? createFollower(10 * stepMs) : null;
  let wallMs = 0;

  const feed = (frame: object): void => {
    const sent = options.alter === undefined ? frame : options.alter(frame as { readonly t: string });
    if (sent !== null) driven.feed(sent, wallMs);
  };
  for (const frame of [...greeting(simulation), ...simulation.snapshot()]) feed(frame);

  const step = (): void => {
    for (const frame of simulation.next()) feed(frame);
    wallMs += stepMs;
    driven.tick(wallMs);
    follower?.follow(driven.engine, wallMs);
  };
  return {
    engine: driven.engine, events: driven.events, simulation,
    feed: (frame) => driven.feed(frame, wallMs),
    atMs: () => wallMs,
    snapshot: () => driven.snapshot(wallMs),
    pass(ms) {
      wallMs += ms;
      driven.tick(wallMs);
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
