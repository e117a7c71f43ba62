import type { WebSocket } from 'ws';
import { decodeClientRequest } from './clientRequest.ts';
import type { Subscription } from './clientRequest.ts';
import { encodeFrame, encodeOnce, filteredText } from './clientStream.ts';
import type { EncodedFrame } from './clientStream.ts';
import type { MarketFrame } from './frames.ts';
import type { MarketSimulation } from './marketSimulation.ts';
import { SIMULATED_SYMBOLS, SIMULATED_UNIVERSE } from './sessionTape.ts';

export const SOURCE_NAME = 'Simulated market';

/** Beyond this much unsent text a client is slow: the market waits for it, and leaves it behind after `MAX_WAIT_MS`. */
const CONGESTED_BYTES = 2 << 20;
const MAX_WAIT_MS = 10_000;

/** One connection and what it asked for. */
export interface ClientSession {
  readonly subscribed: boolean;
  /** A text frame of the client; null for a binary one. */
  receive(text: string | null): void;
  deliver(frames: readonly EncodedFrame[]): void;
  /** True while the client's socket holds too much unsent text. A client that stays so is disconnected. */
  congested(nowMs: number): boolean;
  beat(nowMs: number, silenceMs: number): void;
}

export function createClientSession(socket: WebSocket, simulation: MarketSimulation, nowMs: () => number): ClientSession {
  let subscription: Subscription | null = null;
  let lastSentMs = nowMs();
  let congestedSinceMs: number | null = null;

  const send = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    lastSentMs = nowMs();
    socket.send(text);
  };
  const sendFrame = (frame: MarketFrame): void => send(encodeFrame(frame));
  const deliver = (frames: readonly EncodedFrame[]): void => {
    if (subscription === null) return;
    for (const frame of frames) {
      const text = filteredText(frame, subscription);
      if (text !== null) send(text);
    }
  };

  /** Clock, chains, history with end marks, then the market as it stands: the order that the protocol promises. */
  const begin = (wanted: Subscription): void => {
    subscription = wanted;
    deliver([simulation.clock(), ...simulation.chains()].map(encodeOnce));
    if (wanted.channels.has('bars')) {
      const symbols = SIMULATED_SYMBOLS.filter((symbol) => wanted.symbols.has(symbol));
      for (const frame of simulation.history(symbols, wanted.history)) sendFrame(frame);
      if (wanted.symbols.has(SIMULATED_UNIVERSE)) sendFrame(simulation.breadthHistory(wanted.history));
    }
    deliver(simulation.snapshot().map(encodeOnce));
  };

  sendFrame({ t: 'hello', protocol: 1, source: SOURCE_NAME, simulated: true });
  return {
    get subscribed() {
      return subscription !== null;
    },
    receive(text) {
      if (text === null) return sendFrame({ t: 'error', reason: 'invalid-input', detail: 'Binary frames are not part of this protocol.' });
      const request = decodeClientRequest(text);
      if (!request.ok) return sendFrame({ t: 'error', reason: request.failure.reason, detail: request.failure.detail });
      if (request.value.t === 'subscribe') begin(request.value.subscription);
    },
    deliver,
    congested(now) {
      if (socket.bufferedAmount <= CONGESTED_BYTES) {
        congestedSinceMs = null;
        return false;
      }
      congestedSinceMs ??= now;
      if (now - congestedSinceMs > MAX_WAIT_MS) socket.terminate();
      return true;
    },
    beat(now, silenceMs) {
      if (now - lastSentMs >= silenceMs) sendFrame({ t: 'heartbeat' });
    },
  };
}
