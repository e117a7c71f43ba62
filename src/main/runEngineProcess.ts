import { serveEngine } from '../contract/engineServer.ts';
import { createMainPortTransport, type MainPort } from '../contract/mainPortTransport.ts';
import type { Result } from '../domain/result.ts';
import type { Logger } from '../engine/ports.ts';
import type { RunningEngine } from '../engine/startEngine.ts';
import type { FromEngine } from './engineMessages.ts';

/** What is used of `process.parentPort` in a utility process. */
export interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly MainPort[] }) => void): unknown;
  postMessage(message: FromEngine): void;
}

export interface EngineProcess {
  readonly parentPort: ParentPort;
  readonly start: () => Promise<Result<RunningEngine>>;
  readonly logger: Logger;
  readonly exit: (code: number) => void;
}

export const EXIT_OK = 0;
export const EXIT_REFUSED = 2;

/** Starts the engine, serves it over every port that arrives, and ends when told. */
export async function runEngineProcess({ parentPort: port, start, logger, exit }: EngineProcess): Promise<void> {
  const starting = start();
  const tell = (message: FromEngine): void => port.postMessage(message);
  let stopping = false;
  port.on('message', ({ data, ports }) => {
    if (typeof data !== 'object' || data === null || !('kind' in data)) return;
    if (data.kind === 'client') serve(ports[0]);
    else if (data.kind === 'stop') stop();
  });
  const engine = await starting;
  if (engine.ok) {
    tell({ kind: 'started' });
  } else {
    tell({ kind: 'refused', sentence: engine.failure.detail });
    exit(EXIT_REFUSED);
  }

  function serve(client: MainPort | undefined): void {
    if (client === undefined) return;
    void starting.then((started) => {
      if (!started.ok) return;
      serveEngine(createMainPortTransport(client), started.value.service, {
        onBug: (fault) => logger.error('a fault while answering the page', { fault: String(fault) }),
      });
    });
  }

  function stop(): void {
    if (stopping) return;
    stopping = true;
    void starting
      .then((started) => (started.ok ? started.value.stop() : undefined))
      .then(() => exit(EXIT_OK));
  }
}
