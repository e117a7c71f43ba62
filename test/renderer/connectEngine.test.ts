import { describe, expect, it } from 'vitest';
import { engineTransportSource } from '../../src/renderer/src/connectEngine.ts';

/** A window as far as the desktop host uses it: an address and messages that it posts to itself. */
function createPage() {
  const listeners: ((event: unknown) => void)[] = [];
  const page = {
    location: { protocol: 'app:', host: 'ballast' },
    addEventListener: (_type: string, listener: (event: unknown) => void) => void listeners.push(listener),
  };
  const post = (data: unknown, ports: MessagePort[], source: unknown = page): void => {
    for (const listener of listeners) listener({ data, ports, source });
  };
  return { page: page as unknown as Window, post };
}

const text = (port: MessagePort): Promise<unknown> => new Promise((resolve) => {
  port.addEventListener('message', (event) => resolve(event.data), { once: true });
  port.start();
});

describe('the desktop page', () => {
  it('waits for the port that the preload script posts', async () => {
    const { page, post } = createPage();
    const opening = engineTransportSource(page)();
    const { port1, port2 } = new MessageChannel();
    post('ballast:port', [port1]);
    const transport = await opening;
    const received = text(port2);
    transport.send('hello');
    expect(await received).toBe('hello');
    transport.close();
    port2.close();
  });

  it('takes no port from another window, under another name or without a port', async () => {
    const { page, post } = createPage();
    let opened = false;
    void engineTransportSource(page)().then(() => { opened = true; });
    const { port1 } = new MessageChannel();
    post('ballast:port', [port1], {});
    post('other', [port1]);
    post('ballast:port', []);
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened).toBe(false);
    port1.close();
  });

  it('drops the old pipe when the engine was restarted, and the next opening uses the new port', async () => {
    const { page, post } = createPage();
    const source = engineTransportSource(page);
    const first = new MessageChannel();
    const second = new MessageChannel();
    const opening = source();
    post('ballast:port', [first.port1]);
    const old = await opening;
    const reason = new Promise<string>((resolve) => old.onClose(resolve));
    post('ballast:port', [second.port1]);
    expect(await reason).toBe('The engine was restarted.');
    const fresh = await source();
    const received = text(second.port2);
    fresh.send('again');
    expect(await received).toBe('again');
    fresh.close();
    for (const port of [first.port2, second.port2]) port.close();
  });
});
