// `npm ci` when node_modules is missing or is not what package-lock.json says.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { runCommand } from './runCommand.mjs';
import { sayProgress } from './say.mjs';

const DONE = { code: 0, signal: null };
const KEPT_OUTPUT = 20_000;

const stampOf = (root) => join(root, 'node_modules', '.ballast-installed');

const wanted = (root) =>
  `${createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')} ${process.platform}-${process.arch}`;

const readOr = (path, otherwise) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
};

/** A folder that npm filled without us counts when npm's own record of it agrees with the lock file, package by package. */
function filledByNpm(root) {
  const record = readOr(join(root, 'node_modules', '.package-lock.json'), null);
  if (record === null) return false;
  const installed = JSON.parse(record).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const agrees = ([path, entry]) => locked[path]?.version === entry.version && existsSync(join(root, path, 'package.json'));
  const present = ([path, entry]) => path === '' || entry.optional === true || entry.devOptional === true || path in installed;
  return Object.entries(installed).every(agrees) && Object.entries(locked).every(present);
}

export function isInstalled(root) {
  if (!existsSync(join(root, 'node_modules'))) return false;
  if (readOr(stampOf(root), '') === wanted(root)) return true;
  if (!filledByNpm(root)) return false;
  writeFileSync(stampOf(root), wanted(root));
  return true;
}

/** npm as it runs us, else the one in PATH. */
const npmCommand = () => {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.(c?js|mjs)$/.test(script) && existsSync(script)) return [process.execPath, [script]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
};

export async function ensureInstalled(root) {
  if (isInstalled(root)) return DONE;
  return exclusively(root, async () => {
    if (isInstalled(root)) return DONE;
    const progress = sayProgress('installing packages (npm ci)');
    const [program, first] = npmCommand();
    let output = '';
    const ended = await runCommand(program, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      // The terminal's own npm settings stay; ours say that no progress bar mixes into the running line.
      env: { ...process.env, npm_config_progress: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: program.endsWith('.cmd'),
      onOutput: (chunk) => { output = (output + chunk).slice(-KEPT_OUTPUT); },
    });
    if (ended.code === 0) writeFileSync(stampOf(root), wanted(root));
    progress.done(ended.code === 0 ? 'done' : 'failed');
    if (ended.code !== 0) process.stderr.write(output);
    return ended;
  });
}
