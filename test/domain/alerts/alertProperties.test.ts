import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acknowledge, applyDecisions, isLive, markFilled, snooze, type AlertBook } from '../../../src/domain/alerts/alertBook.ts';
import type { Alert } from '../../../src/domain/alerts/alert.ts';
import { alertIdOf } from '../../../src/domain/alerts/grouping.ts';
import { quietUntil } from '../../../src/domain/alerts/quietHours.ts';
import type { AlertNotification } from '../../../src/domain/alerts/telling.ts';
import { sessionHours } from '../../../src/domain/calendar.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import type { PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import { newYorkDate } from '../../../src/domain/time.ts';
import type { Micros } from '../../../src/domain/units.ts';
import { stewardPolicy } from '../../support/builders.ts';
import { decision, hold, MINUTE, NOON } from './someDecisions.ts';

/** What may stand in an evaluation: two tickets of one cause, two tranches of a critical one, a lone ticket. */
const SUBJECTS = [
  { id: 'add.confirmed/base/e1', rule: 'add.confirmed' }, { id: 'add.confirmed/intermediate/e1', rule: 'add.confirmed' },
  { id: 'delayer.press.1/base/e1', rule: 'delayer.press.1' }, { id: 'delayer.press.2/outer/e1', rule: 'delayer.press.2' }, { id: 'roll.floor/base/e1', rule: 'roll.floor' },
] as const;

type Step =
  | { readonly kind: 'evaluate'; readonly sizes: readonly (number | null)[]; readonly blocked: boolean }
  | { readonly kind: 'acknowledge' | 'fill' | 'snooze'; readonly which: number; readonly amount: number };
interface Timed { readonly minutes: number; readonly step: Step }

const sizes = fc.tuple(...SUBJECTS.map(() => fc.option(fc.constantFrom(4, 5, 8), { freq: 3 })));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('evaluate' as const), sizes, blocked: fc.nat(5).map((one) => one === 0) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('acknowledge' as const, 'fill' as const, 'snooze' as const), which: fc.nat(9), amount: fc.integer({ min: 1, max: 90 }) }) },
);
/** Mostly minutes apart, now and then a night. */
const gap = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 25 }) }, { weight: 1, arbitrary: fc.constantFrom(60, 300, 1_080) });
const walks = fc.array(fc.record({ minutes: gap, step }), { minLength: 5, maxLength: 60 });
const answer = fc.record({ kind: fc.constant('acknowledge' as const), which: fc.nat(9), amount: fc.constant(1) });
const steadySizes = fc.tuple(...SUBJECTS.map(() => fc.constantFrom(null, 5)));
/** Answers by acknowledging alone, and sizes that never change. */
const steadyWalks = fc.array(fc.record({ minutes: gap, step: fc.oneof({ weight: 8, arbitrary: fc.record({ kind: fc.constant('evaluate' as const), sizes: steadySizes, blocked: fc.nat(5).map((one) => one === 0) }) }, { weight: 1, arbitrary: answer }) }), { minLength: 5, maxLength: 60 });
const settings: fc.Arbitrary<Partial<PolicyValues['alerts']>> = fc.record({
  quietHours: fc.constantFrom(null, { from: '12:30', to: '13:30' }, { from: '15:00', to: '11:00' }), criticalRingsInQuietHours: fc.boolean(),
  coolDownMinutes: fc.constantFrom(0, 20, 60), renotifyMinutes: fc.constantFrom(5, 15, 45),
  critical: fc.constantFrom([], ['delayer.press'], ['delayer.press', 'hold.quality']),
});

const steward = stewardPolicy();

interface Moment {
  readonly nowUs: Micros;
  readonly before: readonly Alert[];
  readonly standing: ReadonlySet<string>;
  readonly book: AlertBook;
}

function decisionsOf({ sizes: wanted, blocked }: Extract<Step, { kind: 'evaluate' }>, nowUs: Micros): readonly Decision[] {
  if (blocked) return [hold('hold.quality.stale', 'blocked')];
  const expiresUs = sessionHours(newYorkDate(nowUs))?.curbCloseUs ?? null;
  const acts = SUBJECTS.flatMap((subject, index) => {
    const contracts = wanted[index] ?? null;
    return contracts === null ? [] : [decision({ ...subject, contracts, headline: `${subject.id} ${contracts}`, expiresUs })];
  });
  return acts.length === 0 ? [hold()] : acts;
}

const answered = (alert: Alert, { kind, amount }: Exclude<Step, { kind: 'evaluate' }>, nowUs: Micros): Alert => {
  const outcome = kind === 'acknowledge' ? acknowledge(alert, nowUs, null) : kind === 'snooze' ? snooze(alert, nowUs + amount * MINUTE, nowUs) : markFilled(alert, 1 + (amount % 6), nowUs);
  return outcome.ok ? outcome.value : alert;
};

/** Walks through evaluations and answers; `between` sees the alerts after every step and may hand back other ones. */
function walk(steps: readonly Timed[], alertSettings: Partial<PolicyValues['alerts']>, between: (alerts: readonly Alert[]) => readonly Alert[] = (alerts) => alerts): { readonly moments: readonly Moment[]; readonly policy: PolicyValues['alerts'] } {
  const alertPolicy = { ...steward.values.alerts, ...alertSettings };
  const policy = { values: { ...steward.values, alerts: alertPolicy } };
  const moments: Moment[] = [];
  let nowUs = NOON;
  let alerts: readonly Alert[] = [];
  for (const { minutes, step: one } of steps) {
    nowUs += minutes * MINUTE;
    if (one.kind === 'evaluate') {
      const decisions = decisionsOf(one, nowUs);
      const book = applyDecisions(alerts, decisions, nowUs, policy);
      moments.push({ nowUs, before: alerts, book, standing: new Set(decisions.filter(({ severity }) => severity !== 'informational').map(alertIdOf)) });
      alerts = book.alerts;
    } else {
      const live = alerts.filter(isLive);
      const chosen = live[one.which % Math.max(1, live.length)];
      alerts = alerts.map((alert) => (alert === chosen ? answered(alert, one, nowUs) : alert));
    }
    alerts = between(alerts);
  }
  return { moments, policy: alertPolicy };
}

const alertOf = (book: AlertBook, id: string): Alert => {
  const alert = book.alerts.find((one) => one.id === id);
  if (alert === undefined) throw new Error(`nothing is known of ${id}`);
  return alert;
};
const idsOf = (notifications: readonly AlertNotification[]): readonly string[] => notifications.flatMap(({ alertIds }) => alertIds);
const rings = (alert: Alert, nowUs: Micros, policy: PolicyValues['alerts']): boolean =>
  quietUntil(nowUs, policy.quietHours) === null || (alert.level === 'critical' && policy.criticalRingsInQuietHours);

describe('whatever is evaluated and answered', () => {
  it('there is at most one notification a cause and evaluation, and it names its alerts once', () => {
    fc.assert(fc.property(walks, settings, (steps, alerts) => {
      for (const { book: { notifications } } of walk(steps, alerts).moments) {
        expect(new Set(notifications.map(({ cause }) => cause)).size).toBe(notifications.length);
        expect(new Set(idsOf(notifications)).size).toBe(idsOf(notifications).length);
      }
    }));
  });

  it('only an open alert is told, whose decision stands, outside quiet hours or critical and allowed to ring', () => {
    fc.assert(fc.property(walks, settings, (steps, alerts) => {
      const { moments, policy } = walk(steps, alerts);
      for (const { book, standing, nowUs } of moments) {
        for (const id of idsOf(book.notifications)) {
          const alert = alertOf(book, id);
          expect(alert).toMatchObject({ state: 'open', untold: null, notifiedUs: nowUs });
          expect(standing.has(id)).toBe(true);
          expect(rings(alert, nowUs, policy)).toBe(true);
        }
      }
    }));
  });

  it('each telling is noted on the alert, and nothing else is', () => {
    fc.assert(fc.property(walks, settings, (steps, alerts) => {
      for (const { book, before } of walk(steps, alerts).moments) {
        const told = new Set(idsOf(book.notifications));
        for (const alert of book.alerts) {
          const raised = book.transitions.some(({ kind, alert: { id } }) => kind === 'raised' && id === alert.id);
          const past = raised ? 0 : (before.find(({ id }) => id === alert.id)?.timesNotified ?? 0);
          expect(alert.timesNotified - past).toBe(told.has(alert.id) ? 1 : 0);
        }
      }
    }));
  });

  it('a critical alert that stands open is never silent for longer than the policy says, counted in evaluations that may ring', () => {
    fc.assert(fc.property(walks, settings, (steps, alerts) => {
      const { moments, policy } = walk(steps, alerts);
      for (const { book, standing, nowUs } of moments) {
        for (const alert of book.alerts) {
          if (alert.level !== 'critical' || alert.state !== 'open' || !standing.has(alert.id) || !rings(alert, nowUs, policy)) continue;
          expect(nowUs - Math.max(alert.notifiedUs ?? 0, alert.raisedUs)).toBeLessThan(policy.renotifyMinutes * MINUTE);
        }
      }
    }));
  });

  it('news is told at once or owed, and what is owed is told at the first evaluation that nothing holds back', () => {
    fc.assert(fc.property(walks, settings, (steps, alerts) => {
      const { moments, policy } = walk(steps, alerts);
      for (const { book, standing, nowUs } of moments) {
        for (const { kind, alert, heldBack } of book.transitions) {
          if (kind !== 'raised' && kind !== 'escalated' && kind !== 'woke') continue;
          expect(idsOf(book.notifications).includes(alert.id)).toBe(heldBack === null);
          expect(alert.untold === null).toBe(heldBack === null);
        }
        for (const alert of book.alerts) {
          if (alert.untold === null) continue;
          expect(alert.state).toBe('open');
          const held = !standing.has(alert.id) || !rings(alert, nowUs, policy) || (alert.silentUntilUs ?? 0) > nowUs;
          expect(held).toBe(true);
        }
      }
    }));
  });

  it('a routine alert of an unchanged size rings at most once in a cool-down and session', () => {
    fc.assert(fc.property(steadyWalks, fc.constantFrom(20, 60), (steps, coolDownMinutes) => {
      const { moments } = walk(steps, { coolDownMinutes, critical: [], quietHours: null });
      const last = new Map<string, Micros>();
      for (const { book, nowUs } of moments) {
        for (const id of idsOf(book.notifications)) {
          const before = last.get(id);
          if (before !== undefined && newYorkDate(before) === newYorkDate(nowUs)) expect(nowUs - before).toBeGreaterThanOrEqual(coolDownMinutes * MINUTE);
          last.set(id, nowUs);
        }
      }
    }));
  });

  it('a restart between any two steps changes nothing', () => {
    fc.assert(fc.property(walks, settings, (steps, alerts) => {
      const restarted = walk(steps, alerts, (held) => JSON.parse(JSON.stringify(held)) as readonly Alert[]);
      expect(restarted.moments.map(({ book }) => book)).toEqual(walk(steps, alerts).moments.map(({ book }) => book));
    }));
  });
});
