import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { snapshotSchema, type NotificationView } from '../../src/contract/api.ts';
import type { EngineEvent } from '../../src/contract/engineService.ts';
import type { Alert } from '../../src/domain/alerts/alert.ts';
import type { PolicyValues } from '../../src/domain/hedging/policy/policySchema.ts';
import { newYorkClock } from '../../src/domain/time.ts';
import { createMemoryJournal, openJournal } from '../../src/engine/store/journalStore.ts';
import { openMarketStore } from '../../src/engine/store/marketStore.ts';
import { createMarketSimulation } from '../../src/simulator/marketSimulation.ts';
import { createRandom } from '../../src/simulator/random.ts';
import { createDrivenEngine, createHarness, greeting, must, type DrivenEngine, type EngineParts } from '../support/engineHarness.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-alerts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type AlertSettings = Partial<PolicyValues['alerts']>;
const withSettings = ({ engine: { core } }: Pick<DrivenEngine, 'engine'>, settings: AlertSettings): void => {
  const { values } = core.policy;
  Object.assign(core, { policy: { ...core.policy, values: { ...values, alerts: { ...values.alerts, ...settings } } } });
};
const toldIn = (events: readonly EngineEvent[]): readonly NotificationView[] =>
  events.flatMap((event) => (event.name === 'alertsNotified' ? event.payload.notifications : []));

describe('telling the trader', () => {
  it('comes after the commit and after the alerts it speaks of; row and log entry say that it was done', () => {
    const order: string[] = [];
    const journal = createMemoryJournal();
    const harness = createHarness({ journal: { ...journal, commit: (change) => { order.push('commit'); return journal.commit(change); } } });
    harness.engine.subscribe(({ name }) => order.push(name));
    for (let step = 0; step < 400 && !order.includes('alertsNotified'); step += 1) {
      order.length = 0;
      harness.steps(1);
    }
    expect(order.slice(order.lastIndexOf('commit')).filter((name) => name !== 'chartChanged')).toEqual(['commit', 'updated', 'alertRaised', 'alertsNotified']);
    const [notification] = toldIn(harness.events);
    const alert = harness.engine.core.alerts[0];
    expect(notification).toMatchObject({ kind: 'raised', alertIds: [alert?.id], headline: alert?.decision.headline, cause: alert?.cause });
    expect(journal.loadAlerts()[0]).toMatchObject({ notifiedUs: alert?.raisedUs, timesNotified: 1, untold: null });
    expect(journal.readLog({ limit: 1 })[0]).toMatchObject({ kind: 'decision', payload: { transition: 'raised', level: 'routine', notified: true } });
  });

  it('waits for the end of quiet hours: the alert, its row and its entry stand at once, the screen says until when', () => {
    const harness = createHarness({ stepMs: 20 });
    withSettings(harness, { quietHours: { from: '00:00', to: '23:59' } });
    expect(harness.until(() => harness.engine.core.alerts.length > 0, 800)).toBe(true);
    harness.steps(20);
    expect(toldIn(harness.events)).toEqual([]);
    const { core } = harness.engine;
    expect(core.journal.loadAlerts()[0]).toMatchObject({ state: 'open', notifiedUs: null, timesNotified: 0, untold: 'raised' });
    expect([...core.journal.iterateLog()].find(({ kind }) => kind === 'decision')).toMatchObject({ payload: { transition: 'raised', notified: false, heldBack: 'quiet hours' } });
    const { quietHours } = harness.snapshot().state;
    expect(quietHours).toMatchObject({ criticalRings: true });
    expect(newYorkClock(quietHours?.untilUs ?? 0)).toMatchObject({ hour: 23, minute: 59 });

    withSettings(harness, { quietHours: null });
    harness.until(() => toldIn(harness.events).length > 0, 100);
    expect(toldIn(harness.events)).toMatchObject([{ kind: 'raised', headline: core.alerts[0]?.decision.headline }]);
    expect(core.journal.readLog({ limit: 1 })[0]).toMatchObject({ kind: 'alertChanged', payload: { transition: 'told', notified: true } });
    expect(harness.snapshot().state.quietHours).toBeNull();
  });

  it('logs what a new session makes of a ticket that nobody has answered', () => {
    const harness = createHarness({ stepMs: 20 });
    expect(harness.until(() => harness.engine.core.alerts.length > 0, 800)).toBe(true);
    const first = harness.engine.core.alerts[0]!.decision;
    expect(harness.until(() => harness.engine.core.alerts[0]?.decision !== first, 800)).toBe(true);
    const { alerts: [alert], journal } = harness.engine.core;
    expect(journal.readLog({ limit: 1 })[0]).toMatchObject({ kind: 'decision', payload: { transition: 'kept', alertId: alert?.id, decision: { headline: alert?.decision.headline } } });
  });

  it('takes up the alerts of an earlier version, which know no level and no cause', () => {
    const journal = createMemoryJournal();
    const harness = createHarness({ journal });
    expect(harness.until(() => harness.engine.core.alerts.length > 0, 400)).toBe(true);
    const { level: _level, cause: _cause, notifiedUs: _notified, timesNotified: _times, untold: _untold, silentUntilUs: _silent, decision, ...rest } = harness.engine.core.alerts[0] as Alert;
    const { lens: _lens, ...olderDecision } = decision;
    const candidates = decision.candidates.map(({ instrument: _instrument, margin: _margin, warnings: _warnings, ...candidate }) => candidate);
    journal.commit({ log: [], alerts: [{ ...rest, decision: { ...olderDecision, candidates } } as unknown as Alert] });

    const restarted = createDrivenEngine({ journal });
    expect(restarted.engine.core.alerts[0]).toMatchObject({ level: 'routine', cause: 'add.first/e1', timesNotified: 1, untold: null });
    const { alerts } = snapshotSchema.parse(restarted.snapshot(0)).state;
    expect(alerts[0]).toMatchObject({ id: rest.id, decision: { lens: 'steward', candidates: [{ instrument: 'vixCall' }, expect.anything(), expect.anything()] } });
  });
});

describe('an engine that is started again with another policy', () => {
  it('does not leave a ticket of the former policy open: the new one has its own, and tells it', () => {
    const journal = createMemoryJournal();
    const harness = createHarness({ journal });
    expect(harness.until(() => harness.engine.core.alerts.length > 0, 400)).toBe(true);
    const id = harness.engine.core.alerts[0]?.id;
    const spreads = (values: PolicyValues): PolicyValues => ({ ...values, layers: { ...values.layers, base: { ...values.layers.base, instrument: 'vixCallSpread' } } });
    const { core } = createDrivenEngine({ journal, changePolicy: spreads }).engine;
    expect(core.alerts[0]).toMatchObject({ id, state: 'resolved', notifiedUs: null });
    expect(journal.loadAlerts()[0]).toMatchObject({ id, state: 'resolved' });
    expect(journal.readLog({ limit: 2 }).map(({ kind }) => kind).toSorted()).toEqual(['alertChanged', 'policyChanged']);
    const louder = (values: PolicyValues): PolicyValues => ({ ...values, alerts: { ...values.alerts, renotifyMinutes: 5 } });
    const told = createMemoryJournal();
    const first = createHarness({ journal: told });
    first.until(() => first.engine.core.alerts.length > 0, 400);
    expect(createDrivenEngine({ journal: told, changePolicy: louder }).engine.core.alerts[0]).toMatchObject({ state: 'open' });
  });
});

describe('an engine that is killed and started again', () => {
  const SETTINGS: AlertSettings = { critical: ['add.first'], renotifyMinutes: 15, quietHours: { from: '15:30', to: '10:30' }, criticalRingsInQuietHours: false };
  const open = (name: string): { readonly driven: DrivenEngine; close(): void } => {
    const parts: EngineParts & { journal: NonNullable<EngineParts['journal']>; store: NonNullable<EngineParts['store']> } = {
      journal: must(openJournal(join(folder, `${name}-journal.sqlite`))), store: must(openMarketStore(join(folder, `${name}-market.sqlite`))),
    };
    const driven = createDrivenEngine(parts);
    withSettings(driven, SETTINGS);
    return { driven, close: () => { parts.store.close(); parts.journal.close(); } };
  };

  it('tells the same at the same moments as one that was never stopped: nothing twice, nothing lost', () => {
    const random = createRandom(11);
    const simulation = createMarketSimulation({ story: 'distribution', seed: 1, speed: 5_000 });
    const told: Record<'whole' | 'broken', { readonly step: number; readonly atUs: number; readonly notification: NotificationView }[]> = { whole: [], broken: [] };
    const whole = open('whole');
    let broken = open('broken');
    for (const frame of greeting(simulation)) for (const { driven } of [whole, broken]) driven.feed(frame, 0);
    let restarts = 0;
    for (let step = 1; step <= 260; step += 1) {
      const atMs = step * 100;
      const frames = simulation.next();
      if (step > 5 && random.uniform() < 0.08) {
        broken.close();
        broken = open('broken');
        for (const frame of [...greeting(simulation), ...simulation.snapshot()]) broken.driven.feed(frame, atMs - 1);
        restarts += 1;
      }
      for (const [name, { driven }] of [['whole', whole], ['broken', broken]] as const) {
        const before = driven.events.length;
        for (const frame of frames) driven.feed(frame, atMs);
        driven.tick(atMs);
        told[name].push(...toldIn(driven.events.slice(before)).map((notification) => ({ step, atUs: driven.engine.core.market.nowUs ?? 0, notification })));
      }
    }
    expect(restarts).toBeGreaterThan(10);
    expect(told.broken).toEqual(told.whole);
    const kinds = told.whole.map(({ notification: { kind } }) => kind);
    // The advice is raised after the close, in quiet hours, and told the next morning.
    expect(kinds[0]).toBe('raised');
    const [first] = whole.driven.engine.core.journal.loadAlerts();
    expect([newYorkClock(first?.raisedUs ?? 0).hour, newYorkClock(told.whole[0]?.atUs ?? 0).hour]).toEqual([16, 10]);
    expect(kinds.filter((kind) => kind === 'reminder').length).toBeGreaterThan(10);
    whole.close();
    broken.close();
  });
});
