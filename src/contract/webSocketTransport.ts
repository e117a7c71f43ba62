import { CLOSED_HERE, createInbox } from './inbox.ts';
import type { Transport } from './transport.ts';

/** What is used of a browser WebSocket. */
export interface BrowserSocket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: { readonly data?: unknown; readonly reason?: unknown }) => void): void;
}

const OPEN = 1;
const NORMAL_CLOSURE = 1000;
const LOST = 'The connection to the engine was lost.';

/** May be handed a socket that is still connecting: what is sent before it opens leaves when it does. */
export function createWebSocketTransport(socket: BrowserSocket): Transport {
  const inbox = createInbox();
  let beforeOpen: string[] = [];
  socket.addEventListener('open', () => {
    for (const text of beforeOpen) socket.send(text);
    beforeOpen = [];
  });
  socket.addEventListener('message', (event) => {
    if (typeof event.data === 'string') inbox.deliver(event.data);
  });
  socket.addEventListener('close', (event) => {
    inbox.end(typeof event.reason === 'string' && event.reason !== '' ? event.reason : LOST);
  });
  return {
    send(text) {
      if (inbox.isEnded()) return;
      if (socket.readyState < OPEN) beforeOpen.push(text);
      else if (socket.readyState === OPEN) socket.send(text);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close(reason) {
      if (inbox.end(reason ?? CLOSED_HERE)) socket.close(NORMAL_CLOSURE, closeReason(reason ?? ''));
    },
  };
}

/** RFC 6455: a close reason has at most 123 bytes of UTF-8. Non-ASCII is replaced so that characters are bytes. */
export const closeReason = (reason: string): string => reason.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 123);
