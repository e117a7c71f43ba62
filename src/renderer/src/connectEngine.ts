/**
 * The one file that knows the hosts apart. The desktop app hands the page a message port (again after every engine restart);
 * a page served by the headless host opens a WebSocket to where it came from.
 */
import { createPortTransport } from '../../contract/portTransport.ts';
import type { Transport } from '../../contract/transport.ts';
import { createWebSocketTransport } from '../../contract/webSocketTransport.ts';

/** What the preload script posts to the page, with the port attached. */
const PORT_MESSAGE = 'ballast:port';

export type TransportSource = () => Promise<Transport>;

export function engineTransportSource(page: Window): TransportSource {
  return page.location.protocol === 'app:' ? portSource(page) : socketSource(page.location);
}

function socketSource(location: Location): TransportSource {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return () => Promise.resolve(createWebSocketTransport(new WebSocket(`${scheme}://${location.host}/engine`)));
}

function portSource(page: Window): TransportSource {
  let current: Transport | null = null;
  let unused: MessagePort | null = null;
  let waiting: ((port: MessagePort) => void) | null = null;

  page.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (event.source !== page || event.data !== PORT_MESSAGE || port === undefined) return;
    if (waiting !== null) {
      waiting(port);
      waiting = null;
      return;
    }
    unused?.close();
    unused = port;
    // A new port means a new engine behind it: the old pipe leads nowhere even when nothing said so.
    current?.close('The engine was restarted.');
  });

  return async () => {
    const ready = unused;
    unused = null;
    const port = ready ?? (await new Promise<MessagePort>((resolve) => { waiting = resolve; }));
    current = createPortTransport(port);
    return current;
  };
}
