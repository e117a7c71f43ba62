import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineService } from '../contract/engineService.ts';
import { parseSampleTemplate, type SampleTemplate } from '../domain/book/sampleBook.ts';
import { failed, success, type Failure, type Result } from '../domain/result.ts';
import { startSimulator, type RunningSimulator } from '../simulator/startSimulator.ts';
import { ENGINE_VERSION, HISTORY_SESSIONS, WANTED_SYMBOLS, type EngineConfig } from './config.ts';
import { openDataFolder } from './dataFolder.ts';
import { createEngine, type Engine } from './engine.ts';
import { createEngineCore, restoreCore } from './createEngineCore.ts';
import { parseFeedAddress } from './feeds/feedAddress.ts';
import { createJsonFeed } from './feeds/jsonFeed.ts';
import type { QuoteFeed } from './feeds/feedPort.ts';
import { readBookFile } from './importers/bookFile.ts';
import { createMacroReader, type MacroReader } from './importers/macroFile.ts';
import { intradaySettings } from './intradayRecord.ts';
import { newEntry } from './judgement.ts';
import { loadMacroEvents } from './macroEvents.ts';
import { createPaperTrader } from './paperTrader.ts';
import { loadPolicy } from './policies.ts';
import type { JournalChange, Logger, MonotonicClock, NewLogEntry, Scheduler } from './ports.ts';
import { storeOpenBars } from './sessionBars.ts';
import { isStorageFault } from './storageFault.ts';
import { openJournal } from './store/journalStore.ts';
import { openMarketStore } from './store/marketStore.ts';
import { wantedRoots } from './wantedRoots.ts';

export interface RunningEngine {
  readonly service: EngineService;
  stop(): Promise<void>;
}

/** The outside world, so that a test can bring its own. */
export interface EngineHost {
  readonly clock: MonotonicClock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Uniform in [0, 1): jitter of reconnects only. */
  readonly random: () => number;
}

/** Wall milliseconds between two ticks: the tick buffer is flushed at least this often. */
const TICK_MS = 40;
/** Wall milliseconds an advice can be read before the paper trader fills it. */
const PAPER_WAIT_MS = 4_000;
const POSITION_EVERY_MS = 1_000;
const HISTORY_WAIT_MS = 20_000;
/** Wall milliseconds between two looks at the trader's macro file. */
const MACRO_EVERY_MS = 5_000;

export const systemHost = (logger: Logger): EngineHost => ({
  clock: { nowMs: () => performance.now() },
  scheduler: {
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  },
  logger,
  random: Math.random,
});

/** What releases what was opened, last first; a refusal half way leaves nothing behind. */
type Undo = (() => void)[];

/** Opens folder, stores, policy and book, starts the feed, and runs until `stop`. A refusal is one sentence and changes nothing. */
export async function startEngine(config: EngineConfig, host: EngineHost): Promise<Result<RunningEngine>> {
  const undo: Undo = [];
  const give = ({ failure }: { readonly failure: Failure }): Result<RunningEngine> => {
    for (const release of undo.toReversed()) release();
    return failed(failure.reason, failure.detail);
  };
  try {
    return await open(config, host, { undo, give });
  } catch (fault) {
    if (!isStorageFault(fault)) throw fault;
    return give(failed('refused', `The record in ${config.dataDir} cannot be read or written: ${String(fault)}. Free disk space, restore a copy, or choose another folder with --data.`));
  }
}

interface Opening {
  readonly undo: Undo;
  readonly give: (refusal: { readonly failure: Failure }) => Result<RunningEngine>;
}

async function open(config: EngineConfig, host: EngineHost, { undo, give }: Opening): Promise<Result<RunningEngine>> {
  const address = config.feed.kind === 'json' ? parseFeedAddress(config.feed.url) : null;
  if (address !== null && !address.ok) return give(address);
  const folder = openDataFolder(config.dataDir);
  if (!folder.ok) return give(folder);
  undo.push(folder.value.release);
  const policy = loadPolicy(config.policy, [folder.value.policiesDir, join(config.resourcesDir, 'policies')]);
  if (!policy.ok) return give(policy);
  const ownBook = config.bookFile === undefined ? null : await readBookFile(config.bookFile);
  if (ownBook !== null && !ownBook.ok) return give(ownBook);
  const sample = readSample(config.resourcesDir);
  if (!sample.ok) return give(sample);
  const events = loadMacroEvents(config.resourcesDir);
  if (!events.ok) return give(events);
  const macroReader = createMacroReader(folder.value.macroFile, events.value);
  const macro = await macroReader.read();
  if (macro !== null && !macro.ok) return give(macro);
  const journal = openJournal(folder.value.journalFile);
  if (!journal.ok) return give(journal);
  undo.push(() => journal.value.close());
  const store = openMarketStore(folder.value.marketFile);
  if (!store.ok) return give(store);
  undo.push(() => store.value.close());

  const source = sourceOf(config);
  const known = journal.value.loadSetting('marketSource');
  if (typeof known === 'string' && known !== source) {
    return give(failed('refused', `The data folder ${folder.value.path} holds the record of "${known}", not of "${source}". Choose another folder with --data, or the same market.`));
  }

  const core = createEngineCore({
    policy: policy.value.policy, policyVersion: policy.value.version, journal: journal.value, store: store.value,
    events: macro?.value.events ?? events.value, readings: macro?.value.readings ?? [],
    sample: sample.value, renewSample: config.fills === 'advised', spxFromSpy: false,
  });
  restoreCore(core, ownBook?.value ?? null);
  const engine = createEngine(core, host);
  const simulator = config.feed.kind === 'simulator' ? await startSimulator({ ...config.feed, resumeFromUs: positionOf(journal.value.loadSetting('marketPosition')) }) : null;
  if (simulator !== null && !simulator.ok) return give(simulator);
  if (simulator !== null) undo.push(() => void simulator.value.close());
  const feed = createJsonFeed({ url: simulator === null ? (config.feed.kind === 'json' ? config.feed.url : '') : simulator.value.url, ...host });
  if (!feed.ok) return give(feed);

  journal.value.commit({ log: [newEntry(core, 'started', { source, engine: ENGINE_VERSION, fills: config.fills })], settings: { marketSource: source } });
  return success(run({ engine, feed: feed.value, simulator: simulator?.value ?? null, macroReader, config, host, release: () => undo.toReversed().forEach((release) => release()) }));
}

interface Parts {
  readonly engine: Engine;
  readonly feed: QuoteFeed;
  readonly simulator: RunningSimulator | null;
  readonly macroReader: MacroReader;
  readonly config: EngineConfig;
  readonly host: EngineHost;
  readonly release: () => void;
}

function run({ engine, feed, simulator, macroReader, config, host, release }: Parts): RunningEngine {
  const { core } = engine;
  const { clock, scheduler } = host;
  core.feed.historyAwaited = new Set(['SPX', 'SPY', 'VIX', 'NYSE']);
  core.feed.historyWaitUntilMs = clock.nowMs() + HISTORY_WAIT_MS;
  const service: EngineService = {
    handle: (name, params) => engine.request(name, params, clock.nowMs()),
    subscribe: (listener) => engine.subscribe(listener),
  };
  feed.subscribe({ symbols: WANTED_SYMBOLS, roots: wantedRoots(core.book, core.policy.values.layers), channels: ['clock', 'index', 'quote', 'trade', 'breadth', 'chain', 'bars'], history: HISTORY_SESSIONS });
  feed.start({
    onFrame: (frame, atMs) => engine.process({ kind: 'frame', frame, atMs }),
    onRejected: (rejected) => engine.process({ kind: 'rejected', rejected, atMs: clock.nowMs() }),
    onStatus: (status) => engine.process({ kind: 'feedStatus', status, atMs: clock.nowMs() }),
  });
  const paperTrader = config.fills === 'advised' ? createPaperTrader(service, { waitMs: PAPER_WAIT_MS, after: scheduler.after }) : null;

  /** Where the simulated market stands, so that a killed host takes it up again there. A disk that refuses costs no more than that. */
  const keepPosition = (log: readonly NewLogEntry[], settings: JournalChange['settings'] = {}): void => {
    try {
      core.journal.commit({ log, settings: { ...settings, ...(simulator === null ? {} : { marketPosition: core.market.nowUs }) } });
      positionRefused = false;
    } catch (fault) {
      if (!isStorageFault(fault)) throw fault;
      // Once a stretch: a disk that stays full must not fill the terminal, too.
      if (!positionRefused) host.logger.error('the journal could not be written', { fault: String(fault) });
      positionRefused = true;
    }
  };
  let positionRefused = false;
  let macroAtMs = clock.nowMs();
  let positionAtMs = clock.nowMs();
  let timer = scheduler.after(TICK_MS, beat);
  function beat(): void {
    const atMs = clock.nowMs();
    engine.process({ kind: 'tick', atMs });
    if (simulator !== null && core.recording && core.market.nowUs !== null && atMs - positionAtMs >= POSITION_EVERY_MS) {
      positionAtMs = atMs;
      keepPosition([]);
    }
    if (atMs - macroAtMs >= MACRO_EVERY_MS) {
      macroAtMs = atMs;
      void renewMacro();
    }
    timer = scheduler.after(TICK_MS, beat);
  }

  /** A file that has become unreadable is told, and what was read last stands. */
  async function renewMacro(): Promise<void> {
    const renewed = await macroReader.read();
    if (renewed === null) return;
    if (!renewed.ok) return host.logger.error('the macro file is not taken', { fault: renewed.failure.detail });
    core.events = renewed.value.events;
    core.readings = renewed.value.readings;
  }

  return {
    service,
    async stop() {
      timer.cancel();
      paperTrader?.stop();
      await feed.stop();
      core.store.flush();
      storeOpenBars(core);
      keepPosition([newEntry(core, 'stopped', {})], intradaySettings(core));
      release();
    },
  };
}

const sourceOf = (config: EngineConfig): string => (config.feed.kind === 'simulator' ? `simulated market, story ${config.feed.story}, seed ${config.feed.seed}` : 'live feed');
const positionOf = (setting: unknown): number | null => (typeof setting === 'number' ? setting : null);

function readSample(resourcesDir: string): Result<SampleTemplate> {
  const file = join(resourcesDir, 'sample-book.json');
  if (!existsSync(file)) return failed('not-found', `The sample book ${file} is missing: the installation is incomplete.`);
  return parseSampleTemplate(JSON.parse(readFileSync(file, 'utf8')));
}
