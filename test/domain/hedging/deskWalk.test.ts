import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import type { HedgeMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import { actsOf, aDivergence, createDesk, type SignalChanges } from '../../support/builders.ts';

const START = '2026-11-02';

/** Small seeded generator (mulberry32): a test must not depend on the machine's luck. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function signalsOf(random: () => number, vix: number, peak: number, date: string): SignalChanges {
  const divergences = random() < 0.75 ? [aDivergence(START, { knownOn: date })] : [];
  const press = vix < 0.75 * peak && peak >= 20;
  return {
    divergences, spxMacdBearish: random() < 0.5, vixTiming: random() < 0.6, creditStress: { z: 0, on: random() < 0.2, spread: 2 },
    vixRegime: { spike: false, lastSpike: peak > 22 ? START : null, daysSinceSpike: peak > 22 ? 8 : null, peak20: peak, spikeAt: 99, press, pressSince: press ? date : null },
  };
}

/** A month of whims: what must hold on any day of any market. */
function walk(seed: number): ReadonlySet<string> {
  const taken = new Set<string>();
  const random = seeded(seed);
  let spx = 7000;
  let vix = 17;
  let peak = 17;
  const desk = createDesk({ date: START, spx, vix });
  for (let n = 0; n < 18; n++) {
    const date = addTradingDays(START, n);
    const move = random() - 0.52;
    spx *= 1 + move * 0.02;
    vix = Math.min(45, Math.max(11, vix * (1 - move * 0.25)));
    peak = Math.max(peak * 0.99, vix);
    desk.evaluate({ date, spx, vix }, signalsOf(random, vix, peak, date));
    const { decisions } = desk.judgement;
    expect(decisions.length).toBeGreaterThan(0);
    expect(new Set(decisions.map((d) => d.id)).size).toBe(decisions.length);
    const layers = actsOf(desk.judgement).flatMap((d) => d.layer ?? []);
    expect(new Set(layers).size).toBe(layers.length);
    for (const advice of actsOf(desk.judgement)) {
      expect(advice.candidates[0]?.ticket.length).toBeGreaterThan(0);
      if (advice.action === 'add') expect((advice.coverage.after! >= advice.coverage.bandLow - 1e-9 && advice.coverage.after! <= advice.coverage.bandHigh + 1e-9) || advice.boundBy.length > 0).toBe(true);
    }
    const seen = new Set<string>();
    for (let next = actsOf(desk.judgement)[0]; next !== undefined; next = actsOf(desk.judgement)[0]) {
      expect(seen.has(next.id), `${next.id} stands again right after its fill`).toBe(false);
      seen.add(next.id);
      taken.add(next.action);
      desk.fill(next);
    }
    expect(JSON.parse(JSON.stringify(desk.memory)) as HedgeMemory).toEqual(desk.memory);
  }
  return taken;
}

describe('a desk that takes every advice, in random markets', () => {
  it.each([1, 2, 3])('seed %i: one ticket per layer, every ticket can be filled and then vanishes, adds end in the band or say why not', (seed) => {
    expect(walk(seed)).toContain('add');
  });
});
