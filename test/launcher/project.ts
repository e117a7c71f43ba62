/** A made-up project around the real launcher: its tools are scripts that say what they were asked. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');

/** Builds what it is asked to; counts how often. */
const FAKE_BUILD = `
import { appendFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('builds.txt', process.argv.slice(2).join(' ') + '\\n');
if (existsSync('src/broken')) { console.error('src/broken does not compile'); process.exit(1); }
for (const folder of ['main', 'preload', 'renderer']) mkdirSync('out/' + folder, { recursive: true });
for (const name of ['headless', 'cli', 'index', 'bench']) cpSync('fake/' + name + '.mjs', 'out/main/' + name + '.js');
writeFileSync('out/preload/index.cjs', '');
writeFileSync('out/renderer/index.html', '');
console.log('built');
`;

/** Says who it is, with what, and under which Node; then does as its first word says. */
const FAKE_PROGRAM = `
import { appendFileSync } from 'node:fs';
const [word, value] = process.argv.slice(2);
process.on('SIGTERM', () => { appendFileSync('signals.txt', 'SIGTERM\\n'); process.exit(word === 'stubborn' ? 3 : 0); });
process.on('SIGINT', () => { appendFileSync('signals.txt', 'SIGINT\\n'); process.exit(0); });
process.on('SIGHUP', () => { appendFileSync('signals.txt', 'SIGHUP\\n'); process.exit(0); });
appendFileSync('starts.txt', process.pid + ' ' + process.argv.slice(2).join(' ') + '\\n');
console.log(JSON.stringify({ program: process.argv[1].split(/[\\\\/]/).pop(), words: process.argv.slice(2), cwd: process.cwd(), node: process.execPath }));
if (word === 'exit') process.exit(Number(value));
else if (word === 'echo') process.stdin.pipe(process.stdout);
else if (word === 'crash-once') { setTimeout(() => process.exit(1), 50); }
else if (word === 'die') process.kill(process.pid, 'SIGKILL');
else if (word !== 'quit') setInterval(() => {}, 1000);
`;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Launch {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout(): string;
  /** Resolves when the text has been printed; rejects when the launch ends before. */
  printed(text: string): Promise<void>;
}

export interface Project {
  readonly root: string;
  launch(words: readonly string[], environment?: Readonly<Record<string, string>>): Launch;
  write(path: string, content: string): void;
  read(path: string): string;
  lines(path: string): readonly string[];
  remove(): void;
}

/** Ours without what an npm around the tests, or a desktop, has put there. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { npm_lifecycle_event: _event, npm_execpath: _npm, INIT_CWD: _folder, DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...plain } = process.env;
  return plain;
}

function start(root: string, words: readonly string[], environment: Readonly<Record<string, string>>): Launch {
  const child = spawn(process.execPath, [join(root, 'scripts', 'launch.mjs'), ...words], {
    cwd: root, env: { ...plainEnvironment(), ...environment }, stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => { stdout += String(chunk); for (const look of waiting) look(); });
  child.stderr.on('data', (chunk: Buffer) => { stderr += String(chunk); for (const look of waiting) look(); });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => { resolve({ code, signal, stdout, stderr }); });
  });
  const printed = (text: string): Promise<void> => new Promise((resolve, reject) => {
    const look = (): void => { if (stdout.includes(text) || stderr.includes(text)) { waiting.delete(look); resolve(); } };
    waiting.add(look);
    look();
    void ended.then(() => reject(new Error(`ended without printing ${text}\n${stdout}\n${stderr}`)));
  });
  return { process: child, ended, stdout: () => stdout, printed };
}

export function createProject(): Project {
  const root = mkdtempSync(join(tmpdir(), 'ballast-launch-'));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  cpSync(scripts, join(root, 'scripts'), { recursive: true });
  write('package.json', '{ "name": "ballast", "type": "module" }');
  write('package-lock.json', '{ "packages": { "": {} } }');
  write('src/main.ts', 'export {};');
  for (const name of ['headless', 'cli', 'index', 'bench']) write(`fake/${name}.mjs`, FAKE_PROGRAM);
  write('node_modules/.package-lock.json', '{ "packages": {} }');
  write('node_modules/electron-vite/package.json', '{ "type": "module" }');
  write('node_modules/electron-vite/bin/electron-vite.js', FAKE_BUILD);
  const read = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');
  return {
    root, write, read,
    launch: (words, environment = {}) => start(root, words, environment),
    lines: (path) => read(path).split('\n').filter((line) => line !== ''),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** An executable that does `script` under sh. */
export function writeProgram(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
