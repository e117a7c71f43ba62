import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { NotificationView } from '../../src/contract/api.ts';
import { serveEngine } from '../../src/contract/engineServer.ts';
import { createMainPortTransport } from '../../src/contract/mainPortTransport.ts';
import { createFakeEngine, emptyState } from '../contract/fakeEngine.ts';
import { createManualSchedule } from '../contract/manualSchedule.ts';
import { sampleAlert } from '../support/sampleState.ts';
import { createFakeElectron, type FakeChild, type FakeContents, type FakeElectron } from './fakeElectron.ts';

const current = vi.hoisted(() => ({ electron: null as unknown as FakeElectron }));
vi.mock('electron', () => {
  const part = (name: string) => ({ get: () => (current.electron.module as Record<string, unknown>)[name], enumerable: true });
  const names = ['app', 'BrowserWindow', 'Tray', 'Notification', 'MessageChannelMain', 'Menu', 'nativeImage', 'dialog', 'session', 'protocol', 'utilityProcess'];
  return Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, part(name)])));
});

const { startDesktop, profileFolder } = await import('../../src/main/desktop.ts');

const PAGE = 'app://ballast/index.html';
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
};

async function start(argv: readonly string[] = [], platform: NodeJS.Platform = 'linux') {
  const timers = createManualSchedule();
  const said: string[] = [];
  const printed: string[] = [];
  await startDesktop({ packageRoot: '/package', argv: ['--data', '/data', ...argv], platform, print: (text) => printed.push(text), say: (line) => said.push(line), schedule: timers.schedule });
  const { windows, children } = current.electron;
  const engineStarts = (child: FakeChild | undefined): void => void child?.emit('message', { kind: 'started' });
  return { timers, said, printed, engineStarts, window: () => windows.at(-1), child: () => children.at(-1) };
}
const portsOf = (contents: FakeContents | undefined) => contents?.posted.filter(({ channel }) => channel === 'ballast:port') ?? [];

beforeEach(() => {
  current.electron = createFakeElectron();
});

describe('the window', () => {
  it('runs the page in a sandbox, isolated, without Node, on our own scheme', async () => {
    const { window } = await start();
    expect(current.electron.app.sandboxed).toBe(true);
    expect(current.electron.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    expect(window()?.loaded).toBe(PAGE);
    expect(window()?.options.webPreferences).toMatchObject({
      preload: '/package/out/preload/index.cjs', sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false, webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false,
    });
    for (const dangerous of ['enableBlinkFeatures', 'additionalArguments', 'enableWebSQL', 'plugins', 'navigateOnDragDrop']) {
      expect(window()?.options.webPreferences).not.toHaveProperty(dangerous);
    }
  });

  const hostile = [
    'https://evil.example/', 'http://127.0.0.1:7741/', 'file:///etc/passwd', 'data:text/html,x', 'javascript:alert(1)', 'about:blank', 'blob:https://evil/1', '//evil',
    'app://ballast.evil/index.html', 'app://evil/index.html', 'app://ballast@evil/', 'app://user@ballast/', 'app://ballast:81/', 'app:ballast/index.html', 'app:///index.html',
    'application://ballast/', 'APP//ballast', 'view-source:app://ballast/', 'chrome://settings', 'ftp://ballast/', 'ws://ballast/', 'app://bаllast/', '', 'not a url',
  ];
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('goes nowhere else (%s)', async (event) => {
    const { window } = await start();
    for (const url of hostile) {
      const preventDefault = vi.fn();
      window()?.webContents.emit(event, { url, preventDefault });
      expect(preventDefault, url).toHaveBeenCalledOnce();
    }
    const preventDefault = vi.fn();
    window()?.webContents.emit(event, { url: PAGE, preventDefault });
    expect(preventDefault).not.toHaveBeenCalled();
  });

  it('opens no other window, attaches no webview, loads nothing from elsewhere, grants nothing', async () => {
    const { window } = await start();
    const contents = window()?.webContents;
    const { defaultSession } = current.electron;
    const attach = vi.fn();
    contents?.emit('will-attach-webview', { preventDefault: attach });
    expect(attach).toHaveBeenCalledOnce();
    const verdictOn = (url: string): boolean | undefined => {
      let cancelled: boolean | undefined;
      defaultSession.beforeRequest?.({ url }, (verdict) => (cancelled = verdict.cancel));
      return cancelled;
    };
    for (const url of hostile.filter((one) => !one.startsWith('data:'))) {
      expect(contents?.openHandler?.({ url }), url).toEqual({ action: 'deny' });
      expect(verdictOn(url), url).toBe(true);
    }
    expect(contents?.openHandler?.({ url: PAGE })).toEqual({ action: 'deny' });
    for (const url of [PAGE, 'app://ballast/assets/a.js', 'blob:app://ballast/0b7', 'data:image/png;base64,AA']) expect(verdictOn(url), url).toBe(false);
    for (const permission of ['notifications', 'media', 'geolocation', 'clipboard-read', 'fullscreen', 'openExternal', 'midi', 'hid', 'serial', 'usb']) {
      const answer = vi.fn();
      defaultSession.requestHandler?.(contents, permission, answer);
      expect(answer).toHaveBeenCalledExactlyOnceWith(false);
    }
    expect(defaultSession.checkHandler?.()).toBe(false);
    expect(defaultSession.deviceHandler?.()).toBe(false);
  });

  it('saves only files that the page made itself', async () => {
    await start();
    const refused = (url: string): boolean => {
      const preventDefault = vi.fn();
      current.electron.defaultSession.emit('will-download', { preventDefault }, { getURL: () => url });
      return preventDefault.mock.calls.length > 0;
    };
    expect(refused('blob:app://ballast/0b7')).toBe(false);
    for (const url of ['https://evil/x.exe', 'blob:https://evil/1', 'file:///etc/passwd', 'data:text/csv,x', PAGE]) expect(refused(url), url).toBe(true);
  });
});

describe('the pipe to the engine', () => {
  it('is fresh after every load and every restart of the engine', async () => {
    const { window, child, engineStarts, timers, said } = await start();
    window()?.webContents.finishLoad(PAGE);
    expect(portsOf(window()?.webContents)).toHaveLength(0);
    engineStarts(child());
    expect(portsOf(window()?.webContents)).toHaveLength(1);
    window()?.webContents.finishLoad(PAGE);
    expect(portsOf(window()?.webContents)).toHaveLength(2);
    child()?.emit('exit', 9);
    expect(said).toEqual(['The engine ended unexpectedly (exit code 9); it starts again in 0.5 s.']);
    window()?.webContents.finishLoad(PAGE);
    expect(portsOf(window()?.webContents)).toHaveLength(2);
    timers.advance(500);
    engineStarts(child());
    expect(current.electron.children).toHaveLength(2);
    const ports = portsOf(window()?.webContents).map(({ ports: [port] }) => port);
    expect(ports).toHaveLength(3);
    expect(new Set(ports).size).toBe(3);
  });

  it('is handed over once when the engine is up before the page', async () => {
    const { window, child, engineStarts } = await start();
    engineStarts(child());
    expect(portsOf(window()?.webContents)).toHaveLength(0);
    window()?.webContents.finishLoad(PAGE);
    expect(portsOf(window()?.webContents)).toHaveLength(1);
  });

  it('is never handed to another page', async () => {
    const { window, child, engineStarts } = await start();
    engineStarts(child());
    for (const url of ['https://evil.example/', 'chrome-error://chromewebdata/', 'about:blank', '']) window()?.webContents.finishLoad(url);
    expect(portsOf(window()?.webContents)).toHaveLength(0);
  });

  it('reaches the engine, with the options of the command line', async () => {
    const { window, child, engineStarts } = await start(['--story', 'calm', '--fills', 'advised']);
    window()?.webContents.finishLoad(PAGE);
    engineStarts(child());
    expect(child()?.modulePath).toBe('/package/out/main/engineProcess.js');
    expect(JSON.parse(child()?.argv[0] ?? '')).toEqual({
      dataDir: '/data', feed: { kind: 'simulator', story: 'calm', speed: 2_500, seed: 1 }, policy: 'steward', fills: 'advised', resourcesDir: '/package/resources',
    });
    const clients = child()?.sent.filter(({ message }) => message.kind === 'client') ?? [];
    expect(clients.every(({ ports }) => ports.length === 1)).toBe(true);
    const [page] = portsOf(window()?.webContents).map(({ ports: [port] }) => port);
    expect(clients.map(({ ports: [port] }) => port?.other)).toContain(page);
  });
});

describe('restarts of the engine', () => {
  it('wait longer each time, up to half a minute, and start short again after a sound minute', async () => {
    const { child, engineStarts, timers, said } = await start();
    const delays: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      child()?.emit('exit', 1);
      const delay = Number(/in ([\d.]+) s/.exec(said.at(-1) ?? '')?.[1]);
      delays.push(delay);
      timers.advance(delay * 1_000);
      engineStarts(child());
    }
    expect(delays).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30]);
    timers.advance(60_000);
    child()?.emit('exit', 1);
    expect(said.at(-1)).toContain('in 0.5 s');
  });

  it('are announced, because a monitor that is off is news', async () => {
    const { child, engineStarts } = await start();
    engineStarts(child());
    child()?.emit('exit', 1);
    expect(current.electron.notifications).toMatchObject([{ title: 'Ballast is not monitoring' }]);
    expect(current.electron.trays[0]?.tip).toBe('Ballast: not monitoring, the engine is starting');
  });

  it('do not happen after a refusal: the sentence is shown and the app ends', async () => {
    const { child, said, timers } = await start();
    child()?.emit('message', { kind: 'refused', sentence: 'The data folder is in use.' });
    child()?.emit('exit', 2);
    timers.advance(60_000);
    expect(current.electron.children).toHaveLength(1);
    expect(said).toEqual(['The data folder is in use.']);
    expect(current.electron.errorBoxes).toEqual(['The data folder is in use.']);
    expect(current.electron.app.exits).toEqual([2]);
  });

  it('messages that are none of the known ones change nothing', async () => {
    const { child, window } = await start();
    for (const message of [null, 'started', 7, {}, { kind: 'refused' }, { kind: 'other' }]) child()?.emit('message', message);
    window()?.webContents.finishLoad(PAGE);
    expect(portsOf(window()?.webContents)).toHaveLength(0);
    expect(current.electron.app.exits).toEqual([]);
  });
});

describe('what the shell shows', () => {
  const monitoring = { ...emptyState, health: { ...emptyState.health, monitoring: true, causes: [] } };
  const notification: NotificationView = {
    cause: 'add.first/e1', level: 'routine', kind: 'raised', alertIds: ['add.first/base/e1'], headline: 'Buy 2 base calls', body: 'OBV diverges from price.',
  };
  async function attended() {
    const shell = await start();
    const engine = createFakeEngine({ getSnapshot: () => ({ seq: 1, state: monitoring }) });
    shell.engineStarts(shell.child());
    const [port] = shell.child()?.sent.find(({ message }) => message.kind === 'client')?.ports ?? [];
    if (port === undefined) throw new Error('no port');
    serveEngine(createMainPortTransport(port), engine);
    await settle();
    return { ...shell, engine };
  }

  it('what the engine says is to be told becomes a notification, and a click opens the window', async () => {
    const { engine, window } = await attended();
    engine.emit({ name: 'alertsNotified', payload: { notifications: [notification, { ...notification, cause: 'roll.floor/e1', headline: 'Roll 2 base calls' }] } });
    await settle();
    expect(current.electron.notifications).toMatchObject([
      { title: 'Buy 2 base calls', body: 'OBV diverges from price.', urgency: 'normal', timeoutType: 'default' }, { title: 'Roll 2 base calls' },
    ]);
    current.electron.notifications[0]?.click();
    expect(window()?.calls).toContain('focus');
  });

  it('a critical one is urgent and stays until it is dismissed', async () => {
    const { engine } = await attended();
    engine.emit({ name: 'alertsNotified', payload: { notifications: [{ ...notification, level: 'critical', headline: 'Critical: sell 4 base calls' }] } });
    await settle();
    expect(current.electron.notifications).toMatchObject([{ title: 'Critical: sell 4 base calls', urgency: 'critical', timeoutType: 'never' }]);
  });

  it('an alert that is raised but not to be told yet makes no notification', async () => {
    const { engine } = await attended();
    engine.emit({ name: 'alertRaised', payload: { alert: sampleAlert() } });
    await settle();
    expect(current.electron.notifications).toEqual([]);
  });

  it('the tray says the state in words and follows it', async () => {
    const { engine } = await attended();
    const tray = current.electron.trays[0];
    expect(tray?.tip).toBe('Ballast: Waiting for data (simulated market)');
    engine.emit({ name: 'updated', payload: { seq: 2, changes: { verdict: { ...emptyState.verdict, headline: 'Buy 2 base calls' } } } });
    await settle();
    expect(tray?.tip).toBe('Ballast: Buy 2 base calls (simulated market)');
    expect(tray?.menu.map(({ label }) => label)).toEqual(['Ballast: Buy 2 base calls (simulated market)', undefined, 'Open Ballast', 'Quit']);
    engine.emit({ name: 'updated', payload: { seq: 3, changes: { health: { ...monitoring.health, monitoring: false, causes: ['the feed is mute'] } } } });
    await settle();
    expect(tray?.tip).toBe('Ballast: not monitoring, the feed is mute');
  });
});

describe('the life of the app', () => {
  it('one instance for a data folder: the second says so and ends, the first comes to the front', async () => {
    current.electron.app.hasLock = false;
    const second = await start();
    expect(second.said).toEqual(['Ballast is already running on the data folder /data; its window was brought to the front.']);
    expect(current.electron.app.exits).toEqual([2]);
    expect(current.electron.windows).toHaveLength(0);
    expect(current.electron.children).toHaveLength(0);

    current.electron = createFakeElectron();
    const first = await start();
    const window = first.window();
    if (window !== undefined) window.minimized = true;
    current.electron.app.emit('second-instance');
    expect(window?.calls.slice(-3)).toEqual(['restore', 'show', 'focus']);
  });

  it('two data folders are two instances', () => {
    expect(profileFolder('/data')).toMatch(/^\/appdata-of-appData\/ballast-desktop\/[0-9a-f]{12}$/);
    expect(profileFolder('/data')).toBe(profileFolder('/data/.'));
    expect(profileFolder('/data')).not.toBe(profileFolder('/other'));
  });

  it('ends only when the engine has', async () => {
    const { child } = await start();
    current.electron.app.quit();
    expect(child()?.sent.at(-1)?.message).toEqual({ kind: 'stop' });
    await settle();
    expect(current.electron.app.exits).toEqual([]);
    child()?.emit('exit', 0);
    await settle();
    expect(current.electron.app.exits).toEqual([0]);
    expect(current.electron.children).toHaveLength(1);
  });

  it('kills an engine that does not end', async () => {
    const { child, timers } = await start();
    current.electron.app.quit();
    timers.advance(8_000);
    expect(child()?.killed).toBe(true);
  });

  it.each([['linux', 1], ['win32', 0], ['darwin', 0]] as const)('without a window on %s: quits %i times', async (platform, quits) => {
    const { window } = await start([], platform);
    window()?.emit('closed');
    current.electron.app.emit('window-all-closed');
    expect(current.electron.app.quits).toBe(quits);
    current.electron.app.emit('activate');
    expect(current.electron.windows).toHaveLength(2);
  });

  it('options that cannot be are refused in a sentence; --help prints and ends', async () => {
    const wrong = await start(['--story', 'boom']);
    expect(wrong.said).toEqual(['--story "boom" is not known; the stories are distribution, calm, crash, grind.']);
    expect(current.electron.app.exits).toEqual([2]);
    current.electron = createFakeElectron();
    const help = await start(['--help']);
    expect(help.printed.join('')).toContain('--fills advised|none');
    expect(current.electron.app.exits).toEqual([0]);
    expect(current.electron.windows).toHaveLength(0);
  });
});
