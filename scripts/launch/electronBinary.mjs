// Whether the desktop app can run here, and if not, why.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './runCommand.mjs';
import { sayProgress } from './say.mjs';

const DOWNLOAD_LIMIT_MS = 60_000;

/** Path of the Electron program, or null. Same rule as the electron package's own index.js. */
function installedElectron(root) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null;
  if (override) return [join(override, name ?? 'electron')].find(existsSync) ?? null;
  return name !== null && existsSync(join(folder, 'dist', name)) ? join(folder, 'dist', name) : null;
}

export const hasDisplay = () =>
  process.platform === 'win32' || process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** { program } or { why }: a clause for "… : <why>". Fetches the binary once, within its own time limit. */
export async function electronProgram({ root, node, env }) {
  if (!hasDisplay()) return { why: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  const present = installedElectron(root);
  if (present !== null) return { program: present };
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  if (!existsSync(installer)) return { why: 'the electron package is not installed' };
  const progress = sayProgress('fetching the Electron program');
  const ended = await runCommand(node, [installer], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], timeLimitMs: DOWNLOAD_LIMIT_MS });
  const fetched = installedElectron(root);
  progress.done(fetched === null ? 'failed' : 'done');
  if (fetched !== null) return { program: fetched };
  return {
    why: ended.signal === null
      ? 'the Electron program is not here and could not be fetched'
      : `the Electron program is not here and could not be fetched within ${DOWNLOAD_LIMIT_MS / 1000} s`,
  };
}
