import { EventEmitter } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';

const { ipcRenderer } = vi.hoisted(() => ({ ipcRenderer: { emitter: null as unknown as EventEmitter, on: (event: string, listener: (event: unknown) => void): void => void ipcRenderer.emitter.on(event, listener) } }));
vi.mock('electron', () => ({ ipcRenderer }));
afterEach(() => vi.unstubAllGlobals());

it('hands the port to its own page, exposes nothing, and ignores a message without one', async () => {
  ipcRenderer.emitter = new EventEmitter();
  const postMessage = vi.fn();
  vi.stubGlobal('window', { postMessage, location: { origin: 'app://ballast' } });
  const before = Object.keys(globalThis);
  await import('../../src/preload/index.ts');
  expect(Object.keys(globalThis)).toEqual(before);
  expect(ipcRenderer.emitter.eventNames()).toEqual(['ballast:port']);
  const port = { name: 'the port' };
  ipcRenderer.emitter.emit('ballast:port', { ports: [port] });
  expect(postMessage).toHaveBeenCalledExactlyOnceWith('ballast:port', 'app://ballast', [port]);
  ipcRenderer.emitter.emit('ballast:port', { ports: [] });
  expect(postMessage).toHaveBeenCalledOnce();
});
