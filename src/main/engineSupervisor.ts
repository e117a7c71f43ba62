import type { Schedule } from '../contract/timers.ts';
import { isFromEngine, type ToEngine } from './engineMessages.ts';

/** What is used of Electron's UtilityProcess. */
export interface EngineChild<Port> {
  postMessage(message: ToEngine, transfer?: Port[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface SupervisorOptions<Port> {
  readonly fork: () => EngineChild<Port>;
  readonly createChannel: () => { readonly port1: Port; readonly port2: Port };
  readonly schedule: Schedule;
  /** The engine runs (again): every client needs a fresh pipe. */
  readonly onStarted: () => void;
  /** It ended and is started again after `delayMs`. */
  readonly onLost: (exitCode: number, delayMs: number) => void;
  readonly onRefused: (sentence: string) => void;
}

export interface EngineSupervisor<Port> {
  start(): void;
  /** The client's end of a fresh pipe; null while no engine runs (`onStarted` will follow). */
  connect(): Port | null;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** An engine that ran this long was sound: the next restart waits the shortest time again. */
const SOUND_AFTER_MS = 60_000;
const STOP_LIMIT_MS = 8_000;

export function createEngineSupervisor<Port>(options: SupervisorOptions<Port>): EngineSupervisor<Port> {
  let child: EngineChild<Port> | null = null;
  let running = false;
  let ended = false;
  let failures = 0;
  let cancelTimer = (): void => undefined;
  let whenGone = (): void => undefined;

  function start(): void {
    const fresh = options.fork();
    child = fresh;
    fresh.on('message', (message) => {
      if (child !== fresh || !isFromEngine(message)) return;
      if (message.kind === 'started') takeStarted();
      else takeRefusal(message.sentence);
    });
    fresh.on('exit', (code) => {
      if (child === fresh) takeExit(code);
    });
  }

  function takeStarted(): void {
    running = true;
    cancelTimer = options.schedule(SOUND_AFTER_MS, () => {
      failures = 0;
    });
    options.onStarted();
  }

  function takeRefusal(sentence: string): void {
    ended = true;
    options.onRefused(sentence);
  }

  function takeExit(code: number): void {
    child = null;
    running = false;
    cancelTimer();
    whenGone();
    if (ended) return;
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
    failures += 1;
    options.onLost(code, delayMs);
    cancelTimer = options.schedule(delayMs, start);
  }

  return {
    start,
    connect() {
      if (child === null || !running) return null;
      const { port1, port2 } = options.createChannel();
      child.postMessage({ kind: 'client' }, [port2]);
      return port1;
    },
    stop() {
      ended = true;
      cancelTimer();
      const last = child;
      if (last === null) return Promise.resolve();
      const gone = new Promise<void>((resolve) => {
        whenGone = resolve;
      });
      last.postMessage({ kind: 'stop' }, []);
      const cancelKill = options.schedule(STOP_LIMIT_MS, () => void last.kill());
      return gone.then(cancelKill);
    },
  };
}
