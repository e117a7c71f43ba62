/**
 * Keeps one engine client alive: open, greet, take a snapshot, follow updates; on a gap take a new snapshot, on a close
 * start again with a fresh transport after a growing pause. The only writer of the store.
 */
import type { ChartView, EventName, EventPayload, RequestName, RequestParams, RequestResult, Update } from '../../contract/api.ts';
import type { Transport } from '../../contract/transport.ts';
import { applySnapshot, applyUpdate, type Replica } from './engineReplica.ts';
import type { EngineRequest, EngineStore } from './engineStore.ts';
import { messageOf } from './wording.ts';

/** The part of the contract's client that the connection uses. */
export interface Client {
  /** The greeting: rejects when the engine speaks another version of the contract. */
  readonly ready: Promise<unknown>;
  request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
  onClose(listener: (reason: string) => void): void;
  close(reason?: string): void;
}

export interface ConnectionPorts {
  readonly store: EngineStore;
  /** Resolves with a fresh transport that is ready to send; rejects with a reason. */
  readonly openTransport: () => Promise<Transport>;
  readonly createClient: (transport: Transport) => Client;
  readonly schedule: (run: () => void, delayMs: number) => void;
  /** Uniform in [0, 1): spreads the pauses so that many pages do not knock at once. */
  readonly random: () => number;
  readonly chartSessions: number;
}

export const FIRST_PAUSE_MS = 250;
export const LONGEST_PAUSE_MS = 8_000;
/** More updates than this before the first snapshot: ask again instead of keeping them. */
const MOST_EARLY_UPDATES = 200;

/** Full jitter over a doubling ceiling. */
export function reconnectPauseMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10)));
}

export interface EngineConnection {
  start(): void;
  stop(): void;
  readonly request: EngineRequest;
}

export function createEngineConnection(ports: ConnectionPorts): EngineConnection {
  let client: Client | null = null;
  let attempt = 0;
  let stopped = false;

  const lose = (reason: string): void => {
    client = null;
    if (stopped) return;
    ports.store.change({ connection: { phase: 'lost', detail: reason } });
    const pauseMs = reconnectPauseMs(attempt, ports.random());
    attempt += 1;
    ports.schedule(() => void connect(), pauseMs);
  };

  const connect = async (): Promise<void> => {
    if (stopped) return;
    let opened: Client;
    try {
      opened = ports.createClient(await ports.openTransport());
    } catch (error) {
      lose(messageOf(error));
      return;
    }
    let over = false;
    const end = (reason: string): void => {
      if (over) return;
      over = true;
      opened.close(reason);
      lose(reason);
    };
    opened.onClose(end);
    client = opened;
    if (over) return;
    try {
      await follow(opened, ports, { isOver: () => over || stopped, onLive: () => { attempt = 0; } });
    } catch (error) {
      end(messageOf(error));
    }
  };

  return {
    start: () => void connect(),
    stop() {
      stopped = true;
      client?.close('the page is closing');
    },
    request(name, params) {
      if (client === null) return Promise.reject(new Error('Not connected to the engine; the request was not sent.'));
      return client.request(name, params);
    },
  };
}

interface Following {
  readonly isOver: () => boolean;
  readonly onLive: () => void;
}

/** Greets, subscribes and takes the first snapshot; returns once the page is live. */
async function follow(client: Client, ports: ConnectionPorts, life: Following): Promise<void> {
  const takeSnapshot = followState(client, ports, life);
  const takeChart = followChart(client, ports, life);
  await client.ready;
  await takeSnapshot();
  if (life.isOver()) return;
  life.onLive();
  void takeChart();
}

function followState(client: Client, ports: ConnectionPorts, life: Following): () => Promise<void> {
  let replica: Replica | null = null;
  let early: Update[] = [];
  let asking: Promise<void> | null = null;

  const show = (next: Replica): void => {
    replica = next;
    ports.store.change({ engine: next.state, connection: { phase: 'live', detail: null } });
  };

  const take = async (): Promise<void> => {
    const snapshot = await client.request('getSnapshot', {});
    if (life.isOver()) return;
    let next = applySnapshot(snapshot);
    const waiting = early;
    early = [];
    for (const update of waiting) {
      const applied = applyUpdate(next, update);
      if (applied.kind === 'applied') next = applied.replica;
    }
    show(next);
  };

  const resync = (): Promise<void> => {
    asking ??= take().finally(() => { asking = null; });
    return asking;
  };

  client.on('updated', (update) => {
    if (life.isOver()) return;
    if (replica === null || asking !== null) {
      early = early.length >= MOST_EARLY_UPDATES ? [update] : [...early, update];
      return;
    }
    const applied = applyUpdate(replica, update);
    if (applied.kind === 'applied') show(applied.replica);
    if (applied.kind === 'resync') resync().catch((error: unknown) => { if (!life.isOver()) client.close(messageOf(error)); });
  });
  return resync;
}

/** While a session is open its row is asked for this often; between two answers the last bar follows the live level. */
export const OPEN_ROW_PAUSE_MS = 5_000;
/** A session that has just opened has no row for a moment: asked for again soon. */
export const NEW_ROW_PAUSE_MS = 1_000;

/**
 * Asks for the chart again whenever it changed, and now and then while a session is open; changes during a request lead
 * to one more request, not to many.
 */
function followChart(client: Client, ports: ConnectionPorts, life: Following): () => Promise<void> {
  let asking = false;
  let again = false;
  let resting = true;
  let askedOn: string | null = null;
  const rest = (chart: ChartView): void => {
    resting = true;
    const hasOpenRow = chart.lastRowOpen && chart.rows.at(-1)?.date === askedOn;
    ports.schedule(() => { resting = false; }, hasOpenRow ? OPEN_ROW_PAUSE_MS : NEW_ROW_PAUSE_MS);
  };
  const take = async (): Promise<void> => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      do {
        again = false;
        askedOn = ports.store.read().engine?.clock.date ?? null;
        const chart: ChartView = await client.request('getChart', { sessions: ports.chartSessions });
        if (life.isOver()) return;
        ports.store.change({ chart, chartFailure: null });
        rest(chart);
      } while (again);
    } catch (error) {
      if (!life.isOver()) ports.store.change({ chartFailure: messageOf(error) });
    } finally {
      asking = false;
    }
  };
  client.on('chartChanged', () => void take());
  client.on('updated', ({ changes: { clock } }) => {
    if (asking || life.isOver() || clock?.session !== 'open' || (resting && clock.date === askedOn)) return;
    void take();
  });
  return take;
}
