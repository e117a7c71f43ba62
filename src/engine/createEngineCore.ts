import { endWithItsPolicy, isLive } from '../domain/alerts/alertBook.ts';
import { completeAlert } from '../domain/alerts/completeAlert.ts';
import type { Book } from '../domain/book/book.ts';
import type { SampleTemplate } from '../domain/book/sampleBook.ts';
import { canonicalJson } from '../domain/canonicalJson.ts';
import { initialMemory, restoreMemory } from '../domain/hedging/hedgeMemory.ts';
import type { InstrumentSymbol } from '../domain/units.ts';
import type { Policy } from '../domain/hedging/policy/policySchema.ts';
import { BREADTH_UNIVERSE } from './config.ts';
import { createDailyRecord } from './dailyRecord.ts';
import { READ_SERIES } from './dailySeries.ts';
import type { MacroEvent, MacroReading } from '../domain/hedging/macro.ts';
import type { EngineCore, StageChangeNote } from './engineCore.ts';
import { newEntry } from './judgement.ts';
import { createFlowRecord } from './flowRecord.ts';
import { createIntradayRecord } from './intradayRecord.ts';
import { createMarketState } from './marketState.ts';
import { policyAtStart } from './policyChange.ts';
import type { JournalStore, MarketStore } from './ports.ts';
import { sha256 } from './store/hashChain.ts';
import { vxContractsListed } from './vegaRecord.ts';

export interface CoreParts {
  readonly policy: Policy;
  readonly policyVersion: string;
  readonly journal: JournalStore;
  readonly store: MarketStore;
  readonly events: readonly MacroEvent[];
  readonly readings?: readonly MacroReading[];
  readonly sample: SampleTemplate | null;
  readonly renewSample: boolean;
  /** SPX is absent and stands as 10 × SPY (history files). */
  readonly spxFromSpy: boolean;
  readonly universe?: string;
}

/** An engine that has seen nothing yet. */
export function createEngineCore(parts: CoreParts): EngineCore {
  const { policy, policyVersion, journal, store, events, sample, renewSample } = parts;
  return {
    market: createMarketState(),
    universe: parts.universe ?? BREADTH_UNIVERSE,
    record: createDailyRecord(policy.values.signals, { universe: parts.universe ?? BREADTH_UNIVERSE, spxFromSpy: parts.spxFromSpy }),
    intraday: createIntradayRecord(policy.values.signals, journal), flow: createFlowRecord(policy.values.signals),
    builders: new Map(), journal, store, policy, policyVersion, events, readings: parts.readings ?? [], sample, renewSample,
    feed: {
      endpoint: '', label: 'no feed yet', simulated: false, modelled: false, delayedSeconds: 0, state: 'connecting', detail: 'connecting', reconnects: 0,
      lastFrameMs: null, speed: 1, historyAwaited: new Set(), historyWaitUntilMs: null, historyDone: false, arrivingUntilMs: null, rateWindowStartMs: 0, rowsInWindow: 0, rowsPerSecond: 0,
    },
    book: null, alerts: [], memory: initialMemory, decisions: [], valuation: null, quoteConditions: {}, curve: [], curveBySession: [], stageChanges: [], stageSince: null,
    evaluatedUs: null, evaluatedAtMs: null, evaluationMs: null, proposalShocks: [], logCache: null, vegaTables: null, explanations: null, clockUs: null, openDate: null, outage: null, recording: true, barsRecorded: true,
  };
}

/** VX contracts that may have closes beside the stored sessions. */
function futuresOf({ store }: EngineCore): readonly InstrumentSymbol[] {
  const sessions = store.readBars('SPX', '1d');
  const [first, last] = [sessions[0]?.date, sessions.at(-1)?.date];
  return first === undefined || last === undefined ? [] : vxContractsListed(first, last).map(({ symbol }) => symbol);
}

/**
 * Takes up where the last run ended, after a clean stop or a kill alike: the stores hold everything that was told. A book given at the
 * start is taken once: given again unchanged (by a supervisor, or out of habit) it must not wipe out the fills recorded since.
 */
export function restoreCore(core: EngineCore, givenBook: Book | null): void {
  const given = givenBook === null ? null : sha256(canonicalJson(givenBook));
  const ownBook = given === core.journal.loadSetting('givenBook') ? null : givenBook;
  // What is held stays: history that comes later, with closes of another minute, does not replace it.
  for (const symbol of [...READ_SERIES, ...futuresOf(core)]) core.record.merge(symbol, core.store.readBars(symbol, '1d'));
  core.alerts = core.journal.loadAlerts().map((stored) => completeAlert(stored, core.policy.values));
  core.memory = restoreMemory(core.journal.loadSetting('hedgeMemory'));
  const changes = core.journal.loadSetting('stageChanges');
  if (Array.isArray(changes)) core.stageChanges = changes as StageChangeNote[];
  const curves = core.journal.loadSetting('curveBySession');
  if (Array.isArray(curves)) core.curveBySession = curves as EngineCore['curveBySession'];
  const since = core.journal.loadSetting('stageSince');
  if (typeof since === 'string') core.stageSince = since;
  core.book = ownBook ?? core.journal.loadBook();
  const policy = policyAtStart(core);
  const ended = policy.changesAdvice ? core.alerts.filter(isLive).map(endWithItsPolicy) : [];
  core.alerts = core.alerts.map((alert) => ended.find(({ id }) => id === alert.id) ?? alert);
  core.journal.commit({
    alerts: ended,
    log: [
      ...(ownBook === null ? [] : [newEntry(core, 'bookChanged', { source: 'file', book: ownBook.name, sample: ownBook.sample, legs: ownBook.legs, netLiquidation: ownBook.netLiquidation })]),
      ...policy.log,
      ...ended.map(({ id, state, level, decision }) => newEntry(core, 'alertChanged', { transition: 'resolved', alertId: id, state, level, headline: decision.headline, because: 'advised under another policy' })),
    ],
    ...(ownBook === null ? {} : { book: ownBook }),
    settings: { ...policy.settings, ...(given === null ? {} : { givenBook: given }) },
  });
}
