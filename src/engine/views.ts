import type { EngineState, LayerView, LegView, LogEntryView } from '../contract/api.ts';
import { positionGreeks } from '../domain/vega/greeks.ts';
import { isLive } from '../domain/alerts/alertBook.ts';
import { quietUntil } from '../domain/alerts/quietHours.ts';
import { LAYERS, type LayerName } from '../domain/book/book.ts';
import type { BookValuation, LegValuation } from '../domain/book/valuation.ts';
import { marketValue } from '../domain/book/valueBook.ts';
import { nextTradingDay, sessionHours, sessionPhase } from '../domain/calendar.ts';
import { condorsOf } from '../domain/book/condors.ts';
import { bandGuard } from '../domain/hedging/guards.ts';
import { bandOfStage } from '../domain/hedging/programs/exempt.ts';
import { heldUnits, type HeldUnits } from '../domain/hedging/instruments/heldUnits.ts';
import { nextEvent } from '../domain/hedging/macro.ts';
import { expirationOf } from '../domain/instruments/instrument.ts';
import { labelOf } from '../domain/instruments/label.ts';
import { calendarDaysBetween, newYorkDate } from '../domain/time.ts';
import type { CurvePointNote, EngineCore } from './engineCore.ts';
import { logText } from './logText.ts';
import { outageCauses } from './outage.ts';
import { standingAdvice, standingProposal } from './standingAdvice.ts';
import type { LogEntry } from './ports.ts';
import { MUTE_AFTER_MS } from './config.ts';
import { signalsView } from './signalsView.ts';
import { vegaTablesView } from './vegaTablesView.ts';

/** The engine's state as the screen wants it, one function a slice. Pure reading: nothing here decides. */
export function stateOf(core: EngineCore, atMs: number): EngineState {
  return {
    clock: clockView(core), health: healthView(core, atMs), market: marketView(core, atMs), signals: signalsView(core), book: bookView(core),
    layers: LAYERS.map((name) => layerView(core, name)), verdict: verdictView(core, atMs), alerts: alertsView(core), quietHours: quietHoursView(core),
    policy: { name: core.policy.name, version: core.policyVersion }, vegaTables: vegaTablesView(core), log: logView(core),
  };
}

function clockView(core: EngineCore): EngineState['clock'] {
  const nowUs = core.market.nowUs;
  const date = nowUs === null ? null : newYorkDate(nowUs);
  const hours = date === null ? null : sessionHours(date);
  const next = date === null || nowUs === null ? null
    : hours !== null && nowUs < hours.openUs ? hours : sessionHours(nextTradingDay(date));
  return {
    marketTimeUs: nowUs, date, session: nowUs === null ? 'closed' : sessionPhase(nowUs), speed: core.feed.speed,
    closesUs: hours?.closeUs ?? null, opensUs: next?.openUs ?? null, simulated: core.feed.simulated, sourceLabel: core.feed.label,
  };
}

function healthView(core: EngineCore, atMs: number): EngineState['health'] {
  const { feed } = core;
  const { staleSeconds } = core.policy.values.quality;
  const ages = core.market.ages(atMs, { levelMs: staleSeconds.level * 1000, optionMs: staleSeconds.option * 1000 });
  const counts = core.store.counts();
  const causes = outageCauses(core, atMs);
  const mute = feed.lastFrameMs !== null && atMs - feed.lastFrameMs > MUTE_AFTER_MS;
  return {
    monitoring: causes.length === 0, causes: [...causes],
    feed: mute && feed.state === 'live' ? 'mute' : feed.state,
    feedLabel: feed.label, endpoint: feed.endpoint, quotesPerSecond: feed.rowsPerSecond, oldestAgeMs: ages.oldestLevelMs,
    instruments: ages.instruments, staleInstruments: ages.stale, received: counts.received, stored: counts.stored, conflated: counts.conflated,
    rejected: counts.rejected, rejectedByReason: { ...counts.rejectedByReason }, reconnects: feed.reconnects, evaluatedUs: core.evaluatedUs,
    evaluationMs: core.evaluationMs,
    recording: core.recording && core.barsRecorded && core.store.recordingFailure() === null,
    quoteConditions: { ...core.quoteConditions },
    disabled: [
      ...(core.record.latest?.missing ?? []).map((row) => ({ ...row })),
      ...core.record.refused.slice(-5).map((detail) => ({ series: 'daily bar left out', disables: detail })),
    ],
  };
}

/** Levels beside the last close before today's session. */
function levelViews(core: EngineCore, atMs: number): EngineState['market']['levels'] {
  const limitMs = core.policy.values.quality.staleSeconds.level * 1000;
  const today = core.market.nowUs === null ? '' : newYorkDate(core.market.nowUs);
  const before = core.record.rows.findLast(({ input }) => input.date < today)?.input.date ?? null;
  return ['SPX', 'VIX', 'SPY', 'VIX3M', 'VVIX', 'COR1M'].flatMap((symbol) => {
    const level = core.market.level(symbol);
    if (level === null) return [];
    const last = before === null ? null : core.record.bar(symbol, before)?.close ?? null;
    const change = last === null ? null : level.level - last;
    const stale = sessionPhase(level.eventTimeUs) === 'open' && (core.market.levelAgeMs(symbol, atMs) ?? 0) > limitMs;
    return [{ symbol, level: level.level, change, changePct: change === null || last === null ? null : (100 * change) / last, asOfUs: level.eventTimeUs, stale }];
  });
}

function marketView(core: EngineCore, atMs: number): EngineState['market'] {
  const layerOf = new Map<string, LayerName>();
  for (const leg of core.book?.legs ?? []) {
    const expiration = expirationOf(leg.symbol);
    if (leg.layer !== null && expiration.ok) layerOf.set(expiration.value, leg.layer);
  }
  const points = (curve: readonly CurvePointNote[]): EngineState['market']['curve'] => curve.map(({ expiration, days, forward }) => ({
    expiration, days, value: forward.value, source: forward.source, layer: layerOf.get(expiration) ?? null,
  }));
  const [first, second] = core.curve;
  return {
    levels: levelViews(core, atMs), curve: points(core.curve), curveWeekAgo: points(core.curveBySession.at(-6)?.points ?? core.curveBySession[0]?.points ?? []),
    curveShape: core.record.latest?.termStructure?.shape ?? null,
    contangoPct: first === undefined || second === undefined ? null : 100 * (second.forward.value / first.forward.value - 1),
    asOfUs: core.evaluatedUs, modelled: core.feed.modelled,
  };
}

function legView({ leg, figures, quoteCondition }: LegValuation): LegView {
  const value = figures.ok ? figures.value : null;
  const greeks = value === null ? null : positionGreeks(value, leg.quantity);
  return {
    id: leg.id, symbol: leg.symbol, label: labelOf(leg.symbol), quantity: leg.quantity, price: leg.price, openedOn: leg.openedOn, strategy: leg.strategy,
    layer: leg.layer, source: leg.source, mark: value?.mark ?? null, failure: figures.ok ? null : figures.failure.detail,
    markSource: value?.markSource ?? null, markReason: value?.markReason ?? null, quoteCondition,
    deltaDollarsPerPercent: greeks?.deltaDollarsPerPercent ?? null, gammaDollarsPerPercent: greeks?.gammaDollarsPerPercent ?? null,
    vegaPerVolPoint: greeks?.vegaPerVolPoint ?? null, vannaPerVolPoint: greeks?.vannaPerVolPoint ?? null, volgaPerVolPoint: greeks?.volgaPerVolPoint ?? null,
    charmPerDay: greeks?.charmPerDay ?? null, days: value?.daysToSettlement ?? null,
    delta: value?.deltaForward ?? null, volatility: value?.volatility ?? null, vegaPerVixPoint: value === null ? null : value.vegaPerVixPoint * leg.quantity,
    thetaPerDay: value === null ? null : value.thetaPerDay * leg.quantity, marketValue: value === null ? null : marketValue(value, leg) * leg.quantity,
    profit: value === null ? null : (value.mark - leg.price) * value.multiplier * leg.quantity, asOfUs: value?.eventTimeUs ?? null,
  };
}

function bookView(core: EngineCore): EngineState['book'] {
  const { book, valuation } = core;
  const primary = core.decisions[0] ?? null;
  const proposal = standingProposal(core);
  const [bandLow, bandHigh] = bandOfStage(core.policy.values, core.memory.stage);
  const notMeaningful = coverageNotMeaningful(core);
  return {
    name: book?.name ?? 'no book yet', sample: book?.sample ?? false, netLiquidation: book?.netLiquidation ?? 0,
    condors: book === null ? 0 : condorsOf(book).reduce((sum, { contracts }) => sum + contracts, 0), convention: core.policy.values.vega.convention,
    legs: valuation?.legs.map(legView) ?? [], complete: valuation?.complete ?? false,
    incompleteBecause: valuation?.failed.map(({ symbol, failure }) => `${labelOf(symbol)}: ${failure.detail}`) ?? [],
    modelMarked: valuation?.modelMarked.map(({ symbol, reason }) => `${labelOf(symbol)}: ${reason}`) ?? [], quoteConditions: { ...valuation?.quoteConditions },
    asOfUs: valuation?.asOfUs ?? null,
    shortVega: valuation?.shortVega ?? null, hedgeVega: valuation?.hedgeVega ?? null, netVega: valuation?.netVega ?? null,
    coverage: valuation?.coverage.ok === true && notMeaningful === null ? valuation.coverage.value : null,
    coverageNote: notMeaningful ?? (valuation === null ? 'not valued yet' : valuation.coverage.ok ? null : valuation.coverage.failure.detail),
    hasBand: core.policy.values.program.kind === 'bands', bandLow, bandHigh, target: primary?.coverage.target ?? null, proposedCoverage: notMeaningful === null ? proposal?.coverage.after ?? null : null,
    rawVegaSpx: valuation?.rawVegaSpx ?? null, rawVegaVix: valuation?.rawVegaVix ?? null, thetaPerDay: valuation?.thetaPerDay ?? null,
    marketValue: valuation?.marketValue ?? null, shocks: shockViews(valuation, core),
  };
}

/** While the spike guard holds, a ratio to the condors' remaining vega says nothing: "n/m" with the reason and the shock ratio in its place. */
function coverageNotMeaningful(core: EngineCore): string | null {
  const { valuation, memory, policy } = core;
  const signals = core.record.latest;
  if (valuation === null || signals === null) return null;
  const { note } = bandGuard({ valuation, signals, memory, policy: policy.values, vix: core.market.level('VIX')?.level ?? null });
  return note === null ? null : `n/m: ${note}`;
}

function shockViews(valuation: BookValuation | null, core: EngineCore): EngineState['book']['shocks'] {
  const proposed = core.proposalShocks;
  return (valuation?.shocks ?? []).map((row, index) => {
    const extra = proposed[index] ?? null;
    return { ...row, withProposal: row.total === null || extra === null ? null : row.total + extra };
  });
}

/** The layer's hedge in contracts of what it is made of: a spread is one, at its net mark. */
function unitsOfLayer({ book, valuation, policy, market }: EngineCore, name: LayerName): readonly HeldUnits[] {
  if (book === null || valuation === null || market.nowUs === null) return [];
  const units = heldUnits(book, valuation, { date: newYorkDate(market.nowUs), policy: policy.values, vix: market.level('VIX')?.level ?? null });
  return units.filter(({ layer, unit }) => layer === name && unit.kind !== 'other');
}

/** What the ladder aims at: shares of it, contracts of a fixed one, none for a tail hedge. */
function sharesOf({ program, layers }: EngineCore['policy']['values']): Readonly<Record<LayerName, number>> {
  if (program.kind === 'fixedLadder') return program.contracts;
  return program.kind === 'tailHedge' ? { base: 0, intermediate: 0, outer: 0 } : { base: layers.base.share, intermediate: layers.intermediate.share, outer: layers.outer.share };
}

function layerView(core: EngineCore, name: LayerName): LayerView {
  const rows = core.valuation?.legs.filter(({ leg }) => leg.layer === name) ?? [];
  const units = unitsOfLayer(core, name);
  const proposal = standingAdvice(core).find((decision) => decision.severity === 'act' && decision.layer === name && (decision.action === 'add' || decision.action === 'rebalance'));
  const nearest = [...units].sort((a, b) => a.dte - b.dte)[0];
  const complete = rows.every(({ figures }) => figures.ok);
  const priced = units.length > 0 && complete;
  // A leg without a trusted price makes no unit, and is held all the same.
  const held = complete ? units.reduce((sum, { quantity }) => sum + quantity, 0) : rows.reduce((sum, { leg }) => sum + Math.max(0, leg.quantity), 0);
  const sum = (figureOf: (held: HeldUnits) => number): number | null => (priced ? units.reduce((total, one) => total + one.quantity * figureOf(one), 0) : null);
  return {
    name, targetContracts: sharesOf(core.policy.values)[name], held, proposed: proposal?.contracts ?? 0, expiration: nearest?.expiration ?? null,
    days: nearest?.unit.daysToSettlement ?? null, mark: nearest?.unit.mark ?? null,
    profit: sum(({ unit, price }) => unit.multiplier * (unit.mark - price)), vegaPerVixPoint: sum(({ unit }) => unit.vegaPerVixPoint),
    status: layerStatus(core, name, held, nearest?.unit.daysToSettlement ?? null), simulated: rows.some(({ leg }) => leg.source === 'simulated'),
  };
}

function layerStatus(core: EngineCore, name: LayerName, held: number, days: number | null): string {
  const rule = core.policy.values.layers[name];
  const { stage } = core.memory;
  const { program } = core.policy.values;
  if (program.kind === 'tailHedge') return name === 'base' ? 'bought at each monthly VIX expiration, left to settle' : 'not used by this policy';
  if (held > 0) return days === null ? 'no trusted price' : days < rule.rollBelowDte ? `roll due: under ${rule.rollBelowDte} days` : `rolls under ${rule.rollBelowDte} days, in ${Math.ceil(days - rule.rollBelowDte)} days`;
  if (program.kind === 'fixedLadder') return `wants ${program.contracts[name]} per ${program.perCondors} condors`;
  if (core.policy.values.stages[stage].layers.includes(name)) return `may grow at this stage, window ${rule.entryDte[0]}–${rule.entryDte[1]} days`;
  if (stage === 'press') return 'none wanted in the press';
  return { base: 'waits for a divergence', intermediate: 'waits for confirmation', outer: 'waits for credit stress' }[name];
}

function verdictView(core: EngineCore, atMs: number): EngineState['verdict'] {
  const causes = outageCauses(core, atMs);
  const today = core.market.nowUs === null ? null : newYorkDate(core.market.nowUs);
  const upcoming = core.market.nowUs === null ? undefined : nextEvent(core.events, core.market.nowUs);
  const event = upcoming === undefined || today === null ? null : { label: upcoming.label, date: upcoming.date, days: calendarDaysBetween(today, upcoming.date) };
  const shared = { stage: core.memory.stage, stageSince: core.stageSince, nextEvent: event };
  if (causes.length > 0) return { ...shared, headline: 'Not monitoring', detail: causes.join('; '), action: 'hold', alertId: null, severity: 'blocked' };
  const primary = core.decisions[0];
  if (primary === undefined) {
    const closed = core.market.nowUs !== null && sessionPhase(core.market.nowUs) === 'closed';
    return { ...shared, headline: closed ? 'Market closed' : 'Waiting for the first evaluation', detail: closed ? 'The next evaluation follows the open.' : '', action: 'hold', alertId: null, severity: 'informational' };
  }
  const alert = core.alerts.find((held) => held.id === primary.id && isLive(held));
  const { headline, why, action, severity } = standingAdvice(core)[0] ?? primary;
  return { ...shared, headline, detail: why, action, alertId: alert?.id ?? null, severity };
}

function quietHoursView({ market, policy }: EngineCore): EngineState['quietHours'] {
  const { quietHours, criticalRingsInQuietHours } = policy.values.alerts;
  const untilUs = market.nowUs === null ? null : quietUntil(market.nowUs, quietHours);
  return untilUs === null ? null : { untilUs, criticalRings: criticalRingsInQuietHours };
}

/** Open ones first, newest first, then the last that ended. */
function alertsView(core: EngineCore): EngineState['alerts'] {
  const open = core.alerts.filter(({ state }) => state === 'open' || state === 'acknowledged' || state === 'snoozed');
  const ended = core.alerts.filter(({ state }) => state === 'filled' || state === 'resolved' || state === 'expired');
  const byTime = (a: { raisedUs: number }, b: { raisedUs: number }): number => b.raisedUs - a.raisedUs;
  return structuredClone([...open.toSorted(byTime), ...ended.toSorted(byTime).slice(0, 20)]) as EngineState['alerts'];
}

export const logEntryView = (entry: LogEntry): LogEntryView => ({ ...entry, text: logText(entry) });

const RECENT_LOG = 30;

function logView(core: EngineCore): EngineState['log'] {
  const { count, hash } = core.journal.logHead();
  if (core.logCache === null || core.logCache.headHash !== hash) {
    core.logCache = { count, headHash: hash, recent: core.journal.readLog({ limit: RECENT_LOG }).map(logEntryView) };
  }
  return core.logCache;
}
