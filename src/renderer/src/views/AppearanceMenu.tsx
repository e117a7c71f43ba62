import { Menu } from '@base-ui/react/menu';
import { useAppearance } from '../appearance.ts';
import type { Signs, Theme } from '../preferences.ts';

const themeWords: Record<Theme, string> = { system: 'As the system', dark: 'Dark', light: 'Light' };
const signWords: Record<Signs, string> = { redGreen: 'Green and red', blueMagenta: 'Blue and magenta (color-blind safe)' };

export function AppearanceMenu() {
  const { preferences, change } = useAppearance();
  return (
    <Menu.Root>
      <Menu.Trigger className="footer-button">Appearance</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="top" align="end" sideOffset={6} className="floating">
          <Menu.Popup className="menu">
            <Menu.RadioGroup value={preferences.theme} onValueChange={(theme: Theme) => change({ theme })}>
              <Menu.Group>
                <Menu.GroupLabel className="menu-label">Theme</Menu.GroupLabel>
                {(Object.keys(themeWords) as Theme[]).map((theme) => <Choice key={theme} value={theme} text={themeWords[theme]} />)}
              </Menu.Group>
            </Menu.RadioGroup>
            <Menu.RadioGroup value={preferences.signs} onValueChange={(signs: Signs) => change({ signs })}>
              <Menu.Group>
                <Menu.GroupLabel className="menu-label">Gain and loss</Menu.GroupLabel>
                {(Object.keys(signWords) as Signs[]).map((signs) => <Choice key={signs} value={signs} text={signWords[signs]} />)}
              </Menu.Group>
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Choice({ value, text }: { readonly value: string; readonly text: string }) {
  return (
    <Menu.RadioItem className="menu-item" value={value}>
      <span className="menu-check"><Menu.RadioItemIndicator>✓</Menu.RadioItemIndicator></span>{text}
    </Menu.RadioItem>
  );
}
