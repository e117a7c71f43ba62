/** What the shell and its engine process say to each other beside the contract, as structured-clone messages. */
export type ToEngine =
  /** Comes with one port: a new client. */
  | { readonly kind: 'client' }
  | { readonly kind: 'stop' };

export type FromEngine =
  | { readonly kind: 'started' }
  /** The engine cannot run as asked; trying again would not help. */
  | { readonly kind: 'refused'; readonly sentence: string };

export const isFromEngine = (message: unknown): message is FromEngine =>
  typeof message === 'object' && message !== null && 'kind' in message &&
  (message.kind === 'started' || (message.kind === 'refused' && 'sentence' in message && typeof message.sentence === 'string'));
