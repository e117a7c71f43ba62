import { describe, expect, it } from 'vitest';
import { acknowledge, applyDecisions, isLive, markFilled, snooze } from '../../../src/domain/alerts/alertBook.ts';
import type { Alert } from '../../../src/domain/alerts/alert.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';
import { stewardPolicy } from '../../support/builders.ts';
import { CLOSE, decision, hold, MINUTE, NOON } from './someDecisions.ts';

const policy = stewardPolicy();
/** Applies one evaluation after another and keeps the last book. */
function life(steps: readonly { readonly atUs: number; readonly decisions: readonly Decision[] }[], start: readonly Alert[] = []) {
  let alerts = start;
  const kinds: string[][] = [];
  for (const { atUs, decisions } of steps) {
    const next = applyDecisions(alerts, decisions, atUs, policy);
    alerts = next.alerts;
    kinds.push(next.transitions.map((t) => t.kind));
  }
  return { alerts, kinds };
}
const raised = (): Alert => life([{ atUs: NOON, decisions: [decision()] }]).alerts[0]!;
const valueOf = <T>(result: { ok: true; value: T } | { ok: false; failure: { detail: string } }): T => {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
};

describe('life of an alert', () => {
  it('a ticket raises one alert; seen again it says nothing and its evidence does not change', () => {
    const { alerts, kinds } = life([{ atUs: NOON, decisions: [decision()] }, { atUs: NOON + MINUTE, decisions: [decision({ headline: 'Buy 5 at another price' })] }]);
    expect(kinds).toEqual([['raised'], []]);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ id: 'add.first/base/e1', state: 'open', raisedUs: NOON, decision: { headline: 'Buy 5' } });
  });

  it('holds and other information raise none', () => {
    expect(life([{ atUs: NOON, decisions: [hold(), decision({ severity: 'informational' })] }]).alerts).toEqual([]);
  });

  it.each([[6, []], [4, []], [7, ['escalated']], [3, ['escalated']]])('5 contracts become %i: %j (the limit is 20 %%)', (contracts, kinds) => {
    const open = valueOf(acknowledge(raised(), NOON + 1, 'seen'));
    const next = applyDecisions([open], [decision({ contracts })], NOON + MINUTE, policy);
    expect(next.transitions.map((t) => t.kind)).toEqual(kinds);
    expect(next.alerts[0]?.state).toBe(kinds.length > 0 ? 'open' : 'acknowledged');
  });

  it('gone for less than the cool-down and back: the same alert, nobody is told', () => {
    const { alerts, kinds } = life([
      { atUs: NOON, decisions: [decision()] }, { atUs: NOON + MINUTE, decisions: [hold()] },
      { atUs: NOON + 59 * MINUTE, decisions: [hold()] }, { atUs: NOON + 60 * MINUTE, decisions: [decision()] },
    ]);
    expect(kinds).toEqual([['raised'], ['kept'], [], ['kept']]);
    expect(alerts[0]).toMatchObject({ state: 'open', raisedUs: NOON });
    expect(alerts[0]).not.toHaveProperty('goneSinceUs');
  });

  it('gone for the cool-down: resolved; the next appearance is a new alert of the same id', () => {
    const { alerts, kinds } = life([
      { atUs: NOON, decisions: [decision()] }, { atUs: NOON + MINUTE, decisions: [hold()] }, { atUs: NOON + 61 * MINUTE, decisions: [hold()] },
      { atUs: NOON + 62 * MINUTE, decisions: [decision()] },
    ]);
    expect(kinds).toEqual([['raised'], ['kept'], ['resolved'], ['raised']]);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ state: 'open', raisedUs: NOON + 62 * MINUTE });
  });

  it('gone after its prices ran out: expired', () => {
    const { alerts, kinds } = life([{ atUs: NOON, decisions: [decision()] }, { atUs: CLOSE + MINUTE, decisions: [hold()] }]);
    expect(kinds[1]).toEqual(['expired']);
    expect(alerts[0]?.state).toBe('expired');
  });

  it('still wanted in the next session: the same alert with that session\'s prices', () => {
    const tomorrow = newYorkMicros('2026-11-05', 10, 0);
    const { alerts, kinds } = life([{ atUs: NOON, decisions: [decision()] }, { atUs: tomorrow, decisions: [decision({ headline: 'Buy 5 at new prices', expiresUs: CLOSE + 86_400_000_000 })] }]);
    expect(kinds[1]).toEqual(['kept']);
    expect(alerts[0]).toMatchObject({ state: 'open', raisedUs: NOON, decision: { headline: 'Buy 5 at new prices' } });
  });

  it('one that was acknowledged gets the new prices, too, and keeps the moment of the answer', () => {
    const seen = valueOf(acknowledge(raised(), NOON + 1, 'seen'));
    const tomorrow = newYorkMicros('2026-11-05', 10, 0);
    const { alerts } = life([{ atUs: tomorrow, decisions: [decision({ headline: 'Buy 5 at new prices' })] }], [seen]);
    expect(alerts[0]).toMatchObject({ state: 'acknowledged', changedUs: NOON + 1, decision: { headline: 'Buy 5 at new prices' } });
  });

  it.each(['hold.quality.closed', 'hold.quality.stale'])('%s: from absence nothing is concluded', (rule) => {
    const { alerts } = life([{ atUs: NOON, decisions: [decision()] }, { atUs: NOON + 300 * MINUTE, decisions: [hold(rule, rule.endsWith('closed') ? 'informational' : 'blocked')] }]);
    expect(alerts.find((alert) => alert.id === 'add.first/base/e1')?.state).toBe('open');
  });

  it('bad data raise one grouped alert, whatever the cause, and it resolves once data are good for the cool-down', () => {
    const { alerts, kinds } = life([
      { atUs: NOON, decisions: [hold('hold.quality.stale', 'blocked')] }, { atUs: NOON + MINUTE, decisions: [hold('hold.quality.incomplete', 'blocked')] },
      { atUs: NOON + 2 * MINUTE, decisions: [hold()] }, { atUs: NOON + 62 * MINUTE, decisions: [hold()] },
    ]);
    expect(kinds).toEqual([['raised'], ['kept'], ['kept'], ['resolved']]);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.decision.rule).toBe('hold.quality.incomplete');
  });
});

describe('what the trader does with an alert', () => {
  it('acknowledged with a note; once over it refuses', () => {
    expect(valueOf(acknowledge(raised(), NOON + 1, 'seen'))).toMatchObject({ state: 'acknowledged', note: 'seen', changedUs: NOON + 1 });
    const filled = valueOf(markFilled(raised(), 5, NOON + 1));
    expect(acknowledge(filled, NOON + 2, null)).toMatchObject({ ok: false, failure: { reason: 'refused', detail: 'The alert is already filled.' } });
    expect(snooze(filled, NOON + MINUTE, NOON).ok).toBe(false);
    expect(markFilled(filled, 1, NOON).ok).toBe(false);
  });

  it('snoozed: silent until its time, then awake if still wanted', () => {
    const asleep = valueOf(snooze(raised(), NOON + 30 * MINUTE, NOON));
    expect(applyDecisions([asleep], [decision()], NOON + 29 * MINUTE, policy).transitions).toEqual([]);
    const awake = applyDecisions([asleep], [decision()], NOON + 30 * MINUTE, policy);
    expect(awake.transitions.map((t) => t.kind)).toEqual(['woke']);
    expect(awake.alerts[0]).toMatchObject({ state: 'open', snoozedUntilUs: null });
    expect(snooze(raised(), NOON, NOON).ok).toBe(false);
  });

  it('filled in parts: open for the rest, then filled; the rest of the advice is no escalation', () => {
    const part = valueOf(markFilled(raised(), 2, NOON + 1));
    expect(part).toMatchObject({ state: 'open', filledContracts: 2 });
    expect(applyDecisions([part], [decision({ contracts: 3 })], NOON + MINUTE, policy).transitions).toEqual([]);
    expect(valueOf(markFilled(part, 3, NOON + 2))).toMatchObject({ state: 'filled', filledContracts: 5 });
    expect(markFilled(part, 0, NOON).ok).toBe(false);
  });

  it('a filled alert is history: its vanished decision moves it no more', () => {
    const filled = valueOf(markFilled(raised(), 5, NOON + 1));
    expect(isLive(filled)).toBe(false);
    expect(applyDecisions([filled], [hold()], NOON + 500 * MINUTE, policy)).toEqual({ alerts: [filled], transitions: [], notifications: [] });
  });

  it('the book is not changed in place and survives JSON', () => {
    const alerts = Object.freeze([Object.freeze(raised())]);
    const next = applyDecisions(alerts, [hold()], NOON + MINUTE, policy);
    expect(JSON.parse(JSON.stringify(next.alerts))).toEqual(next.alerts);
    expect(alerts[0]).not.toHaveProperty('goneSinceUs');
  });
});
