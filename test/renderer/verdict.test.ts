import { describe, expect, it } from 'vitest';
import { evaluationAgeMs, balanceOf, rejectionsOf } from '../../src/renderer/src/views/health/balance.ts';
import { barText, clockText, dataTrust, speedText, titleText } from '../../src/renderer/src/views/verdict.ts';
import { sampleCalmState, sampleState } from '../support/sampleState.ts';

const live = { phase: 'live', detail: null } as const;

describe('the bar on top', () => {
  it('says the stage and one line to act on', () => {
    expect(barText({ connection: live, engine: sampleState() })).toMatchObject({ tone: 'act', pill: 'First divergence', headline: 'Add base layer: 5 × VIX 22 Dec 19 C at 2.08' });
  });

  it('says that the alert it speaks of is critical, until somebody answers', () => {
    const state = sampleState();
    const engine = (changes: object) => ({ ...state, alerts: state.alerts.map((alert) => ({ ...alert, level: 'critical' as const, ...changes })), verdict: { ...state.verdict, alertId: state.alerts[0]?.id ?? null } });
    expect(barText({ connection: live, engine: engine({}) }).headline).toBe('Critical: Add base layer: 5 × VIX 22 Dec 19 C at 2.08');
    expect(barText({ connection: live, engine: engine({ state: 'acknowledged' }) }).headline).toBe('Add base layer: 5 × VIX 22 Dec 19 C at 2.08');
  });

  it('is quiet when there is nothing to do', () => {
    expect(barText({ connection: live, engine: sampleCalmState() }).tone).toBe('quiet');
  });

  it('is an alarm with every cause when nobody monitors, whatever the verdict was', () => {
    const state = sampleState();
    const engine = { ...state, health: { ...state.health, monitoring: false, causes: ['no quote for 12 s', 'disk full'] } };
    expect(barText({ connection: live, engine })).toMatchObject({ tone: 'alarm', headline: 'Not monitoring: no quote for 12 s; disk full' });
  });

  it('is an alarm when the engine is lost, even though the last known state was healthy', () => {
    const bar = barText({ connection: { phase: 'lost', detail: 'gone' }, engine: sampleState() });
    expect(bar).toMatchObject({ tone: 'alarm', headline: 'Not monitoring: lost the connection to the engine, reconnecting', detail: 'gone' });
  });

  it('claims nothing before the first snapshot', () => {
    expect(barText({ connection: { phase: 'connecting', detail: null }, engine: null })).toMatchObject({ tone: 'quiet', headline: 'Connecting to the engine' });
  });
});

describe('the title of the window', () => {
  it('counts alerts that ask for action, and says when nobody monitors', () => {
    expect(titleText({ connection: live, engine: sampleState() })).toBe('(1) Ballast');
    const left = sampleState();
    expect(titleText({ connection: live, engine: { ...left, alerts: left.alerts.map((alert) => ({ ...alert, goneSinceUs: 1 })) } })).toBe('Ballast');
    expect(titleText({ connection: live, engine: sampleCalmState() })).toBe('Ballast');
    expect(titleText({ connection: { phase: 'lost', detail: null }, engine: sampleState() })).toBe('Not monitoring · Ballast');
  });
});

describe('trust in the data', () => {
  const { health } = sampleState();
  it.each([
    [{}, false, 'good', 'all live'],
    [{ oldestAgeMs: 3_200 }, false, 'good', 'all live, 3.2 s'],
    [{}, true, 'bad', 'not connected'],
    [{ feed: 'mute' }, false, 'bad', 'feed silent'],
    [{ feed: 'disconnected' }, false, 'bad', 'feed disconnected'],
    [{ feed: 'connecting' }, false, 'doubtful', 'feed connecting'],
    [{ staleInstruments: 3 }, false, 'doubtful', '3 of 512 stale'],
    [{ recording: false }, false, 'doubtful', 'live, not recorded'],
    [{ disabled: [{ series: 'breadth', disables: 'A/D divergence' }] }, false, 'good', 'live · 1 rule off'],
  ] as const)('%o, lost %s → %s', (changes, lost, level, text) => {
    expect(dataTrust({ ...health, ...changes, disabled: [...('disabled' in changes ? changes.disabled : [])] }, lost)).toEqual({ level, text });
  });
});

describe('the market clock', () => {
  const { clock } = sampleState();
  it('counts to the close while open, to the open otherwise', () => {
    expect(clockText(clock)).toBe('10:42:17 · closes 5 h 17 m');
    expect(clockText({ ...clock, session: 'closed', opensUs: clock.marketTimeUs! + 90 * 60e6 })).toBe('10:42:17 · opens 1 h 30 m');
    expect(clockText({ ...clock, marketTimeUs: null })).toBe('no market time yet');
  });

  it('names the speed', () => {
    expect([speedText(1), speedText(1.5), speedText(600), speedText(1800)]).toEqual(['×1', '×1.5', '×600', '×1,800']);
  });
});

describe('the balance of quotes', () => {
  it('holds or says by how much it does not', () => {
    const { health } = sampleState();
    expect(balanceOf(health)).toEqual({ holds: true, text: 'received 8,412,077 = stored 8,398,120 + conflated 13,951 + rejected 6' });
    expect(balanceOf({ ...health, stored: health.stored - 5 }).text).toMatch(/≠ .* \(5 unaccounted\)$/);
  });

  it('lists the reasons of rejection, most frequent first', () => {
    expect(rejectionsOf({ rejectedByReason: { a: 1, c: 9, b: 9 } }).map((row) => row.reason)).toEqual(['b', 'c', 'a']);
  });

  it('ages an evaluation in wall time: 25 market seconds at ×600 are 42 ms', () => {
    const { health, clock } = sampleState();
    expect(evaluationAgeMs(health, clock)).toBeCloseTo(41.7, 1);
    expect(evaluationAgeMs({ evaluatedUs: null }, clock)).toBeNull();
  });
});
