import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** A real WebSocket server on loopback that does only what a test tells it to. */
export async function startScriptedServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await new Promise<void>((resolve) => { server.once('listening', resolve); });
  const sockets: WebSocket[] = [];
  const received: string[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => { for (const listener of listeners) listener(); };
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => { received.push(String(data)); changed(); });
    socket.on('close', changed);
    socket.on('error', () => {});
    changed();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sockets, received,
    newest: (): WebSocket => {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error('nobody has connected');
      return socket;
    },
    onChange: (listener: () => void) => { listeners.add(listener); },
    close: async (): Promise<void> => {
      for (const socket of sockets) socket.terminate();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}

export type ScriptedServer = Awaited<ReturnType<typeof startScriptedServer>>;
