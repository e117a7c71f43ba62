import { statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createEngineClient } from '../../src/contract/engineClient.ts';
import { createWebSocketTransport, type BrowserSocket } from '../../src/contract/webSocketTransport.ts';
import { ask, askRaw, makeFolders, removeFolders, SECRET, signIn, startHost, upgradeHeaders, type RunningHost } from './loopbackHost.ts';

const folders = makeFolders();
let host: RunningHost;
let cookie: string;
beforeAll(async () => {
  host = await startHost(folders);
  cookie = await signIn(host);
});
afterAll(async () => {
  await host.stop();
  removeFolders(folders);
});
const own = (): string => `http://127.0.0.1:${host.port}`;

describe('the printed link', () => {
  it('is one line with a one-time token of 256 bits', () => {
    expect(host.printed).toHaveLength(1);
    expect(host.printed[0]).toMatch(/^Ballast is running: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });

  it('is exchanged for a cookie that scripts and other sites cannot use, and works once', async () => {
    const another = await startHost(folders);
    const path = another.link.slice(another.link.indexOf('/?'));
    const first = await ask(another.port, { path });
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(new RegExp(`^ballast-${another.port}=[^;]+; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`));
    const second = await ask(another.port, { path });
    expect(second.status).toBe(403);
    expect(second.body).toContain('This link was used already: each one works once. Open the newest link that Ballast printed, or start Ballast again');
    expect(another.said[0]).toMatch(/^That link is used up\. For another browser: http:/);
    const next = /\/\?token=.*/.exec(another.said[0] ?? '')?.[0] ?? '';
    expect((await ask(another.port, { path: next })).status).toBe(303);
    const signedIn = (first.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
    expect(await ask(another.port, { path, headers: { Cookie: signedIn } })).toMatchObject({ status: 303, headers: { location: '/' } });
    await another.stop();
  });

  it('is not used up by something that only looks', async () => {
    const another = await startHost(folders);
    const path = another.link.slice(another.link.indexOf('/?'));
    expect((await ask(another.port, { path, method: 'HEAD' })).status).toBe(403);
    expect((await ask(another.port, { path, headers: { 'Sec-Purpose': 'prefetch' } })).status).toBe(403);
    expect((await ask(another.port, { path })).status).toBe(303);
    await another.stop();
  });

  it('with a wrong token gives a sentence', async () => {
    const answer = await ask(host.port, { path: '/?token=guess' });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('This link is not valid.');
  });
});

describe('the page', () => {
  it('comes with the headers that keep others out', async () => {
    const answer = await ask(host.port, { headers: { Cookie: cookie } });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin', 'cache-control': 'no-store',
      'content-security-policy':
        `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws://127.0.0.1:${host.port}; ` +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect((await ask(host.port, { path: '/assets/index-abc123.js', headers: { Cookie: cookie } })).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  it('may be opened from a bookmark or a link, and by the other name of this machine', async () => {
    const navigation = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await ask(host.port, { headers: { Cookie: cookie, ...navigation } })).status).toBe(200);
    expect((await ask(host.port, { headers: { Cookie: cookie, Host: `localhost:${host.port}` } })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('answers no %s', async (method) => {
    expect((await ask(host.port, { method, headers: { Cookie: cookie } })).status).toBe(405);
  });

  it.each([
    '/../outside.html', '/assets/../../outside.html', '/%2e%2e/outside.html', '/%2e%2e%2foutside.html', '/..%2foutside.html', '/..%5coutside.html',
    '/assets/%2e%2e/%2e%2e/outside.html', '//etc/passwd', '/%00/index.html', '/index.html%00.js', '/assets/', '/assets', '/assets/notes.unknown',
    '/..;/outside.html', '/%c0%ae%c0%ae/outside.html', '/....//outside.html', '/.%252e/outside.html', '/INDEX.HTML', '/assets/index-abc123.js/', '/C:/Windows/win.ini',
  ])('serves nothing for %s', async (path) => {
    const answer = await ask(host.port, { path, headers: { Cookie: cookie } });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain(SECRET);
  });
});

describe('the socket', () => {
  it('serves the engine to the signed-in page', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers: { Origin: own(), Cookie: cookie } });
    const client = createEngineClient(createWebSocketTransport(socket as unknown as BrowserSocket));
    expect(await client.ready).toMatchObject({ engine: 'test' });
    expect((await client.request('getSnapshot', {})).state.book.name).toBe(SECRET);
    client.close();
  });

  it('cuts off what is larger than any request', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers: { Origin: own(), Cookie: cookie } });
    await new Promise((resolve) => socket.once('open', resolve));
    const code = new Promise((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(2 * 1024 * 1024));
    expect(await code).toBe(1009);
  });

  it('does not compress, so that sizes are what they seem', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/engine`, { headers: { Origin: own(), Cookie: cookie }, perMessageDeflate: true });
    await new Promise((resolve) => socket.once('open', resolve));
    expect(socket.extensions).toBe('');
    socket.terminate();
  });
});

describe('hostile requests', () => {
  const hosts = (port: number): Readonly<Record<string, string>> => ({
    own: `127.0.0.1:${port}`, 'other port': '127.0.0.1:1', 'no port': '127.0.0.1', rebinding: `rebind.example:${port}`, lookalike: `localhost.evil:${port}`,
    suffix: `127.0.0.1.evil:${port}`, decimal: `2130706433:${port}`, hexadecimal: `0x7f000001:${port}`, short: `127.1:${port}`, 'any address': `0.0.0.0:${port}`,
    'IPv6': `[::1]:${port}`, 'trailing dot': `localhost.:${port}`, 'user part': `127.0.0.1:${port}@evil`, upper: `LOCALHOST:${port}`, empty: '',
  });
  const origins = (port: number): Readonly<Record<string, string | null>> => ({
    none: null, own: `http://127.0.0.1:${port}`, null: 'null', foreign: 'https://evil.example', 'other port': 'http://127.0.0.1:1', https: `https://127.0.0.1:${port}`,
    'own but other name': `http://localhost:${port}`, prefix: `http://127.0.0.1:${port}.evil`, file: 'file://', extension: 'chrome-extension://abc',
  });
  const cookies = (port: number): Readonly<Record<string, string>> => ({
    none: '', valid: cookie, 'other port': cookie.replace(String(port), '1'), forged: `ballast-${port}=1799999999.${'a'.repeat(43)}.${'b'.repeat(43)}`,
    cut: cookie.slice(0, -1), aged: cookie.replace(/=\d+/, '=1000000000'), empty: `ballast-${port}=`,
  });

  it('are all refused, and no refusal holds a byte of the account', async () => {
    const { port } = host;
    const handledBefore = host.engine.handled.length;
    let refused = 0;
    for (const [hostName, Host] of Object.entries(hosts(port))) {
      for (const [originName, origin] of Object.entries(origins(port))) {
        for (const [cookieName, Cookie] of Object.entries(cookies(port))) {
          for (const kind of ['page', 'asset', 'socket'] as const) {
            const isOwn = hostName === 'own' && cookieName === 'valid' && (originName === 'own' || (originName === 'none' && kind !== 'socket'));
            if (isOwn) continue;
            const headers = { Host, ...(origin === null ? {} : { Origin: origin }), ...(Cookie === '' ? {} : { Cookie }), ...(kind === 'socket' ? upgradeHeaders : {}) };
            const path = { page: '/', asset: '/assets/index-abc123.js', socket: '/engine' }[kind];
            const answer = await ask(port, { path, headers });
            expect([400, 403], `${kind} Host ${hostName} Origin ${originName} cookie ${cookieName}`).toContain(answer.status);
            expect(answer.body).not.toContain(SECRET);
            expect(answer.headers['set-cookie']).toBeUndefined();
            refused += 1;
          }
        }
      }
    }
    expect(refused).toBeGreaterThan(2_000);
    expect(host.engine.handled).toHaveLength(handledBefore);
  }, 30_000);

  it('from another site are refused even with the cookie, whatever they load', async () => {
    for (const dest of ['script', 'image', 'style', 'empty', 'iframe', 'object', 'websocket']) {
      for (const site of ['cross-site', 'same-site']) {
        const headers = { Cookie: cookie, 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': dest === 'iframe' ? 'navigate' : 'no-cors', 'Sec-Fetch-Dest': dest };
        expect(await ask(host.port, { headers }), `${site} ${dest}`).toMatchObject({ status: 403 });
      }
    }
  });

  it('to another path of the socket are refused', async () => {
    for (const path of ['/', '/engine/', '/engine?x=1', '/engine/../engine', '//engine']) {
      expect((await ask(host.port, { path, headers: { ...upgradeHeaders, Origin: own(), Cookie: cookie } })).status, path).toBe(403);
    }
  });

  it('that are not HTTP, or have no or two Hosts, do no harm', async () => {
    for (const text of ['GET / HTTP/1.1\r\n\r\n', `GET / HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nHost: evil\r\nCookie: ${cookie}\r\n\r\n`, '\u0000\u0001\u0002', 'GET', `GET http://evil/ HTTP/1.1\r\nHost: evil\r\n\r\n`]) {
      expect(await askRaw(host.port, text)).not.toContain('200 OK');
    }
    expect((await ask(host.port, { headers: { Cookie: cookie } })).status).toBe(200);
  });
});

it('listens on no other address of this machine', async () => {
  const addresses = Object.values(networkInterfaces()).flat().filter((one) => one !== undefined && !one.address.startsWith('127.')).map((one) => one?.address ?? '');
  for (const address of [...addresses, '::1']) {
    const reached = await new Promise((resolve) => {
      const socket = connect({ host: address, port: host.port, timeout: 500 }, () => resolve(true));
      socket.on('error', () => resolve(false)).on('timeout', () => resolve(false));
    });
    expect(reached, address).toBe(false);
  }
});

it('keeps its key private', () => {
  expect(statSync(join(folders.data, 'host.key')).mode & 0o777).toBe(0o600);
});
