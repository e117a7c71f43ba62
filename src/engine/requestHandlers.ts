import type { RequestName, RequestResult } from '../contract/api.ts';
import { PROTOCOL_VERSION } from '../contract/api.ts';
import type { EngineEvent, ValidParams } from '../contract/engineService.ts';
import { acknowledge, markFilled, snooze } from '../domain/alerts/alertBook.ts';
import type { Alert } from '../domain/alerts/alert.ts';
import { protectedChanged } from '../domain/book/hedgeLeg.ts';
import { applyFill } from '../domain/book/applyFill.ts';
import { LAYERS } from '../domain/book/book.ts';
import { createValuationContext } from '../domain/book/valuationContext.ts';
import type { Decision } from '../domain/hedging/decision.ts';
import { noteFill } from '../domain/hedging/hedgeMemory.ts';
import { labelOf } from '../domain/instruments/label.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { newYorkDate } from '../domain/time.ts';
import { MICROS_PER_MINUTE } from '../domain/units.ts';
import { ENGINE_VERSION } from './config.ts';
import { chartView } from './chartView.ts';
import type { EngineCore } from './engineCore.ts';
import { csvChecksum, exportCsvText, exportJsonLinesText } from './exporters/logExport.ts';
import { verifyLogText } from './exporters/logVerify.ts';
import { marketViewOf, newEntry } from './judgement.ts';
import type { JournalChange } from './ports.ts';
import { scenariosView } from './scenariosView.ts';
import { smilesView } from './smilesView.ts';
import { vegaView } from './vegaView.ts';
import { logEntryView, stateOf } from './views.ts';

/** What a request changed, told after it was written. */
export interface Handled<T> {
  readonly result: Result<T>;
  readonly events: readonly EngineEvent[];
}

type Handler<N extends RequestName> = (core: EngineCore, params: ValidParams<N>, context: { readonly atMs: number; readonly seq: number }) => Handled<RequestResult<N>>;

const answer = <T>(value: T, events: readonly EngineEvent[] = []): Handled<T> => ({ result: success(value), events });
const refuse = <T>(result: Result<T>): Handled<T> => ({ result, events: [] });

const viewOfAlert = (alert: Alert): RequestResult<'acknowledgeAlert'> => structuredClone(alert) as RequestResult<'acknowledgeAlert'>;

/** Commits first, then lets the engine show the alert as changed. */
function commitAlert(core: EngineCore, alert: Alert, change: JournalChange): Handled<RequestResult<'acknowledgeAlert'>> {
  core.journal.commit({ ...change, alerts: [alert] });
  core.alerts = core.alerts.map((held) => (held.id === alert.id ? alert : held));
  const view = viewOfAlert(alert);
  return answer(view, [{ name: 'alertChanged', payload: { alert: view } }]);
}

function findAlert(core: EngineCore, alertId: string): Result<Alert> {
  const alert = core.alerts.find(({ id }) => id === alertId);
  return alert === undefined ? failed('not-found', `There is no alert "${alertId}".`) : success(alert);
}

const acknowledgeAlert: Handler<'acknowledgeAlert'> = (core, { alertId, note }) => {
  const alert = findAlert(core, alertId);
  if (!alert.ok) return refuse(alert);
  const changed = acknowledge(alert.value, core.market.nowUs ?? alert.value.raisedUs, note ?? null);
  if (!changed.ok) return refuse(changed);
  return commitAlert(core, changed.value, { log: [newEntry(core, 'acknowledged', { alertId, headline: changed.value.decision.headline, note: note ?? null })] });
};

const snoozeAlert: Handler<'snoozeAlert'> = (core, { alertId, marketMinutes }) => {
  const alert = findAlert(core, alertId);
  if (!alert.ok) return refuse(alert);
  const nowUs = core.market.nowUs ?? alert.value.raisedUs;
  const changed = snooze(alert.value, nowUs + marketMinutes * MICROS_PER_MINUTE, nowUs);
  if (!changed.ok) return refuse(changed);
  return commitAlert(core, changed.value, { log: [newEntry(core, 'snoozed', { alertId, headline: changed.value.decision.headline, marketMinutes })] });
};

/** Book, alert, rule memory and log entry change in one transaction; a refused line leaves everything as it was. */
const recordFill: Handler<'recordFill'> = (core, { alertId, source, lines }, { atMs }) => {
  const nowUs = core.market.nowUs;
  if (core.book === null || nowUs === null) return refuse(failed('refused', 'There is no book to change yet.'));
  if (source === 'simulated' && !core.feed.simulated) return refuse(failed('refused', 'Simulated fills are accepted only with the simulator or a replay.'));
  const alert = alertId === null ? null : findAlert(core, alertId);
  if (alert !== null && !alert.ok) return refuse(alert);
  const view = marketViewOf(core, atMs);
  const context = view === null ? null : createValuationContext(view, core.policy.values.vega, core.policy.values.quality);
  const date = newYorkDate(nowUs);
  const book = applyFill(core.book, lines, { date, nowUs, source, ...(context === null ? {} : { context }) });
  if (!book.ok) return refuse(book);
  const decision = alert?.value.decision ?? null;
  const contracts = contractsFilled(decision, lines);
  // One leg of a spread alone, or the sale of a roll alone, makes no contract of the advice whole: the alert stands as it is.
  const begun = contracts === 0 && decision !== null && isOfTicket(decision, lines);
  const filled = alert === null || begun ? null : markFilled(alert.value, contracts, nowUs);
  if (filled !== null && !filled.ok) return refuse(filled);
  const memory = noteFill(core.memory, {
    decision, contracts, date, shortVega: core.valuation?.shortVega ?? null, collapsedVega: core.policy.values.guards.collapsedVega, vix: core.market.level('VIX')?.level ?? null,
    layers: LAYERS.filter((layer) => lines.some((line) => line.layer === layer)),
    legIds: lines.flatMap(({ legId }) => (legId === null ? [] : [legId])), changesProtected: protectedChanged(core.book, book.value),
  });
  const entries = core.journal.commit({
    log: [newEntry(core, 'fill', { alertId, source, lines: lines.map((line) => ({ ...line, label: labelOf(line.symbol) })), coverageBefore: core.valuation?.coverage.ok === true ? core.valuation.coverage.value : null })],
    book: book.value, settings: { hedgeMemory: memory }, ...(filled === null ? {} : { alerts: [filled.value] }),
  });
  core.book = book.value;
  core.memory = memory;
  core.evaluatedAtMs = null;
  const alertView = filled === null ? null : viewOfAlert(filled.value);
  if (filled !== null) core.alerts = core.alerts.map((held) => (held.id === filled.value.id ? filled.value : held));
  return answer({ alert: alertView, logSeq: entries.at(-1)?.seq ?? 0 }, alertView === null ? [] : [{ name: 'alertChanged', payload: { alert: alertView } }]);
};

type FilledLine = ValidParams<'recordFill'>['lines'][number];

const opensLong = ({ side, legId }: Pick<FilledLine, 'side' | 'legId'>): boolean => side === 'buy' && legId === null;
const opensShort = ({ side, legId }: Pick<FilledLine, 'side' | 'legId'>): boolean => side === 'sell' && legId === null;

/**
 * A fill counts against the advice in contracts of what the advice is about: bought ones, or sold ones where the ticket only sells. Of a
 * spread the leg counts that makes it whole, since it can only be traded last: the short one when it is opened, the long one when it
 * is closed. 0: no whole contract of the advice yet.
 */
function contractsFilled(decision: Decision | null, lines: readonly FilledLine[]): number {
  const advised = decision?.candidates[0]?.ticket ?? [];
  const perLine = lines.filter(countedOf(decision, advised)).map(({ contracts }) => contracts);
  // Both put legs of a widened condor move together: their larger side is the number of condors.
  return decision?.action === 'widen' ? Math.max(0, ...perLine) : perLine.reduce((sum, contracts) => sum + contracts, 0);
}

const isOfTicket = ({ candidates }: Decision, lines: readonly FilledLine[]): boolean =>
  lines.every((line) => candidates.some(({ ticket }) => ticket.some(({ side, symbol }) => side === line.side && symbol === line.symbol)));

function countedOf(decision: Decision | null, advised: readonly FilledLine[]): (line: FilledLine) => boolean {
  if (decision?.action !== 'widen' && advised.some(opensShort)) return opensShort;
  if (advised.length > 0 && !advised.some(opensLong)) return ({ side }) => side === 'sell';
  const boughtBack = new Set(advised.flatMap(({ side, legId }) => (side === 'buy' && legId !== null ? [legId] : [])));
  return ({ side, legId }) => side === 'buy' && !(legId !== null && boughtBack.has(legId));
}

const exportLog: Handler<'exportLog'> = (core, { format }) => {
  const head = core.journal.logHead();
  const fileName = `ballast-hedge-log.${format}`;
  const content = format === 'jsonl' ? exportJsonLinesText(core.journal.iterateLog(), head) : exportCsvText(core.journal.iterateLog());
  return answer({ fileName, content, checksum: format === 'csv' ? csvChecksum(content, fileName) : null });
};

const verifyLog: Handler<'verifyLog'> = (core) => {
  const verdict = verifyLogText(exportJsonLinesText(core.journal.iterateLog(), core.journal.logHead()));
  return answer(verdict.ok
    ? { ok: true, entries: verdict.value.entries, detail: `${verdict.value.entries} entries, every hash follows from the one before` }
    : { ok: false, entries: 0, detail: verdict.failure.detail });
};

const handlers: { readonly [N in RequestName]: Handler<N> } = {
  hello: () => answer({ protocol: PROTOCOL_VERSION, engine: ENGINE_VERSION }),
  getSnapshot: (core, _params, { atMs, seq }) => answer({ seq, state: stateOf(core, atMs) }),
  getChart: (core, { sessions }) => answer(chartView(core, sessions)),
  getBars: (core, { symbol, interval, limit }) => answer({ bars: core.store.readBars(symbol, interval, { limit }).map((bar) => ({ ...bar })) }),
  getScenarios: (core, params, { atMs }) => ({ result: scenariosView(core, params, atMs), events: [] }),
  getVega: (core, _params, { atMs }) => ({ result: vegaView(core, atMs), events: [] }),
  getSmiles: (core, { expiries }, { atMs }) => ({ result: smilesView(core, expiries, atMs), events: [] }),
  acknowledgeAlert,
  snoozeAlert,
  recordFill,
  readLog: (core, { limit, beforeSeq }) => answer({ entries: core.journal.readLog({ limit, ...(beforeSeq === undefined ? {} : { beforeSeq }) }).map(logEntryView) }),
  exportLog,
  verifyLog,
};

export function handleRequest<N extends RequestName>(core: EngineCore, name: N, params: ValidParams<N>, context: { readonly atMs: number; readonly seq: number }): Handled<RequestResult<N>> {
  return handlers[name](core, params, context);
}
