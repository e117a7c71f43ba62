/** Preferences as the views use them: read once, applied to the root element, saved on change, following the system's theme. */
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { effectiveTheme, readPreferences, savePreferences, type Preferences } from './preferences.ts';

export interface Appearance {
  readonly preferences: Preferences;
  readonly theme: 'dark' | 'light';
  change(changes: Partial<Preferences>): void;
}

export const AppearanceContext = createContext<Appearance | null>(null);

export function useAppearance(): Appearance {
  const appearance = useContext(AppearanceContext);
  if (appearance === null) throw new Error('views need an AppearanceContext above them');
  return appearance;
}

export function useAppearanceOfPage(): Appearance {
  const [preferences, setPreferences] = useState(() => readPreferences(localStorage));
  const [systemIsLight, setSystemIsLight] = useState(() => lightQuery().matches);

  useEffect(() => {
    const query = lightQuery();
    const follow = (): void => setSystemIsLight(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);

  const theme = effectiveTheme(preferences.theme, systemIsLight);
  // Set while rendering, not after: charts read the tokens when they are made, in the effects of their components.
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['signs'] = preferences.signs;

  return useMemo(() => ({
    preferences,
    theme,
    change(changes: Partial<Preferences>) {
      const next = { ...preferences, ...changes };
      savePreferences(localStorage, next);
      setPreferences(next);
    },
  }), [preferences, theme]);
}

function lightQuery(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: light)');
}
