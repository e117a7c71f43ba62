import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { MarketSimulation } from './marketSimulation.ts';
import { createClientSession } from './clientSession.ts';
import type { ClientSession } from './clientSession.ts';
import { encodeOnce } from './clientStream.ts';

/** Timers as a port, so that a test moves time by hand. */
export interface SimulatorTimers {
  nowMs(): number;
  after(ms: number, run: () => void): { cancel(): void };
}

export interface SimulatorServerOptions {
  readonly simulation: MarketSimulation;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly timers?: SimulatorTimers;
}

export interface SimulatorServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const HEARTBEAT_MS = 2_000;
/** A market that fell behind the wall clock by more than this lets the difference go rather than rushing after it. */
const MAX_LAG_MS = 500;
const MAX_CLIENT_FRAME_BYTES = 1 << 20;

const systemTimers: SimulatorTimers = {
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/**
 * Serves a simulated market on loopback in the JSON feed protocol. Market time begins with the first subscription and pauses
 * while nobody is subscribed or a client cannot keep up; every client gets the history and the market as they are when it joins.
 */
export async function createSimulatorServer(options: SimulatorServerOptions): Promise<SimulatorServer> {
  const sockets = new WebSocketServer({ host: HOST, port: options.port ?? 0, perMessageDeflate: false, maxPayload: MAX_CLIENT_FRAME_BYTES });
  await new Promise<void>((resolve, reject) => {
    sockets.once('listening', resolve);
    sockets.once('error', reject);
  });
  const address = sockets.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const market = serveMarket(sockets, options.simulation, options.timers ?? systemTimers);
  return { port, url: `ws://${HOST}:${port}`, close: market.close };
}

function serveMarket(sockets: WebSocketServer, simulation: MarketSimulation, timers: SimulatorTimers): { close(): Promise<void> } {
  const sessions = new Set<ClientSession>();
  const intervalMs = (simulation.stepSeconds / simulation.speed) * 1_000;
  let timer: { cancel(): void } | null = null;
  let dueMs = 0;

  const schedule = (): void => {
    timer = timers.after(Math.max(0, dueMs - timers.nowMs()), step);
  };
  const subscribed = (): readonly ClientSession[] => [...sessions].filter((session) => session.subscribed);
  const step = (): void => {
    timer = null;
    const clients = subscribed();
    if (clients.length === 0) return;
    if (!clients.some((client) => client.congested(timers.nowMs()))) {
      const frames = simulation.next().map(encodeOnce);
      for (const client of clients) client.deliver(frames);
    }
    dueMs = Math.max(dueMs + intervalMs, timers.nowMs() - MAX_LAG_MS);
    schedule();
  };
  const start = (): void => {
    if (timer !== null) return;
    dueMs = timers.nowMs() + intervalMs;
    schedule();
  };
  const beat = (): { cancel(): void } =>
    timers.after(HEARTBEAT_MS, () => {
      for (const session of sessions) session.beat(timers.nowMs(), HEARTBEAT_MS);
      heartbeat = beat();
    });
  let heartbeat = beat();

  sockets.on('connection', (socket: WebSocket) => {
    const session = createClientSession(socket, simulation, () => timers.nowMs());
    sessions.add(session);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      session.receive(isBinary ? null : data.toString());
      if (session.subscribed) start();
    });
    socket.on('close', () => sessions.delete(session));
    // A broken socket also closes; the market has nothing else to do about it.
    socket.on('error', () => socket.terminate());
  });

  return {
    close: () => {
      timer?.cancel();
      heartbeat.cancel();
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => sockets.close(() => resolve()));
    },
  };
}
