// Starts one command, hands signals on to it, and leaves nothing of it behind.
//
// The command leads its own process group: a Ctrl-C reaches it once (through us), it ends what it started in its own
// order, and whatever is left of the group is killed after it. A guard process does the same if the launcher is killed;
// the launcher does it when its own parent (npm, or the shell npm uses) is gone.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const GUARD = fileURLToPath(new URL('./guard.mjs', import.meta.url));
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_MS = 300;
const GRACE_MS = 10_000;
const grouped = process.platform !== 'win32';

/** What the launcher was told to end with; set once. */
let asked = null;
let current = null;
const startParents = parents();

/** Parent, and its parent too where npm's shell stands between: that shell survives its npm. */
function parents() {
  const chain = [process.ppid];
  if (process.platform === 'linux' && process.env.npm_lifecycle_event !== undefined) {
    try {
      const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      if (/^(sh|dash|bash|busybox)$/.test(name)) chain.push(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The parent is gone already: the change of process.ppid will show it.
    }
  }
  return chain.join('/');
}

export const stopAsked = () => asked;

export function watchForStop() {
  for (const signal of FORWARDED) process.on(signal, () => stop(signal));
  setInterval(() => {
    if (asked === null && parents() !== startParents) stop('SIGTERM');
  }, PARENT_CHECK_MS).unref();
}

function stop(signal) {
  asked = signal;
  // Between two commands nothing runs: runCommand refuses to start the next one.
  if (current !== null) current.end(signal);
}

/** The exit code a shell would give: 128 + signal number where a signal ended it. */
export const exitCodeOf = ({ code, signal }) => (signal === null ? code : 128 + (constants.signals[signal] ?? 0));

/**
 * Resolves with { code, signal } when the command has ended. `stdio` as for spawn. Rejects only if it cannot be started.
 */
export function runCommand(program, args, { cwd, env = process.env, stdio = 'inherit', timeLimitMs = 0, shell = false, onOutput = undefined }) {
  if (asked !== null) return Promise.resolve({ code: null, signal: asked });
  return new Promise((resolve, reject) => {
    // The hosts watch this id themselves too.
    const watched = { ...env, BALLAST_PARENT_PID: String(process.pid) };
    const child = spawn(program, args, { cwd, env: watched, stdio, detached: grouped, windowsHide: true, shell });
    let guard = null;
    const timers = [];
    const killGroup = () => {
      try {
        if (grouped) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // Nothing is left of it.
      }
    };
    const end = (signal) => {
      child.kill(signal);
      timers.push(setTimeout(killGroup, GRACE_MS));
    };
    const finish = () => {
      for (const timer of timers) clearTimeout(timer);
      if (grouped && child.pid !== undefined) killGroup();
      guard?.stdin.end('done');
      guard?.unref();
      current = null;
    };
    child.once('error', (error) => { finish(); reject(error); });
    child.once('exit', finish);
    // After 'exit', because piped output may still be on its way then.
    child.once('close', (code, signal) => resolve({ code, signal }));
    if (child.pid === undefined) return;
    current = { end };
    guard = spawn(process.execPath, [GUARD, String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, windowsHide: true });
    guard.on('error', () => {});
    guard.stdin.on('error', () => {});
    if (timeLimitMs > 0) timers.push(setTimeout(() => end('SIGTERM'), timeLimitMs));
    child.stdout?.on('data', (chunk) => onOutput?.(chunk));
    child.stderr?.on('data', (chunk) => onOutput?.(chunk));
    if (asked !== null) end(asked);
  });
}
