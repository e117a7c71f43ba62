import { failed, success, type Result } from '../domain/result.ts';
import type { EngineConfig } from '../engine/config.ts';
import { isInUse } from '../engine/dataFolder.ts';
import type { Logger } from '../engine/ports.ts';
import type { RunningEngine } from '../engine/startEngine.ts';
import { parseStartOptions, START_HELP, type StartOptions } from '../engine/startOptions.ts';
import { openHostKey } from './hostKey.ts';
import { listenOnLoopback, type LoopbackServer } from './loopbackServer.ts';
import { readPageFiles, type PageFile } from './pageFiles.ts';
import { createSignIn } from './signIn.ts';

/** What the process around it gives the headless host. */
export interface HeadlessHost {
  readonly startEngine: (config: EngineConfig) => Promise<Result<RunningEngine>>;
  /** Names of the simulator's stories. */
  readonly stories: readonly string[];
  /** The built screen. */
  readonly rendererDir: string;
  readonly resourcesDir: string;
  /** stdout: the one line with the link (and the help). */
  readonly print: (line: string) => void;
  /** stderr: everything else that a person should read. */
  readonly say: (line: string) => void;
  readonly logger: Logger;
  readonly openBrowser: (link: string) => void;
  readonly nowMs: () => number;
  /** Aborted when the host has to stop; the reason is told to the pages. */
  readonly stop: AbortSignal;
}

export const EXIT_OK = 0;
/** Something the user asked for cannot be done: a sentence was said, and starting again would not help. */
export const EXIT_REFUSED = 2;

/** Runs until `host.stop` is aborted. Resolves with the exit code. */
export async function runHeadless(argv: readonly string[], host: HeadlessHost): Promise<number> {
  const options = parseStartOptions(argv, host.stories);
  if (!options.ok) return refuse(host, options.failure.detail);
  if (options.value.help) {
    host.print(START_HELP.trimEnd());
    return EXIT_OK;
  }
  const files = readPageFiles(host.rendererDir);
  if (!files.ok) return refuse(host, files.failure.detail);
  const server = await takePort(options.value);
  if (!server.ok) return refuse(host, server.failure.detail);
  const engine = await host.startEngine({ ...options.value.engine, resourcesDir: host.resourcesDir });
  if (!engine.ok) {
    await server.value.close('');
    return refuse(host, engine.failure.detail);
  }
  const opened = openToBrowsers(options.value, host, { server: server.value, engine: engine.value, files: files.value });
  if (opened.ok) await stopOf(host.stop);
  await server.value.close('Ballast was stopped.');
  await engine.value.stop();
  return opened.ok ? EXIT_OK : refuse(host, opened.failure.detail);
}

/** A second start usually meets the port first; the folder in use is then the more useful thing to hear. */
async function takePort(options: StartOptions): Promise<Result<LoopbackServer>> {
  const server = await listenOnLoopback(options.port);
  if (server.ok || !isInUse(options.engine.dataDir)) return server;
  return failed('refused', `Ballast is already running on the data folder ${options.engine.dataDir}. ${server.failure.detail}`);
}

interface Started {
  readonly server: LoopbackServer;
  readonly engine: RunningEngine;
  readonly files: ReadonlyMap<string, PageFile>;
}

function openToBrowsers(options: StartOptions, host: HeadlessHost, { server, engine, files }: Started): Result<string> {
  const key = openHostKey(options.engine.dataDir, options.newKey);
  if (!key.ok) return key;
  const signIn = createSignIn({ key: key.value, port: server.port, nowMs: host.nowMs });
  const link = (): string => `http://127.0.0.1:${server.port}/?token=${signIn.token()}`;
  server.serve({
    engine: engine.service, files, signIn, logger: host.logger,
    onLinkUsed: () => host.say(`That link is used up. For another browser: ${link()}`),
  });
  host.print(`Ballast is running: ${link()}`);
  if (options.openBrowser) host.openBrowser(link());
  return success(link());
}

const stopOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function refuse(host: HeadlessHost, sentence: string): number {
  host.say(sentence);
  return EXIT_REFUSED;
}
