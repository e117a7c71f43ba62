import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { failed, success, type Result } from '../domain/result.ts';

export interface PageFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Built assets carry a hash of their content in their name and never change. */
  readonly immutable: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.json': 'application/json',
};

/**
 * The built screen, by request path. It is read once, and a request can only name what is in the list:
 * no path is ever made from what a client sent. Links and files of unknown kinds are left out.
 */
export function readPageFiles(folder: string): Result<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      const contentType = contentTypes[extname(entry.name)];
      if (!entry.isFile() || contentType === undefined) continue;
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(join(folder, '/').length).replaceAll('\\', '/');
      files.set(`/${name}`, { bytes: readFileSync(path), contentType, immutable: name.startsWith('assets/') });
    }
  } catch {
    return notBuilt(folder);
  }
  const index = files.get('/index.html');
  if (index === undefined) return notBuilt(folder);
  return success(files.set('/', index));
}

const notBuilt = (folder: string): Result<never> => failed('not-found', `The screen is not built: there is no index.html in ${folder}.`);
