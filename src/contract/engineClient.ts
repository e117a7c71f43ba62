import {
  events, PROTOCOL_VERSION, type EventName, type EventPayload, type RequestName, type RequestParams, type RequestResult,
} from './api.ts';
import { decodeEnvelope, encodeEnvelope } from './codec.ts';
import { ContractFailure } from './contractFailure.ts';
import type { EventEnvelope } from './envelope.ts';
import { createPendingRequests } from './pendingRequests.ts';
import { firstIssue } from './schemaIssue.ts';
import { hostSchedule, type Schedule } from './timers.ts';
import type { Transport } from './transport.ts';

export interface EngineClientOptions {
  /** A request without an answer for this long rejects with `timeout`. */
  readonly timeoutMs?: number;
  readonly schedule?: Schedule;
  readonly maxRequestChars?: number;
  readonly maxReplyChars?: number;
  /** A message from the engine that does not fit the contract; it is dropped. One sentence. */
  readonly onInvalid?: (detail: string) => void;
}

export interface EngineClient {
  /** Resolves when the engine has greeted; rejects with `protocol-mismatch` when it speaks another version. */
  readonly ready: Promise<RequestResult<'hello'>>;
  /** Rejects with a ContractFailure, whose message can be shown as it stands. */
  request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>>;
  on<E extends EventName>(name: E, listener: (payload: EventPayload<E>) => void): () => void;
  /** Called once with the reason; at once when the connection is closed already. */
  onClose(listener: (reason: string) => void): void;
  close(reason?: string): void;
}

const DEFAULTS = { timeoutMs: 15_000, maxRequestChars: 256 * 1024, maxReplyChars: 128 * 1024 * 1024 } as const;

/** The one way to speak to an engine, on any pipe. It says hello by itself, as its first request. */
export function createEngineClient(transport: Transport, options: EngineClientOptions = {}): EngineClient {
  const settings = { ...DEFAULTS, schedule: hostSchedule, onInvalid: (): void => undefined, ...options };
  const pending = createPendingRequests(settings.timeoutMs, settings.schedule);
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  let lastId = 0;
  let eventsTaken = 0;
  let closedBecause: string | null = null;

  // async, so that params that cannot be sent reject like every other failure.
  async function request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    if (closedBecause !== null) throw new ContractFailure('closed', closedBecause);
    lastId += 1;
    const text = encodeEnvelope({ k: 'request', id: lastId, method: name, params }, { maxChars: settings.maxRequestChars });
    const answer = pending.add(lastId, name);
    transport.send(text);
    return answer;
  }

  function takeEvent(envelope: EventEnvelope): void {
    eventsTaken += 1;
    transport.send(encodeEnvelope({ k: 'ack', events: eventsTaken }, { maxChars: settings.maxRequestChars }));
    if (!isEventName(envelope.name)) return;
    const payload = events[envelope.name].safeParse(envelope.payload);
    if (!payload.success) {
      settings.onInvalid(`The event "${envelope.name}" does not fit the contract: ${firstIssue(payload.error)}.`);
      return;
    }
    for (const listener of listeners.get(envelope.name) ?? []) (listener as (payload: unknown) => void)(payload.data);
  }

  transport.onMessage((text) => {
    const decoded = decodeEnvelope(text, { maxChars: settings.maxReplyChars });
    if (!decoded.ok) settings.onInvalid(decoded.error.message);
    else if (decoded.envelope.k === 'event') takeEvent(decoded.envelope);
    else if (decoded.envelope.k === 'response') pending.settle(decoded.envelope);
  });
  transport.onClose((reason) => {
    closedBecause = reason;
    pending.failAll(new ContractFailure('closed', reason));
  });

  const ready = request('hello', { protocol: PROTOCOL_VERSION });
  // Whoever does not look at `ready` still learns of a mismatch: the server closes, and onClose tells the reason.
  ready.catch(() => undefined);

  return {
    ready,
    request,
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => void known.delete(listener);
    },
    onClose: (listener) => transport.onClose(listener),
    close: (reason) => transport.close(reason),
  };
}

const isEventName = (name: string): name is EventName => Object.hasOwn(events, name);
