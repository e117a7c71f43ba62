/** How the trader likes the screen: kept in the browser, applied as attributes of the root element. */
export type Theme = 'system' | 'dark' | 'light';
export type Signs = 'redGreen' | 'blueMagenta';

export interface Preferences {
  readonly theme: Theme;
  /** The pair of hues for the sign of money; `blueMagenta` stays apart under the common color deficiencies. */
  readonly signs: Signs;
}

/** The part of `localStorage` that is used. */
export interface PreferenceStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'ballast.preferences';
export const defaultPreferences: Preferences = { theme: 'system', signs: 'redGreen' };

const themes: readonly Theme[] = ['system', 'dark', 'light'];
const signPairs: readonly Signs[] = ['redGreen', 'blueMagenta'];

/** Unreadable or foreign content counts as "nothing chosen". */
export function parsePreferences(text: string | null): Preferences {
  if (text === null) return defaultPreferences;
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return defaultPreferences;
    const { theme, signs } = read as { theme?: unknown; signs?: unknown };
    return {
      theme: themes.find((known) => known === theme) ?? defaultPreferences.theme,
      signs: signPairs.find((known) => known === signs) ?? defaultPreferences.signs,
    };
  } catch {
    return defaultPreferences;
  }
}

export function readPreferences(store: PreferenceStore): Preferences {
  try {
    return parsePreferences(store.getItem(KEY));
  } catch {
    return defaultPreferences;
  }
}

/** Storage may be refused (private windows); the choice then lasts as long as the page. */
export function savePreferences(store: PreferenceStore, preferences: Preferences): void {
  try {
    store.setItem(KEY, JSON.stringify(preferences));
  } catch {
    return;
  }
}

/** What `system` comes to on this machine. */
export function effectiveTheme(theme: Theme, systemIsLight: boolean): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return systemIsLight ? 'light' : 'dark';
}
