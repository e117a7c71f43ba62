import { afterEach, describe, expect, it } from 'vitest';
import { ContractFailure } from '../../src/contract/contractFailure.ts';
import { createEngineClient } from '../../src/contract/engineClient.ts';
import { serveEngine } from '../../src/contract/engineServer.ts';
import { createFakeEngine, updated } from './fakeEngine.ts';
import { everyPipe, type Pipe } from './pipes.ts';

const take = (count: number, subscribe: (listener: (text: string) => void) => void): Promise<string[]> =>
  new Promise((resolve) => {
    const taken: string[] = [];
    subscribe((text) => {
      taken.push(text);
      if (taken.length === count) resolve(taken);
    });
  });

describe.each(everyPipe)('a pipe for the contract: $name', ({ open }) => {
  const opened: Pipe[] = [];
  const pipe = async (): Promise<Pipe> => {
    const fresh = await open();
    opened.push(fresh);
    return fresh;
  };
  afterEach(async () => {
    for (const { client, dispose } of opened.splice(0)) {
      client.close();
      await dispose();
    }
  });

  it('keeps the order, both ways at once', async () => {
    const { client, server } = await pipe();
    const texts = Array.from({ length: 500 }, (_, index) => `{"n":${index},"text":"− ünïcode 🙂"}`);
    const toServer = take(500, server.onMessage);
    const toClient = take(500, client.onMessage);
    for (const text of texts) {
      client.send(text);
      server.send(text);
    }
    expect(await toServer).toEqual(texts);
    expect(await toClient).toEqual(texts);
  });

  it('holds what arrives before anyone listens', async () => {
    const { client, server } = await pipe();
    client.send('"early"');
    const echoed = take(1, client.onMessage);
    server.send('"go"');
    await echoed;
    expect(await take(1, server.onMessage)).toEqual(['"early"']);
  });

  it('tells the other end why it closed, once, and a late listener too', async () => {
    const { client, server } = await pipe();
    client.onMessage(() => undefined);
    server.onMessage(() => undefined);
    const reasons: string[] = [];
    const told = new Promise<void>((resolve) => {
      client.onClose((reason) => {
        reasons.push(reason);
        resolve();
      });
    });
    server.close('The engine restarts.');
    server.close('again');
    await told;
    client.onClose((reason) => reasons.push(reason));
    expect(reasons).toEqual(['The engine restarts.', 'The engine restarts.']);
    expect(() => client.send('"after"')).not.toThrow();
  });

  it('tells the engine when the page goes', async () => {
    const { client, server } = await pipe();
    const greeting = take(1, client.onMessage);
    server.onMessage(() => undefined);
    server.send('"hello"');
    await greeting;
    const gone = new Promise<string>((resolve) => server.onClose(resolve));
    client.close('The page was closed.');
    expect(await gone).toBe('The page was closed.');
  });

  it('carries requests, results and events', async () => {
    const { client, server } = await pipe();
    const engine = createFakeEngine({ verifyLog: () => ({ ok: true, entries: 3, detail: 'whole' }) });
    serveEngine(server, engine);
    const page = createEngineClient(client);
    expect(await page.ready).toEqual({ protocol: 1, engine: 'test' });
    const event = new Promise((resolve) => page.on('updated', resolve));
    engine.emit(updated(7, 'abc'));
    expect(await event).toEqual({ seq: 7, changes: { policy: { name: 'steward', version: 'abc' } } });
    expect(await page.request('verifyLog', {})).toEqual({ ok: true, entries: 3, detail: 'whole' });
  });

  it('refuses numbers that JSON cannot carry, in both directions', async () => {
    const { client, server } = await pipe();
    const bugs: unknown[] = [];
    const engine = createFakeEngine({ verifyLog: () => ({ ok: true, entries: Number.NaN, detail: '' }) });
    serveEngine(server, engine, { onBug: (fault) => bugs.push(fault) });
    const page = createEngineClient(client);
    await page.ready;
    await expect(page.request('readLog', { limit: Number.NaN })).rejects.toThrow('.params.limit is NaN');
    await expect(page.request('verifyLog', {})).rejects.toMatchObject({ code: 'internal' });
    expect(bugs).toHaveLength(1);
    expect(engine.handled).toEqual(['hello', 'verifyLog']);
  });

  it('refuses what is too large, at the sender and at the receiver', async () => {
    const { client, server } = await pipe();
    serveEngine(server, createFakeEngine(), { maxRequestChars: 2_000 });
    const page = createEngineClient(client, { maxRequestChars: 4_000 });
    await page.ready;
    const note = (length: number): Promise<unknown> => page.request('readLog', { limit: 1, padding: 'x'.repeat(length) } as never);
    await expect(note(5_000)).rejects.toMatchObject({ code: 'too-large' });
    const closed = new Promise<string>((resolve) => page.onClose(resolve));
    await expect(note(3_000)).rejects.toMatchObject({ code: 'closed' });
    expect(await closed).toMatch(/^The message is too large: \d+ characters, 2000 are allowed\.$/);
  });

  it('rejects everything pending with the one reason when it closes', async () => {
    const { client, server } = await pipe();
    const engine = createFakeEngine({ verifyLog: () => new Promise(() => undefined), exportLog: () => new Promise(() => undefined) });
    const connection = serveEngine(server, engine);
    const page = createEngineClient(client);
    await page.ready;
    const pending = Promise.allSettled([page.request('verifyLog', {}), page.request('exportLog', { format: 'csv' })]);
    connection.close('Ballast is stopping.');
    for (const outcome of await pending) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'closed', message: 'Ballast is stopping.' } });
      expect(outcome.status === 'rejected' && outcome.reason instanceof ContractFailure).toBe(true);
    }
    await expect(page.request('verifyLog', {})).rejects.toMatchObject({ code: 'closed' });
  });
});
