import { CLOSED_HERE, CLOSED_THERE, createInbox, type Inbox } from './inbox.ts';
import type { Transport } from './transport.ts';

/** Two ends in one process. Delivery is asynchronous, as on every real pipe. */
export function createMemoryPair(): readonly [Transport, Transport] {
  const left = createInbox();
  const right = createInbox();
  return [endOf(left, right), endOf(right, left)];
}

function endOf(own: Inbox, other: Inbox): Transport {
  const later = (run: () => void): void => void Promise.resolve().then(run);
  return {
    send(text) {
      if (!own.isEnded()) later(() => other.deliver(text));
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close(reason) {
      if (own.end(reason ?? CLOSED_HERE)) later(() => other.end(reason ?? CLOSED_THERE));
    },
  };
}
