import { describe, expect, it } from 'vitest';
import { requests, type Snapshot } from '../../src/contract/api.ts';
import { decodeEnvelope, encodeEnvelope } from '../../src/contract/codec.ts';
import { createEngineClient, type EngineClientOptions } from '../../src/contract/engineClient.ts';
import { serveEngine, type EngineServerOptions } from '../../src/contract/engineServer.ts';
import type { Envelope } from '../../src/contract/envelope.ts';
import { createMemoryPair } from '../../src/contract/memoryTransport.ts';
import type { Transport } from '../../src/contract/transport.ts';
import { failed } from '../../src/domain/result.ts';
import { createFakeEngine, emptyState, updated, type FakeEngine } from './fakeEngine.ts';
import { createManualSchedule } from './manualSchedule.ts';

const wide = { maxChars: 10_000_000 };

async function connected(engine: FakeEngine, options: { client?: EngineClientOptions; server?: EngineServerOptions } = {}) {
  const [page, host] = createMemoryPair();
  serveEngine(host, engine, options.server);
  const client = createEngineClient(page, options.client);
  await client.ready;
  return client;
}

/** A client written by hand, to say what the real one never would. */
async function rawClient(engine: FakeEngine, options: EngineServerOptions = {}) {
  const [page, host] = createMemoryPair();
  const received: Envelope[] = [];
  let closed: string | null = null;
  page.onMessage((text) => {
    const decoded = decodeEnvelope(text, wide);
    if (decoded.ok) received.push(decoded.envelope);
  });
  page.onClose((reason) => {
    closed = reason;
  });
  serveEngine(host, engine, options);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const say = async (envelope: Envelope): Promise<void> => {
    page.send(encodeEnvelope(envelope, wide));
    await settle();
  };
  return { received, say, settle, page, closed: () => closed, events: () => received.filter((envelope) => envelope.k === 'event') };
}

const hello: Envelope = { k: 'request', id: 1, method: 'hello', params: { protocol: 1 } };

describe('requests', () => {
  it('answers with what the engine said', async () => {
    const snapshot: Snapshot = { seq: 4, state: emptyState };
    const client = await connected(createFakeEngine({ getSnapshot: () => snapshot }));
    expect(await client.request('getSnapshot', {})).toEqual(snapshot);
  });

  it('gives each answer to the request that asked, whatever the order', async () => {
    const open: ((entries: number) => void)[] = [];
    const engine = createFakeEngine({
      verifyLog: () => new Promise((resolve) => open.push((entries) => resolve({ ok: true, value: { ok: true, entries, detail: '' } }))),
    });
    const client = await connected(engine);
    const answers = [client.request('verifyLog', {}), client.request('verifyLog', {}), client.request('verifyLog', {})];
    await client.request('readLog', { limit: 1 }).catch(() => undefined);
    for (const index of [2, 0, 1]) open[index]?.(index);
    expect((await Promise.all(answers)).map((answer) => answer.entries)).toEqual([0, 1, 2]);
  });

  it('tells an unknown method, unusable params, a refusal and a fault apart', async () => {
    const bugs: unknown[] = [];
    const engine = createFakeEngine({
      acknowledgeAlert: () => Promise.resolve(failed('not-found', 'There is no alert A1.')),
      verifyLog: () => { throw new Error('the book of account U123 is broken'); },
      exportLog: () => ({ fileName: 3, content: '', checksum: null }),
    });
    const client = await connected(engine, { server: { onBug: (fault) => bugs.push(fault) } });
    await expect(client.request('toString' as never, {} as never)).rejects.toMatchObject({ code: 'unknown-method' });
    await expect(client.request('getChart', { sessions: 0 })).rejects.toMatchObject({ code: 'invalid-params', message: expect.stringContaining('sessions') as string });
    await expect(client.request('acknowledgeAlert', { alertId: 'A1' })).rejects.toMatchObject({ code: 'not-found', message: 'There is no alert A1.' });
    await expect(client.request('exportLog', { format: 'csv' })).rejects.toMatchObject({ code: 'internal' });
    const fault = await client.request('verifyLog', {}).catch((thrown: unknown) => thrown);
    expect(fault).toMatchObject({ code: 'internal' });
    expect(String(fault)).not.toContain('U123');
    expect(bugs).toHaveLength(2);
    expect(engine.handled).not.toContain('getChart');
  });

  it('every request of the contract refuses params of the wrong shape', async () => {
    const client = await connected(createFakeEngine());
    for (const name of Object.keys(requests)) {
      await expect(client.request(name as never, 'text' as never)).rejects.toMatchObject({ code: 'invalid-params' });
    }
  });

  it('rejects after the time limit and lets the late answer fall', async () => {
    const timers = createManualSchedule();
    let answerLate = (): void => undefined;
    const engine = createFakeEngine({
      verifyLog: () => new Promise((resolve) => { answerLate = () => resolve({ ok: true, value: { ok: true, entries: 1, detail: '' } }); }),
      readLog: () => ({ entries: [] }),
    });
    const client = await connected(engine, { client: { timeoutMs: 5_000, schedule: timers.schedule } });
    const asked = client.request('verifyLog', {});
    await client.request('readLog', { limit: 1 });
    timers.advance(4_999);
    timers.advance(1);
    await expect(asked).rejects.toMatchObject({ code: 'timeout', message: 'The engine did not answer "verifyLog" within 5 s.' });
    answerLate();
    expect(await client.request('readLog', { limit: 1 })).toEqual({ entries: [] });
    expect(timers.waiting()).toBe(0);
  });

  it('an answer that does not fit the contract rejects instead of reaching the screen', async () => {
    const [page, host] = createMemoryPair();
    host.onMessage((text) => {
      const decoded = decodeEnvelope(text, wide);
      if (decoded.ok && decoded.envelope.k === 'request') host.send(encodeEnvelope({ k: 'response', id: decoded.envelope.id, result: { ok: 'yes' } }, wide));
    });
    const client = createEngineClient(page);
    await expect(client.request('verifyLog', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('limits what one client may have waiting', async () => {
    const engine = createFakeEngine({ verifyLog: () => new Promise(() => undefined) });
    const client = await connected(engine, { server: { maxPendingRequests: 2 } });
    for (let count = 0; count < 2; count += 1) void client.request('verifyLog', {}).catch(() => undefined);
    await expect(client.request('verifyLog', {})).rejects.toMatchObject({ code: 'refused', message: 'Too many requests are waiting for an answer.' });
  });
});

describe('the greeting', () => {
  it('comes first: anything else closes the connection with a sentence', async () => {
    const engine = createFakeEngine();
    const raw = await rawClient(engine);
    await raw.say({ k: 'request', id: 1, method: 'verifyLog', params: {} });
    expect(raw.received).toEqual([{ k: 'response', id: 1, error: { code: 'refused', message: 'The first request must be "hello".' } }]);
    expect(raw.closed()).toBe('The first request must be "hello".');
    expect(engine.handled).toEqual([]);
  });

  it('another protocol version closes with a sentence that names both', async () => {
    const raw = await rawClient(createFakeEngine());
    await raw.say({ k: 'request', id: 1, method: 'hello', params: { protocol: 99 } });
    expect(raw.closed()).toBe('This page speaks version 99 of the protocol, the engine version 1. Reload the page.');
    expect(raw.received).toMatchObject([{ error: { code: 'protocol-mismatch' } }]);
  });

  it('no events before it, none after the close', async () => {
    const engine = createFakeEngine();
    const raw = await rawClient(engine);
    engine.emit(updated(1, 'a'));
    await raw.say(hello);
    engine.emit(updated(2, 'b'));
    await raw.settle();
    expect(raw.events()).toMatchObject([{ payload: { seq: 2 } }]);
    raw.page.close();
    await raw.settle();
    expect(engine.subscribers()).toBe(0);
  });

  it('a silent client is closed after the time limit', async () => {
    const timers = createManualSchedule();
    const raw = await rawClient(createFakeEngine(), { helloTimeoutMs: 1_000, schedule: timers.schedule });
    timers.advance(1_000);
    await raw.settle();
    expect(raw.closed()).toBe('The client did not say hello in time.');
  });

  it.each(['not json', '{"k":"event","name":"updated","payload":{}}', '{"k":"response","id":1,"result":null}'])('a client that says %s is closed', async (text) => {
    const raw = await rawClient(createFakeEngine());
    raw.page.send(text);
    await raw.settle();
    expect(raw.closed()).not.toBeNull();
  });
});

describe('events', () => {
  it('reach every listener until it unsubscribes', async () => {
    const engine = createFakeEngine({ readLog: () => ({ entries: [] }) });
    const client = await connected(engine);
    const seen: string[] = [];
    const stop = client.on('chartChanged', ({ reason }) => seen.push(`one ${reason}`));
    client.on('chartChanged', ({ reason }) => seen.push(`two ${reason}`));
    engine.emit({ name: 'chartChanged', payload: { reason: 'history' } });
    await client.request('readLog', { limit: 1 });
    stop();
    engine.emit({ name: 'chartChanged', payload: { reason: 'stage' } });
    await client.request('readLog', { limit: 1 });
    expect(seen).toEqual(['one history', 'two history', 'two stage']);
  });

  it('that do not fit the contract are dropped and told', async () => {
    const invalid: string[] = [];
    const engine = createFakeEngine({ readLog: () => ({ entries: [] }) });
    const client = await connected(engine, { client: { onInvalid: (detail) => invalid.push(detail) } });
    const seen: unknown[] = [];
    client.on('updated', (payload) => seen.push(payload));
    engine.emit({ name: 'updated', payload: { seq: 1.5, changes: {} } });
    engine.emit({ name: 'madeUp', payload: {} } as never);
    await client.request('readLog', { limit: 1 });
    expect(seen).toEqual([]);
    expect(invalid).toHaveLength(1);
    expect(invalid[0]).toContain('"updated" does not fit the contract: seq');
  });
});

describe('a slow client', () => {
  const alertless = (seq: number): Envelope => ({ k: 'event', name: 'updated', payload: updated(seq, `v${seq}`).payload });

  it('is owed a bounded amount: updates behind the limit are merged, latest slices win, and a gap shows', async () => {
    const engine = createFakeEngine();
    const raw = await rawClient(engine, { conflateAfter: 3 });
    await raw.say(hello);
    engine.emit({ name: 'updated', payload: { seq: 1, changes: {} } });
    for (let seq = 2; seq <= 1_000; seq += 1) engine.emit(updated(seq, `v${seq}`));
    engine.emit({ name: 'updated', payload: { seq: 1_001, changes: { log: emptyState.log } } });
    await raw.settle();
    expect(raw.events().map((envelope) => (envelope.payload as { seq: number }).seq)).toEqual([1, 2, 3]);
    await raw.say({ k: 'ack', events: 3 });
    expect(raw.events()).toHaveLength(4);
    expect(raw.events()[3]).toEqual({
      k: 'event', name: 'updated', payload: { seq: 1_001, changes: { policy: { name: 'steward', version: 'v1000' }, log: emptyState.log } },
    });
  });

  it('gets an alert at once, after the update it belongs to', async () => {
    const engine = createFakeEngine();
    const raw = await rawClient(engine, { conflateAfter: 1 });
    await raw.say(hello);
    for (let seq = 1; seq <= 5; seq += 1) engine.emit(updated(seq, `v${seq}`));
    engine.emit({ name: 'chartChanged', payload: { reason: 'stage' } });
    await raw.settle();
    expect(raw.events()).toEqual([alertless(1), alertless(5), { k: 'event', name: 'chartChanged', payload: { reason: 'stage' } }]);
  });

  it('is not held back by events that could not be sent', async () => {
    const bugs: unknown[] = [];
    const engine = createFakeEngine();
    const raw = await rawClient(engine, { conflateAfter: 2, onBug: (fault) => bugs.push(fault) });
    await raw.say(hello);
    for (let seq = 1; seq <= 5; seq += 1) engine.emit({ name: 'updated', payload: { seq, changes: { health: { ...emptyState.health, quotesPerSecond: Number.NaN } } } });
    engine.emit(updated(6, 'v'));
    await raw.settle();
    expect(bugs).toHaveLength(5);
    expect(raw.events()).toEqual([{ k: 'event', ...updated(6, 'v') }]);
  });

  it('that keeps up sees every update', async () => {
    const engine = createFakeEngine({ readLog: () => ({ entries: [] }) });
    const client = await connected(engine, { server: { conflateAfter: 2 } });
    const seen: number[] = [];
    client.on('updated', ({ seq }) => seen.push(seq));
    for (let seq = 1; seq <= 50; seq += 1) {
      engine.emit(updated(seq, 'v'));
      await client.request('readLog', { limit: 1 });
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('does not get an old update after the snapshot that covers it', async () => {
    const engine = createFakeEngine({ getSnapshot: () => ({ seq: 9, state: emptyState }) });
    const raw = await rawClient(engine, { conflateAfter: 1 });
    await raw.say(hello);
    for (let seq = 1; seq <= 9; seq += 1) engine.emit(updated(seq, 'v'));
    await raw.say({ k: 'request', id: 2, method: 'getSnapshot', params: {} });
    await raw.say({ k: 'ack', events: 1 });
    engine.emit(updated(10, 'v'));
    await raw.settle();
    expect(raw.events().map((envelope) => (envelope.payload as { seq: number }).seq)).toEqual([1, 10]);
  });

  it('that stops reading for good is cut off', async () => {
    const engine = createFakeEngine();
    const raw = await rawClient(engine, { conflateAfter: 2, closeAfter: 20 });
    await raw.say(hello);
    for (let count = 0; count < 25; count += 1) engine.emit({ name: 'chartChanged', payload: { reason: 'history' } });
    await raw.settle();
    expect(raw.events()).toHaveLength(20);
    expect(raw.closed()).toBe('The client stopped reading.');
    expect(engine.subscribers()).toBe(0);
  });

  it('cannot gain anything by acknowledging more than it got', async () => {
    const engine = createFakeEngine();
    const raw = await rawClient(engine, { conflateAfter: 2 });
    await raw.say(hello);
    await raw.say({ k: 'ack', events: 1_000_000 });
    for (let seq = 1; seq <= 10; seq += 1) engine.emit(updated(seq, 'v'));
    await raw.settle();
    expect(raw.events()).toHaveLength(2);
  });
});

it('a transport is two methods and two slots, so that any pipe can be one', () => {
  const [one] = createMemoryPair();
  expect(Object.keys(one satisfies Transport).sort()).toEqual(['close', 'onClose', 'onMessage', 'send']);
});
