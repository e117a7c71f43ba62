// Builds when the build is not of these sources: by content, because a checkout changes times without changing files.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { runCommand } from './runCommand.mjs';
import { sayProgress } from './say.mjs';

const DONE = { code: 0, signal: null };
const SOURCES = ['bench', 'electron.vite.config.ts', 'package-lock.json', 'package.json', 'resources', 'src', 'tsconfig.base.json'];
const PRODUCTS = ['main/headless.js', 'main/cli.js', 'main/index.js', 'preload/index.cjs', 'renderer/index.html'];

const stampOf = (root) => join(root, 'out', '.stamp');

function addTo(hash, root, path) {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) addEntry(hash, root, `${path}/${entry.name}`, entry.isDirectory());
}

function addEntry(hash, root, path, isFolder) {
  if (isFolder) return addTo(hash, root, path);
  const content = readFileSync(join(root, path));
  hash.update(`${path}\n${content.length}\n`).update(content);
}

export function sourcesHash(root) {
  const hash = createHash('sha256');
  for (const path of SOURCES) {
    if (existsSync(join(root, path))) addEntry(hash, root, path, !/\.\w+$/.test(path));
  }
  return hash.digest('hex');
}

function isBuilt(root) {
  const stamp = stampOf(root);
  return existsSync(stamp)
    && PRODUCTS.every((path) => existsSync(join(root, 'out', path)))
    && readFileSync(stamp, 'utf8') === sourcesHash(root);
}

/** `context`: { root, node, env }. */
export async function ensureBuilt(context) {
  const { root, node, env } = context;
  if (isBuilt(root)) return DONE;
  return exclusively(root, async () => {
    if (isBuilt(root)) return DONE;
    const hash = sourcesHash(root);
    const progress = sayProgress('building');
    rmSync(stampOf(root), { force: true });
    let output = '';
    const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
    const ended = await runCommand(node, [cli, 'build', '--logLevel', 'warn'], {
      cwd: root, env: { ...env, NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'pipe'], onOutput: (chunk) => { output += chunk; },
    });
    progress.done(ended.code === 0 ? 'done' : 'failed');
    if (ended.code !== 0) {
      process.stderr.write(output);
      return ended;
    }
    mkdirSync(join(root, 'out'), { recursive: true });
    writeFileSync(stampOf(root), hash);
    return DONE;
  });
}
