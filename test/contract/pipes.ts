import { WebSocketServer } from 'ws';
import { createMainPortTransport, type MainPort } from '../../src/contract/mainPortTransport.ts';
import { createMemoryPair } from '../../src/contract/memoryTransport.ts';
import { createPortTransport } from '../../src/contract/portTransport.ts';
import type { Transport } from '../../src/contract/transport.ts';
import { createWebSocketTransport } from '../../src/contract/webSocketTransport.ts';
import { createSocketTransport } from '../../src/headless/socketTransport.ts';

export interface Pipe {
  /** The page's end. */
  readonly client: Transport;
  /** The engine's end. */
  readonly server: Transport;
  dispose(): Promise<void>;
}

export interface PipeKind {
  readonly name: string;
  open(): Promise<Pipe>;
}

const nothingToDispose = (): Promise<void> => Promise.resolve();

export const memoryPipe: PipeKind = {
  name: 'memory pair',
  open() {
    const [client, server] = createMemoryPair();
    return Promise.resolve({ client, server, dispose: nothingToDispose });
  },
};

export const domPortPipe: PipeKind = {
  name: 'DOM port',
  open() {
    const { port1, port2 } = new MessageChannel();
    const dispose = (): Promise<void> => {
      port1.close();
      return Promise.resolve();
    };
    return Promise.resolve({ client: createPortTransport(port1), server: createPortTransport(port2), dispose });
  },
};

/** Electron's side of a channel, as its documentation describes it: silent until start(), `{ data }`, 'close' at both ends. */
export class FakeMainPort implements MainPort {
  other: FakeMainPort | null = null;
  readonly #messages: ((event: { readonly data: unknown }) => void)[] = [];
  readonly #closes: (() => void)[] = [];
  #waiting: unknown[] = [];
  #started = false;
  #closed = false;

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    if (!this.#closed) queueMicrotask(() => this.other?.arrive(copy));
  }

  on(event: 'message' | 'close', listener: (event: { readonly data: unknown }) => void): this {
    if (event === 'message') this.#messages.push(listener);
    else this.#closes.push(listener as () => void);
    return this;
  }

  start(): void {
    this.#started = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const data of waiting) this.arrive(data);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    queueMicrotask(() => {
      for (const listener of this.#closes) listener();
      this.other?.close();
    });
  }

  arrive(data: unknown): void {
    if (this.#closed) return;
    if (!this.#started) this.#waiting.push(data);
    else for (const listener of this.#messages) listener({ data });
  }
}

export function fakeMainPorts(): readonly [FakeMainPort, FakeMainPort] {
  const one = new FakeMainPort();
  const two = new FakeMainPort();
  one.other = two;
  two.other = one;
  return [one, two];
}

export const mainPortPipe: PipeKind = {
  name: 'MessagePortMain (fake)',
  open() {
    const [one, two] = fakeMainPorts();
    return Promise.resolve({ client: createMainPortTransport(one), server: createMainPortTransport(two), dispose: nothingToDispose });
  },
};

/** The browser's own WebSocket class (Node has the same) against the headless host's server end, over real loopback. */
export const webSocketPipe: PipeKind = {
  name: 'WebSocket',
  async open() {
    const listening = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    await new Promise((resolve) => listening.once('listening', resolve));
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const accepted = new Promise<Transport>((resolve) => {
      listening.once('connection', (socket) => resolve(createSocketTransport(socket, { maxBacklogBytes: 8 * 1024 * 1024 })));
    });
    const socket = new WebSocket(`ws://127.0.0.1:${address.port}`);
    return {
      client: createWebSocketTransport(socket),
      server: await accepted,
      dispose: () =>
        new Promise((resolve) => {
          for (const client of listening.clients) client.terminate();
          listening.close(() => resolve());
        }),
    };
  },
};

export const everyPipe: readonly PipeKind[] = [memoryPipe, domPortPipe, mainPortPipe, webSocketPipe];
