import { EventEmitter } from 'node:events';
import { fakeMainPorts, type FakeMainPort } from '../contract/pipes.ts';

/** What stands in for the `electron` module: it records what the shell asks of it. Only what the shell uses exists. */
export class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  url = '';
  loading = true;
  readonly posted: { readonly channel: string; readonly message: unknown; readonly ports: readonly FakeMainPort[] }[] = [];
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  getURL(): string {
    return this.url;
  }
  isLoading(): boolean {
    return this.loading;
  }
  postMessage(channel: string, message: unknown, ports: readonly FakeMainPort[]): void {
    this.posted.push({ channel, message, ports });
  }
  finishLoad(url: string): void {
    this.url = url;
    this.loading = false;
    this.emit('did-finish-load');
  }
}

export class FakeChild extends EventEmitter {
  readonly modulePath: string;
  readonly argv: readonly string[];
  readonly sent: { readonly message: { readonly kind: string }; readonly ports: readonly FakeMainPort[] }[] = [];
  killed = false;
  constructor(modulePath: string, argv: readonly string[]) {
    super();
    this.modulePath = modulePath;
    this.argv = argv;
  }
  postMessage(message: { readonly kind: string }, ports: readonly FakeMainPort[] = []): void {
    this.sent.push({ message, ports });
  }
  kill(): boolean {
    this.killed = true;
    return true;
  }
}

interface NotificationOptions {
  readonly title: string;
  readonly body: string;
  readonly urgency: 'normal' | 'critical' | 'low';
  readonly timeoutType: 'default' | 'never';
}

export function createFakeElectron() {
  const windows: FakeWindow[] = [];
  const children: FakeChild[] = [];
  const notifications: (NotificationOptions & { click: () => void })[] = [];
  const trays: FakeTray[] = [];
  const schemes: unknown[] = [];
  const handlers = new Map<string, (request: { method: string; url: string }) => Promise<Response>>();
  const errorBoxes: string[] = [];
  const defaultSession = Object.assign(new EventEmitter(), {
    requestHandler: null as null | ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void),
    checkHandler: null as null | (() => boolean),
    deviceHandler: null as null | (() => boolean),
    beforeRequest: null as null | ((details: { url: string }, answer: (verdict: { cancel?: boolean }) => void) => void),
    setPermissionRequestHandler(handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void) { defaultSession.requestHandler = handler; },
    setPermissionCheckHandler(handler: () => boolean) { defaultSession.checkHandler = handler; },
    setDevicePermissionHandler(handler: () => boolean) { defaultSession.deviceHandler = handler; },
    webRequest: {
      onBeforeRequest(handler: (details: { url: string }, answer: (verdict: { cancel?: boolean }) => void) => void) { defaultSession.beforeRequest = handler; },
    },
  });
  const app = Object.assign(new EventEmitter(), {
    isPackaged: false, hasLock: true, sandboxed: false, exits: [] as number[], paths: new Map<string, string>(), quits: 0,
    enableSandbox() { app.sandboxed = true; },
    requestSingleInstanceLock: () => app.hasLock,
    whenReady: () => Promise.resolve(),
    getPath: (name: string) => `/appdata-of-${name}`,
    setPath: (name: string, path: string) => void app.paths.set(name, path),
    exit: (code: number) => void app.exits.push(code),
    quit() { app.quits += 1; app.emit('before-quit', { preventDefault: () => undefined }); },
  });

  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents();
    readonly calls: string[] = [];
    readonly options: { readonly webPreferences: Readonly<Record<string, unknown>> };
    loaded = '';
    minimized = false;
    constructor(options: { readonly webPreferences: Readonly<Record<string, unknown>> }) {
      super();
      this.options = options;
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    removeMenu(): void { this.calls.push('removeMenu'); }
    show(): void { this.calls.push('show'); }
    focus(): void { this.calls.push('focus'); }
    restore(): void { this.calls.push('restore'); }
    isMinimized(): boolean { return this.minimized; }
    loadURL(url: string): Promise<void> { this.loaded = url; return Promise.resolve(); }
  }
  class FakeTray extends EventEmitter {
    tip = '';
    menu: { label?: string; click?: () => void }[] = [];
    constructor() { super(); trays.push(this); }
    setToolTip(text: string): void { this.tip = text; }
    setContextMenu(menu: { label?: string; click?: () => void }[]): void { this.menu = menu; }
  }
  class FakeNotification {
    static isSupported(): boolean { return true; }
    readonly text: NotificationOptions;
    clicked = (): void => undefined;
    constructor(text: NotificationOptions) { this.text = text; }
    on(_event: 'click', listener: () => void): void { this.clicked = listener; }
    show(): void { notifications.push({ ...this.text, click: this.clicked }); }
  }
  class FakeChannel {
    readonly port1: FakeMainPort;
    readonly port2: FakeMainPort;
    constructor() { [this.port1, this.port2] = fakeMainPorts(); }
  }
  const image = { resize: () => image };
  const module = {
    app, BrowserWindow: FakeWindow, Tray: FakeTray, Notification: FakeNotification, MessageChannelMain: FakeChannel,
    Menu: { buildFromTemplate: (template: unknown) => template }, nativeImage: { createFromPath: () => image },
    dialog: { showErrorBox: (_title: string, text: string) => void errorBoxes.push(text) },
    session: { defaultSession },
    protocol: {
      registerSchemesAsPrivileged: (list: unknown[]) => void schemes.push(...list),
      handle: (scheme: string, handler: (request: { method: string; url: string }) => Promise<Response>) => void handlers.set(scheme, handler),
    },
    utilityProcess: {
      fork(modulePath: string, argv: readonly string[]) {
        const child = new FakeChild(modulePath, argv);
        children.push(child);
        return child;
      },
    },
  };
  return { module, app, windows, children, notifications, trays, schemes, handlers, errorBoxes, defaultSession };
}

export type FakeElectron = ReturnType<typeof createFakeElectron>;
