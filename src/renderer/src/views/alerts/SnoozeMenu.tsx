import { Menu } from '@base-ui/react/menu';
import type { SnoozeChoice } from './snoozeChoices.ts';

interface SnoozeMenuProps {
  readonly disabled: boolean;
  readonly choices: readonly SnoozeChoice[];
  readonly onChoose: (marketMinutes: number) => void;
}

/** How long the alert rests, in market time. */
export function SnoozeMenu({ disabled, choices, onChoose }: SnoozeMenuProps) {
  return (
    <Menu.Root>
      <Menu.Trigger className="button" disabled={disabled} data-alert-action="snooze">Snooze</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="bottom" align="start" sideOffset={4} className="floating">
          <Menu.Popup className="menu">
            <Menu.Group>
              <Menu.GroupLabel className="menu-label">Market time</Menu.GroupLabel>
              {choices.map((choice) => (
                <Menu.Item key={choice.label} className="menu-item" data-snooze-minutes={choice.marketMinutes} onClick={() => onChoose(choice.marketMinutes)}>{choice.label}</Menu.Item>
              ))}
            </Menu.Group>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
