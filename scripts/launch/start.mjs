// `npm start`: the desktop app where it can run, else the headless host, kept running.
import { join } from 'node:path';
import { electronProgram } from './electronBinary.mjs';
import { runCommand, stopAsked } from './runCommand.mjs';
import { say } from './say.mjs';

export const START_USAGE = `Usage: npm start [-- options]

Opens the desktop app. Without a display or without the Electron program it says why, starts the
headless host on 127.0.0.1 and prints the link to open in a browser.

  --headless             the headless host, even where the desktop app could run
  --port N               port of the headless host
  --data DIR             data folder (default: the application-data folder of this user, then "ballast")
  --speed X              market seconds per second of the simulated market
  --story NAME           story of the simulated market: distribution (default), calm, crash, grind
  --fills advised|none   advised: the paper trader fills the first candidate (never with a live feed)
  --feed URL             a feed that speaks docs/feed-protocol.md, instead of the simulated market
  --policy NAME          hedging policy: a preset's name or a file
  --book FILE            book of positions (JSON, see docs/cli.md); taken once, and again when the file has changed
  --no-open              do not open a browser
  --new-key              headless: sign out every page that was signed in before
  --help                 this text
`;

const REFUSED = 2;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const MOST_CRASHES = 5;
const CRASH_WINDOW_MS = 60_000;

const pause = (ms) => new Promise((resolve) => {
  const started = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - started < ms && stopAsked() === null) return;
    clearInterval(timer);
    resolve();
  }, 50);
});

/** Restarts the host after a crash or a kill; an orderly end (0) and a refusal (2) stand. */
async function superviseHost({ root, node, env, cwd }, options) {
  const host = join(root, 'out', 'main', 'headless.js');
  let crashes = [];
  let restarted = false;
  for (;;) {
    const again = restarted && !options.includes('--no-open') ? ['--no-open'] : [];
    const ended = await runCommand(node, ['--enable-source-maps', host, ...options, ...again], { cwd, env });
    if (stopAsked() !== null || ended.code === 0 || ended.code === REFUSED) return ended;
    crashes = [...crashes, Date.now()].filter((at) => Date.now() - at < CRASH_WINDOW_MS);
    const how = ended.signal === null ? `exit code ${ended.code}` : `signal ${ended.signal}`;
    if (crashes.length >= MOST_CRASHES) {
      say(`the host ended ${crashes.length} times within a minute (${how}); giving up`);
      return ended;
    }
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (crashes.length - 1));
    say(`the host ended unexpectedly (${how}); starting it again in ${delay / 1000} s`);
    await pause(delay);
    if (stopAsked() !== null) return { code: null, signal: stopAsked() };
    restarted = true;
  }
}

export async function start(context, args) {
  const options = args.filter((option) => option !== '--headless');
  if (!args.includes('--headless')) {
    const { program, why } = await electronProgram(context);
    if (stopAsked() !== null) return { code: null, signal: stopAsked() };
    if (program !== undefined) return runCommand(program, [context.root, ...options], { cwd: context.cwd, env: context.env });
    say(`no desktop app: ${why}; starting the headless host`);
  }
  return superviseHost(context, options);
}
