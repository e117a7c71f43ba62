import { app, dialog, MessageChannelMain, Notification, protocol, session, utilityProcess, type BrowserWindow, type MessagePortMain, type WebContents } from 'electron';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createEngineClient } from '../contract/engineClient.ts';
import { createMainPortTransport } from '../contract/mainPortTransport.ts';
import { hostSchedule, type Schedule } from '../contract/timers.ts';
import { parseStartOptions, START_HELP, type StartOptions } from '../engine/startOptions.ts';
import { STORY_NAMES } from '../simulator/stories.ts';
import { openAppWindow } from './appWindow.ts';
import { createEngineSupervisor, type EngineSupervisor } from './engineSupervisor.ts';
import { lockDownContents, lockDownSession } from './lockdown.ts';
import { notifyOnAlerts, type NotificationText } from './notifications.ts';
import { PAGE_SCHEME, servePage } from './pageProtocol.ts';
import { createStateTray, followState, stateInWords, type StateTray } from './tray.ts';

export interface DesktopOptions {
  readonly packageRoot: string;
  readonly argv: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly print: (text: string) => void;
  readonly say: (line: string) => void;
  readonly schedule?: Schedule;
}

const EXIT_OK = 0;
const EXIT_REFUSED = 2;
/** The preload script hands what comes under this name to the page. */
const PORT_MESSAGE = 'ballast:port';

/** The life of the desktop app: one instance per data folder, one engine process, one window. */
export async function startDesktop(desktop: DesktopOptions): Promise<void> {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true } }]);
  const options = parseStartOptions(desktop.argv, STORY_NAMES);
  if (!options.ok) return refuse(desktop, options.failure.detail);
  if (options.value.help) {
    desktop.print(START_HELP.trimEnd());
    return app.exit(EXIT_OK);
  }
  app.setPath('userData', profileFolder(options.value.engine.dataDir));
  if (!app.requestSingleInstanceLock()) {
    return refuse(desktop, `Ballast is already running on the data folder ${options.value.engine.dataDir}; its window was brought to the front.`);
  }
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents));
  await app.whenReady();
  lockDownSession(session.defaultSession);
  protocol.handle(PAGE_SCHEME, (request) => servePage(join(desktop.packageRoot, 'out', 'renderer'), request));
  runShell(desktop, options.value);
}

/** Chromium's own files and the instance lock: one folder for each data folder, and not inside it. */
export function profileFolder(dataDir: string): string {
  const name = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12);
  return join(app.getPath('appData'), 'ballast-desktop', name);
}

function refuse(desktop: DesktopOptions, sentence: string): void {
  desktop.say(sentence);
  app.exit(EXIT_REFUSED);
}

function runShell(desktop: DesktopOptions, options: StartOptions): void {
  let window: BrowserWindow | null = null;
  let quitting = false;
  const show = (): void => {
    if (window === null) {
      window = openAppWindow({
        packageRoot: desktop.packageRoot, devTools: !app.isPackaged, onLoaded: handPort,
        onClosed: () => {
          window = null;
        },
      });
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  const tray = createStateTray(desktop.packageRoot, { open: show, quit: () => app.quit() });
  const notify = (text: NotificationText): void => showNotification(text, show);
  const supervisor = createEngineSupervisor<MessagePortMain>({
    fork: () => forkEngine(desktop, options),
    createChannel: () => new MessageChannelMain(),
    schedule: desktop.schedule ?? hostSchedule,
    onStarted: () => {
      attendEngine(supervisor, tray, notify);
      if (window !== null && !window.webContents.isLoading()) handPort(window.webContents);
    },
    onLost: (code, delayMs) => {
      desktop.say(`The engine ended unexpectedly (exit code ${code}); it starts again in ${delayMs / 1000} s.`);
      tray.show(stateInWords(null));
      notify({ title: 'Ballast is not monitoring', body: 'The engine ended unexpectedly and is being started again.', urgent: true });
    },
    onRefused: (sentence) => {
      desktop.say(sentence);
      dialog.showErrorBox('Ballast cannot start', sentence);
      app.exit(EXIT_REFUSED);
    },
  });

  /** After every load and every engine restart: a page never keeps a pipe that leads nowhere. */
  function handPort(contents: WebContents): void {
    const port = supervisor.connect();
    if (port !== null) contents.postMessage(PORT_MESSAGE, null, [port]);
  }

  app.on('second-instance', show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    // Elsewhere the tray keeps Ballast in sight; on Linux many desktops show none, and a hidden monitor is worse than none.
    if (desktop.platform === 'linux') app.quit();
  });
  app.on('before-quit', (event) => {
    if (quitting) return;
    quitting = true;
    event.preventDefault();
    void supervisor.stop().then(() => app.exit(EXIT_OK));
  });
  tray.show(stateInWords(null));
  supervisor.start();
  show();
}

/** The shell itself is a client too: for the words in the tray and the notifications. */
function attendEngine(supervisor: EngineSupervisor<MessagePortMain>, tray: StateTray, notify: (text: NotificationText) => void): void {
  const port = supervisor.connect();
  if (port === null) return;
  const client = createEngineClient(createMainPortTransport(port));
  notifyOnAlerts(client, notify);
  followState(client, (words) => tray.show(words));
}

function forkEngine(desktop: DesktopOptions, options: StartOptions): Electron.UtilityProcess {
  const config = { ...options.engine, resourcesDir: join(desktop.packageRoot, 'resources') };
  return utilityProcess.fork(join(desktop.packageRoot, 'out', 'main', 'engineProcess.js'), [JSON.stringify(config)], { serviceName: 'Ballast engine', stdio: 'inherit' });
}

/** Electron: `urgency` counts on Linux and Windows (and is `low` on Linux unless said), `timeoutType` too; macOS ignores both. */
function showNotification({ title, body, urgent }: NotificationText, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body, urgency: urgent ? 'critical' : 'normal', timeoutType: urgent ? 'never' : 'default' });
  notification.on('click', onClick);
  notification.show();
}
