import { describe, expect, test } from 'vitest';
import { vixRegimeSignal } from '../../../src/domain/signals/vixRegime.ts';
import { sessionDates } from './support/randomWalk.ts';
import { valuesOf } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

describe('VIX regime', () => {
  const quiet = Array<number>(20).fill(16);
  const regimeOf = (closes: readonly number[], histogram: (bar: number) => number | null = () => -1) =>
    valuesOf(
      vixRegimeSignal(steward.vixRegime),
      sessionDates(closes.length).map((date, i) => ({ date, close: closes[i] ?? 0, histogram: histogram(i) })),
    );
  /** A spike to 32 on bar 20, then the given closes. */
  const afterSpike = (...closes: number[]): number[] => [...quiet, 32, ...closes];

  test('reaching a threshold exactly counts, whatever the rounding: 9.05 × 1.2 is 10.86, 9 × 1.3 is 11.7', () => {
    expect(regimeOf([9.05, 10.86]).at(-1)?.spike).toBe(true);
    expect(regimeOf([9, 9.3, 9.7, 10.2, 10.7, 11.7]).at(-1)?.spike).toBe(true);
    expect(regimeOf([...Array<number>(19).fill(15), 20.4, 15.3]).at(-1)?.press).toBe(true);
  });
  test('a spike is +20 % in a day', () => {
    expect(regimeOf([20, 24]).at(-1)).toMatchObject({ spike: true, daysSinceSpike: 0 });
    expect(regimeOf([20, 23.99]).at(-1)).toMatchObject({ spike: false, daysSinceSpike: null });
  });
  test('or +30 % over five days', () => {
    expect(regimeOf([20, 21, 22, 23.5, 25, 26]).at(-1)?.spike).toBe(true);
    expect(regimeOf([20, 21, 22, 23.5, 25, 25.9]).at(-1)?.spike).toBe(false);
    expect(regimeOf([20, 20, 21, 22, 23.5, 25, 25.9]).at(-1)?.spike).toBe(false);
  });
  test('falling back from a spike is no new one, however far above five days ago', () => {
    expect(regimeOf(afterSpike(31, 30.9, 31)).map((value) => value?.spike).slice(20)).toEqual([true, false, false, true]);
  });
  test('it is remembered by the sessions since', () => {
    expect(regimeOf([...afterSpike(31, 30, 29)]).at(-1)).toMatchObject({ spike: false, daysSinceSpike: 3, lastSpike: sessionDates(21).at(-1), peak20: 32 });
  });

  test('spikeAt: the level that would make the next session a spike, by the day or by the close five sessions back', () => {
    expect(regimeOf([20]).at(-1)?.spikeAt).toBeCloseTo(24, 12);
    expect(regimeOf([20, 20, 20, 20, 24]).at(-1)?.spikeAt).toBeCloseTo(26, 12);
    expect(regimeOf([20, 20, 20, 20, 27]).at(-1)?.spikeAt).toBeCloseTo(27, 12);
    expect(regimeOf([20, 20, 20, 20, 24, 26.01]).at(-1)).toMatchObject({ spike: true });
  });

  test('press: VIX at or below 0.75 of the 20-day peak close, MACD(VIX) below its signal', () => {
    expect(regimeOf(afterSpike(24)).at(-1)).toMatchObject({ press: true, pressSince: sessionDates(22).at(-1) });
    expect(regimeOf(afterSpike(24.1)).at(-1)?.press).toBe(false);
    expect(regimeOf(afterSpike(24), () => 0).at(-1)?.press).toBe(false);
    expect(regimeOf(afterSpike(24), () => null).at(-1)?.press).toBe(false);
  });
  test('no press under a peak of 20', () => {
    expect(regimeOf([...Array<number>(20).fill(12), 19.9, 14]).at(-1)?.press).toBe(false);
    expect(regimeOf([...Array<number>(20).fill(12), 20, 14]).at(-1)?.press).toBe(true);
  });
  test('no press without a spike in the last 20 days', () => {
    expect(regimeOf([...afterSpike(...Array<number>(9).fill(30), ...Array<number>(10).fill(26), 22)]).at(-1)).toMatchObject({ daysSinceSpike: 20, press: true });
    expect(regimeOf([...afterSpike(...Array<number>(9).fill(30), ...Array<number>(11).fill(26), 22)]).at(-1)).toMatchObject({ daysSinceSpike: 21, press: false });
  });

  test('press ends when VIX is above 0.85 of the peak', () => {
    expect(regimeOf(afterSpike(24, 27.2)).at(-1)?.press).toBe(true);
    expect(regimeOf(afterSpike(24, 27.3)).at(-1)?.press).toBe(false);
  });
  test('press ends when MACD(VIX) is above its signal for two closes in a row', () => {
    const above = (...bars: number[]) => (bar: number) => (bars.includes(bar) ? 1 : -1);
    expect(regimeOf(afterSpike(24, 24), above(22)).at(-1)?.press).toBe(true);
    expect(regimeOf(afterSpike(24, 24, 24, 24), above(22, 24)).at(-1)?.press).toBe(true);
    expect(regimeOf(afterSpike(24, 24, 24), above(22, 23)).at(-1)?.press).toBe(false);
  });
  test('press ends after 15 days, and only a new spike opens another', () => {
    const press = regimeOf(afterSpike(...Array<number>(40).fill(20))).map((value) => value?.press);
    expect(press.indexOf(true)).toBe(21);
    expect(press.filter((on) => on === true)).toHaveLength(15);
    expect(press.lastIndexOf(true)).toBe(35);
    expect(regimeOf([...afterSpike(...Array<number>(15).fill(20)), 20, 30, 22]).at(-1)?.press).toBe(true);
  });

  describe('after a press has ended', () => {
    const fromBar20 = (closes: readonly number[], histogram?: (bar: number) => number | null) =>
      regimeOf(closes, histogram).slice(20).map((value) => (value?.spike === true ? 'S' : '') + (value?.press === true ? 'P' : '.'));
    const lasting = Array<number>(14).fill(20);
    const pressed = Array<string>(14).fill('P');
    const aboveOn = (...bars: number[]) => (bar: number) => (bars.includes(bar) ? 1 : -1);

    test('by its full length, it stays closed while VIX stays low, and opens after a new spike', () => {
      expect(fromBar20(afterSpike(20, ...lasting, 20, 20, 25, 22))).toEqual(['S.', 'P', ...pressed, '.', '.', 'S.', 'P']);
      expect(fromBar20(afterSpike(20, ...lasting, 20, 20, 23, 22))).toEqual(['S.', 'P', ...pressed, '.', '.', '.', '.']);
    });
    test('by its full length on the very bar of a new spike, it opens again', () => {
      expect(fromBar20(afterSpike(20, ...lasting, 25, 22))).toEqual(['S.', 'P', ...pressed, 'S.', 'P']);
      expect(fromBar20(afterSpike(20, ...lasting, 23, 22))).toEqual(['S.', 'P', ...pressed, '.', '.']);
    });
    test('by a bounce of VIX, it opens again on the old spike', () => {
      expect(fromBar20(afterSpike(24, 24, 24, 24, 24, 27.3, 24))).toEqual(['S.', 'P', 'P', 'P', 'P', 'P', '.', 'P']);
    });
    test('by a bounce that is a new spike, it opens again', () => {
      expect(fromBar20(afterSpike(24, 29, 24))).toEqual(['S.', 'P', 'S.', 'P']);
    });
    test('by MACD(VIX) above its signal, it opens again on the old spike once MACD is below', () => {
      expect(fromBar20(afterSpike(24, 24, 24, 24, 24), aboveOn(22, 23, 24))).toEqual(['S.', 'P', 'P', '.', '.', 'P']);
    });
    test('by MACD(VIX) on the bar of a new spike, it opens again', () => {
      expect(fromBar20(afterSpike(20, 20, 24, 24), aboveOn(22, 23))).toEqual(['S.', 'P', 'P', 'S.', 'P']);
    });
    test('by a bounce on the last day of its length, it is not spent', () => {
      const rising = [...lasting.slice(6), 22, 22, 22, 22, 22, 24];
      expect(fromBar20(afterSpike(20, ...rising, 27.3, 20))).toEqual(['S.', 'P', ...pressed, '.', 'P']);
      expect(fromBar20(afterSpike(20, ...lasting, 20, 20), aboveOn(35, 36))).toEqual(['S.', 'P', ...pressed, '.', 'P']);
    });
  });
});
