import { fileURLToPath } from 'node:url';
import { nodeRefusal } from '../engine/nodeVersion.ts';
import type { Logger } from '../engine/ports.ts';
import { startEngine, systemHost } from '../engine/startEngine.ts';
import { STORY_NAMES } from '../simulator/stories.ts';
import { openBrowser } from './openBrowser.ts';
import { watchParent } from './parentWatch.ts';
import { EXIT_REFUSED, runHeadless } from './runHeadless.ts';

/** An end that takes longer than this is forced; the stores survive that too. */
const STOP_LIMIT_MS = 8_000;
const EXIT_FORCED = 1;

// Both as a source and as built (`out/main/headless.js`), this file lies two folders below the package.
const packageFolder = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const logLine = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>): void =>
  say(fields === undefined ? `${level}: ${message}` : `${level}: ${message} ${JSON.stringify(fields)}`);
const logger: Logger = { info: logLine('info'), warn: logLine('warning'), error: logLine('error') };

const stopping = new AbortController();
const stop = (): void => {
  stopping.abort();
  setTimeout(() => process.exit(EXIT_FORCED), STOP_LIMIT_MS).unref();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
watchParent(process.env['BALLAST_PARENT_PID'], stop);
// A closed terminal or pipe must not end the monitoring: the launcher and the signals do that.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

const refusal = nodeRefusal();
if (refusal !== null) {
  say(refusal);
  process.exit(EXIT_REFUSED);
}

process.exitCode = await runHeadless(process.argv.slice(2), {
  startEngine: (config) => startEngine(config, systemHost(logger)),
  stories: STORY_NAMES,
  rendererDir: packageFolder('out/renderer'),
  resourcesDir: packageFolder('resources'),
  print: (line) => void process.stdout.write(`${line}\n`),
  say,
  logger,
  openBrowser,
  nowMs: () => Date.now(),
  stop: stopping.signal,
});
