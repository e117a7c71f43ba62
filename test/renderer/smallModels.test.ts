import { describe, expect, it } from 'vitest';
import { defaultPreferences, effectiveTheme, parsePreferences, readPreferences, savePreferences } from '../../src/renderer/src/preferences.ts';
import { orderedLegs } from '../../src/renderer/src/views/book/legOrder.ts';
import { cursorOf, firstPage, newer, newestFirst, older } from '../../src/renderer/src/views/log/logPages.ts';
import { viewFromHash } from '../../src/renderer/src/views/viewNames.ts';
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
    expect(['#book', '#scenarios', '#signals', '#log', '', '#nonsense'].map(viewFromHash)).toEqual(['book', 'scenarios', 'signals', 'log', 'overview', 'overview']);
  });
});
