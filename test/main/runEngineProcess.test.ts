import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { createEngineClient } from '../../src/contract/engineClient.ts';
import { createMainPortTransport } from '../../src/contract/mainPortTransport.ts';
import { failed, success, type Result } from '../../src/domain/result.ts';
import type { RunningEngine } from '../../src/engine/startEngine.ts';
import { runEngineProcess, type ParentPort } from '../../src/main/runEngineProcess.ts';
import { createFakeEngine } from '../contract/fakeEngine.ts';
import { fakeMainPorts, type FakeMainPort } from '../contract/pipes.ts';

function fakeProcess(start: () => Promise<Result<RunningEngine>>) {
  const parent = new EventEmitter();
  const told: unknown[] = [];
  const exits: number[] = [];
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const parentPort: ParentPort = { on: (event, listener) => parent.on(event, listener), postMessage: (message) => void told.push(message) };
  const running = runEngineProcess({ parentPort, start, logger, exit: (code) => void exits.push(code) });
  const tell = (data: unknown, ports: readonly FakeMainPort[] = []): void => void parent.emit('message', { data, ports });
  return { running, told, exits, tell };
}

it('serves the engine over every port it is given, also one that came before the engine was up', async () => {
  let up: (value: Result<RunningEngine>) => void = () => undefined;
  const { running, told, tell } = fakeProcess(() => new Promise((resolve) => { up = resolve; }));
  const [page, engineEnd] = fakeMainPorts();
  tell({ kind: 'client' }, [engineEnd]);
  const early = createEngineClient(createMainPortTransport(page));
  up(success({ service: createFakeEngine({ readLog: () => ({ entries: [] }) }), stop: () => Promise.resolve() }));
  await running;
  expect(told).toEqual([{ kind: 'started' }]);
  expect(await early.request('readLog', { limit: 1 })).toEqual({ entries: [] });
  const [second, secondEnd] = fakeMainPorts();
  tell({ kind: 'client' }, [secondEnd]);
  expect(await createEngineClient(createMainPortTransport(second)).ready).toMatchObject({ engine: 'test' });
});

it('tells a refusal and ends with 2, so that nobody starts it again', async () => {
  const { running, told, exits } = fakeProcess(() => Promise.resolve(failed('refused', 'The data folder is in use.')));
  await running;
  expect(told).toEqual([{ kind: 'refused', sentence: 'The data folder is in use.' }]);
  expect(exits).toEqual([2]);
});

it('stops the engine before it ends, once', async () => {
  let stops = 0;
  const stop = (): Promise<void> => {
    stops += 1;
    return Promise.resolve();
  };
  const { running, exits, tell } = fakeProcess(() => Promise.resolve(success({ service: createFakeEngine(), stop })));
  await running;
  for (const message of [null, 'stop', {}, { kind: 'stop' }, { kind: 'stop' }]) tell(message);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(stops).toBe(1);
  expect(exits).toEqual([0]);
});
