import { readFile, realpath } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

export const PAGE_SCHEME = 'app';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://ballast`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.json': 'application/json',
};

const headers: Readonly<Record<string, string>> = {
  // The page speaks to the engine over a message port, so it needs no connection at all.
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; " +
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Answers app://ballast/… with files inside `root`, and with 404 for everything else. */
export async function servePage(root: string, request: { readonly method: string; readonly url: string }): Promise<Response> {
  const path = request.method === 'GET' ? pathInside(root, request.url) : null;
  const contentType = path === null ? undefined : contentTypes[extname(path)];
  const bytes = path === null || contentType === undefined ? null : await readInside(root, path);
  if (bytes === null || contentType === undefined) return new Response('Not found', { status: 404, headers });
  return new Response(new Uint8Array(bytes), { status: 200, headers: { ...headers, 'Content-Type': contentType } });
}

/** The file that a URL names; null when it is another host's, cannot be read, or lies outside. */
export function pathInside(root: string, address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== `${PAGE_SCHEME}:` || url.host !== 'ballast' || url.username !== '' || url.password !== '') return null;
  let name: string;
  try {
    name = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (/[\0\\]/.test(name)) return null;
  const path = resolve(root, `.${name === '/' ? '/index.html' : name}`);
  return path.startsWith(resolve(root) + sep) ? path : null;
}

/** A link inside the folder must not lead out of it either. */
async function readInside(root: string, path: string): Promise<Buffer | null> {
  try {
    const real = await realpath(path);
    return real.startsWith(join(await realpath(root), sep)) ? await readFile(real) : null;
  } catch {
    return null;
  }
}
