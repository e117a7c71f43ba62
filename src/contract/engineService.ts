import type { z } from 'zod';
import type { Result } from '../domain/result.ts';
import type { EventName, EventPayload, RequestName, RequestResult, requests } from './api.ts';

/** Params as the engine gets them: validated. */
export type ValidParams<N extends RequestName> = z.output<(typeof requests)[N]['params']>;

export type EngineEvent = { readonly [N in EventName]: { readonly name: N; readonly payload: EventPayload<N> } }[EventName];

/** The engine, as every host serves it and every test calls it. */
export interface EngineService {
  /** A refusal is a failed Result; its detail is the sentence the trader reads. Throwing is a bug. */
  handle<N extends RequestName>(name: N, params: ValidParams<N>): Result<RequestResult<N>> | Promise<Result<RequestResult<N>>>;
  subscribe(listener: (event: EngineEvent) => void): () => void;
}
