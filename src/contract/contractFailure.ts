import type { FailureReason } from '../domain/result.ts';
import type { ContractError, ContractErrorCode } from './api.ts';

/** What a request promise rejects with. `message` is a sentence that may be shown to the trader as it stands. */
export class ContractFailure extends Error {
  readonly code: ContractErrorCode;

  constructor(code: ContractErrorCode, message: string) {
    super(message);
    this.name = 'ContractFailure';
    this.code = code;
  }

  toJSON(): ContractError {
    return { code: this.code, message: this.message };
  }
}

/** Any thrown thing as a contract error. Bugs keep their text out of the message: it may hold values of the account. */
export function contractErrorOf(thrown: unknown): ContractError {
  if (thrown instanceof ContractFailure) return thrown.toJSON();
  return { code: 'internal', message: 'The engine could not answer this request because of a fault of its own.' };
}

/** The engine's closed list of reasons, as far as a client has to tell them apart. */
export function errorCodeOf(reason: FailureReason): ContractErrorCode {
  if (reason === 'not-found') return 'not-found';
  if (reason === 'invalid-input' || reason === 'out-of-bounds') return 'invalid-params';
  return 'refused';
}
