// `npm test` and `npm run check`: the gates, in the order in which they are quick to fail.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { runCommand, stopAsked } from './runCommand.mjs';
import { say } from './say.mjs';

const DONE = { code: 0, signal: null };

/** Every folder with a tsconfig of its own is checked with the libraries that it may see, and no others. */
const typedFolders = (root) => [...readdirSync(join(root, 'src')).map((name) => `src/${name}`), 'test', 'bench', 'scripts']
  .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));

const lintedFolders = (root) => ['src', 'test', 'bench', 'scripts'].filter((folder) => existsSync(join(root, folder)));

const tool = (root, ...path) => join(root, 'node_modules', ...path);

/** A file that several folders see is complained about once. */
async function typecheck({ root, node, env }) {
  let worst = DONE;
  const said = new Set();
  for (const folder of typedFolders(root)) {
    let output = '';
    const ended = await runCommand(node, [tool(root, 'typescript', 'bin', 'tsc'), '--noEmit', '--pretty', 'false', '-p', folder], {
      cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], onOutput: (chunk) => { output += chunk; },
    });
    if (ended.signal !== null) return ended;
    if (ended.code !== 0) worst = ended;
    const fresh = output.split('\n').filter((line) => line !== '' && !said.has(line));
    for (const line of fresh) {
      said.add(line);
      process.stdout.write(`${line}\n`);
    }
  }
  return worst;
}

const checkImports = ({ root, node, env }) => runCommand(node, [join(root, 'scripts', 'checkImports.ts')], { cwd: root, env });

const lint = ({ root, node, env }) =>
  runCommand(node, [tool(root, 'oxlint', 'bin', 'oxlint'), '--deny-warnings', ...lintedFolders(root)], { cwd: root, env });

async function vitest({ root, node, env }, args) {
  const report = join(root, 'out', 'test-report.json');
  mkdirSync(join(root, 'out'), { recursive: true });
  rmSync(report, { force: true });
  const ended = await runCommand(
    node,
    [tool(root, 'vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    // The machine's own policy or feed settings are no part of a test.
    { cwd: root, env: { ...env, NODE_ENV: 'test' } },
  );
  if (ended.signal === null) process.stdout.write(`${countsLine(report, ended.code === 0)}\n`);
  return ended;
}

/** `N passed, N failed[, N skipped]`, alone on the last line. A run that failed never says "0 failed". */
function countsLine(report, succeeded) {
  if (!existsSync(report)) return '0 passed, 1 failed';
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not be loaded holds no test, yet it is a failure.
  const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')).length;
  const skipped = (numPendingTests ?? 0) + (numTodoTests ?? 0);
  const failures = Math.max(numFailedTests + brokenFiles, succeeded ? 0 : 1);
  return `${numPassedTests} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

async function inOrder(steps) {
  for (const [name, run] of steps) {
    if (stopAsked() !== null) return { code: null, signal: stopAsked() };
    const started = Date.now();
    say(`${name} …`);
    const ended = await run();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (ended.code !== 0) {
      say(`${name}: failed after ${seconds} s`);
      return ended;
    }
    say(`${name}: ok (${seconds} s)`);
  }
  return DONE;
}

const gates = (context) => [
  ['types', () => typecheck(context)],
  ['import directions', () => checkImports(context)],
  ['lint', () => lint(context)],
];

export const check = (context) => inOrder(gates(context));

export const test = (context, args) => inOrder([
  ...gates(context),
  ['build', () => ensureBuilt(context)],
  ['tests', () => vitest(context, args)],
]);
