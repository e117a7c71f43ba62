import { describe, expect, it } from 'vitest';
import { acknowledge, applyDecisions, markFilled, snooze, type AlertBook } from '../../../src/domain/alerts/alertBook.ts';
import type { Alert } from '../../../src/domain/alerts/alert.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import type { PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import type { Result } from '../../../src/domain/result.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';
import type { Micros } from '../../../src/domain/units.ts';
import { stewardPolicy } from '../../support/builders.ts';
import { decision, hold, MINUTE, NOON } from './someDecisions.ts';

const ticket = (layer: 'base' | 'intermediate' | 'outer', changes: Partial<Decision> = {}): Decision =>
  decision({ id: `add.confirmed/${layer}/e3`, rule: 'add.confirmed', stage: 'confirmed', layer, headline: `Buy 2 ${layer} calls`, contracts: 2, ...changes });
const press = (tranche = 1, changes: Partial<Decision> = {}): Decision =>
  decision({ id: `delayer.press.${tranche}/base/e3`, rule: `delayer.press.${tranche}`, action: 'delayer', headline: 'Sell 4 base calls', contracts: 4, ...changes });

const steward = stewardPolicy();
/** A trader's desk that evaluates what it is given, by the policy with these alert settings. */
function createAlertDesk(settings: Partial<PolicyValues['alerts']> = {}) {
  const policy = { values: { ...steward.values, alerts: { ...steward.values.alerts, coolDownMinutes: 60, renotifyMinutes: 15, critical: ['delayer.press', 'hold.quality'], ...settings } } };
  let book: AlertBook = { alerts: [], transitions: [], notifications: [] };
  return {
    get alerts() { return book.alerts; },
    get kinds() { return book.transitions.map(({ kind }) => kind); },
    get heldBack() { return book.transitions.map(({ heldBack }) => heldBack); },
    /** One evaluation; what was told, as `kind headline`. */
    at(nowUs: Micros, ...decisions: readonly Decision[]): readonly string[] {
      book = applyDecisions(book.alerts, decisions.length === 0 ? [hold()] : decisions, nowUs, policy);
      return book.notifications.map(({ kind, headline }) => `${kind}: ${headline}`);
    },
    get notifications() { return book.notifications; },
    answer(step: (alert: Alert) => Result<Alert>): void {
      const changed = step(book.alerts[0]!);
      if (!changed.ok) throw new Error(changed.failure.detail);
      book = { ...book, alerts: [changed.value, ...book.alerts.slice(1)] };
    },
  };
}
const after = (minutes: number): Micros => NOON + minutes * MINUTE;

describe('one notification for one cause', () => {
  it('two tickets of a confirmation ring once, and the body lists both', () => {
    const desk = createAlertDesk();
    expect(desk.at(NOON, ticket('base'), ticket('intermediate'))).toEqual(['raised: Buy 2 base calls, and 1 more']);
    expect(desk.notifications[0]).toMatchObject({
      cause: 'add.confirmed/e3', level: 'routine', alertIds: ['add.confirmed/base/e3', 'add.confirmed/intermediate/e3'], body: 'Buy 2 base calls\nBuy 2 intermediate calls',
    });
    expect(desk.alerts.map(({ notifiedUs, timesNotified }) => [notifiedUs, timesNotified])).toEqual([[NOON, 1], [NOON, 1]]);
  });

  it('more than three are counted', () => {
    const widen = (condor: number): Decision => decision({ id: `widen.put-side/condor-${condor}/1/e3`, rule: 'widen.put-side', headline: `Widen condor ${condor}` });
    const desk = createAlertDesk();
    desk.at(NOON, ...[1, 2, 3, 4, 5].map(widen));
    expect(desk.notifications.map(({ body }) => body)).toEqual(['Widen condor 1\nWiden condor 2\nWiden condor 3\nand 2 more']);
  });

  it('the tranches of a harvest are one cause; two rules are two', () => {
    const desk = createAlertDesk();
    expect(desk.at(NOON, press(1), press(2), ticket('base'))).toEqual(['raised: Critical: Sell 4 base calls, and 1 more', 'raised: Buy 2 base calls']);
  });

  it('one ticket alone says why, how much is filled, and when its figures come from a model', () => {
    const desk = createAlertDesk();
    desk.at(NOON, press(1, { modelled: true, why: 'VIX falls back.' }));
    expect(desk.notifications[0]?.body).toBe('VIX falls back. Figures from a model.');
    desk.answer((alert) => markFilled(alert, 1, after(1)));
    expect(desk.at(after(15), press(1, { contracts: 3 }))).toEqual(['reminder: Critical, reminder: Sell 4 base calls']);
    expect(desk.notifications[0]?.body).toContain('1 of 4 filled so far.');
  });

  it('data that are not good enough are one cause, whatever is wrong with them', () => {
    const desk = createAlertDesk();
    expect(desk.at(NOON, hold('hold.quality.stale', 'blocked'))).toHaveLength(1);
    expect(desk.at(after(1), hold('hold.quality.incomplete', 'blocked'))).toEqual([]);
    expect(desk.alerts.map(({ cause }) => cause)).toEqual(['hold.quality']);
  });
});

describe('reminders', () => {
  it('a critical alert that nobody answers is told again at the interval of the policy, as long as its decision stands', () => {
    const desk = createAlertDesk();
    expect(desk.at(NOON, press())).toEqual(['raised: Critical: Sell 4 base calls']);
    expect(desk.at(after(14), press())).toEqual([]);
    expect(desk.at(after(15), press())).toEqual(['reminder: Critical, reminder: Sell 4 base calls']);
    expect(desk.kinds).toEqual(['kept']);
    expect(desk.at(after(29), press())).toEqual([]);
    expect(desk.at(after(30))).toEqual([]);
    expect(desk.at(after(31), press())).toHaveLength(1);
    expect(desk.alerts[0]).toMatchObject({ raisedUs: NOON, changedUs: NOON, timesNotified: 3 });
  });

  it('a routine alert is not', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base'));
    expect(desk.at(after(200), ticket('base'))).toEqual([]);
  });

  it('tickets of one cause raised minutes apart are reminded of together', () => {
    const desk = createAlertDesk();
    desk.at(NOON, press(1));
    expect(desk.at(after(5), press(1), press(2))).toHaveLength(1);
    expect(desk.at(after(15), press(1), press(2))).toEqual(['reminder: Critical, reminder: Sell 4 base calls, and 1 more']);
    expect(desk.at(after(20), press(1), press(2))).toEqual([]);
  });

  it.each([
    ['acknowledged', (alert: Alert) => acknowledge(alert, after(1), null)],
    ['snoozed', (alert: Alert) => snooze(alert, after(600), after(1))],
    ['filled', (alert: Alert) => markFilled(alert, 4, after(1))],
  ])('%s: silence', (_state, answer) => {
    const desk = createAlertDesk();
    desk.at(NOON, press());
    desk.answer(answer);
    const decisions = desk.alerts[0]?.state === 'filled' ? [] : [press()];
    for (const minutes of [2, 15, 30, 60, 120]) expect(desk.at(after(minutes), ...decisions)).toEqual([]);
  });

  it('nothing is said of an alert while data are not good enough to judge it; of the data there is', () => {
    const desk = createAlertDesk({ critical: ['delayer.press'] });
    desk.at(NOON, press());
    expect(desk.at(after(30), hold('hold.quality.stale', 'blocked'))).toEqual(['raised: Buy 5']);
    expect(desk.at(after(31), press())).toEqual(['reminder: Critical, reminder: Sell 4 base calls']);
  });
});

describe('a new session', () => {
  const morning = newYorkMicros('2026-11-05', 9, 30);
  const tomorrow = { expiresUs: newYorkMicros('2026-11-05', 16, 15) };

  it('a ticket that still stands unanswered is told once more: its prices are new', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base'), ticket('intermediate'));
    expect(desk.at(morning, ticket('base', tomorrow), ticket('intermediate', tomorrow))).toEqual(['reminder: Reminder: Buy 2 base calls, and 1 more']);
    expect(desk.at(morning + 5 * MINUTE, ticket('base', tomorrow), ticket('intermediate', tomorrow))).toEqual([]);
  });

  it('not one that was acknowledged, nor a routine hold', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base'));
    desk.answer((alert) => acknowledge(alert, after(1), null));
    expect(desk.at(morning, ticket('base', tomorrow))).toEqual([]);
    const blocked = createAlertDesk();
    blocked.at(NOON, hold('hold.no-candidate', 'blocked'));
    expect(blocked.at(morning, hold('hold.no-candidate', 'blocked'))).toEqual([]);
  });
});

describe('quiet hours', () => {
  const quiet = { quietHours: { from: '12:00', to: '13:30' } };

  it('the alert stands at once; it is told at the first evaluation after, as one notification a cause', () => {
    const desk = createAlertDesk(quiet);
    expect(desk.at(NOON, ticket('base'))).toEqual([]);
    expect(desk.kinds).toEqual(['raised']);
    expect(desk.heldBack).toEqual(['quiet hours']);
    expect(desk.alerts[0]).toMatchObject({ state: 'open', notifiedUs: null, timesNotified: 0, untold: 'raised' });
    expect(desk.at(after(30), ticket('base'), ticket('intermediate'))).toEqual([]);
    expect(desk.at(after(90), ticket('base'), ticket('intermediate'))).toEqual(['raised: Buy 2 base calls, and 1 more']);
    expect(desk.kinds).toEqual(['told', 'told']);
    expect(desk.at(after(91), ticket('base'), ticket('intermediate'))).toEqual([]);
  });

  it('what is answered or gone by then is not told', () => {
    const desk = createAlertDesk(quiet);
    desk.at(NOON, ticket('base'), ticket('intermediate'));
    desk.answer((alert) => acknowledge(alert, after(1), null));
    expect(desk.at(after(95), ticket('base'))).toEqual([]);
  });

  it('a critical alert rings all the same where the policy says so, its reminders too', () => {
    const desk = createAlertDesk({ ...quiet, criticalRingsInQuietHours: true });
    expect(desk.at(NOON, press(), ticket('base'))).toEqual(['raised: Critical: Sell 4 base calls']);
    expect(desk.at(after(15), press(), ticket('base'))).toHaveLength(1);
  });

  it('else it waits like the others, and a reminder that fell due is told once', () => {
    const desk = createAlertDesk({ ...quiet, criticalRingsInQuietHours: false });
    expect(desk.at(after(-5), press())).toHaveLength(1);
    for (const minutes of [10, 25, 40, 89]) expect(desk.at(after(minutes), press())).toEqual([]);
    expect(desk.at(after(90), press())).toEqual(['reminder: Critical, reminder: Sell 4 base calls']);
    expect(desk.at(after(91), press())).toEqual([]);
  });

  it('a size that changes while it is held back is part of the same news', () => {
    const desk = createAlertDesk(quiet);
    desk.at(NOON, ticket('base'));
    expect(desk.at(after(30), ticket('base', { contracts: 9, headline: 'Buy 9 base calls' }))).toEqual([]);
    expect(desk.at(after(90), ticket('base', { contracts: 9 }))).toEqual(['raised: Buy 9 base calls']);
  });

  it('a snooze that ends within them wakes the alert on the screen, and is told after', () => {
    const desk = createAlertDesk(quiet);
    desk.at(after(-60), ticket('base'));
    desk.answer((alert) => snooze(alert, after(10), after(-59)));
    expect(desk.at(after(10), ticket('base'))).toEqual([]);
    expect(desk.alerts[0]?.state).toBe('open');
    expect(desk.at(after(90), ticket('base'))).toEqual(['woke: Snooze is over: Buy 2 base calls']);
  });
});

describe('cool-down', () => {
  it('gone and back within it is not told again', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base'));
    for (const minutes of [1, 3, 5, 7, 59]) {
      expect(desk.at(after(minutes))).toEqual([]);
      expect(desk.at(after(minutes + 1), ticket('base'))).toEqual([]);
    }
  });

  it('back within it after the alert was over: on the screen at once, told if it still stands when the cool-down ends', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base'));
    desk.at(after(1));
    desk.at(after(61));
    expect(desk.kinds).toEqual(['resolved']);
    expect(desk.at(after(62), ticket('base'))).toEqual([]);
    expect([desk.kinds, desk.heldBack]).toEqual([['raised'], ['cool-down']]);
    expect(desk.at(after(120), ticket('base'))).toEqual([]);
    expect(desk.at(after(121), ticket('base'))).toEqual(['raised: Buy 2 base calls']);
  });

  it('the same after a fill', () => {
    const filled = createAlertDesk();
    filled.at(NOON, ticket('base'));
    filled.answer((alert) => markFilled(alert, 2, after(1)));
    expect(filled.at(after(2), ticket('base'))).toEqual([]);
  });

  it('another size is news at once, and so is what was never told', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base'));
    desk.answer((alert) => markFilled(alert, 2, after(1)));
    expect(desk.at(after(2), ticket('base', { contracts: 3 }))).toHaveLength(1);
    const quiet = createAlertDesk({ quietHours: { from: '12:00', to: '12:30' } });
    quiet.at(NOON, ticket('base'));
    quiet.answer((alert) => markFilled(alert, 2, after(1)));
    expect(quiet.at(after(31), ticket('base'))).toHaveLength(1);
  });

  it('a repeat that grows while it waits is told at once', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base'));
    desk.answer((alert) => markFilled(alert, 2, after(1)));
    expect(desk.at(after(2), ticket('base'))).toEqual([]);
    expect(desk.at(after(3), ticket('base', { contracts: 3 }))).toHaveLength(1);
  });

  it('a critical one waits for no longer than its reminders would', () => {
    const desk = createAlertDesk();
    desk.at(NOON, press());
    desk.answer((alert) => markFilled(alert, 4, after(1)));
    expect(desk.at(after(2), press())).toEqual([]);
    expect(desk.at(after(16), press())).toEqual(['raised: Critical: Sell 4 base calls']);
  });
});

describe('escalation', () => {
  const sized = (contracts: number): Decision => ticket('base', { contracts, headline: `Buy ${contracts}` });

  it('a size change above the limit of the policy rings, also when the alert had been acknowledged', () => {
    const desk = createAlertDesk();
    desk.at(NOON, sized(5));
    desk.answer((alert) => acknowledge(alert, after(1), null));
    expect(desk.at(after(2), sized(6))).toEqual([]);
    expect(desk.at(after(3), sized(7))).toEqual(['escalated: Changed: Buy 7']);
  });

  it('a size that swings across the limit at every evaluation rings twice, then once in a cool-down', () => {
    const desk = createAlertDesk();
    let rings = 0;
    for (let second = 0; second < 3_600; second += 1) rings += desk.at(NOON + second * 1_000_000, sized(second % 2 === 0 ? 5 : 7)).length;
    expect(rings).toBe(2);
    expect(desk.alerts[0]?.untold).toBe('escalated');
    expect(desk.at(after(61), sized(7))).toHaveLength(1);
  });

  it('a level that rises rings at once; one that falls does not', () => {
    const desk = createAlertDesk({ critical: ['hold.quality.stale'] });
    expect(desk.at(NOON, hold('hold.quality.incomplete', 'blocked'))).toHaveLength(1);
    expect(desk.at(after(1), hold('hold.quality.stale', 'blocked'))).toEqual(['escalated: Critical, changed: Buy 5']);
    expect(desk.at(after(2), hold('hold.quality.incomplete', 'blocked'))).toEqual([]);
    expect(desk.alerts[0]?.level).toBe('routine');
  });

  it('a level that rises and falls rings at the interval of reminders', () => {
    const desk = createAlertDesk({ critical: ['hold.quality.stale'] });
    const rings: number[] = [];
    for (let minute = 0; minute <= 60; minute += 1) {
      if (desk.at(after(minute), hold(minute % 2 === 0 ? 'hold.quality.incomplete' : 'hold.quality.stale', 'blocked')).length > 0) rings.push(minute);
    }
    expect(rings).toEqual([0, 1, 16, 31, 46]);
  });

  it('one that rises ends the cool-down of a routine alert', () => {
    const desk = createAlertDesk({ critical: ['hold.quality.stale'] });
    desk.at(NOON, hold('hold.quality.incomplete', 'blocked'));
    desk.at(after(1));
    desk.at(after(61));
    expect(desk.at(after(62), hold('hold.quality.incomplete', 'blocked'))).toEqual([]);
    expect(desk.at(after(63), hold('hold.quality.stale', 'blocked'))).toEqual(['raised: Critical: Buy 5']);
  });

  it('an edited policy that makes a rule critical counts at once', () => {
    const alerts = { ...steward.values.alerts, coolDownMinutes: 60, renotifyMinutes: 15 };
    const policyWith = (critical: string[]) => ({ values: { ...steward.values, alerts: { ...alerts, critical } } });
    const first = applyDecisions([], [sized(5)], NOON, policyWith([]));
    const grown = applyDecisions(first.alerts, [sized(8)], after(1), policyWith([]));
    expect(grown.alerts[0]?.silentUntilUs).toBe(after(61));
    const edited = applyDecisions(grown.alerts, [sized(8)], after(20), policyWith(['add.confirmed']));
    expect(edited.notifications).toMatchObject([{ kind: 'escalated', level: 'critical' }]);
  });
});

describe('a ticket told yesterday that is missing from the first evaluations of a session', () => {
  it('is told when it is back, not a cool-down later: its prices are new', () => {
    const desk = createAlertDesk();
    const morning = (minute: number): Micros => newYorkMicros('2026-11-05', 9, minute);
    const today = ticket('base', { expiresUs: newYorkMicros('2026-11-05', 16, 15) });
    desk.at(NOON, ticket('base'));
    expect(desk.at(morning(31))).toEqual([]);
    expect(desk.at(morning(33), today)).toEqual(['raised: Buy 2 base calls']);
    desk.at(morning(34));
    expect(desk.at(morning(36), today)).toEqual([]);
  });
});

describe('a ticket that is half filled when the session ends', () => {
  it('asks in the next for the rest, at its prices', () => {
    const desk = createAlertDesk();
    desk.at(NOON, ticket('base', { contracts: 4, headline: 'Buy 4 at 1.90' }));
    desk.answer((alert) => markFilled(alert, 2, after(1)));
    expect(desk.at(after(2), ticket('base', { headline: 'Buy 2 at 1.90' }))).toEqual([]);
    expect(desk.alerts[0]).toMatchObject({ filledContracts: 2, decision: { headline: 'Buy 4 at 1.90' } });
    const rest = ticket('base', { headline: 'Buy 2 at 2.60', expiresUs: newYorkMicros('2026-11-05', 16, 15) });
    expect(desk.at(newYorkMicros('2026-11-05', 9, 31), rest)).toEqual(['reminder: Reminder: Buy 2 at 2.60']);
    expect(desk.alerts[0]).toMatchObject({ state: 'open', filledContracts: 0, decision: { contracts: 2, expiresUs: rest.expiresUs } });
  });
});
