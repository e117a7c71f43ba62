import { BrowserWindow, type WebContents } from 'electron';
import { join } from 'node:path';
import { isOwnPage } from './lockdown.ts';
import { PAGE_URL } from './pageProtocol.ts';

export interface AppWindowOptions {
  readonly packageRoot: string;
  readonly devTools: boolean;
  /** The page has loaded (again) and has no pipe yet. */
  readonly onLoaded: (contents: WebContents) => void;
  readonly onClosed: () => void;
}

export function openAppWindow({ packageRoot, devTools, onLoaded, onClosed }: AppWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440, height: 900, minWidth: 1024, minHeight: 640, show: false, title: 'Ballast', backgroundColor: '#0d1015',
    icon: join(packageRoot, 'resources', 'icon.png'),
    webPreferences: {
      preload: join(packageRoot, 'out', 'preload', 'index.cjs'),
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, spellcheck: false, devTools,
      // Alerts must be drawn when they come, also while another window covers this one.
      backgroundThrottling: false,
    },
  });
  window.removeMenu();
  window.once('ready-to-show', () => window.show());
  window.on('closed', onClosed);
  window.webContents.on('did-finish-load', () => {
    if (isOwnPage(window.webContents.getURL())) onLoaded(window.webContents);
  });
  void window.loadURL(PAGE_URL);
  return window;
}
