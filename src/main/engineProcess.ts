import type { EngineConfig } from '../engine/config.ts';
import type { Logger } from '../engine/ports.ts';
import { startEngine, systemHost } from '../engine/startEngine.ts';
import { runEngineProcess, type ParentPort } from './runEngineProcess.ts';

// The entry of the utility process. The shell that forks it gives the configuration as its one argument.
const logLine = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>): void =>
  void process.stderr.write(`${level}: ${message}${fields === undefined ? '' : ` ${JSON.stringify(fields)}`}\n`);
const logger: Logger = { info: logLine('info'), warn: logLine('warning'), error: logLine('error') };

const { parentPort } = process as typeof process & { readonly parentPort?: ParentPort };
const [configText] = process.argv.slice(2);
if (parentPort === undefined || configText === undefined) throw new Error('this file is started by the desktop app only');

await runEngineProcess({
  parentPort,
  start: () => startEngine(JSON.parse(configText) as EngineConfig, systemHost(logger)),
  logger,
  exit: (code) => process.exit(code),
});
