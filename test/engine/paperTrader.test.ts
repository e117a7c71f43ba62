import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertView } from '../../src/contract/api.ts';
import type { EngineEvent, EngineService } from '../../src/contract/engineService.ts';
import { createPaperTrader } from '../../src/engine/paperTrader.ts';
import { createHarness, type Harness } from '../support/engineHarness.ts';
import { sampleAlert } from '../support/sampleState.ts';

/** Timers that the test lets run. */
function createManualTimers() {
  const waiting = new Set<() => void>();
  return {
    after(_ms: number, run: () => void) {
      waiting.add(run);
      return { cancel: () => { waiting.delete(run); } };
    },
    get count() { return waiting.size; },
    runAll(): void {
      for (const run of [...waiting]) {
        waiting.delete(run);
        run();
      }
    },
  };
}

describe('the paper trader of the simulated market', () => {
  let harness: Harness;
  let timers: ReturnType<typeof createManualTimers>;
  let service: EngineService;
  const advice = () => harness.engine.core.alerts.find(({ decision }) => decision.action === 'add');
  const toAdvice = (): void => { expect(harness.until(() => advice()?.state === 'open', 400)).toBe(true); };
  const start = () => createPaperTrader(service, { waitMs: 4_000, after: timers.after });
  beforeEach(() => {
    harness = createHarness({ stepMs: 20 });
    timers = createManualTimers();
    service = { handle: (name, params) => harness.engine.request(name, params, harness.atMs()), subscribe: (listener) => harness.engine.subscribe(listener) };
  });

  it('takes an advice in whole once it could be read: buys at the ask', () => {
    const trader = start();
    toAdvice();
    const candidate = advice()?.decision.candidates[0];
    expect(advice()?.state).toBe('open');
    timers.runAll();
    expect(advice()).toMatchObject({ state: 'filled', filledContracts: candidate?.contracts });
    expect(harness.engine.core.book?.legs.at(-1)).toMatchObject({ symbol: candidate?.symbol, price: candidate?.ask, source: 'simulated' });
    trader.stop();
  });

  it('leaves an advice alone that is no longer given', () => {
    const gone = { ...structuredClone(sampleAlert()), state: 'open', goneSinceUs: 1 } as AlertView;
    const taken: string[] = [];
    let tell: (event: EngineEvent) => void = () => undefined;
    const trader = createPaperTrader({
      handle: (name) => { taken.push(name); return { ok: false, failure: { reason: 'refused', detail: '' } } as never; },
      subscribe: (listener) => { tell = listener; return () => undefined; },
    }, { waitMs: 4_000, after: timers.after });
    tell({ name: 'alertRaised', payload: { alert: { ...gone, goneSinceUs: undefined } } } as unknown as EngineEvent);
    tell({ name: 'updated', payload: { seq: 1, changes: { alerts: [gone] } } });
    timers.runAll();
    expect(taken).toEqual(['getSnapshot']);
    trader.stop();
  });

  it.each([
    ['acknowledged', (alert: AlertView) => service.handle('acknowledgeAlert', { alertId: alert.id })],
    ['snoozed', (alert: AlertView) => service.handle('snoozeAlert', { alertId: alert.id, marketMinutes: 60 })],
  ])('leaves an advice alone that a person has %s', (state, answer) => {
    const trader = start();
    toAdvice();
    void answer(structuredClone(advice()) as AlertView);
    timers.runAll();
    expect(advice()).toMatchObject({ state, filledContracts: 0 });
    trader.stop();
  });

  it('takes an advice that stood already when it began, as after a restart', async () => {
    toAdvice();
    const trader = start();
    await Promise.resolve();
    timers.runAll();
    expect(advice()?.state).toBe('filled');
    trader.stop();
  });

  it('does nothing any more once it is stopped', async () => {
    toAdvice();
    const trader = start();
    trader.stop();
    await Promise.resolve();
    expect(timers.count).toBe(0);
    expect(advice()?.state).toBe('open');
  });
});
