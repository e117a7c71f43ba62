import type { ContractError } from './api.ts';

export interface RequestEnvelope {
  readonly k: 'request';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** Exactly one of `result` and `error` is present. */
export type ResponseEnvelope =
  | { readonly k: 'response'; readonly id: number; readonly result: unknown }
  | { readonly k: 'response'; readonly id: number; readonly error: ContractError };

export interface EventEnvelope {
  readonly k: 'event';
  readonly name: string;
  readonly payload: unknown;
}

/** How many events the client has taken in since the connection began. It lets the server see a slow reader on any pipe. */
export interface AcknowledgeEnvelope {
  readonly k: 'ack';
  readonly events: number;
}

export type Envelope = RequestEnvelope | ResponseEnvelope | EventEnvelope | AcknowledgeEnvelope;
