import { requests, type RequestName, type RequestResult } from './api.ts';
import { ContractFailure } from './contractFailure.ts';
import type { ResponseEnvelope } from './envelope.ts';
import { firstIssue } from './schemaIssue.ts';
import type { Schedule } from './timers.ts';

interface Waiting {
  settle(response: ResponseEnvelope): void;
  fail(failure: ContractFailure): void;
}

export interface PendingRequests {
  /** A promise for the answer to request `id`; rejects with `timeout` when none comes. */
  add<N extends RequestName>(id: number, name: N): Promise<RequestResult<N>>;
  /** An answer nobody waits for (any more) is dropped. */
  settle(response: ResponseEnvelope): void;
  failAll(failure: ContractFailure): void;
}

export function createPendingRequests(timeoutMs: number, schedule: Schedule): PendingRequests {
  const waiting = new Map<number, Waiting>();
  return {
    add<N extends RequestName>(id: number, name: N): Promise<RequestResult<N>> {
      return new Promise((resolve, reject) => {
        const cancelTimeout = schedule(timeoutMs, () => {
          waiting.delete(id);
          reject(new ContractFailure('timeout', `The engine did not answer "${name}" within ${timeoutMs / 1000} s.`));
        });
        waiting.set(id, {
          settle(response) {
            cancelTimeout();
            const result = resultOf(name, response);
            if (result instanceof ContractFailure) reject(result);
            else resolve(result);
          },
          fail(failure) {
            cancelTimeout();
            reject(failure);
          },
        });
      });
    },
    settle(response) {
      const one = waiting.get(response.id);
      waiting.delete(response.id);
      one?.settle(response);
    },
    failAll(failure) {
      for (const one of waiting.values()) one.fail(failure);
      waiting.clear();
    },
  };
}

function resultOf<N extends RequestName>(name: N, response: ResponseEnvelope): RequestResult<N> | ContractFailure {
  if ('error' in response) return new ContractFailure(response.error.code, response.error.message);
  const result = requests[name].result.safeParse(response.result);
  if (result.success) return result.data as RequestResult<N>;
  return new ContractFailure('internal', `The engine's answer to "${name}" does not fit the contract: ${firstIssue(result.error)}.`);
}
