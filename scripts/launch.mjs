// The one door to the project: `npm start`, `npm test`, `npm run bench|ballast|check`. Plain JavaScript without
// dependencies, because it runs before anything is installed and on any Node from 18 on. It installs if needed, goes on
// under the project's own Node 24, builds if the build is stale, and does the job.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './launch/build.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { projectEnvironment, projectNode } from './launch/nodeRuntime.mjs';
import { exitCodeOf, runCommand, stopAsked, watchForStop } from './launch/runCommand.mjs';
import { say } from './launch/say.mjs';
import { START_USAGE, start } from './launch/start.mjs';
import { check, test } from './launch/test.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const USAGE_ERROR = 2;

const runBuilt = (entry) => (context, args) =>
  runCommand(context.node, ['--enable-source-maps', join(root, 'out', 'main', entry), ...args], { cwd: context.cwd, env: context.env });

const COMMANDS = {
  start: { built: true, run: start },
  ballast: { built: true, run: runBuilt('cli.js') },
  bench: { built: true, run: runBuilt('bench.js') },
  test: { built: false, run: test },
  check: { built: false, run: check },
};

/** Files named on the command line are relative to where the user typed it; npm itself moves to the package's folder. */
const typedIn = (command) =>
  (process.env.npm_lifecycle_event === command && process.cwd() === root ? process.env.INIT_CWD : undefined) ?? process.cwd();

async function main([command, ...args]) {
  const job = Object.hasOwn(COMMANDS, command ?? '') ? COMMANDS[command] : undefined;
  if (job === undefined) {
    say(`no such command: ${command ?? '(none)'}; there are ${Object.keys(COMMANDS).join(', ')}`);
    return { code: USAGE_ERROR, signal: null };
  }
  if (command === 'start' && args.includes('--help')) {
    process.stdout.write(START_USAGE);
    return { code: 0, signal: null };
  }
  const installed = await ensureInstalled(root);
  if (installed.code !== 0) return installed;
  const { program, refusal } = projectNode(root);
  if (refusal !== undefined) {
    say(refusal);
    return { code: USAGE_ERROR, signal: null };
  }
  const context = { root, node: program, env: projectEnvironment(root, program), cwd: typedIn(command) };
  const built = job.built ? await ensureBuilt(context) : installed;
  return built.code === 0 ? job.run(context, args) : built;
}

watchForStop();
main(process.argv.slice(2)).then(
  (ended) => {
    // A command ended by the signal it was sent ends the launcher the same way, so that the caller sees the signal.
    if (ended.signal !== null && stopAsked() !== null) {
      process.removeAllListeners(ended.signal);
      process.kill(process.pid, ended.signal);
    }
    process.exitCode = exitCodeOf(ended);
  },
  (error) => {
    say(error.message);
    process.exitCode = 1;
  },
);
