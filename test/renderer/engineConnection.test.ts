import { describe, expect, it } from 'vitest';
import type { EventName, EventPayload, RequestName, RequestParams, RequestResult, Snapshot } from '../../src/contract/api.ts';
import type { Transport } from '../../src/contract/transport.ts';
import { createEngineConnection, LONGEST_PAUSE_MS, NEW_ROW_PAUSE_MS, OPEN_ROW_PAUSE_MS, reconnectPauseMs, type Client } from '../../src/renderer/src/engineConnection.ts';
import { createEngineStore } from '../../src/renderer/src/engineStore.ts';
import { sampleChart, sampleSnapshot } from '../support/sampleState.ts';

interface Waiting {
  readonly name: RequestName;
  answer(result: unknown): void;
  fail(message: string): void;
}

/** A client played by hand: requests wait until the test answers them. */
function createHandClient() {
  const waiting: Waiting[] = [];
  const listeners = new Map<string, ((payload: never) => void)[]>();
  const closers: ((reason: string) => void)[] = [];
  let closed = false;
  const close = (reason = 'closed'): void => {
    if (closed) return;
    closed = true;
    for (const closer of closers) closer(reason);
  };
  const client: Client = {
    ready: Promise.resolve(),
    request: <N extends RequestName>(name: N, _params: RequestParams<N>) => new Promise<RequestResult<N>>((resolve, reject) => {
      waiting.push({ name, answer: (result) => resolve(result as RequestResult<N>), fail: (message) => reject(new Error(message)) });
    }),
    on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) {
      listeners.set(event, [...(listeners.get(event) ?? []), listener as (payload: never) => void]);
      return () => void listeners.delete(event);
    },
    onClose: (listener) => void closers.push(listener),
    close,
  };
  return {
    client, close, isClosed: () => closed,
    emit<E extends EventName>(event: E, payload: EventPayload<E>) {
      for (const listener of (listeners.get(event) ?? []) as ((payload: EventPayload<E>) => void)[]) listener(payload);
    },
    take(name: RequestName): Waiting {
      const index = waiting.findIndex((candidate) => candidate.name === name);
      const found = waiting.splice(index, 1)[0];
      if (index < 0 || found === undefined) throw new Error(`no ${name} is waiting`);
      return found;
    },
    waitingFor: () => waiting.map((request) => request.name),
  };
}

/** All promise reactions that are due. */
const settle = async (): Promise<void> => { for (let turn = 0; turn < 20; turn += 1) await Promise.resolve(); };
const noTransport = {} as Transport;

function start(random = 0.5) {
  const store = createEngineStore();
  const clients: ReturnType<typeof createHandClient>[] = [];
  const pauses: { run: () => void; delayMs: number }[] = [];
  let refuse: string | null = null;
  const connection = createEngineConnection({
    store,
    openTransport: () => (refuse === null ? Promise.resolve(noTransport) : Promise.reject(new Error(refuse))),
    createClient: () => {
      const made = createHandClient();
      clients.push(made);
      return made.client;
    },
    schedule: (run, delayMs) => void pauses.push({ run, delayMs }),
    random: () => random,
    chartSessions: 180,
  });
  connection.start();
  const last = () => {
    const client = clients.at(-1);
    if (client === undefined) throw new Error('no client was made');
    return client;
  };
  return { store, connection, clients, pauses, last, refuse: (reason: string | null) => { refuse = reason; } };
}

async function goLive(seq = 100): Promise<ReturnType<typeof start>> {
  const screen = start();
  await settle();
  screen.last().take('getSnapshot').answer({ ...sampleSnapshot(), seq } satisfies Snapshot);
  await settle();
  return screen;
}

const policyAt = (version: string) => ({ policy: { name: 'steward', version } });

describe('the connection to the engine', () => {
  it('goes from connecting over the snapshot to live, then asks for the chart', async () => {
    const screen = start();
    expect(screen.store.read().connection.phase).toBe('connecting');
    await settle();
    screen.last().take('getSnapshot').answer(sampleSnapshot());
    await settle();
    expect(screen.store.read().connection.phase).toBe('live');
    expect(screen.store.read().engine).toEqual(sampleSnapshot().state);
    screen.last().take('getChart').answer(sampleChart());
    await settle();
    expect(screen.store.read().chart?.rows).toHaveLength(180);
  });

  it('applies updates that arrived while the snapshot was under way, once', async () => {
    const screen = start();
    await settle();
    screen.last().emit('updated', { seq: 100, changes: policyAt('in the snapshot') });
    screen.last().emit('updated', { seq: 101, changes: policyAt('newer') });
    screen.last().take('getSnapshot').answer(sampleSnapshot());
    await settle();
    expect(screen.store.read().engine?.policy.version).toBe('newer');
    screen.last().emit('updated', { seq: 102, changes: policyAt('newest') });
    expect(screen.store.read().engine?.policy.version).toBe('newest');
  });

  it('takes one new snapshot on a gap and shows nothing in between', async () => {
    const screen = await goLive();
    screen.last().emit('updated', { seq: 105, changes: policyAt('after a gap') });
    screen.last().emit('updated', { seq: 106, changes: policyAt('later') });
    expect(screen.store.read().engine?.policy.version).toBe(sampleSnapshot().state.policy.version);
    expect(screen.last().waitingFor().filter((name) => name === 'getSnapshot')).toHaveLength(1);
    screen.last().take('getSnapshot').answer({ ...sampleSnapshot(), seq: 105 });
    await settle();
    expect(screen.store.read().engine?.policy.version).toBe('later');
  });

  it('keeps the last known state when the engine is lost, and says so', async () => {
    const screen = await goLive();
    screen.last().close('the engine stopped');
    expect(screen.store.read().connection).toEqual({ phase: 'lost', detail: 'the engine stopped' });
    expect(screen.store.read().engine).not.toBeNull();
  });

  it('refuses requests while nothing is connected', async () => {
    const screen = await goLive();
    screen.last().close();
    await expect(screen.connection.request('verifyLog', {})).rejects.toThrow('Not connected');
  });

  it('comes back with a fresh client, a fresh snapshot and no memory of old updates', async () => {
    const screen = await goLive(500);
    const old = screen.last();
    old.close('gone');
    screen.pauses.shift()?.run();
    await settle();
    expect(screen.clients).toHaveLength(2);
    expect(screen.store.read().connection.phase).toBe('lost');
    screen.last().take('getSnapshot').answer({ ...sampleSnapshot(), seq: 3 });
    await settle();
    expect(screen.store.read().connection.phase).toBe('live');
    old.emit('updated', { seq: 501, changes: policyAt('from the dead engine') });
    expect(screen.store.read().engine?.policy.version).toBe(sampleSnapshot().state.policy.version);
    screen.last().emit('updated', { seq: 4, changes: policyAt('from the new one') });
    expect(screen.store.read().engine?.policy.version).toBe('from the new one');
  });

  it('waits longer after each failure and starts over after a success', async () => {
    const screen = start(1);
    screen.refuse('no engine');
    await settle();
    // The first attempt had its transport; it fails at the greeting instead.
    screen.last().close('no engine');
    for (let attempt = 0; attempt < 8; attempt += 1) {
      screen.pauses.at(-1)?.run();
      await settle();
    }
    const delays = screen.pauses.map((pause) => pause.delayMs);
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
    screen.refuse(null);
    screen.pauses.at(-1)?.run();
    await settle();
    screen.last().take('getSnapshot').answer(sampleSnapshot());
    await settle();
    screen.last().close('again');
    expect(screen.pauses.at(-1)?.delayMs).toBe(250);
  });

  it('asks once more, not many times, when the chart changes while it is being asked for', async () => {
    const screen = await goLive();
    const first = screen.last().take('getChart');
    for (let change = 0; change < 5; change += 1) screen.last().emit('chartChanged', { reason: 'sessionClosed' });
    first.answer(sampleChart());
    await settle();
    screen.last().take('getChart').answer({ ...sampleChart(), breadthSource: null });
    await settle();
    expect(screen.store.read().chart?.breadthSource).toBeNull();
    expect(screen.last().waitingFor()).toEqual([]);
  });

  it('asks for the open session at once when it begins, then at intervals, and rests while the market is closed', async () => {
    const screen = await goLive();
    const clock = sampleSnapshot().state.clock;
    const tell = (seq: number, changes: Partial<typeof clock>) => screen.last().emit('updated', { seq, changes: { clock: { ...clock, ...changes } } });
    screen.last().take('getChart').answer(sampleChart());
    await settle();
    expect(screen.pauses.at(-1)?.delayMs).toBe(OPEN_ROW_PAUSE_MS);
    tell(101, {});
    expect(screen.last().waitingFor()).toEqual([]);
    screen.pauses.at(-1)?.run();
    tell(102, { session: 'closed' });
    expect(screen.last().waitingFor()).toEqual([]);
    tell(103, {});
    screen.last().take('getChart').answer(sampleChart());
    await settle();
    tell(104, { date: '2026-11-20' });
    screen.last().take('getChart').answer(sampleChart());
    await settle();
    // The new session has no row yet: asked for again soon.
    expect(screen.pauses.at(-1)?.delayMs).toBe(NEW_ROW_PAUSE_MS);
  });

  it('shows why there is no chart', async () => {
    const screen = await goLive();
    screen.last().take('getChart').fail('no history yet');
    await settle();
    expect(screen.store.read().chartFailure).toBe('no history yet');
  });

  it('does not come back after it was stopped', async () => {
    const screen = await goLive();
    screen.connection.stop();
    await settle();
    expect(screen.last().isClosed()).toBe(true);
    expect(screen.pauses).toEqual([]);
  });
});

describe('the pause before a new attempt', () => {
  it('is full jitter under a doubling ceiling', () => {
    expect(reconnectPauseMs(0, 0)).toBe(0);
    expect(reconnectPauseMs(3, 0.5)).toBe(1000);
    expect(reconnectPauseMs(500, 0.999)).toBeLessThanOrEqual(LONGEST_PAUSE_MS);
  });
});
