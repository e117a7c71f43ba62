import { CLOSED_HERE, CLOSED_THERE, createInbox, type Inbox } from './inbox.ts';
import type { Transport } from './transport.ts';

/** What is used of a MessagePort: the DOM's and Node's both fit. */
export interface DomPort {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  start(): void;
  close(): void;
}

export function createPortTransport(port: DomPort): Transport {
  const inbox = createInbox(() => {
    port.addEventListener('message', (event) => receive(event.data, inbox, () => port.close()));
    port.start();
  });
  port.addEventListener('close', () => inbox.end(CLOSED_THERE));
  return sendingOver(port, inbox);
}

/** A port carries no reason when it closes, so the reason goes ahead of it as the one message that is not a string. */
interface ClosingMessage {
  readonly closing: string;
}

export function sendingOver(port: Pick<DomPort, 'postMessage' | 'close'>, inbox: Inbox): Transport {
  return {
    send(text) {
      if (!inbox.isEnded()) port.postMessage(text);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close(reason) {
      if (!inbox.end(reason ?? CLOSED_HERE)) return;
      port.postMessage({ closing: reason ?? CLOSED_THERE } satisfies ClosingMessage);
      port.close();
    },
  };
}

export function receive(data: unknown, inbox: Inbox, closePort: () => void): void {
  if (typeof data === 'string') {
    inbox.deliver(data);
  } else if (isClosingMessage(data)) {
    inbox.end(data.closing);
    closePort();
  }
}

const isClosingMessage = (data: unknown): data is ClosingMessage =>
  typeof data === 'object' && data !== null && 'closing' in data && typeof data.closing === 'string';
