import type { WebSocket } from 'ws';
import { CLOSED_HERE, createInbox } from '../contract/inbox.ts';
import type { Transport } from '../contract/transport.ts';
import { closeReason } from '../contract/webSocketTransport.ts';

const NORMAL_CLOSURE = 1000;
const BROWSER_GONE = 'The page closed the connection.';

export interface SocketLimits {
  /** Bytes the system has not taken yet; above this the client is cut off. */
  readonly maxBacklogBytes: number;
}

/** The server's end of a browser's WebSocket. */
export function createSocketTransport(socket: WebSocket, limits: SocketLimits): Transport {
  const inbox = createInbox();
  socket.on('message', (data, isBinary) => {
    if (isBinary) close('Messages must be text.');
    else inbox.deliver(data.toString());
  });
  socket.on('close', (_code, reason) => inbox.end(reason.length > 0 ? reason.toString() : BROWSER_GONE));
  // 'close' always follows and tells the reason: an oversize or malformed frame, a reset.
  socket.on('error', () => undefined);

  function close(reason?: string): void {
    if (inbox.end(reason ?? CLOSED_HERE)) socket.close(NORMAL_CLOSURE, closeReason(reason ?? ''));
  }
  return {
    send(text) {
      if (inbox.isEnded() || socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > limits.maxBacklogBytes) {
        inbox.end('The client stopped reading.');
        socket.terminate();
        return;
      }
      socket.send(text);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close,
  };
}
