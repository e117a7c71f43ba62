import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Divergence } from '../../../src/domain/signals/dailySignals.ts';
import { divergenceSignal } from '../../../src/domain/signals/divergence.ts';
import type { DivergenceInput, DivergenceTrackerState } from '../../../src/domain/signals/divergence.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import type { SignalState } from '../../../src/domain/signals/signal.ts';
import type { SignalParameters } from '../../../src/domain/signals/signalParameters.ts';
import { walkBars } from './support/divergenceWalk.ts';
import { taken } from './support/runSignal.ts';
import { divergencesOf, mirrored } from './support/sketch.ts';
import { steward } from './support/steward.ts';

type Days = readonly (readonly Divergence[])[];

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const runs = { seed: 20_261_120, numRuns: 25 };

const withValues = (bars: readonly DivergenceInput[], change: (value: number) => number): DivergenceInput[] =>
  bars.map((bar) => ({ ...bar, value: bar.value === null ? null : change(bar.value) }));

/** What may not change at all when only the measure of the series does. */
const withoutValues = (days: Days): unknown =>
  days.map((listed) => listed.map(({ from, to, strength: _, ...rest }) => ({ ...rest, from: { ...from, value: 0 }, to: { ...to, value: 0 } })));

function expectSameStrength(days: Days, others: Days): void {
  const strengths = days.flatMap((listed) => listed.map(({ strength }) => strength));
  const otherStrengths = others.flatMap((listed) => listed.map(({ strength }) => strength));
  expect(otherStrengths).toHaveLength(strengths.length);
  strengths.forEach((strength, i) => expect(Math.abs(strength - (otherStrengths[i] ?? NaN))).toBeLessThan(1e-6));
}

describe('divergences, hidden ones too', () => {
  test('are level-free: a whole number added to a series of whole numbers changes nothing at all', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (seed, constant) => {
        const bars = walkBars(seed, 300);
        const days = divergencesOf(bars);
        const shifted = divergencesOf(withValues(bars, (value) => value + constant));
        expect(withoutValues(shifted)).toEqual(withoutValues(days));
        expect(shifted.flat().map(({ strength }) => strength)).toEqual(days.flat().map(({ strength }) => strength));
      }),
      runs,
    );
  });

  test('are level-free: any number added changes no id, state, date or price, and strength by rounding alone', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: -1e12, max: 1e12, noNaN: true }), (seed, constant) => {
        const bars = walkBars(seed, 300, { holes: 0.1 });
        const [days, shifted] = [divergencesOf(bars), divergencesOf(withValues(bars, (value) => value + constant))];
        expect(withoutValues(shifted)).toEqual(withoutValues(days));
        expectSameStrength(days, shifted);
      }),
      runs,
    );
  });

  test('are scale-free: lots instead of shares change no id, state, date or price, and strength by rounding alone', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (seed, factor) => {
        const bars = walkBars(seed, 300, { holes: 0.1 });
        const [days, scaled] = [divergencesOf(bars), divergencesOf(withValues(bars, (value) => value * factor))];
        expect(withoutValues(scaled)).toEqual(withoutValues(days));
        expectSameStrength(days, scaled);
      }),
      runs,
    );
  });

  // A share of price is no mirror image of the same share downwards, so the picture is turned where any difference of price will do;
  // prices are whole sixty-fourths, which turn exactly.
  test('of the picture upside down are the mirrored kinds, bit for bit', () => {
    const turned = { bearish: 'bullish', bullish: 'bearish', hiddenBearish: 'hiddenBullish', hiddenBullish: 'hiddenBearish' } as const;
    const anyRise: SignalParameters = { ...steward, divergence: { ...steward.divergence, minPriceRise: 0 } };
    const snapped = (price: number): number => Math.round(price * 64) / 64;
    const axis = 4_096;
    const turnedBack = (one: Divergence): Divergence => {
      const anchor = (of: Divergence['from']): Divergence['from'] => ({ ...of, price: axis - of.price, value: 0 - of.value });
      const kind = turned[one.kind];
      return { ...one, kind, id: `${one.series}:${kind}:${one.knownOn}`, from: anchor(one.from), to: anchor(one.to) };
    };
    const sorted = (listed: readonly Divergence[]): Divergence[] => listed.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    fc.assert(
      fc.property(seeds, (seed) => {
        const bars = walkBars(seed, 300).map((bar) => ({ ...bar, high: snapped(bar.high), low: snapped(bar.low), close: snapped(bar.close) }));
        const upright = divergencesOf(bars, 'obv', anyRise);
        const upsideDown = divergencesOf(mirrored(bars, axis), 'obv', anyRise);
        expect(upsideDown.map((listed) => sorted(listed.map(turnedBack)))).toEqual(upright.map(sorted));
      }),
      runs,
    );
  });

  test('are never rewritten: bars that follow change no earlier output', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 299 }), (seed, length) => {
        const bars = walkBars(seed, 300, { holes: 0.1, restarts: [150] });
        expect(divergencesOf(bars.slice(0, length))).toEqual(divergencesOf(bars).slice(0, length));
      }),
      runs,
    );
  });

  test('are the same however they came about: bars replaced, stored and restored between any two', () => {
    type Treatment = 'plain' | 'replaced' | 'restored' | 'restored, then replaced';
    const treatment = fc.constantFrom<Treatment>('plain', 'replaced', 'restored', 'restored, then replaced');
    const definition = divergenceSignal('obv', steward);
    fc.assert(
      fc.property(seeds, fc.array(treatment, { minLength: 200, maxLength: 200 }), (seed, treatments) => {
        const bars = walkBars(seed, 200, { holes: 0.1, restarts: [120] });
        const straight = createSignal(definition);
        let other = createSignal(definition);
        bars.forEach((bar, i) => {
          const value = taken(straight.add(bar));
          const still: DivergenceInput = { ...bar, high: bar.high * 1.02, low: bar.low * 0.97, value: 0 };
          const how = treatments[i] ?? 'plain';
          taken(other.add(how === 'plain' ? bar : still));
          if (how.startsWith('restored')) other = createSignal(definition, JSON.parse(JSON.stringify(other.state())) as SignalState<DivergenceTrackerState>);
          if (how === 'restored, then replaced') taken(other.replace({ ...still, value: null, restart: true }));
          if (how !== 'plain') taken(other.replace(bar));
          expect(other.value).toEqual(value);
          expect(JSON.stringify(other.state())).toBe(JSON.stringify(straight.state()));
        });
      }),
      { ...runs, numRuns: 10 },
    );
  });

  test('keep their promises on any walk: strength in range, anchors in order, ids unique, no state after an end', () => {
    const seriesFalls = { bearish: true, bullish: false, hiddenBearish: false, hiddenBullish: true } as const;
    fc.assert(
      fc.property(seeds, (seed) => {
        const ended = new Map<string, string>();
        for (const listed of divergencesOf(walkBars(seed, 400))) {
          expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
          expect(listed.map(({ knownOn }) => knownOn)).toEqual(listed.map(({ knownOn }) => knownOn).toSorted().toReversed());
          for (const { id, state, strength, from, to, active, kind } of listed) {
            expect(strength).toBeGreaterThanOrEqual(0.05);
            expect(strength).toBeLessThanOrEqual(1);
            expect(from.date < to.date).toBe(true);
            expect(from.value > to.value).toBe(seriesFalls[kind]);
            expect(ended.get(id) ?? state).toBe(state);
            if (state === 'invalidated' || state === 'expired') expect(active).toBe(false);
            if (kind.startsWith('hidden')) expect(state).not.toBe('forming');
            if (state !== 'forming' && state !== 'qualified') ended.set(id, state);
          }
        }
      }),
      runs,
    );
  });
});
