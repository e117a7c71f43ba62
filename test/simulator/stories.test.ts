import { describe, expect, it } from 'vitest';
import { DEFAULT_SEED } from '../../src/simulator/marketSimulation.ts';
import { activeBearish, firstSession, signalsOver } from './storySignals.ts';
import type { StoryDay } from './storySignals.ts';

const confirming = (day: StoryDay): boolean =>
  day.signals.spxMacdBearish === true || day.signals.rsiFailure.on || day.signals.divergences.some((each) => each.kind === 'bearish' && each.state === 'confirmedDown');

describe('story "distribution" under the steward policy, default seed', () => {
  const days = signalsOver('distribution', DEFAULT_SEED, 120);
  const divergence = firstSession(days, activeBearish);

  it('starts with no divergence active, in OBV nor in breadth', () => {
    expect(days.filter((day) => day.session > -20 && day.session <= 0).filter(activeBearish)).toEqual([]);
    expect(days.find((day) => day.session === 0)?.signals.spxMacdBearish).toBe(false);
  });

  it('shows a forming bearish divergence in both series by session 2, with VIX timing on at once', () => {
    expect(divergence).toBe(2);
    const day = days.find((each) => each.session === 2);
    expect(day?.signals.divergences.filter((each) => each.active).map((each) => [each.series, each.state])).toEqual(expect.arrayContaining([['obv', 'forming'], ['adLine', 'forming']]));
    expect(day?.signals.vixTiming).toBe(true);
  });

  it('confirms some sessions later and before the spike', () => {
    const confirmed = firstSession(days, (day) => day.session > (divergence ?? 0) && confirming(day)) ?? 0;
    expect(confirmed).toBeGreaterThanOrEqual(4);
    expect(confirmed).toBeLessThanOrEqual(9);
  });

  it('spikes at session 12 by more than 20 % in a day, to a peak of at least 28', () => {
    expect(firstSession(days, (day) => day.signals.vixRegime?.spike === true)).toBe(12);
    expect(Math.max(...days.filter((day) => day.session >= 1 && day.session <= 22).map((day) => day.vix))).toBeGreaterThan(28);
  });

  it('comes to the press at session 18–20, before the sample condors of session 1 expire', () => {
    const press = firstSession(days, (day) => day.signals.vixRegime?.press === true) ?? 0;
    expect(press).toBeGreaterThanOrEqual(18);
    expect(press).toBeLessThanOrEqual(20);
  });

  it('plays again after the calm, with another divergence and another spike', () => {
    const again = days.filter((day) => day.session > 80);
    expect(again.some(activeBearish)).toBe(true);
    expect(again.some((day) => day.signals.vixRegime?.spike === true)).toBe(true);
  });
});

describe('story "distribution" over other seeds', () => {
  it.each([2, 3, 4, 5, 6, 8, 9, 10])('seed %d: divergence by session 4, spike at 12, press by 21', (seed) => {
    const days = signalsOver('distribution', seed, 24);
    expect(firstSession(days, activeBearish)).toBeLessThanOrEqual(4);
    expect(firstSession(days, (day) => day.signals.vixRegime?.spike === true)).toBe(12);
    expect(firstSession(days, (day) => day.signals.vixRegime?.press === true)).toBeLessThanOrEqual(21);
  });
});

describe('the other stories, default seed', () => {
  it('"calm" shows no bearish divergence and no spike in 45 sessions', () => {
    const days = signalsOver('calm', DEFAULT_SEED, 45);
    expect(days.filter((day) => day.session >= 1).filter((day) => activeBearish(day) || day.signals.vixRegime?.spike === true)).toEqual([]);
  });

  it('"crash" falls by more than 12 % within a week, out of a calm sky', () => {
    const days = signalsOver('crash', DEFAULT_SEED, 12);
    expect(days.filter((day) => day.session >= 1 && day.session <= 3).some(activeBearish)).toBe(false);
    const [before, after] = [3, 7].map((session) => days.find((day) => day.session === session)?.spx ?? 0);
    expect((after ?? 0) / (before ?? 1) - 1).toBeLessThan(-0.12);
    expect(Math.max(...days.map((day) => day.vix))).toBeGreaterThan(50);
  });

  it('"grind" loses 8 % in 40 sessions while the VIX creeps above 22 without a spike', () => {
    const days = signalsOver('grind', DEFAULT_SEED, 40);
    const live = days.filter((day) => day.session >= 1);
    expect((live.at(-1)?.spx ?? 0) / (live[0]?.spx ?? 1) - 1).toBeLessThan(-0.08);
    expect(live.at(-1)?.vix).toBeGreaterThan(22);
    expect(live.some((day) => day.signals.vixRegime?.spike === true)).toBe(false);
  });
});

describe('every story', () => {
  it.each(['distribution', 'calm', 'crash', 'grind'] as const)('"%s": SPX returns and VIX changes are clearly opposed', (story) => {
    const days = signalsOver(story, DEFAULT_SEED, 60);
    const pairs = days.slice(1).map((day, i) => [Math.log(day.spx / (days[i]?.spx ?? 1)), day.vix - (days[i]?.vix ?? 0)] as const);
    expect(correlation(pairs)).toBeLessThan(-0.7);
    expect(correlation(pairs)).toBeGreaterThan(-0.99);
  });
});

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (pick: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[pick], 0) / pairs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const sum = (f: (x: number, y: number) => number): number => pairs.reduce((total, [x, y]) => total + f(x - meanX, y - meanY), 0);
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
}
