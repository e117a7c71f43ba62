import { beforeEach, describe, expect, it } from 'vitest';
import type { EngineState, RequestParams } from '../../src/contract/api.ts';
import { paperFillOf } from '../../src/engine/paperTrader.ts';
import type { JournalChange, JournalStore } from '../../src/engine/ports.ts';
import { createMemoryJournal } from '../../src/engine/store/journalStore.ts';
import { createHarness, must, type Harness } from '../support/engineHarness.ts';

/** A journal that notes what is committed, and can be told to be out of disk. */
interface SpyJournal extends JournalStore {
  readonly commits: JournalChange[];
  full: boolean;
}

function createSpyJournal(order: string[]): SpyJournal {
  const journal = createMemoryJournal();
  const commits: JournalChange[] = [];
  return {
    ...journal, commits, full: false,
    commit(change) {
      if (this.full) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      commits.push(change);
      order.push('commit');
      return journal.commit(change);
    },
  };
}

const MINUTE_US = 60_000_000;

describe('what a trader can ask for', () => {
  let order: string[];
  let journal: SpyJournal;
  let harness: Harness;
  let alertId: string;

  /** The first advice of the story stands open; nothing written since counts. */
  beforeEach(() => {
    order = [];
    journal = createSpyJournal(order);
    harness = createHarness({ journal, stepMs: 20 });
    harness.engine.subscribe(({ name }) => order.push(name));
    expect(harness.until(() => harness.engine.core.alerts.some(({ state, decision }) => state === 'open' && decision.action === 'add'), 400)).toBe(true);
    // Into the next session, where the advice carries that morning's prices.
    const raised = harness.engine.core.alerts[0]?.changedUs;
    expect(harness.until(() => harness.engine.core.alerts[0]?.changedUs !== raised, 100)).toBe(true);
    harness.steps(3);
    alertId = harness.engine.core.alerts[0]?.id ?? '';
    order.length = 0;
    journal.commits.length = 0;
  });

  const alertNow = () => harness.engine.core.alerts.find(({ id }) => id === alertId);
  const fillNow = (): RequestParams<'recordFill'> => {
    const fill = paperFillOf(structuredClone(alertNow()) as Parameters<typeof paperFillOf>[0]);
    if (fill === null) throw new Error('the advice has a candidate');
    return fill;
  };
  const record = (fill: RequestParams<'recordFill'>) => harness.engine.request('recordFill', fill as Parameters<typeof harness.engine.request<'recordFill'>>[1], harness.atMs());
  const stateNow = (): EngineState => harness.snapshot().state;
  const unchanged = (run: () => void): void => {
    const { book, alerts, memory } = harness.engine.core;
    const head = journal.logHead();
    run();
    expect(harness.engine.core).toMatchObject({ book, alerts, memory });
    expect(journal.logHead()).toEqual(head);
    expect(order).toEqual([]);
  };

  describe('acknowledging', () => {
    it('changes the alert alone, in one transaction, before anyone is told', () => {
      const { book, memory } = harness.engine.core;
      const before = alertNow();
      const told = must(harness.engine.request('acknowledgeAlert', { alertId, note: 'seen on the phone' }, harness.atMs()));
      expect(told).toEqual({ ...before, state: 'acknowledged', note: 'seen on the phone', changedUs: harness.engine.core.market.nowUs });
      expect(alertNow()).toEqual(told);
      expect(harness.engine.core.book).toBe(book);
      expect(harness.engine.core.memory).toBe(memory);
      expect(order).toEqual(['commit', 'updated', 'alertChanged']);
      expect(journal.commits).toEqual([{ log: [expect.objectContaining({ kind: 'acknowledged', payload: expect.objectContaining({ alertId, note: 'seen on the phone' }) })], alerts: [told] }]);
      expect(journal.loadAlerts()).toContainEqual(told);
    });

    it('is refused for an alert that nobody raised, and changes nothing', () => {
      unchanged(() => expect(harness.engine.request('acknowledgeAlert', { alertId: 'add.never' }, harness.atMs())).toMatchObject({ ok: false, failure: { reason: 'not-found', detail: expect.stringContaining('add.never') } }));
    });

    it('an alert that is over is refused with its state', () => {
      expect(record(fillNow()).ok).toBe(true);
      order.length = 0;
      unchanged(() => expect(harness.engine.request('acknowledgeAlert', { alertId }, harness.atMs())).toMatchObject({ ok: false, failure: { reason: 'refused', detail: expect.stringContaining('filled') } }));
    });
  });

  describe('snoozing', () => {
    it('quiets the alert until that market time; it wakes at the first evaluation after it', () => {
      const nowUs = harness.engine.core.market.nowUs ?? 0;
      const told = must(harness.engine.request('snoozeAlert', { alertId, marketMinutes: 30 }, harness.atMs()));
      expect(told).toMatchObject({ state: 'snoozed', snoozedUntilUs: nowUs + 30 * MINUTE_US });
      expect(order).toEqual(['commit', 'updated', 'alertChanged']);
      harness.until(() => (harness.engine.core.market.nowUs ?? 0) >= nowUs + 25 * MINUTE_US, 20);
      expect(alertNow()?.state).toBe('snoozed');
      harness.until(() => (harness.engine.core.evaluatedUs ?? 0) >= nowUs + 30 * MINUTE_US, 20);
      expect(alertNow()).toMatchObject({ state: 'open', snoozedUntilUs: null, raisedUs: told.raisedUs });
      expect(journal.readLog({ limit: 1 })[0]).toMatchObject({ kind: 'alertChanged', payload: { transition: 'woke', alertId } });
      expect(journal.loadAlerts().find(({ id }) => id === alertId)?.state).toBe('open');
    });
  });

  describe('recording a fill', () => {
    it('in whole: book, alert, rule memory and log change in one transaction, then the events follow', () => {
      const fill = fillNow();
      const [line] = fill.lines;
      const legs = harness.engine.core.book?.legs ?? [];
      const result = must(record(fill));
      expect(result.alert).toMatchObject({ id: alertId, state: 'filled', filledContracts: line?.contracts });
      expect(harness.engine.core.book?.legs.slice(0, legs.length)).toEqual(legs);
      expect(harness.engine.core.book?.legs.slice(legs.length)).toEqual([expect.objectContaining({
        symbol: line?.symbol, quantity: line?.contracts, price: line?.price, layer: line?.layer, source: 'simulated', openedOn: '2026-10-20',
        entry: { forward: expect.any(Number), volatility: expect.any(Number) },
      })]);
      expect(harness.engine.core.memory.lastFill).toEqual({ base: '2026-10-20' });
      expect(order).toEqual(['commit', 'updated', 'alertChanged']);
      expect(journal.commits).toHaveLength(1);
      expect(Object.keys(journal.commits[0] ?? {}).sort()).toEqual(['alerts', 'book', 'log', 'settings']);
      expect(journal.loadBook()).toEqual(harness.engine.core.book);
      expect(journal.loadSetting('hedgeMemory')).toEqual(harness.engine.core.memory);
      expect(journal.readLog({ limit: 1 })[0]).toMatchObject({ seq: result.logSeq, kind: 'fill', payload: { alertId, source: 'simulated' } });
    });

    it('in part: the alert stays open for the rest, and the rest completes it', () => {
      const { lines: [line], ...fill } = fillNow();
      if (line === undefined) throw new Error('a fill has a line');
      expect(must(record({ ...fill, lines: [{ ...line, contracts: 2 }] })).alert).toMatchObject({ state: 'open', filledContracts: 2 });
      harness.steps(4);
      expect(stateNow().layers.find(({ name }) => name === 'base')?.held).toBe(2);
      expect(alertNow()).toMatchObject({ state: 'open', filledContracts: 2 });
      const rest = line.contracts - 2;
      expect(must(record({ ...fill, lines: [{ ...line, contracts: rest, price: line.price + 0.1 }] })).alert).toMatchObject({ state: 'filled', filledContracts: line.contracts });
      const [held, ...others] = (harness.engine.core.book?.legs ?? []).filter(({ layer }) => layer === 'base');
      expect(others).toEqual([]);
      expect(held?.quantity).toBe(line.contracts);
      expect(held?.price).toBeCloseTo((2 * line.price + rest * (line.price + 0.1)) / line.contracts, 10);
    });

    it('in part: ladder, bar and shocks speak of what is still missing, never of the whole advice again', () => {
      const { lines: [line], ...fill } = fillNow();
      if (line === undefined) throw new Error('a fill has a line');
      must(record({ ...fill, lines: [{ ...line, contracts: 3 }] }));
      harness.steps(3);
      const { layers, verdict, book } = stateNow();
      const base = layers.find(({ name }) => name === 'base');
      expect(base?.held).toBe(3);
      expect(base?.proposed).toBeGreaterThan(0);
      expect((base?.held ?? 0) + (base?.proposed ?? 0)).toBeLessThanOrEqual(line.contracts + 1);
      expect(verdict.headline).toMatch(new RegExp(`^Buy ${base?.proposed} `));
      expect(book.proposedCoverage).toBeLessThanOrEqual(book.bandHigh + 0.02);
      const [, , ten] = book.shocks;
      const perContract = ((ten?.hedge ?? 0) / 3);
      expect((ten?.withProposal ?? 0) - (ten?.total ?? 0)).toBeCloseTo(perContract * (base?.proposed ?? 0), 0);
    });

    it('without an alert: what was traded anyway is in the book and the log, no alert changes', () => {
      const { lines } = fillNow();
      const alerts = harness.engine.core.alerts;
      expect(must(record({ alertId: null, source: 'user', lines })).alert).toBeNull();
      expect(harness.engine.core.alerts).toBe(alerts);
      expect(harness.engine.core.book?.legs.at(-1)).toMatchObject({ symbol: lines[0]?.symbol, source: 'user' });
      expect(journal.commits).toHaveLength(1);
    });

    it('that closes a leg takes it out of the book', () => {
      must(record(fillNow()));
      const held = harness.engine.core.book?.legs.at(-1);
      if (held === undefined) throw new Error('a leg is held');
      must(record({ alertId: null, source: 'user', lines: [{ side: 'sell', contracts: held.quantity, symbol: held.symbol, price: 1, layer: 'base', legId: held.id, strategy: null }] }));
      expect(harness.engine.core.book?.legs.some(({ id }) => id === held.id)).toBe(false);
    });

    it.each<[string, (fill: RequestParams<'recordFill'>) => RequestParams<'recordFill'>, RegExp]>([
      ['for an alert that nobody raised', (fill) => ({ ...fill, alertId: 'add.never' }), /add\.never/],
      ['that sells more than is held', (fill) => ({ ...fill, lines: fill.lines.map((line) => ({ ...line, side: 'sell' as const })) }), /holds no .* that could be sold/],
      ['of a malformed symbol', (fill) => ({ ...fill, lines: fill.lines.map((line) => ({ ...line, symbol: 'VIX CALLS' })) }), /VIX CALLS/],
      ['of an index', (fill) => ({ ...fill, lines: fill.lines.map((line) => ({ ...line, symbol: 'VIX' })) }), /VIX/],
      ['of a contract that has settled', (fill) => ({ ...fill, lines: fill.lines.map((line) => ({ ...line, symbol: 'VIX   260916C00020000' })) }), /has settled/],
      ['into a leg that the book does not have', (fill) => ({ ...fill, lines: fill.lines.map((line) => ({ ...line, legId: 'nowhere' })) }), /no leg nowhere/],
      ['whose last line is wrong: not even the first line counts', (fill) => ({ ...fill, lines: [...fill.lines, ...fill.lines.map((line) => ({ ...line, symbol: 'VIX' }))] }), /VIX/],
      ['that buys nothing of what was advised', (fill) => ({ ...fill, lines: [{ side: 'buy' as const, contracts: 1, symbol: 'SPXW  261113P06525000', price: 1, layer: null, legId: null, strategy: 'condor-1' }].map((line) => ({ ...line, side: 'sell' as const })) }), /whole number from 1/],
    ])('%s is refused with a sentence and changes nothing', (_name, change, sentence) => {
      const fill = change(fillNow());
      unchanged(() => expect(record(fill)).toMatchObject({ ok: false, failure: { detail: expect.stringMatching(sentence) } }));
    });

    it('never books a simulated fill on a market that is not simulated', () => {
      const fill = fillNow();
      harness.feed({ t: 'hello', protocol: 1, source: 'Broker', simulated: false });
      unchanged(() => expect(record(fill)).toMatchObject({ ok: false, failure: { reason: 'refused', detail: expect.stringMatching(/only with the simulator/) } }));
      expect(record({ ...fill, source: 'user' }).ok).toBe(true);
    });
  });

  describe('a journal that cannot be written', () => {
    it('refuses the request, tells nobody, shows it, and recovers when the disk has room again', () => {
      const fill = fillNow();
      journal.full = true;
      unchanged(() => expect(record(fill)).toMatchObject({ ok: false, failure: { reason: 'refused', detail: expect.stringMatching(/Nothing was changed: the hedge log could not be written/) } }));
      expect(stateNow().health).toMatchObject({ recording: false, monitoring: false, causes: [expect.stringMatching(/hedge log cannot be written/)] });
      journal.full = false;
      expect(must(record(fill)).alert?.state).toBe('filled');
      harness.steps(4);
      expect(stateNow().health).toMatchObject({ recording: true, monitoring: true });
    });

    it('raises nothing while it lasts: what could not be written is not told, and is told once it can be', () => {
      must(record(fillNow()));
      order.length = 0;
      journal.full = true;
      const { memory } = harness.engine.core;
      expect(harness.until(() => (harness.engine.core.record.latest?.date ?? '') >= '2026-10-26', 600)).toBe(true);
      harness.steps(5);
      expect(order.filter((name) => name.startsWith('alert'))).toEqual([]);
      expect(harness.engine.core.memory.stage).toBe(memory.stage);
      expect(stateNow().health).toMatchObject({ recording: false, monitoring: false });
      expect(stateNow().verdict).toMatchObject({ headline: 'Not monitoring', severity: 'blocked' });
      journal.full = false;
      harness.steps(10);
      expect(stateNow().health).toMatchObject({ recording: true, monitoring: true });
      expect(harness.engine.core.memory.stage).toBe('confirmed');
      expect(order).toContain('alertRaised');
    });

    it('that fails while the feed is silent, too, does not end the engine', () => {
      journal.full = true;
      for (let second = 0; second < 15; second += 1) harness.pass(1_000);
      expect(stateNow().health).toMatchObject({ monitoring: false, feed: 'mute', recording: false });
      journal.full = false;
      harness.pass(1_000);
      harness.steps(5);
      expect(stateNow().health).toMatchObject({ monitoring: true, recording: true });
    });

    it('that fails with anything but a storage fault is a bug, and is not swallowed', () => {
      const fill = fillNow();
      journal.commit = () => { throw new Error('a bug'); };
      expect(() => record(fill)).toThrow('a bug');
    });
  });

  it('exports a log that verifies, and verifies it in place', () => {
    must(record(fillNow()));
    const exported = must(harness.engine.request('exportLog', { format: 'jsonl' }, harness.atMs()));
    const lines = exported.content.trimEnd().split('\n');
    const { count, hash } = journal.logHead();
    expect(lines).toHaveLength(count + 1);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ anchor: true, count, headHash: hash });
    expect(must(harness.engine.request('verifyLog', {}, harness.atMs()))).toMatchObject({ ok: true, entries: count });
  });
});
