import { success, type Result } from '../../domain/result.ts';
import type { Logger, MonotonicClock, Scheduler } from '../ports.ts';
import { createConnection, type DropReason } from './connection.ts';
import { parseFeedAddress } from './feedAddress.ts';
import { FEED_PROTOCOL } from './feedFrame.ts';
import type { FeedListener, FeedState, FeedSubscription, QuoteFeed } from './feedPort.ts';
import { decodeFrame } from './jsonFeedFrames.ts';

export interface JsonFeedOptions {
  readonly url: string;
  readonly clock: MonotonicClock;
  readonly scheduler: Scheduler;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
  /** The protocol promises a heartbeat every 5 s: three missed ones are silence. */
  readonly muteAfterMs?: number;
  readonly handshakeTimeoutMs?: number;
}

const WHY: Readonly<Record<DropReason, string>> = {
  mute: 'The feed was connected but silent',
  handshake: 'The feed did not answer in time',
  refused: 'The feed cannot be reached',
  closed: 'The feed closed the connection',
  'too-large': 'The feed sent a message that is too large',
  protocol: `The feed speaks another protocol version than ${FEED_PROTOCOL}`,
  broken: 'The feed broke the WebSocket protocol',
};

/** Sampled: a stream of bad frames must not become a stream of log lines. */
const LOG_EVERY_REJECTION = 1_000;

/** The client of `docs/feed-protocol.md`. Fails only on an address that may not be used. */
export function createJsonFeed(options: JsonFeedOptions): Result<QuoteFeed> {
  const address = parseFeedAddress(options.url);
  if (!address.ok) return address;
  const { logger } = options;
  const rejectedByReason: Record<string, number> = {};
  let listener: FeedListener | null = null;
  let subscription: FeedSubscription | null = null;
  let state: FeedState = 'connecting';
  let frames = 0;
  let refusals = 0;

  const reconnects = (): number => Math.max(0, connection.metrics().opens - 1);
  const report = (next: FeedState, detail: string): void => {
    state = next;
    listener?.onStatus({ state, detail, endpoint: address.value.href, reconnects: reconnects() });
  };
  const reject = (rejected: Readonly<Record<string, number>>, detail: string): void => {
    for (const [reason, rows] of Object.entries(rejected)) rejectedByReason[reason] = (rejectedByReason[reason] ?? 0) + rows;
    if (refusals % LOG_EVERY_REJECTION === 0) logger.warn('feed: rows refused', { ...rejected, detail });
    refusals += 1;
    listener?.onRejected(rejected);
  };
  const sendSubscription = (): void => {
    if (subscription !== null) connection.send(JSON.stringify({ t: 'subscribe', ...subscription }));
  };
  const onText = (text: string, receivedMs: number): void => {
    const outcome = decodeFrame(text);
    if (!outcome.ok) return reject({ [outcome.rejection]: 1 }, outcome.failure.detail);
    const { frame, rejected } = outcome.value;
    frames += 1;
    for (const _ in rejected) {
      reject(rejected, `rows of a ${frame.t} frame`);
      break;
    }
    if (frame.t === 'hello' && frame.protocol !== FEED_PROTOCOL) return connection.drop('protocol');
    if (state !== 'live') report('live', `Receiving from ${address.value.host}.`);
    listener?.onFrame(frame, receivedMs);
  };
  const connection = createConnection({
    url: address.value, clock: options.clock, scheduler: options.scheduler, random: options.random,
    muteAfterMs: options.muteAfterMs ?? 15_000, handshakeTimeoutMs: options.handshakeTimeoutMs ?? 10_000,
    onOpen: () => {
      report('connected', `Connected to ${address.value.host}, waiting for the first message.`);
      sendSubscription();
    },
    onText: (text, receivedMs) => {
      try {
        onText(text, receivedMs);
      } catch (error) {
        // A bug behind one frame must not stop the stream: counted and logged where it is seen.
        logger.error('feed: a frame could not be handled', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        reject({ 'not-handled': 1 }, 'a frame could not be handled');
      }
    },
    onBinary: () => reject({ binary: 1 }, 'a binary message'),
    onDrop: (reason, retryMs) => {
      logger.warn('feed: connection lost', { reason, retryMs: Math.round(retryMs) });
      report(reason === 'mute' ? 'mute' : 'connecting', `${WHY[reason]}; trying again in ${Math.ceil(retryMs / 1000)} s.`);
    },
  });
  return success({
    start: (to) => {
      if (listener !== null) return;
      listener = to;
      report('connecting', `Connecting to ${address.value.host}.`);
      connection.start();
    },
    subscribe: (wanted) => {
      subscription = wanted;
      sendSubscription();
    },
    metrics: () => ({
      frames, attempts: connection.metrics().attempts, reconnects: reconnects(), dropsByReason: connection.metrics().dropsByReason,
      rejectedByReason: { ...rejectedByReason },
    }),
    stop: async () => {
      report('disconnected', 'Stopped.');
      listener = null;
      await connection.stop();
    },
  });
}
