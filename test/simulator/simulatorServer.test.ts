import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { decodeFrame } from '../../src/engine/feeds/jsonFeedFrames.ts';
import { decodeClientRequest, wants } from '../../src/simulator/clientRequest.ts';
import type { Subscription } from '../../src/simulator/clientRequest.ts';
import { createClientSession } from '../../src/simulator/clientSession.ts';
import type { MarketFrame } from '../../src/simulator/frames.ts';
import { createMarketSimulation } from '../../src/simulator/marketSimulation.ts';
import { createSimulatorServer } from '../../src/simulator/simulatorServer.ts';
import type { SimulatorServer, SimulatorTimers } from '../../src/simulator/simulatorServer.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';

interface ManualTimers extends SimulatorTimers {
  advance(ms: number): void;
  /** Time passes and nothing runs, as when a machine sleeps. */
  sleep(ms: number): void;
  readonly waiting: number;
}

/** Timers that stand still until the test moves them. */
function createManualTimers(): ManualTimers {
  let now = 0;
  let waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    nowMs: () => now,
    after(ms, run) {
      const timer = { atMs: now + ms, run };
      waiting.push(timer);
      return { cancel: () => void (waiting = waiting.filter((each) => each !== timer)) };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = waiting.filter((each) => each.atMs <= end).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        waiting = waiting.filter((each) => each !== next);
        now = Math.max(now, next.atMs);
        next.run();
      }
      now = end;
    },
    sleep: (ms) => void (now += ms),
    get waiting() {
      return waiting.length;
    },
  };
}

interface Client {
  readonly socket: WebSocket;
  readonly frames: MarketFrame[];
  send(message: unknown): void;
  /** Resolves with the first frame, seen or to come, for which the test holds. */
  until(test: (frame: MarketFrame) => boolean): Promise<MarketFrame>;
}

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function connect(url: string): Promise<Client> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const frames: MarketFrame[] = [];
  let looking: { readonly test: (frame: MarketFrame) => boolean; readonly found: (frame: MarketFrame) => void }[] = [];
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString()) as MarketFrame;
    expect(decodeFrame(data.toString()).ok).toBe(true);
    frames.push(frame);
    for (const each of looking.filter(({ test }) => test(frame))) each.found(frame);
    looking = looking.filter(({ test }) => !test(frame));
  });
  await once(socket, 'open');
  open.push({ close: () => socket.terminate() });
  return {
    socket,
    frames,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    until: (test) => {
      const seen = frames.find(test);
      return seen === undefined ? new Promise((found) => looking.push({ test, found })) : Promise.resolve(seen);
    },
  };
}

async function serve(options: Parameters<typeof createMarketSimulation>[0] = {}) {
  const timers = createManualTimers();
  const simulation = createMarketSimulation(options);
  const server: SimulatorServer = await createSimulatorServer({ simulation, timers });
  open.push(server);
  return { timers, simulation, server };
}

const CHANNELS = ['clock', 'index', 'quote', 'trade', 'breadth', 'chain', 'bars'];
const EVERYTHING = { t: 'subscribe', symbols: ['SPX', 'VIX', 'SPY', 'VIX3M', 'VVIX', 'COR1M', 'NYSE'], roots: ['SPXW', 'VIX', 'VX'], channels: CHANNELS, history: 250 };
const isBreadthHistory = (frame: MarketFrame): boolean => frame.t === 'breadthBars' && frame.end;
const kinds = (client: Client): readonly string[] => client.frames.map((frame) => frame.t).filter((kind, i, all) => kind !== all[i - 1]);
/** Wall time of one step at the default speed. */
const A_STEP_MS = 60;

describe('simulator server', () => {
  it('says hello as a simulated market, and nothing else before a subscription', async () => {
    const { server, timers, simulation } = await serve();
    const client = await connect(server.url);
    expect(await client.until((frame) => frame.t === 'hello')).toEqual({ t: 'hello', protocol: 1, source: 'Simulated market', simulated: true });
    const before = simulation.clock();
    timers.advance(1_000);
    expect(simulation.clock()).toEqual(before);
    expect(client.frames).toHaveLength(1);
  });

  it('answers a subscription with clock, chains, history with end marks, then the stream', async () => {
    const { server, timers } = await serve();
    const client = await connect(server.url);
    client.send(EVERYTHING);
    await client.until(isBreadthHistory);
    timers.advance(3 * A_STEP_MS);
    await client.until((frame) => frame.t === 'quote');
    expect(kinds(client).slice(0, 6)).toEqual(['hello', 'clock', 'chain', 'bars', 'breadthBars', 'clock']);
    expect(client.frames.flatMap((frame) => (frame.t === 'chain' ? [frame.root] : [])).slice(0, 3)).toEqual(['SPXW', 'VIX', 'VX']);
    const daily = client.frames.flatMap((frame) => (frame.t === 'bars' && frame.interval === '1d' ? [[frame.symbol, frame.rows.length, frame.end]] : []));
    expect(daily).toEqual(['SPX', 'SPY', 'VIX', 'VIX3M', 'VVIX', 'COR1M'].map((symbol) => [symbol, 250, true]));
  });

  it('sends a client only the symbols, classes and channels that it asked for', async () => {
    const { server, timers } = await serve();
    const client = await connect(server.url);
    client.send({ t: 'subscribe', symbols: ['VIX', 'VIX   261216C00018000'], roots: ['VX'], channels: ['clock', 'index', 'quote'], history: 10 });
    await client.until((frame) => frame.t === 'clock');
    timers.advance(8 * A_STEP_MS);
    await client.until((frame) => frame.t === 'quote' && frame.rows.some(([symbol]) => symbol.startsWith('VIX ')));
    expect([...new Set(client.frames.map((frame) => frame.t))].sort()).toEqual(['clock', 'hello', 'index', 'quote']);
    const symbols = new Set(client.frames.flatMap((frame) => (frame.t === 'quote' || frame.t === 'index' ? frame.rows.map((row) => row[0]) : [])));
    expect([...symbols].filter((symbol) => symbol !== 'VIX' && symbol !== 'VIX   261216C00018000' && !/^VX\d{6}$/.test(symbol))).toEqual([]);
    expect(symbols.size).toBe(11);
  });

  it('lets a later subscription replace the former one', async () => {
    const { server, timers } = await serve();
    const client = await connect(server.url);
    client.send({ ...EVERYTHING, symbols: ['SPX'], roots: [], history: 0 });
    await client.until((frame) => frame.t === 'bars');
    client.send({ ...EVERYTHING, symbols: ['VIX'], roots: [], history: 0 });
    await client.until((frame) => frame.t === 'bars' && frame.symbol === 'VIX');
    const from = client.frames.length;
    timers.advance(3 * A_STEP_MS);
    await client.until((frame) => frame.t === 'index');
    expect(client.frames.slice(from).flatMap((frame) => (frame.t === 'index' ? frame.rows.map((row) => row[0]) : [])).every((symbol) => symbol === 'VIX')).toBe(true);
  });

  it('gives a late client the sessions simulated since, every quote, and the current market time', async () => {
    const { server, timers, simulation } = await serve();
    const first = await connect(server.url);
    first.send({ ...EVERYTHING, roots: [], history: 0 });
    await first.until(isBreadthHistory);
    while (simulation.clock().session !== 'curb') timers.advance(A_STEP_MS);
    const late = await connect(server.url);
    late.send(EVERYTHING);
    await late.until((frame) => frame.t === 'quote' && frame.rows.some(([symbol]) => symbol.startsWith('SPXW')));
    expect(await late.until((frame) => frame.t === 'clock')).toEqual(simulation.clock());
    const spx = await late.until((frame) => frame.t === 'bars' && frame.symbol === 'SPX');
    expect(spx.t === 'bars' ? spx.rows.at(-1)?.[0] : null).toBe('2026-10-16');
    expect(simulation.clock().session).toBe('curb');
  });

  it('pauses while nobody is subscribed and goes on where it stood', async () => {
    const { server, timers, simulation } = await serve();
    const first = await connect(server.url);
    first.send(EVERYTHING);
    await first.until(isBreadthHistory);
    timers.advance(10 * A_STEP_MS);
    first.socket.close();
    await once(first.socket, 'close');
    const second = await connect(server.url);
    timers.advance(10 * A_STEP_MS);
    const paused = simulation.clock();
    timers.advance(10_000);
    expect(simulation.clock()).toEqual(paused);
    second.send(EVERYTHING);
    expect(await second.until((frame) => frame.t === 'clock')).toEqual(paused);
    timers.advance(2 * A_STEP_MS);
    expect(simulation.clock().marketTimeUs).toBeGreaterThan(paused.marketTimeUs);
  });

  it('does not rush after lost time when the machine slept', async () => {
    const { server, timers, simulation } = await serve();
    const client = await connect(server.url);
    client.send(EVERYTHING);
    await client.until(isBreadthHistory);
    timers.advance(2 * A_STEP_MS);
    const before = simulation.clock().marketTimeUs;
    timers.sleep(10 * 60_000);
    timers.advance(1);
    const steps = (simulation.clock().marketTimeUs - before) / (simulation.stepSeconds * 1e6);
    expect(steps).toBeGreaterThanOrEqual(1);
    expect(steps).toBeLessThanOrEqual(12);
  });

  it('sends a heartbeat when there is nothing else to say', async () => {
    const { server, timers } = await serve();
    const client = await connect(server.url);
    await client.until((frame) => frame.t === 'hello');
    timers.advance(4_100);
    expect(await client.until((frame) => frame.t === 'heartbeat')).toEqual({ t: 'heartbeat' });
  });

  it.each([
    ['text that is no JSON', '{nonsense', 'JSON'],
    ['a list', '[]', 'object'],
    ['a subscription without symbols', JSON.stringify({ t: 'subscribe', roots: [], channels: [] }), '"symbols"'],
    ['a fractional history', JSON.stringify({ ...EVERYTHING, history: 2.5 }), '"history"'],
  ])('answers %s with an error frame and stays up', async (_, text, named) => {
    const { server } = await serve();
    const client = await connect(server.url);
    client.send(text);
    const error = await client.until((frame) => frame.t === 'error');
    expect(error).toMatchObject({ t: 'error', reason: 'invalid-input', detail: expect.stringContaining(named) });
    client.send(EVERYTHING);
    await client.until(isBreadthHistory);
  });

  it('ignores frames of a kind that it does not know', async () => {
    const { server } = await serve();
    const client = await connect(server.url);
    client.send({ t: 'from-the-future' });
    client.send({ t: 'heartbeat' });
    client.send(EVERYTHING);
    await client.until(isBreadthHistory);
    expect(client.frames.some((frame) => frame.t === 'error')).toBe(false);
  });

  it('drops a connection that sends more than a megabyte at once', async () => {
    const { server } = await serve();
    const client = await connect(server.url);
    client.send('x'.repeat((1 << 20) + 1));
    const [code] = await once(client.socket, 'close');
    expect(code).toBe(1009);
  });

  it('leaves no timer behind when it closes', async () => {
    const { server, timers } = await serve();
    const client = await connect(server.url);
    client.send(EVERYTHING);
    await client.until(isBreadthHistory);
    await server.close();
    expect(timers.waiting).toBe(0);
    open.splice(0);
  });
});

describe('a client that cannot keep up', () => {
  it('holds the market for ten seconds, then is disconnected', () => {
    const socket = { OPEN: 1, readyState: 1, bufferedAmount: 0, terminated: false, send: () => undefined, terminate: () => void (socket.terminated = true) };
    const session = createClientSession(socket as unknown as WebSocket, createMarketSimulation({}), () => 0);
    expect(session.congested(0)).toBe(false);
    socket.bufferedAmount = 3 << 20;
    expect([session.congested(1_000), session.congested(10_900), socket.terminated]).toEqual([true, true, false]);
    socket.bufferedAmount = 0;
    expect(session.congested(10_950)).toBe(false);
    socket.bufferedAmount = 3 << 20;
    expect([session.congested(11_000), socket.terminated, session.congested(21_100), socket.terminated]).toEqual([true, false, true, true]);
  });
});

describe('startSimulator', () => {
  it('opens a loopback address', async () => {
    const started = await startSimulator({ story: 'calm', speed: 5_000, seed: 1 });
    if (!started.ok) throw new Error(started.failure.detail);
    open.push(started.value);
    expect(started.value.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  });

  it('refuses an unknown story and an impossible speed with a sentence', async () => {
    expect(await startSimulator({ story: 'boom', speed: 5_000, seed: 1 })).toEqual({ ok: false, failure: { reason: 'invalid-input', detail: 'There is no story "boom"; the stories are distribution, calm, crash, grind.' } });
    expect(await startSimulator({ story: 'calm', speed: 0, seed: 1 })).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
  });
});

describe('client requests', () => {
  it('take the VIX class as monthly and weekly options together', () => {
    const request = decodeClientRequest(JSON.stringify({ ...EVERYTHING, symbols: [], roots: ['VIX'] }));
    if (!request.ok || request.value.t !== 'subscribe') throw new Error('a subscription');
    const wanted = (subscription: Subscription) => ['VIX   261216C00018000', 'VIXW  261209C00018000', 'SPXW  261211P06600000', 'VX261216', 'VIX'].filter((symbol) => wants(subscription, symbol));
    expect(wanted(request.value.subscription)).toEqual(['VIX   261216C00018000', 'VIXW  261209C00018000']);
  });
});
