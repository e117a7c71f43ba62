import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/domain/alerts/alert.ts';
import { paperFillOf } from '../../src/engine/paperTrader.ts';
import { createHarness, must } from '../support/engineHarness.ts';

describe('a rebalance that only sells', () => {
  it('is filled by its sold contracts, not by bought ones', () => {
    const harness = createHarness({ fills: 'advised' });
    const { core } = harness.engine;
    const held = () => core.book?.legs.find((leg) => leg.layer === 'base');
    expect(harness.until(() => held() !== undefined, 600)).toBe(true);
    const leg = held()!;
    const bought = core.alerts.find((alert) => alert.decision.action === 'add')!;
    const [candidate] = bought.decision.candidates;
    const cut: Alert = {
      ...bought, id: 'rebalance.down/base/e1', state: 'open', filledContracts: 0,
      decision: {
        ...bought.decision, id: 'rebalance.down/base/e1', action: 'rebalance', rule: 'rebalance.down', contracts: 2,
        candidates: [{ ...candidate!, ticket: [{ side: 'sell', contracts: 2, symbol: leg.symbol, price: 1.5, layer: 'base', legId: leg.id, strategy: leg.strategy }] }],
      },
    };
    core.alerts = [...core.alerts, cut];
    const { alert } = must(harness.engine.request('recordFill', paperFillOf(structuredClone(cut) as Parameters<typeof paperFillOf>[0])!, harness.atMs()));
    expect(alert).toMatchObject({ state: 'filled', filledContracts: 2 });
    expect(core.book?.legs.find(({ id }) => id === leg.id)?.quantity).toBe(leg.quantity - 2);
    expect(core.memory.completedOn.base).toBeDefined();
  });
});
