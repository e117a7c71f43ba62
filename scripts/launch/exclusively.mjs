// Two launches at once (npm start beside npm test) must not install or build over each other.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.mjs';
import { stopAsked } from './runCommand.mjs';

const RETRY_MS = 300;
/** A lock without a process id for this long was left by a launcher that died while it wrote it. */
const UNSIGNED_MS = 5_000;

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

function freeIfAbandoned(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const abandoned = pid > 0 ? !alive(pid) : Date.now() - statSync(file).mtimeMs > UNSIGNED_MS;
    if (abandoned) rmSync(file, { force: true });
  } catch {
    // Freed by its owner just now.
  }
}

/** Runs `job` while holding `.cache/launch.lock`; a lock whose owner is gone is taken over. */
export async function exclusively(root, job) {
  const file = join(root, '.cache', 'launch.lock');
  mkdirSync(join(root, '.cache'), { recursive: true });
  let told = false;
  while (!take(file)) {
    if (stopAsked() !== null) return { code: null, signal: stopAsked() };
    if (!told) say('another launch is installing or building here; waiting for it');
    told = true;
    freeIfAbandoned(file);
    await new Promise((resolve) => { setTimeout(resolve, RETRY_MS); });
  }
  try {
    return await job();
  } finally {
    rmSync(file, { force: true });
  }
}
