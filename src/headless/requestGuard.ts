import type { IncomingMessage } from 'node:http';

/** Only these names of this machine: any other Host is a rebinding attempt or a proxy nobody set up. */
export const allowedHosts = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

/** Why a request must be refused before anything looks at it; null when it may go on. A WebSocket must bring an Origin. */
export function refusalOf(request: IncomingMessage, port: number, kind: 'page' | 'socket'): string | null {
  const { headers, headersDistinct } = request;
  if (headers.host === undefined || headersDistinct['host']?.length !== 1 || !allowedHosts(port).includes(headers.host)) {
    return `Ballast answers only at http://127.0.0.1:${port} and http://localhost:${port}: this request came under another name.`;
  }
  const { origin } = headers;
  if (origin === undefined ? kind === 'socket' : origin !== `http://${headers.host}`) {
    return 'Ballast answers only its own page: this request came from another one.';
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = kind === 'page' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
    return 'Ballast answers only its own page: this request came from another one.';
  }
  return null;
}

/** Sent with every answer. `host` is one of the allowed ones; older browsers do not count ws: as 'self'. */
export function securityHeaders(host: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(host),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

const contentSecurityPolicy = (host: string): string =>
  [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    `connect-src 'self' ws://${host}`, "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'",
  ].join('; ');
