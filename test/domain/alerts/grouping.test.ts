import { describe, expect, it } from 'vitest';
import { alertIdOf, causeOf, levelOf } from '../../../src/domain/alerts/grouping.ts';
import { decision, hold } from './someDecisions.ts';

describe('what groups alerts', () => {
  it.each([
    ['add.confirmed/base/e3', 'add.confirmed', 'add.confirmed/e3'],
    ['delayer.press.1/outer/e3', 'delayer.press.1', 'delayer.press/e3'],
    ['delayer.watch-off.2/base/e12', 'delayer.watch-off.2', 'delayer.watch-off/e12'],
    ['roll.floor/base/2026-12-16/e4', 'roll.floor', 'roll.floor/e4'],
    ['widen.put-side/condor-1/2/e4', 'widen.put-side', 'widen.put-side/e4'],
  ])('%s belongs to %s of its episode', (id, rule, cause) => {
    expect(causeOf(decision({ id, rule }))).toBe(cause);
    expect(alertIdOf(decision({ id, rule }))).toBe(id);
  });

  it('blocked data are one alert and one cause; a closed market is another thing', () => {
    expect([alertIdOf(hold('hold.quality.stale', 'blocked')), causeOf(hold('hold.quality.missing', 'blocked'))]).toEqual(['hold.quality', 'hold.quality']);
    expect(alertIdOf(hold('hold.quality.closed'))).toBe('hold.quality.closed/-/e1');
  });

  it.each([
    ['delayer.press.1', 'critical'], ['delayer.press', 'critical'], ['delayer.pressure', 'routine'], ['delayer', 'routine'], ['hold.quality.stale', 'critical'], ['add.first', 'routine'],
  ])('%s is %s where the policy lists delayer.press and hold.quality', (rule, level) => {
    expect(levelOf({ rule }, { critical: ['delayer.press', 'hold.quality'] })).toBe(level);
  });
});
