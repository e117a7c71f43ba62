import { CLOSED_THERE, createInbox } from './inbox.ts';
import { receive, sendingOver } from './portTransport.ts';
import type { Transport } from './transport.ts';

/** What is used of Electron's MessagePortMain: Node-style events, `{ data }` messages, silent until `start()`. */
export interface MainPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function createMainPortTransport(port: MainPort): Transport {
  const inbox = createInbox(() => {
    port.on('message', (event) => receive(event.data, inbox, () => port.close()));
    port.start();
  });
  port.on('close', () => inbox.end(CLOSED_THERE));
  return sendingOver(port, inbox);
}
