import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineConfig } from '../../src/engine/config.ts';
import { runHeadless, type HeadlessHost } from '../../src/headless/runHeadless.ts';
import { success } from '../../src/domain/result.ts';
import { createFakeEngine, emptyState, type FakeEngine } from '../contract/fakeEngine.ts';

/** Stands for account data: must appear in no refusal. */
export const SECRET = 'net-liquidation-of-the-account';

export interface Folders {
  readonly root: string;
  readonly data: string;
  readonly renderer: string;
}

export function makeFolders(): Folders {
  const root = mkdtempSync(join(tmpdir(), 'ballast-headless-'));
  const [data, renderer] = [join(root, 'data'), join(root, 'renderer')];
  mkdirSync(data);
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), `<!doctype html><title>${SECRET}</title>`);
  writeFileSync(join(renderer, 'assets', 'index-abc123.js'), `"${SECRET}"`);
  writeFileSync(join(renderer, 'assets', 'notes.unknown'), SECRET);
  writeFileSync(join(root, 'outside.html'), `outside ${SECRET}`);
  return { root, data, renderer };
}

export interface RunningHost {
  readonly link: string;
  readonly port: number;
  readonly printed: string[];
  readonly said: string[];
  readonly opened: string[];
  readonly engine: FakeEngine;
  readonly config: () => EngineConfig | null;
  readonly stopped: () => boolean;
  /** Resolves with the exit code. */
  stop(): Promise<number>;
}

export function hostFor(folders: Folders, overrides: Partial<HeadlessHost> = {}) {
  const printed: string[] = [];
  const said: string[] = [];
  const opened: string[] = [];
  const stopping = new AbortController();
  const engine = createFakeEngine({ getSnapshot: () => ({ seq: 1, state: { ...emptyState, book: { ...emptyState.book, name: SECRET } } }) });
  let config: EngineConfig | null = null;
  let engineStopped = false;
  const host: HeadlessHost = {
    startEngine: (given) => {
      config = given;
      return Promise.resolve(success({
        service: engine,
        stop: () => {
          engineStopped = true;
          return Promise.resolve();
        },
      }));
    },
    stories: ['distribution', 'calm', 'crash', 'grind'],
    rendererDir: folders.renderer, resourcesDir: join(folders.root, 'resources'),
    print: (line) => printed.push(line), say: (line) => said.push(line), openBrowser: (link) => opened.push(link),
    logger: { info: () => undefined, warn: () => undefined, error: (message) => said.push(message) },
    nowMs: () => Date.now(), stop: stopping.signal, ...overrides,
  };
  return { host, printed, said, opened, engine, stopping, config: () => config, stopped: () => engineStopped };
}

export async function startHost(folders: Folders, argv: readonly string[] = [], overrides: Partial<HeadlessHost> = {}): Promise<RunningHost> {
  const { host, stopping, ...seen } = hostFor(folders, overrides);
  const ready = new Promise<void>((resolve) => {
    const print = host.print;
    Object.assign(host, { print: (line: string) => { print(line); resolve(); } });
  });
  const ended = runHeadless(['--port', '0', '--data', folders.data, ...argv], host);
  await Promise.race([ready, ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${seen.said.join(' ')}`)))]);
  const link = /http:\S+/.exec(seen.printed[0] ?? '')?.[0] ?? '';
  return {
    ...seen, link, port: Number(new URL(link).port),
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

export const removeFolders = (folders: Folders): void => rmSync(folders.root, { recursive: true, force: true });

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request with exactly the headers given: browsers' rules are for browsers. */
export function ask(port: number, { path = '/', method = 'GET', headers = {} }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, setHost: false, agent: false, headers: { Host: `127.0.0.1:${port}`, ...headers } });
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
    });
    request.on('error', reject);
    request.end();
  });
}

export const upgradeHeaders: Readonly<Record<string, string>> = {
  Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Sends bytes as they are and gives back everything that was answered. */
export function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answered = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.setEncoding('utf8').on('data', (part: string) => (answered += part)).on('error', () => resolve(answered)).on('close', () => resolve(answered));
  });
}

/** Opens the link as a browser would; returns the cookie to send from then on. */
export async function signIn(host: Pick<RunningHost, 'link' | 'port'>): Promise<string> {
  const answer = await ask(host.port, { path: host.link.slice(host.link.indexOf('/?')) });
  if (answer.status !== 303) throw new Error(`expected a redirect, got ${answer.status}`);
  return (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}
