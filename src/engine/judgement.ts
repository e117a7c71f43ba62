import { applyDecisions, type AlertBook, type AlertTransition } from '../domain/alerts/alertBook.ts';
import { assignLayers, heldDaysOf } from '../domain/book/assignLayers.ts';
import { protectedChanged } from '../domain/book/hedgeLeg.ts';
import { openSampleBook } from '../domain/book/sampleBook.ts';
import { settleExpired } from '../domain/book/settleExpired.ts';
import { condorsOf } from '../domain/book/condors.ts';
import type { Book } from '../domain/book/book.ts';
import type { Alert } from '../domain/alerts/alert.ts';
import { isShockable, type BookValuation } from '../domain/book/valuation.ts';
import type { AlertView, NotificationView } from '../contract/api.ts';
import { createValuationContext, type ValuationContext } from '../domain/book/valuationContext.ts';
import { countConditions } from '../domain/book/trustedQuote.ts';
import { valueBook } from '../domain/book/valueBook.ts';
import { decide } from '../domain/hedging/decide.ts';
import { readingOf } from '../domain/hedging/macro.ts';
import { vxExpirations } from '../domain/instruments/expirations.ts';
import { formatFutureSymbol } from '../domain/instruments/futureSymbol.ts';
import { settlementMoment } from '../domain/instruments/settlement.ts';
import type { MarketView } from '../domain/market/marketView.ts';
import { MICROS_PER_DAY, type IsoDate } from '../domain/units.ts';
import type { EngineEvent } from '../contract/engineService.ts';
import type { CurvePointNote, EngineCore } from './engineCore.ts';
import { ENGINE_VERSION } from './config.ts';
import type { LogKind, NewLogEntry } from './ports.ts';
import { marketSnapshot } from './marketSnapshot.ts';
import { standingProposal } from './standingAdvice.ts';

/** Receipt ages of the policy, as the market state wants them. */
export function marketViewOf(core: EngineCore, atMs: number): MarketView | null {
  const { staleSeconds, rate } = core.policy.values.quality;
  return core.market.view({
    atMs, rate, delayed: core.feed.delayedSeconds > 0, modelled: core.feed.modelled,
    limits: { levelMs: staleSeconds.level * 1000, optionMs: staleSeconds.option * 1000 },
  });
}

export const newEntry = (core: EngineCore, kind: LogKind, payload: unknown): NewLogEntry => ({
  marketTimeUs: core.market.nowUs, kind, engine: ENGINE_VERSION, policy: `${core.policy.name}@${core.policyVersion}`, payload,
});

/**
 * Values the book and, while the market trades, puts the situation to the policy. What changed is committed before the core holds
 * it and before anyone is told: a journal that refuses leaves the judgement as it was.
 */
export function evaluate(core: EngineCore, atMs: number): readonly EngineEvent[] {
  const view = marketViewOf(core, atMs);
  if (view === null || !core.feed.historyDone) return [];
  const context = createValuationContext(view, core.policy.values.vega, core.policy.values.quality);
  core.curve = futuresCurve(context);
  core.quoteConditions = countConditions(view, core.policy.values.quality.marks);
  core.evaluatedUs = view.nowUs;
  core.evaluatedAtMs = atMs;
  const log: NewLogEntry[] = [];
  const book = currentBook(core, context, log);
  if (book !== core.book) {
    // What settles or is opened anew changes what is protected: no crash has made short vega smaller.
    const memory = book !== null && core.book !== null && protectedChanged(core.book, book) ? { ...core.memory, lastAccepted: null } : core.memory;
    if (book !== null) core.journal.commit({ log, book, settings: { hedgeMemory: memory } });
    core.book = book;
    core.memory = memory;
  }
  if (book === null) return [];
  core.valuation = valueBook(context, book, core.policy.values.vega.shockVixPoints);
  return view.session === 'closed' ? [] : judge(core, context, book, core.valuation);
}

function judge(core: EngineCore, context: ValuationContext, book: Book, valuation: BookValuation): readonly EngineEvent[] {
  const { policy } = core;
  const view = context.market;
  const outcome = decide({ context, book, valuation, signals: core.record.latest, policy, memory: core.memory, events: core.events, macro: readingOf(core.readings, view.date) });
  const { alerts, transitions, notifications } = applyDecisions(core.alerts, outcome.decisions, view.nowUs, policy);
  // What stands before the trader stands in the log: a new session's contract and prices, too.
  const told = transitions.filter(({ kind }) => kind !== 'kept');
  const isRenewed = ({ id, decision }: Alert): boolean => decision.severity === 'act' && core.alerts.find((before) => before.id === id)?.decision !== decision;
  const logged = transitions.filter(({ kind, alert }) => kind !== 'kept' || isRenewed(alert));
  const stageChanges = [...core.stageChanges, ...outcome.stageChanges.map(({ from, to }) => ({ date: view.date, from, to }))].slice(-STAGE_CHANGES_KEPT);
  const stageSince = outcome.stageChanges.length > 0 ? view.date : core.stageSince;
  const memoryChanged = JSON.stringify(outcome.memory) !== JSON.stringify(core.memory);
  if (transitions.length > 0 || memoryChanged || outcome.stageChanges.length > 0) {
    core.journal.commit({
      log: [...outcome.stageChanges.map((change) => newEntry(core, 'stageChanged', change)), ...logged.map((transition) => alertEntry(core, view, transition))],
      // What changed without an entry (new session's prices, gone since, reminded) must outlive a restart, too.
      alerts: transitions.map(({ alert }) => alert),
      settings: { hedgeMemory: outcome.memory, stageChanges, stageSince, curveBySession: core.curveBySession },
    });
  }
  core.memory = outcome.memory;
  core.decisions = outcome.decisions;
  core.alerts = withoutOldest(alerts);
  core.stageChanges = stageChanges;
  core.stageSince = stageSince;
  core.proposalShocks = shocksOfProposal(core, context);
  return [
    ...told.map(alertEvent),
    ...notifiedEvents(notifications),
    ...(outcome.stageChanges.length > 0 ? [{ name: 'chartChanged', payload: { reason: 'stage' } } as const] : []),
  ];
}

const STAGE_CHANGES_KEPT = 200;
const ENDED_ALERTS_KEPT = 50;
const isRaise = (kind: AlertTransition['kind']): boolean => kind === 'raised' || kind === 'escalated';

const TELLS: readonly AlertTransition['kind'][] = ['raised', 'escalated', 'woke', 'told'];

/** `notified` stands where there was something to tell; `heldBack` says why it was not told yet. */
function alertEntry(core: EngineCore, view: MarketView, { kind, alert, heldBack }: AlertTransition): NewLogEntry {
  const telling = !TELLS.includes(kind) ? {} : heldBack === null ? { notified: true } : { notified: false, heldBack };
  const about = { transition: kind, alertId: alert.id, state: alert.state, level: alert.level, ...telling };
  return isRaise(kind) || kind === 'kept'
    ? newEntry(core, 'decision', { ...about, decision: alert.decision, market: marketSnapshot(core, view) })
    : newEntry(core, 'alertChanged', { ...about, headline: alert.decision.headline });
}

function alertEvent({ kind, alert }: AlertTransition): EngineEvent {
  const payload = { alert: structuredClone(alert) as AlertView };
  return isRaise(kind) ? { name: 'alertRaised', payload } : { name: 'alertChanged', payload };
}

const notifiedEvents = (notifications: AlertBook['notifications']): readonly EngineEvent[] =>
  (notifications.length === 0 ? [] : [{ name: 'alertsNotified', payload: { notifications: structuredClone(notifications) as NotificationView[] } }]);

/** Ended alerts stay in the journal; only the latest are held for the screen. */
function withoutOldest(alerts: readonly Alert[]): readonly Alert[] {
  const ended = alerts.filter(({ state }) => state === 'filled' || state === 'resolved' || state === 'expired');
  if (ended.length <= ENDED_ALERTS_KEPT) return alerts;
  const dropped = new Set(ended.toSorted((a, b) => a.changedUs - b.changedUs).slice(0, ended.length - ENDED_ALERTS_KEPT));
  return alerts.filter((alert) => !dropped.has(alert));
}

/** What the first proposal's ticket would add at each shock of the policy, $. Empty when nothing is proposed or a line has no trusted price or no known shock. */
function shocksOfProposal(core: EngineCore, context: ValuationContext): readonly number[] {
  const ticket = standingProposal(core)?.candidates[0]?.ticket ?? [];
  if (ticket.length === 0) return [];
  const { vega } = core.policy.values;
  const sums = vega.shockVixPoints.map(() => 0);
  for (const { symbol, side, contracts } of ticket) {
    const figures = context.figures(symbol);
    if (!figures.ok || !isShockable(figures.value)) return [];
    const shockable = figures.value;
    vega.shockVixPoints.forEach((vixPoints, index) => {
      const change = context.valueChange(shockable, { vixPoints, spxPercent: vixPoints / vega.vixPerSpxPercent, days: 0 });
      sums[index] = (sums[index] ?? 0) + (side === 'buy' ? contracts : -contracts) * change;
    });
  }
  return sums;
}

/** Expired legs leave the book; the sample opens on first use and, for the simulated trader, again when its condors have settled. */
function currentBook(core: EngineCore, context: ValuationContext, log: NewLogEntry[]): Book | null {
  const { nowUs, date, session } = context.market;
  let book = core.book;
  if (book !== null) {
    const { book: kept, settled } = settleExpired(book, nowUs);
    if (settled.length > 0) {
      log.push(newEntry(core, 'settled', { legs: settled, note: 'cash settlement at expiry is not booked here: enter it from the broker statement' }));
      book = kept;
    }
    book = withLayers(core, book, date, log);
  }
  const emptySample = book !== null && book.sample && core.renewSample && condorsOf(book).length === 0;
  if (core.sample === null || session === 'closed' || !(book === null || emptySample)) return book;
  const opened = openSampleBook(core.sample, context, date);
  if (!opened.ok) return book;
  const renewed: Book = book === null ? opened.value : { ...book, legs: [...book.legs, ...opened.value.legs] };
  log.push(newEntry(core, 'bookChanged', { source: 'sample', book: renewed.name, sample: true, legs: opened.value.legs, netLiquidation: renewed.netLiquidation }));
  return renewed;
}

/** What came without a layer is given one, once, and that is written down. */
function withLayers(core: EngineCore, book: Book, date: IsoDate, log: NewLogEntry[]): Book {
  const { layers } = core.policy.values;
  const { book: whole, assigned } = assignLayers(book, date, heldDaysOf(layers));
  if (assigned.length > 0) log.push(newEntry(core, 'bookChanged', { source: 'layers', book: book.name, assigned }));
  return whole;
}

const CURVE_MONTHS = 8;

/** The VX curve the rules stand on: one forward a settlement date, each with its source. */
function futuresCurve(context: ValuationContext): readonly CurvePointNote[] {
  const points: CurvePointNote[] = [];
  for (const expiration of vxExpirations(context.market.date, CURVE_MONTHS)) {
    const forward = context.forward('VIX', 'VIX', expiration);
    const settles = settlementMoment(formatFutureSymbol({ root: 'VX', expiration }));
    if (!forward.ok || !settles.ok) continue;
    points.push({ expiration, days: (settles.value - context.market.nowUs) / MICROS_PER_DAY, forward: forward.value });
  }
  return points;
}
