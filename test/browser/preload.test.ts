/**
 * The built preload in a real page. Only electron is imitated, and what a sandboxed preload may require; real context
 * isolation is not, because no Electron program runs in the tests.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';

const built = join(import.meta.dirname, '..', '..', 'out', 'preload', 'index.cjs');
const PAGE = 'https://ballast.test/';

/** Runs the preload as Electron does: a function with its own `require`, which knows electron and nothing else. */
const shim = (preload: string): string => `
  window.before = Object.keys(window).concat(['before', 'handOver', 'required']);
  window.required = [];
  const listeners = new Map();
  const ipcRenderer = { on: (channel, listener) => { listeners.set(channel, listener); } };
  window.handOver = (ports) => listeners.get('ballast:port')({ ports });
  (function (require, module, exports) { ${preload}
  })((name) => {
    window.required.push(name);
    if (name !== 'electron') throw new Error('module not found: ' + name);
    return { ipcRenderer };
  }, { exports: {} }, {});
`;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  if (!existsSync(built)) throw new Error('out/preload/index.cjs is not built: run the tests with npm test');
  browser = await launchChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  page = await browser.newPage();
  await page.route(`${PAGE}**`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>page</title>' }));
  await page.addInitScript(shim(readFileSync(built, 'utf8')));
  await page.goto(PAGE);
  return () => page.close();
});

describe('the built preload', () => {
  it('requires nothing but electron and leaves nothing on the window', async () => {
    expect(await page.evaluate('window.required')).toEqual(['electron']);
    expect(await page.evaluate('Object.keys(window).filter((name) => !window.before.includes(name))')).toEqual([]);
  });

  it('hands each fresh port of the engine to the page, and the port carries both ways', async () => {
    const answers = await page.evaluate(async () => {
      const speak = (text: string): Promise<string> => new Promise((resolve) => {
        const engine = new MessageChannel();
        engine.port1.addEventListener('message', (event) => { resolve(String(event.data)); });
        engine.port1.start();
        addEventListener('message', (event) => {
          const [port] = event.ports;
          if (event.data !== 'ballast:port' || event.origin !== location.origin || port === undefined) return;
          port.postMessage(`${text} through the port`);
        }, { once: true });
        (window as unknown as { handOver(ports: readonly MessagePort[]): void }).handOver([engine.port2]);
      });
      return [await speak('first'), await speak('after a restart')];
    });
    expect(answers).toEqual(['first through the port', 'after a restart through the port']);
  });

  it('stays silent when no port came', async () => {
    const heard = await page.evaluate(async () => {
      let messages = 0;
      addEventListener('message', () => { messages += 1; });
      (window as unknown as { handOver(ports: readonly MessagePort[]): void }).handOver([]);
      // A message to ourselves arrives after any that the preload has sent.
      const own = new Promise((resolve) => { addEventListener('message', resolve, { once: true }); });
      window.postMessage('own', location.origin);
      await own;
      return messages;
    });
    expect(heard).toBe(1);
  });
});
