import { describe, expect, it } from 'vitest';
import type { Bar } from '../../src/domain/market/quote.ts';
import { createMemoryJournal } from '../../src/engine/store/journalStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { logText } from '../../src/engine/logText.ts';
import type { JournalStore } from '../../src/engine/ports.ts';
import { createDrivenEngine, createHarness, type Harness } from '../support/engineHarness.ts';

/** Some sessions on, with decisions made; the next session has begun. */
function afterSomeSessions(journal: JournalStore = createMemoryJournal()) {
  const store = createMemoryMarketStore();
  const harness = createHarness({ journal, store, fills: 'advised' });
  const rows = harness.engine.core.record.rows.length;
  expect(harness.until(() => harness.engine.core.record.rows.length >= rows + 5, 900)).toBe(true);
  harness.steps(5);
  expect(harness.engine.core.decisions.length).toBeGreaterThan(0);
  return { harness, store };
}

const lastBar = ({ engine: { core } }: Harness, symbol: string): Bar => {
  const bar = core.record.bar(symbol, core.record.latest?.date ?? '');
  if (bar === null) throw new Error(`no bar of ${symbol}`);
  return bar;
};
const frameOf = (symbol: string, bar: Bar, corrects?: boolean): object => ({
  t: 'bars', symbol, interval: '1d', rows: [[bar.date, bar.startUs, bar.open, bar.high, bar.low, bar.close, bar.volume]], end: true, ...(corrects === undefined ? {} : { corrects }),
});
const logOf = ({ engine }: Harness) => [...engine.core.journal.iterateLog()];
const repairOf = (harness: Harness, words: string) => harness.snapshot().state.signals.repairs.find(({ kind }) => kind.startsWith(words));

describe('a late correction from the feed', () => {
  it('replaces the last session in record and store, is judged at once, and stands in the hedge log in words', () => {
    const { harness, store } = afterSomeSessions();
    const { core } = harness.engine;
    const held = lastBar(harness, 'VIX');
    const corrected = { ...held, high: held.close + 9, close: held.close + 8 };
    const [entries, raised, vixRsi] = [logOf(harness), structuredClone(core.alerts), core.record.latest?.vixRsi ?? 0];
    const told = harness.events.length;
    core.evaluatedUs = null;

    harness.feed(frameOf('VIX', { ...corrected, startUs: held.startUs + 1 }, true));

    expect(store.readBars('VIX', '1d').filter(({ date }) => date === held.date)).toEqual([corrected]);
    expect(core.record.latest).toMatchObject({ date: held.date, vixClose: corrected.close });
    expect(core.evaluatedUs).toBe(core.market.nowUs);
    expect(core.record.latest?.vixRsi).toBeGreaterThan(vixRsi);
    expect(harness.snapshot().state.signals.asOf).toBe(held.date);
    expect(repairOf(harness, 'late corrections taken')).toEqual({ kind: 'late corrections taken, VIX', count: 1, last: `${held.date}: close ${held.close} → ${corrected.close}` });
    expect(harness.events.slice(told)).toContainEqual({ name: 'chartChanged', payload: { reason: 'history' } });

    const added = logOf(harness).slice(entries.length);
    expect(added[0]).toMatchObject({ kind: 'dataCorrected', payload: { symbol: 'VIX', date: held.date, from: { close: held.close }, to: { close: corrected.close } } });
    expect(added[0] && logText(added[0])).toBe(`VIX of ${held.date} corrected: high ${held.high.toFixed(2)} → ${corrected.high.toFixed(2)}, close ${held.close.toFixed(2)} → ${corrected.close.toFixed(2)}`);
    // What was decided on the former figures stands as it was recorded.
    expect(logOf(harness).slice(0, entries.length)).toEqual(entries);
    for (const alert of raised) expect(core.alerts.find(({ id }) => id === alert.id)?.decision).toEqual(alert.decision);
  });

  it('is what a restart finds', () => {
    const { harness, store } = afterSomeSessions();
    const held = lastBar(harness, 'SPX');
    harness.feed(frameOf('SPX', { ...held, low: held.low - 60, close: held.low - 55 }, true));
    const again = createDrivenEngine({ journal: harness.engine.core.journal, store });
    again.engine.core.record.refresh();
    expect(again.engine.core.record.rows).toEqual(harness.engine.core.record.rows);
  });

  it('of an older session is counted and changes neither record, store nor log', () => {
    const { harness, store } = afterSomeSessions();
    const older = harness.engine.core.record.rows.at(-2)?.input.date ?? '';
    const bar = harness.engine.core.record.bar('SPX', older);
    if (bar === null) throw new Error('no older bar');
    const [rows, head, stored] = [[...harness.engine.core.record.rows], harness.engine.core.journal.logHead(), store.readBars('SPX', '1d')];
    harness.feed(frameOf('SPX', { ...bar, close: bar.close + 1 }, true));
    expect(harness.engine.core.record.rows).toEqual(rows);
    expect(harness.engine.core.journal.logHead()).toEqual(head);
    expect(store.readBars('SPX', '1d')).toEqual(stored);
    expect(repairOf(harness, 'corrections too late to be taken')).toMatchObject({ count: 1, last: expect.stringContaining(older) });
  });

  it('of breadth, whose counts are often revised, replaces the last session too', () => {
    const { harness, store } = afterSomeSessions();
    const { core } = harness.engine;
    const { date, adLine } = core.record.latest ?? {};
    const [advances, declines] = [lastBar(harness, 'NYSE:ADV').close, lastBar(harness, 'NYSE:DEC').close];
    harness.feed({ t: 'breadthBars', universe: 'NYSE', rows: [[date, advances + 40, declines - 25, 0]], end: true, corrects: true });
    expect(core.record.latest).toMatchObject({ date, adLine: (adLine ?? 0) + 65 });
    expect(store.readBars('NYSE:DEC', '1d').at(-1)).toMatchObject({ date, close: declines - 25 });
    expect(logOf(harness).filter(({ kind }) => kind === 'dataCorrected')).toHaveLength(2);
  });

  it('that repeats what is held, and a row without the flag that differs, are duplicates; a history told again is none', () => {
    const { harness, store } = afterSomeSessions();
    const held = lastBar(harness, 'SPX');
    const [rows, head] = [[...harness.engine.core.record.rows], harness.engine.core.journal.logHead()];
    harness.feed(frameOf('SPX', held, true));
    harness.feed(frameOf('SPX', { ...held, close: held.close + 2 }));
    harness.feed(frameOf('SPX', { ...held, close: held.close + 2 }, false));
    harness.feed(frameOf('SPX', held));
    expect(harness.engine.core.record.rows).toEqual(rows);
    expect(harness.engine.core.journal.logHead()).toEqual(head);
    expect(store.readBars('SPX', '1d').at(-1)).toEqual(held);
    expect(repairOf(harness, 'duplicates left out')).toMatchObject({ count: 2 });
  });

  it('of the session under way does not touch the bar that is being built', () => {
    const { harness } = afterSomeSessions();
    const open = harness.engine.core.builders.get('SPX')?.openDaily();
    if (!open) throw new Error('a session is under way');
    const rows = [...harness.engine.core.record.rows];
    harness.feed(frameOf('SPX', { ...open, close: open.high }, true));
    expect(harness.engine.core.builders.get('SPX')?.openDaily()).toEqual(open);
    expect(harness.engine.core.record.rows).toEqual(rows);
  });

  it('that the hedge log cannot take is not taken', () => {
    let full = false;
    const inner = createMemoryJournal();
    const journal: JournalStore = {
      ...inner,
      commit(change) {
        if (full) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
        return inner.commit(change);
      },
    };
    const { harness, store } = afterSomeSessions(journal);
    const held = lastBar(harness, 'VIX');
    const rows = [...harness.engine.core.record.rows];
    full = true;
    harness.feed(frameOf('VIX', { ...held, high: held.high + 9, close: held.high + 8 }, true));
    expect(harness.engine.core.record.rows).toEqual(rows);
    expect(store.readBars('VIX', '1d').at(-1)).toEqual(held);
    expect(harness.snapshot().state.health).toMatchObject({ recording: false, monitoring: false });
    full = false;
    harness.feed(frameOf('VIX', { ...held, high: held.high + 9, close: held.high + 8 }, true));
    expect(harness.engine.core.record.latest?.vixClose).toBe(held.high + 8);
  });

  it('is judged by the very next tick where the journal refused the judgement at once', () => {
    let full = false;
    const inner = createMemoryJournal();
    const journal: JournalStore = {
      ...inner,
      commit(change) {
        if (full && change.settings !== undefined) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
        return inner.commit(change);
      },
    };
    const { harness } = afterSomeSessions(journal);
    const { core } = harness.engine;
    core.recording = false;
    full = true;
    const held = lastBar(harness, 'VIX');
    const judgedUs = core.evaluatedUs;
    core.evaluatedUs = null;
    harness.feed(frameOf('VIX', { ...held, high: held.high + 9, close: held.high + 8 }, true));
    expect([core.record.latest?.vixClose, core.evaluatedUs]).toEqual([held.high + 8, null]);
    full = false;
    // Far less than the time between two evaluations.
    harness.pass(1);
    expect(core.evaluatedUs).toBe(judgedUs);
  });
});
