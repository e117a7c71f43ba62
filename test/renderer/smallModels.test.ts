import { describe, expect, it } from 'vitest';
import { defaultPreferences, effectiveTheme, parsePreferences, readPreferences, savePreferences } from '../../src/renderer/src/preferences.ts';
import { orderedLegs } from '../../src/renderer/src/views/book/legOrder.ts';
import { cursorOf, firstPage, newer, newestFirst, older } from '../../src/renderer/src/views/log/logPages.ts';
import { viewFromHash } from '../../src/renderer/src/views/viewNames.ts';
import { divergenceRows, signalRows } from '../../src/renderer/src/views/volatility/signalRows.ts';
import { sampleLog, sampleState } from '../support/sampleState.ts';

describe('preferences', () => {
  it('survive storage, and foreign content counts as nothing chosen', () => {
    const shelf = new Map<string, string>();
    const store = { getItem: (key: string) => shelf.get(key) ?? null, setItem: (key: string, value: string) => void shelf.set(key, value) };
    savePreferences(store, { theme: 'light', signs: 'blueMagenta' });
    expect(readPreferences(store)).toEqual({ theme: 'light', signs: 'blueMagenta' });
    for (const text of [null, '', '{', '7', '{"theme":"neon"}']) expect(parsePreferences(text)).toEqual(defaultPreferences);
  });

  it('do not fail where storage is refused', () => {
    const refuse = (): never => { throw new Error('denied'); };
    expect(readPreferences({ getItem: refuse, setItem: refuse })).toEqual(defaultPreferences);
    expect(() => savePreferences({ getItem: refuse, setItem: refuse }, defaultPreferences)).not.toThrow();
  });

  it('follow the system unless a theme was chosen', () => {
    expect([effectiveTheme('system', true), effectiveTheme('system', false), effectiveTheme('dark', true)]).toEqual(['light', 'dark', 'dark']);
  });
});

describe('pages of the log', () => {
  const entries = newestFirst(sampleLog().recent);
  it('go back from the oldest entry shown, and forward again', () => {
    const second = older(firstPage, entries);
    expect(cursorOf(firstPage)).toBeNull();
    expect(cursorOf(second)).toBe(37);
    expect(newer(second)).toEqual(firstPage);
    expect(newer(firstPage)).toEqual(firstPage);
    expect(older(firstPage, [])).toEqual(firstPage);
  });
});

describe('the volatility view', () => {
  it('lists every signal, unknown ones as unknown', () => {
    const { signals } = sampleState();
    const rows = signalRows({ ...signals, press: null, rsi: null });
    expect(rows.find((row) => row.name === 'Volatility press')?.value).toBe('not known yet');
    expect(rows.find((row) => row.name === 'SPX RSI 14')?.value).toBe('—');
  });

  it('lists divergences with the newest first', () => {
    const { signals } = sampleState();
    const [first] = divergenceRows(signals);
    expect(first).toMatchObject({ active: true, state: 'forming since 18 Nov', strength: '0.18' });
    expect(first?.text).toMatch(/^A\/D line bearish, SPX 6,993 \(.*\) → 7,024 /);
  });
});

describe('the book', () => {
  it('lists condors from the lowest strike up, then the hedge from the shortest layer to the longest', () => {
    const [first, ...others] = sampleState().book.legs;
    const call = (layer: 'base' | 'outer') => ({ ...first!, id: layer, symbol: 'VIX   261222C00019000', strategy: null, layer });
    const ids = orderedLegs([call('outer'), ...others.toReversed(), call('base'), first!]).map((leg) => leg.id);
    expect(ids).toEqual(['sample-P6720', 'sample-P6730', 'sample-C7260', 'sample-C7270', 'base', 'outer']);
  });
});

describe('views', () => {
  it('are part of the address; anything unknown is the overview', () => {
    expect(['#book', '#scenarios', '#log', '', '#nonsense'].map(viewFromHash)).toEqual(['book', 'scenarios', 'log', 'overview', 'overview']);
  });
});
