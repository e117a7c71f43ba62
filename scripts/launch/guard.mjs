// Ends a command's process group when the launcher dies without a chance to do so itself (kill -9, power of the
// out-of-memory killer). Started by runCommand.mjs; the launcher holds the other end of this process's stdin.
import { spawnSync } from 'node:child_process';

const leader = Number(process.argv[2]);
const GRACE_MS = 5000;

const send = (target, signal) => {
  try {
    process.kill(target, signal);
    return true;
  } catch {
    return false;
  }
};

const endGroup = () => {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(leader), '/T', '/F']);
    process.exit(0);
  }
  send(leader, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  setInterval(() => {
    if (Date.now() > deadline || !send(leader, 0)) {
      send(-leader, 'SIGKILL');
      process.exit(0);
    }
  }, 100);
};

let orderly = false;
process.stdin.on('data', () => { orderly = true; });
process.stdin.on('end', () => (orderly ? process.exit(0) : endGroup()));
process.stdin.on('error', endGroup);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
