import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createJsonFeed } from '../../../src/engine/feeds/jsonFeed.ts';
import type { FeedStatus, FeedSubscription } from '../../../src/engine/feeds/feedPort.ts';
import type { FeedFrame } from '../../../src/engine/feeds/jsonFeedFrames.ts';
import { detailOf, valueOf } from '../store/scratch.ts';
import { createManualTime } from './manualTime.ts';
import { startScriptedServer } from './scriptedServer.ts';

const T0 = 1_764_000_000_000_000;
const WANTED: FeedSubscription = { symbols: ['SPX'], roots: ['VIX'], channels: ['index'], history: 250 };
const hello = (protocol = 1): string => JSON.stringify({ t: 'hello', protocol, source: 'Test', simulated: true });
const index = (level: number): string => JSON.stringify({ t: 'index', rows: [['SPX', T0, level]] });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A feed on manual time against a scripted server; `until` waits for the sockets, never for a duration. */
async function scene(options: { readonly url?: string; readonly random?: () => number } = {}) {
  const server = await startScriptedServer();
  closing.push(server.close);
  const time = createManualTime();
  const frames: FeedFrame[] = [];
  const statuses: FeedStatus[] = [];
  const rejected: Record<string, number>[] = [];
  const warnings: string[] = [];
  const logger = { info: () => {}, warn: (message: string) => { warnings.push(message); }, error: (message: string) => { warnings.push(message); } };
  let handle: (frame: FeedFrame) => void = () => {};
  const waiters = new Set<() => void>();
  const changed = (): void => { for (const waiter of [...waiters]) waiter(); };
  server.onChange(changed);
  const feed = valueOf(createJsonFeed({ url: options.url ?? server.url, clock: time.clock, scheduler: time.scheduler, random: options.random ?? (() => 0.5), logger, muteAfterMs: 15_000 }));
  closing.push(feed.stop);
  feed.subscribe(WANTED);
  feed.start({
    onFrame: (frame) => { handle(frame); frames.push(frame); changed(); },
    onRejected: (rows) => { rejected.push({ ...rows }); changed(); },
    onStatus: (status) => { statuses.push(status); changed(); },
  });
  const until = (condition: () => boolean): Promise<void> => new Promise((resolve) => {
    const check = (): void => {
      if (!condition()) return;
      waiters.delete(check);
      resolve();
    };
    waiters.add(check);
    check();
  });
  const state = () => statuses.at(-1)?.state;
  const connected = (count: number) => until(() => server.received.length >= count && state() === 'connected');
  return { server, time, feed, frames, statuses, rejected, warnings, until, state, connected, handleWith: (run: (frame: FeedFrame) => void) => { handle = run; } };
}

describe('the JSON feed', () => {
  it('connects, subscribes, hands frames on in order and calls itself live only when something came', async () => {
    const { server, frames, statuses, until, connected } = await scene();
    await connected(1);
    expect(JSON.parse(server.received[0] ?? '')).toEqual({ t: 'subscribe', ...WANTED });
    for (const text of [hello(), index(6600), index(6601)]) server.newest().send(text);
    await until(() => frames.length === 3);
    expect(frames).toEqual([
      { t: 'hello', protocol: 1, source: 'Test', simulated: true, modelled: false, delayedSeconds: 0 },
      { t: 'index', rows: [{ symbol: 'SPX', eventTimeUs: T0, level: 6600 }] },
      { t: 'index', rows: [{ symbol: 'SPX', eventTimeUs: T0, level: 6601 }] },
    ]);
    expect(statuses.map((status) => status.state)).toEqual(['connecting', 'connected', 'live']);
  });

  it.each(['close', 'terminate'] as const)('reconnects after the server %ss and asks again for what was wanted', async (how) => {
    const { server, time, frames, until, connected, feed } = await scene();
    await connected(1);
    server.newest()[how]();
    await until(() => feed.metrics().dropsByReason['closed'] === 1);
    time.advance(1_000);
    await connected(2);
    expect(server.received[1]).toBe(server.received[0]);
    server.newest().send(index(1));
    await until(() => frames.length === 1);
    expect(feed.metrics()).toMatchObject({ attempts: 2, reconnects: 1 });
  });

  it('drops a socket that is connected but silent and comes back', async () => {
    const { server, time, statuses, until, state, connected, feed } = await scene();
    await connected(1);
    server.newest().send(hello());
    await until(() => state() === 'live');
    time.advance(14_999);
    expect(state()).toBe('live');
    time.advance(1);
    expect(state()).toBe('mute');
    expect(statuses.at(-1)?.detail).toMatch(/connected but silent; trying again in 1 s/);
    time.advance(500);
    await connected(2);
    expect(feed.metrics().dropsByReason).toEqual({ mute: 1 });
  });

  it('stays while heartbeats come', async () => {
    const { server, time, frames, until, state, connected } = await scene();
    await connected(1);
    for (let beat = 1; beat <= 10; beat += 1) {
      server.newest().send('{"t":"heartbeat"}');
      await until(() => frames.length === beat);
      time.advance(10_000);
    }
    expect(state()).toBe('live');
    expect(server.sockets).toHaveLength(1);
  });

  it('does not blame the feed when this computer was busy or asleep', async () => {
    const { server, time, until, state, connected, feed } = await scene();
    await connected(1);
    server.newest().send(hello());
    await until(() => state() === 'live');
    time.freeze(60_000);
    expect(state()).toBe('live');
    time.advance(1_000);
    expect(feed.metrics().dropsByReason).toEqual({ mute: 1 });
  });

  it('counts garbage by reason, keeps the good rows of a bad frame and never stops', async () => {
    const { server, frames, rejected, until, connected, feed } = await scene();
    await connected(1);
    const socket = server.newest();
    for (const garbage of ['not json', '[]', '{"t":"nonsense"}', '{"t":"quote"}', Buffer.from([1, 2, 3])]) socket.send(garbage);
    socket.send(JSON.stringify({ t: 'index', rows: [['SPX', T0, 1], ['SPX', T0, -1], ['spx', T0, 1], ['VIX', T0, 2], 7] }));
    await until(() => frames.length === 1);
    expect(frames[0]).toEqual({ t: 'index', rows: [{ symbol: 'SPX', eventTimeUs: T0, level: 1 }, { symbol: 'VIX', eventTimeUs: T0, level: 2 }] });
    const counted = { 'not-json': 1, 'not-an-object': 1, 'unknown-frame': 1, 'bad-frame': 1, binary: 1, 'bad-price': 1, 'bad-symbol': 1, 'bad-row': 1 };
    expect(feed.metrics().rejectedByReason).toEqual(counted);
    expect(rejected.reduce((sum, rows) => sum + Object.values(rows).reduce((a, b) => a + b, 0), 0)).toBe(8);
    expect(server.sockets).toHaveLength(1);
  });

  it('survives a bug behind one frame: it is logged and counted, the next frame comes through', async () => {
    const { server, frames, warnings, until, connected, feed, handleWith } = await scene();
    await connected(1);
    handleWith((frame) => { if (frame.t === 'hello') throw new Error('a bug'); });
    server.newest().send(hello());
    server.newest().send(index(1));
    await until(() => frames.length === 1);
    expect(warnings).toContain('feed: a frame could not be handled');
    expect(feed.metrics().rejectedByReason).toEqual({ 'not-handled': 1 });
  });

  it('drops a connection that sends a message over 1 MiB', async () => {
    const { server, until, connected, feed } = await scene();
    await connected(1);
    server.newest().send(`{"t":"hello","source":"${'x'.repeat(1024 * 1024)}"}`);
    await until(() => feed.metrics().dropsByReason['too-large'] === 1);
  });

  it('leaves a server of another protocol version and says so', async () => {
    const { server, statuses, until, connected, feed, frames } = await scene();
    await connected(1);
    server.newest().send(hello(2));
    await until(() => feed.metrics().dropsByReason['protocol'] === 1);
    expect(statuses.at(-1)?.detail).toMatch(/another protocol version than 1/);
    expect(frames).toEqual([]);
  });

  it('gives up a handshake that is never answered', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => { silent.listen(0, '127.0.0.1', resolve); });
    const address = silent.address();
    closing.push(() => new Promise((resolve) => { silent.close(() => resolve()); }));
    const { time, statuses, until, feed } = await scene({ url: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/` });
    time.advance(10_000);
    await until(() => feed.metrics().dropsByReason['handshake'] === 1);
    expect(statuses.at(-1)).toMatchObject({ state: 'connecting', reconnects: 0 });
  });

  it('never tries more than ten times a minute, even when the dice say "at once"', async () => {
    const { server, time, until, feed } = await scene({ random: () => 0 });
    await server.close();
    const drops = (): number => Object.values(feed.metrics().dropsByReason).reduce((a, b) => a + b, 0);
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      await until(() => drops() >= attempt);
      time.advance(0);
    }
    expect(feed.metrics().attempts).toBe(10);
    time.advance(59_999);
    expect(feed.metrics().attempts).toBe(10);
    time.advance(1);
    expect(feed.metrics().attempts).toBe(11);
  });

  it('replaces its subscription while connected', async () => {
    const { server, until, connected, feed } = await scene();
    await connected(1);
    feed.subscribe({ ...WANTED, symbols: ['SPX', 'SPY'] });
    await until(() => server.received.length === 2);
    expect(JSON.parse(server.received[1] ?? '')).toMatchObject({ symbols: ['SPX', 'SPY'] });
  });

  it('stops cleanly: the server sees a normal close, nothing is reported or scheduled afterwards', async () => {
    const { server, time, statuses, connected, feed } = await scene();
    await connected(1);
    const code = new Promise<number>((resolve) => { server.newest().once('close', resolve); });
    await feed.stop();
    expect(await code).toBe(1000);
    const reported = statuses.length;
    expect(statuses.at(-1)?.state).toBe('disconnected');
    expect(time.pending()).toBe(0);
    time.advance(120_000);
    expect(statuses).toHaveLength(reported);
    expect(server.sockets).toHaveLength(1);
  });

  it.each([
    ['ws://example.com/', /unencrypted: use wss/], ['ws://192.168.1.5:9000/', /unencrypted/], ['ws://127.0.0.1.evil.com/', /unencrypted/],
    ['http://127.0.0.1/', /begins with wss/], ['nonsense', /is not a feed address/], ['wss://user:secret@host/', /must not hold a user name/],
  ])('refuses the address %s', (url, expected) => {
    const { clock, scheduler } = createManualTime();
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    expect(detailOf(createJsonFeed({ url, clock, scheduler, random: () => 0, logger }))).toMatch(expected);
  });
});
