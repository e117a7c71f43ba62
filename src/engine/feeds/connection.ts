import { WebSocket } from 'ws';
import type { MonotonicClock, Scheduler } from '../ports.ts';
import { createBackoff } from './backoff.ts';
import { MAX_FRAME_BYTES } from './feedFrame.ts';

export interface ConnectionOptions {
  readonly url: URL;
  readonly clock: MonotonicClock;
  readonly scheduler: Scheduler;
  /** Uniform in [0, 1); spreads reconnects. */
  readonly random: () => number;
  /** An open socket without one message for this long is dead, whatever TCP says. */
  readonly muteAfterMs: number;
  readonly handshakeTimeoutMs: number;
  readonly firstDelayMs?: number;
  readonly maxDelayMs?: number;
  readonly maxAttemptsPerMinute?: number;
  readonly onOpen: () => void;
  readonly onText: (text: string, receivedMs: number) => void;
  readonly onBinary: () => void;
  /** `retryMs`: when the next attempt starts. */
  readonly onDrop: (reason: DropReason, retryMs: number) => void;
}

export type DropReason = 'mute' | 'handshake' | 'refused' | 'closed' | 'too-large' | 'protocol' | 'broken';

export interface Connection {
  start(): void;
  /** False when nothing is connected: what is wanted is sent again at the next open. */
  send(text: string): boolean;
  /** Gives up this socket for a reason of the caller and tries again. */
  drop(reason: DropReason): void;
  stop(): Promise<void>;
  metrics(): { readonly attempts: number; readonly opens: number; readonly dropsByReason: Readonly<Record<string, number>> };
}

/** A connection is trusted again after this long; one that opens and falls at once keeps backing off. */
const PROVEN_AFTER_MS = 10_000;
/** A watch timer later than this proves nothing about the feed. */
const LATE_TIMER_MS = 1_000;
/** A closing server that does not answer the close frame is cut off. */
const CLOSE_GRACE_MS = 1_000;
/** Tiny fragments must not be able to exhaust the memory; the library's own limits are far higher. */
const SOCKET_LIMITS = { maxPayload: MAX_FRAME_BYTES, maxFragments: 64, maxBufferedChunks: 4096, perMessageDeflate: false, followRedirects: false } as const;

/** One WebSocket that is kept alive: opened, watched, dropped when mute, opened again. Never throws, never gives up until stopped. */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock, scheduler } = options;
  const backoff = createBackoff({
    random: options.random, firstMs: options.firstDelayMs ?? 1_000, capMs: options.maxDelayMs ?? 30_000, maxAttemptsPerMinute: options.maxAttemptsPerMinute ?? 10,
  });
  const drops: Record<string, number> = {};
  let attempts = 0;
  let opens = 0;
  let running = false;
  let attempt: Attempt | null = null;
  let retry: { cancel(): void } | null = null;

  const connect = (): void => {
    retry = null;
    attempts += 1;
    backoff.attempted(clock.nowMs());
    attempt = openSocket(options, {
      opened: () => { opens += 1; options.onOpen(); },
      proven: backoff.succeeded,
      ended: (reason) => {
        attempt = null;
        drops[reason] = (drops[reason] ?? 0) + 1;
        if (!running) return;
        const delayMs = backoff.nextDelayMs(clock.nowMs());
        retry = scheduler.after(delayMs, connect);
        options.onDrop(reason, delayMs);
      },
    });
  };
  return {
    start: () => {
      if (running) return;
      running = true;
      connect();
    },
    send: (text) => attempt?.send(text) ?? false,
    drop: (reason) => attempt?.drop(reason),
    stop: async () => {
      running = false;
      retry?.cancel();
      retry = null;
      const last = attempt;
      attempt = null;
      await last?.close();
    },
    metrics: () => ({ attempts, opens, dropsByReason: { ...drops } }),
  };
}

interface Attempt {
  send(text: string): boolean;
  drop(reason: DropReason): void;
  close(): Promise<void>;
}

interface AttemptEvents {
  opened(): void;
  proven(): void;
  /** Exactly once, unless the caller closed the attempt. */
  ended(reason: DropReason): void;
}

function openSocket(options: ConnectionOptions, events: AttemptEvents): Attempt {
  const { clock, scheduler } = options;
  const socket = new WebSocket(options.url, SOCKET_LIMITS);
  const gone = new Promise<void>((resolve) => { socket.once('close', () => resolve()); });
  let finished = false;
  let openedMs: number | null = null;
  let lastMessageMs = 0;
  let watch = scheduler.after(options.handshakeTimeoutMs, () => drop('handshake'));

  const finish = (): boolean => {
    if (finished) return false;
    finished = true;
    watch.cancel();
    return true;
  };
  const drop = (reason: DropReason): void => {
    if (!finish()) return;
    socket.terminate();
    events.ended(reason);
  };
  // One timer at a time, set again for what is left of the silence: nothing is scheduled per message.
  const watchForSilence = (dueMs: number): void => {
    const nowMs = clock.nowMs();
    const silentMs = nowMs - lastMessageMs;
    // A timer that comes late tells of a busy or sleeping computer: what waits in the socket must be read before it is judged.
    const lateMs = nowMs - dueMs;
    if (silentMs >= options.muteAfterMs && lateMs < LATE_TIMER_MS) return drop('mute');
    const waitMs = Math.max(options.muteAfterMs - silentMs, lateMs >= LATE_TIMER_MS ? LATE_TIMER_MS : 0);
    watch = scheduler.after(waitMs, () => watchForSilence(nowMs + waitMs));
  };
  socket.on('open', () => {
    if (finished) return;
    openedMs = lastMessageMs = clock.nowMs();
    watch.cancel();
    watchForSilence(openedMs);
    events.opened();
  });
  socket.on('message', (data, isBinary) => {
    if (finished) return;
    lastMessageMs = clock.nowMs();
    if (openedMs !== null && lastMessageMs - openedMs >= PROVEN_AFTER_MS) events.proven();
    if (isBinary) options.onBinary();
    else options.onText(textOf(data), lastMessageMs);
  });
  // The library follows every error with a close; the error only names the reason.
  socket.on('error', (error) => drop(reasonOf(error, openedMs !== null)));
  socket.on('close', () => drop('closed'));
  return {
    send: (text) => {
      if (finished || socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    drop,
    close: async () => {
      finish();
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      else socket.terminate();
      const cutOff = scheduler.after(CLOSE_GRACE_MS, () => socket.terminate());
      await gone;
      cutOff.cancel();
    },
  };
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}

function reasonOf(error: Error, wasOpen: boolean): DropReason {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS') return 'too-large';
  if (code.startsWith('WS_ERR')) return 'broken';
  return wasOpen ? 'closed' : 'refused';
}
