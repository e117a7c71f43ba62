import { PROTOCOL_VERSION, requests, type ContractError, type RequestName, type Snapshot } from './api.ts';
import { decodeEnvelope, encodeEnvelope } from './codec.ts';
import { ContractFailure, contractErrorOf, errorCodeOf } from './contractFailure.ts';
import type { EngineService } from './engineService.ts';
import type { Envelope, RequestEnvelope, ResponseEnvelope } from './envelope.ts';
import { createEventQueue } from './eventQueue.ts';
import { firstIssue } from './schemaIssue.ts';
import { hostSchedule, type Schedule } from './timers.ts';
import type { Transport } from './transport.ts';

export interface EngineServerOptions {
  readonly maxRequestChars?: number;
  readonly maxReplyChars?: number;
  /** From this many events the client has not acknowledged, updates are merged (latest slices win). */
  readonly conflateAfter?: number;
  /** From this many, the client is taken to have stopped reading, and the connection is closed. */
  readonly closeAfter?: number;
  readonly maxPendingRequests?: number;
  readonly helloTimeoutMs?: number;
  readonly schedule?: Schedule;
  /** A fault of our own: an answer that breaks the contract, a handler that threw. For the log. */
  readonly onBug?: (fault: unknown) => void;
}

export interface EngineConnection {
  close(reason: string): void;
}

const DEFAULTS = {
  maxRequestChars: 256 * 1024, maxReplyChars: 128 * 1024 * 1024, conflateAfter: 8, closeAfter: 256, maxPendingRequests: 64, helloTimeoutMs: 10_000,
} as const;

/** Serves one client over one pipe until it closes. Events flow after the greeting. */
export function serveEngine(transport: Transport, engine: EngineService, options: EngineServerOptions = {}): EngineConnection {
  const settings = { ...DEFAULTS, schedule: hostSchedule, onBug: (): void => undefined, ...options };
  let greeted = false;
  let unsubscribe = (): void => undefined;
  let pendingRequests = 0;

  const cancelHelloTimeout = settings.schedule(settings.helloTimeoutMs, () => {
    transport.close('The client did not say hello in time.');
  });
  const queue = createEventQueue(settings, {
    send: (event) => sendEncoded({ k: 'event', name: event.name, payload: event.payload }),
    giveUp: () => transport.close('The client stopped reading.'),
  });

  function sendEncoded(envelope: Envelope): boolean {
    try {
      transport.send(encodeEnvelope(envelope, { maxChars: settings.maxReplyChars }));
      return true;
    } catch (fault) {
      settings.onBug(fault);
      if (envelope.k === 'response' && !('error' in envelope)) sendEncoded({ k: 'response', id: envelope.id, error: contractErrorOf(fault) });
      return false;
    }
  }

  function greet(): void {
    greeted = true;
    cancelHelloTimeout();
    unsubscribe = engine.subscribe((event) => queue.add(event));
  }

  async function takeRequest(request: RequestEnvelope): Promise<void> {
    if (!greeted) {
      const refusal = greetingRefusal(request);
      if (refusal !== null) {
        sendEncoded({ k: 'response', id: request.id, error: refusal });
        transport.close(refusal.message);
        return;
      }
      greet();
    }
    if (pendingRequests >= settings.maxPendingRequests) {
      sendEncoded({ k: 'response', id: request.id, error: { code: 'refused', message: 'Too many requests are waiting for an answer.' } });
      return;
    }
    pendingRequests += 1;
    const response = await answer(engine, request, settings.onBug);
    pendingRequests -= 1;
    if (request.method === 'getSnapshot' && 'result' in response) queue.superseded((response.result as Snapshot).seq);
    sendEncoded(response);
  }

  transport.onMessage((text) => {
    const decoded = decodeEnvelope(text, { maxChars: settings.maxRequestChars });
    if (!decoded.ok) transport.close(decoded.error.message);
    else if (decoded.envelope.k === 'request') void takeRequest(decoded.envelope);
    else if (decoded.envelope.k === 'ack') queue.acknowledge(decoded.envelope.events);
    else transport.close('A client sends requests and acknowledgements only.');
  });
  transport.onClose(() => {
    cancelHelloTimeout();
    unsubscribe();
  });
  return { close: (reason) => transport.close(reason) };
}

/** Why the first request does not open the conversation; null when it does. */
function greetingRefusal(request: RequestEnvelope): ContractError | null {
  if (request.method !== 'hello') return { code: 'refused', message: 'The first request must be "hello".' };
  const params = requests.hello.params.safeParse(request.params);
  if (!params.success) return { code: 'invalid-params', message: `"hello" is not usable: ${firstIssue(params.error)}.` };
  if (params.data.protocol === PROTOCOL_VERSION) return null;
  return {
    code: 'protocol-mismatch',
    message: `This page speaks version ${params.data.protocol} of the protocol, the engine version ${PROTOCOL_VERSION}. Reload the page.`,
  };
}

/** Unknown method, unusable params, a refusal by the engine and a fault of ours are four different errors. */
async function answer(engine: EngineService, request: RequestEnvelope, onBug: (fault: unknown) => void): Promise<ResponseEnvelope> {
  const { id, method } = request;
  if (!isRequestName(method)) return { k: 'response', id, error: { code: 'unknown-method', message: `The engine knows no request "${method.slice(0, 60)}".` } };
  const params = requests[method].params.safeParse(request.params);
  if (!params.success) {
    return { k: 'response', id, error: { code: 'invalid-params', message: `"${method}" is not usable: ${firstIssue(params.error)}.` } };
  }
  try {
    const outcome = await engine.handle(method, params.data);
    if (!outcome.ok) return { k: 'response', id, error: { code: errorCodeOf(outcome.failure.reason), message: outcome.failure.detail } };
    const result = requests[method].result.safeParse(outcome.value);
    if (!result.success) throw new ContractFailure('internal', `The answer to "${method}" breaks the contract: ${firstIssue(result.error)}.`);
    return { k: 'response', id, result: result.data };
  } catch (fault) {
    onBug(fault);
    return { k: 'response', id, error: contractErrorOf(fault) };
  }
}

const isRequestName = (name: string): name is RequestName => Object.hasOwn(requests, name);
