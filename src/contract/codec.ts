import type { ContractError, ContractErrorCode } from './api.ts';
import { ContractFailure } from './contractFailure.ts';
import type { Envelope, ResponseEnvelope } from './envelope.ts';

export interface SizeLimit {
  /** Length of the JSON text in UTF-16 units. */
  readonly maxChars: number;
}

export type Decoded =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly error: ContractError };

/** Deeper nesting than any message has; also what stops a cycle. */
const MAX_DEPTH = 40;

/**
 * JSON text of one envelope.
 * Throws ContractFailure: `internal` when a value would not arrive as it was sent (non-finite number, undefined, Date, Map,
 * bigint, class instance, hole, cycle), `too-large` when the text is longer than the limit. Both name the place.
 */
export function encodeEnvelope(envelope: Envelope, limit: SizeLimit): string {
  const fault = faultOf(envelope, 0);
  if (fault !== null) throw new ContractFailure('internal', `This message cannot be sent: ${fault.path || 'value'} is ${fault.what}.`);
  const text = JSON.stringify(envelope);
  if (text.length > limit.maxChars) throw new ContractFailure('too-large', sizeSentence(text.length, limit));
  return text;
}

/** One envelope from untrusted text. Never throws. */
export function decodeEnvelope(text: unknown, limit: SizeLimit): Decoded {
  if (typeof text !== 'string') return refused('invalid-params', 'A message must be JSON text.');
  if (text.length > limit.maxChars) return refused('too-large', sizeSentence(text.length, limit));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused('invalid-params', 'A message is not JSON.');
  }
  const fault = faultOf(value, 0);
  if (fault !== null) return refused('invalid-params', `In a message ${fault.path || 'the value'} is ${fault.what}.`);
  const envelope = envelopeOf(value);
  return envelope === null ? refused('invalid-params', 'A message has none of the known forms.') : { ok: true, envelope };
}

function envelopeOf(value: unknown): Envelope | null {
  if (!isRecord(value)) return null;
  switch (value['k']) {
    case 'request':
      return isCount(value['id']) && typeof value['method'] === 'string'
        ? { k: 'request', id: value['id'], method: value['method'], params: value['params'] ?? null }
        : null;
    case 'response':
      return isCount(value['id']) ? responseOf(value['id'], value) : null;
    case 'event':
      return typeof value['name'] === 'string' ? { k: 'event', name: value['name'], payload: value['payload'] ?? null } : null;
    case 'ack':
      return isCount(value['events']) ? { k: 'ack', events: value['events'] } : null;
    default:
      return null;
  }
}

function responseOf(id: number, value: Readonly<Record<string, unknown>>): ResponseEnvelope | null {
  const error = value['error'];
  if (error === undefined) return 'result' in value ? { k: 'response', id, result: value['result'] } : null;
  if ('result' in value || !isRecord(error) || typeof error['message'] !== 'string' || !isErrorCode(error['code'])) return null;
  return { k: 'response', id, error: { code: error['code'], message: error['message'] } };
}

const errorCodes: Readonly<Record<ContractErrorCode, true>> = {
  'invalid-params': true, 'not-found': true, refused: true, 'unknown-method': true, 'protocol-mismatch': true,
  'too-large': true, timeout: true, closed: true, internal: true,
};

const isErrorCode = (value: unknown): value is ContractErrorCode => typeof value === 'string' && Object.hasOwn(errorCodes, value);
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refused = (code: ContractErrorCode, message: string): Decoded => ({ ok: false, error: { code, message } });
const sizeSentence = (chars: number, limit: SizeLimit): string =>
  `The message is too large: ${chars} characters, ${limit.maxChars} are allowed.`;

interface Fault {
  readonly path: string;
  readonly what: string;
}

/** The first place whose value JSON would lose or change; null when there is none. */
function faultOf(value: unknown, depth: number): Fault | null {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : { path: '', what: String(value) };
    case 'object':
      break;
    default:
      return { path: '', what: typeof value };
  }
  if (value === null) return null;
  if (depth >= MAX_DEPTH) return { path: '', what: 'nested too deeply' };
  return Array.isArray(value) ? faultInList(value, depth) : faultInRecord(value, depth);
}

function faultInList(list: readonly unknown[], depth: number): Fault | null {
  for (let index = 0; index < list.length; index += 1) {
    const fault = faultOf(list[index], depth + 1);
    if (fault !== null) return { path: `[${index}]${fault.path}`, what: fault.what };
  }
  return null;
}

function faultInRecord(record: object, depth: number): Fault | null {
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== Object.prototype && prototype !== null) {
    return { path: '', what: `a ${record.constructor?.name ?? 'class'} object` };
  }
  for (const [key, item] of Object.entries(record)) {
    const fault = faultOf(item, depth + 1);
    if (fault !== null) return { path: `.${key}${fault.path}`, what: fault.what };
  }
  return null;
}
