import { Menu, Tray, nativeImage } from 'electron';
import { join } from 'node:path';
import type { EngineState } from '../contract/api.ts';
import type { EngineClient } from '../contract/engineClient.ts';

type Shown = Pick<EngineState, 'health' | 'verdict' | 'clock'>;

/** The state in words: whether it monitors comes first, because everything else depends on it. */
export function stateInWords(state: Shown | null): string {
  if (state === null) return 'Ballast: not monitoring, the engine is starting';
  if (!state.health.monitoring) return `Ballast: not monitoring, ${state.health.causes[0] ?? 'no cause given'}`;
  return `Ballast: ${state.verdict.headline}${state.clock.simulated ? ' (simulated market)' : ''}`;
}

export interface StateTray {
  show(words: string): void;
}

export function createStateTray(packageRoot: string, actions: { readonly open: () => void; readonly quit: () => void }): StateTray {
  const tray = new Tray(nativeImage.createFromPath(join(packageRoot, 'resources', 'icon-tray.png')).resize({ width: 22, height: 22 }));
  tray.on('click', actions.open);
  let shown = '';
  return {
    show(words) {
      if (words === shown) return;
      shown = words;
      tray.setToolTip(words);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: words, enabled: false },
          { type: 'separator' },
          { label: 'Open Ballast', click: actions.open },
          { label: 'Quit', click: actions.quit },
        ]),
      );
    },
  };
}

/** Follows the engine for the tray's words; the slices it needs, nothing else. Ends with the client. */
export function followState(client: EngineClient, show: (words: string) => void): void {
  let state: Shown | null = null;
  client.on('updated', ({ changes }) => {
    if (state === null) return;
    state = { health: changes.health ?? state.health, verdict: changes.verdict ?? state.verdict, clock: changes.clock ?? state.clock };
    show(stateInWords(state));
  });
  client.onClose(() => show(stateInWords(null)));
  client.request('getSnapshot', {}).then(
    (snapshot) => {
      state = snapshot.state;
      show(stateInWords(state));
    },
    () => show(stateInWords(null)),
  );
}
