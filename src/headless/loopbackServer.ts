import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serveEngine } from '../contract/engineServer.ts';
import type { EngineService } from '../contract/engineService.ts';
import { failed, success, type Result } from '../domain/result.ts';
import type { Logger } from '../engine/ports.ts';
import type { PageFile } from './pageFiles.ts';
import { refusalOf, securityHeaders } from './requestGuard.ts';
import type { SignIn } from './signIn.ts';
import { createSocketTransport } from './socketTransport.ts';

/** The only address that is ever bound. */
const LOOPBACK = '127.0.0.1';
const ENGINE_PATH = '/engine';
const MEGABYTE = 1024 * 1024;
const LIMITS = {
  connections: 64, sockets: 16, headersMs: 10_000, requestMs: 15_000, socketMessageBytes: MEGABYTE, socketFragments: 64,
  socketChunks: 4_096, backlogBytes: 256 * MEGABYTE,
} as const;

export interface LoopbackServices {
  readonly engine: EngineService;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly signIn: SignIn;
  readonly logger: Logger;
  /** A link was used; the next one is for another browser. */
  readonly onLinkUsed: () => void;
}

export interface LoopbackServer {
  readonly port: number;
  /** Until now every request was answered with 503. */
  serve(services: LoopbackServices): void;
  close(reason: string): Promise<void>;
}

/** Takes the port, so that a port in use is known before anything else is started. 0 takes a free one. */
export async function listenOnLoopback(port: number): Promise<Result<LoopbackServer>> {
  let services: LoopbackServices | null = null;
  let boundPort = port;
  const sockets = new WebSocketServer({
    noServer: true, perMessageDeflate: false, maxPayload: LIMITS.socketMessageBytes, maxFragments: LIMITS.socketFragments,
    maxBufferedChunks: LIMITS.socketChunks,
  });
  const http = createServer({ headersTimeout: LIMITS.headersMs, requestTimeout: LIMITS.requestMs }, (request, response) => {
    answerPage(request, response, boundPort, services);
  });
  http.maxConnections = LIMITS.connections;
  http.on('upgrade', (request, stream, head) => {
    stream.on('error', () => undefined);
    const refusal = socketRefusal(request, boundPort, services);
    if (refusal !== null || services === null || sockets.clients.size >= LIMITS.sockets) {
      refuseUpgrade(stream, refusal ?? 'Too many pages are open.');
      return;
    }
    const { engine, logger } = services;
    sockets.handleUpgrade(request, stream, head, (socket) => {
      serveEngine(createSocketTransport(socket, { maxBacklogBytes: LIMITS.backlogBytes }), engine, {
        onBug: (fault) => logger.error('a fault while answering the page', { fault: String(fault) }),
      });
    });
  });
  const bound = await bind(http, port);
  if (!bound.ok) return bound;
  boundPort = bound.value;
  return success({
    port: boundPort,
    serve: (given) => {
      services = given;
    },
    close: (reason) => closeAll(http, sockets, reason),
  });
}

function bind(http: Server, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    http.once('error', (error: NodeJS.ErrnoException) => resolve(failed('refused', bindFailure(error, port))));
    http.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = http.address();
      resolve(success(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

function bindFailure(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use by another program. Choose another with --port N, or --port 0 for a free one.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user. Choose one above 1023 with --port N.`;
  return `Port ${port} cannot be opened (${error.code ?? error.message}).`;
}

function answerPage(request: IncomingMessage, response: ServerResponse, port: number, services: LoopbackServices | null): void {
  const refusal = refusalOf(request, port, 'page');
  if (refusal !== null) return sendSentence(response, 403, refusal);
  const host = request.headers.host ?? '';
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendSentence(response, 405, 'Only GET is answered here.', host);
  if (services === null) return sendSentence(response, 503, 'Ballast is starting. Reload this page in a moment.', host);
  const { signIn } = services;
  const url = pathAndToken(request.url);
  if (url === null) return sendSentence(response, 400, 'This address cannot be read.', host);
  // A browser that fetches ahead, or a program that looks at links, must not use one up.
  const isVisit = request.method === 'GET' && request.headers['sec-purpose'] === undefined;
  if (url.token !== null && isVisit && signIn.redeem(url.token)) {
    response.writeHead(303, { ...securityHeaders(host), 'Cache-Control': 'no-store', Location: '/', 'Set-Cookie': signIn.cookie() }).end();
    services.onLinkUsed();
    return undefined;
  }
  if (!signIn.isSignedIn(request.headers.cookie)) return sendSentence(response, 403, signInSentence(url.token, signIn), host);
  // A used link in a browser that is signed in: the token leaves the address bar.
  if (url.token !== null) return void response.writeHead(303, { ...securityHeaders(host), 'Cache-Control': 'no-store', Location: '/' }).end();
  const file = services.files.get(url.path);
  if (file === undefined) return sendSentence(response, 404, 'There is nothing at this address.', host);
  response.writeHead(200, {
    ...securityHeaders(host), 'Content-Type': file.contentType, 'Content-Length': file.bytes.length,
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
  return undefined;
}

function pathAndToken(target: string | undefined): { readonly path: string; readonly token: string | null } | null {
  if (target === undefined || !target.startsWith('/') || !URL.canParse(target, 'http://host')) return null;
  const url = new URL(target, 'http://host');
  return url.host === 'host' ? { path: url.pathname, token: url.searchParams.get('token') } : null;
}

function signInSentence(token: string | null, signIn: SignIn): string {
  if (token === null) return 'This browser is not signed in. Open the link that Ballast printed when it started.';
  if (signIn.isUsedUp(token)) {
    return 'This link was used already: each one works once. Open the newest link that Ballast printed, or start Ballast again: it prints a new one.';
  }
  return 'This link is not valid. Open the newest link that Ballast printed, or start Ballast again: it prints a new one.';
}

function socketRefusal(request: IncomingMessage, port: number, services: LoopbackServices | null): string | null {
  const refusal = refusalOf(request, port, 'socket');
  if (refusal !== null) return refusal;
  if (services === null) return 'Ballast is starting.';
  if (request.url !== ENGINE_PATH) return 'There is nothing at this address.';
  return services.signIn.isSignedIn(request.headers.cookie) ? null : 'This browser is not signed in.';
}

/** Sentences are our own and hold nothing that a client sent. */
function sendSentence(response: ServerResponse, status: number, sentence: string, host = '127.0.0.1'): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="dark light"><title>Ballast</title><p>${sentence}</p></html>\n`;
  response.writeHead(status, { ...securityHeaders(host), 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', Connection: 'close' });
  response.end(page);
}

function refuseUpgrade(stream: Duplex, sentence: string): void {
  stream.end(
    `HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(sentence)}\r\n\r\n${sentence}`,
  );
}

async function closeAll(http: Server, sockets: WebSocketServer, reason: string): Promise<void> {
  const GOING_AWAY = 1001;
  for (const socket of sockets.clients) socket.close(GOING_AWAY, reason);
  const closed = new Promise<void>((resolve) => {
    http.close(() => resolve());
  });
  http.closeIdleConnections();
  // The farewell leaves at once or never: a page that does not read must not hold up the end.
  setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
  }, 200).unref();
  await closed;
}
