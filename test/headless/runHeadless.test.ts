import { writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failed } from '../../src/domain/result.ts';
import { openDataFolder } from '../../src/engine/dataFolder.ts';
import { browserCommand } from '../../src/headless/openBrowser.ts';
import { runHeadless } from '../../src/headless/runHeadless.ts';
import { ask, hostFor, makeFolders, removeFolders, signIn, startHost, type Folders, type RunningHost } from './loopbackHost.ts';

let folders: Folders;
const running: RunningHost[] = [];
const start = async (...argv: string[]): Promise<RunningHost> => {
  const host = await startHost(folders, argv);
  running.push(host);
  return host;
};
beforeEach(() => {
  folders = makeFolders();
});
afterEach(async () => {
  for (const host of running.splice(0)) await host.stop();
  removeFolders(folders);
});

describe('a headless start', () => {
  it('gives the engine what the options say, and tells the browser the link', async () => {
    const host = await start('--story', 'crash', '--speed', '250', '--fills', 'advised', '--policy', 'light', '--book', 'my.json');
    expect(host.config()).toEqual({
      dataDir: folders.data, feed: { kind: 'simulator', story: 'crash', speed: 250, seed: 1 }, policy: 'light', bookFile: 'my.json', fills: 'advised',
      resourcesDir: join(folders.root, 'resources'),
    });
    expect(host.opened).toEqual([host.link]);
    expect((await start('--feed', 'wss://feed.example/q', '--no-open')).config()?.feed).toEqual({ kind: 'json', url: 'wss://feed.example/q' });
    expect(running[1]?.opened).toEqual([]);
  });

  it('stops cleanly: pages and port first, then the engine', async () => {
    const host = await start();
    expect(await host.stop()).toBe(0);
    expect(host.stopped()).toBe(true);
    await expect(ask(host.port)).rejects.toThrow();
  });

  it('keeps browsers signed in over a restart on the same port, until a new key is asked for', async () => {
    const first = await start();
    const cookie = await signIn(first);
    await first.stop();
    const again = await start('--port', String(first.port));
    expect((await ask(again.port, { headers: { Cookie: cookie } })).status).toBe(200);
    await again.stop();
    const renewed = await start('--port', String(first.port), '--new-key');
    expect((await ask(renewed.port, { headers: { Cookie: cookie } })).status).toBe(403);
  });

  it('forgets a browser after 30 days', async () => {
    let nowMs = 1_800_000_000_000;
    const host = await startHost(folders, [], { nowMs: () => nowMs });
    running.push(host);
    const cookie = await signIn(host);
    nowMs += 30 * 24 * 3600 * 1000;
    expect((await ask(host.port, { headers: { Cookie: cookie } })).status).toBe(200);
    nowMs += 2_000;
    expect((await ask(host.port, { headers: { Cookie: cookie } })).status).toBe(403);
  });

  it('makes a damaged key anew', async () => {
    writeFileSync(join(folders.data, 'host.key'), 'short');
    const host = await start();
    expect((await ask(host.port, { headers: { Cookie: await signIn(host) } })).status).toBe(200);
  });
});

describe('a start that cannot be', () => {
  const refused = async (...argv: string[]): Promise<string> => {
    const { host, said, printed, config } = hostFor(folders);
    expect(await runHeadless(argv, host)).toBe(2);
    expect(printed).toEqual([]);
    expect(config()).toBeNull();
    expect(said).toHaveLength(1);
    return said[0] ?? '';
  };

  it.each([
    [['--port', 'x'], '--port must be a number from 0 to 65535, not "x".'],
    [['--port', '1.5'], '--port must be a whole number.'],
    [['--port', '70000'], '--port must be a number from 0 to 65535, not "70000".'],
    [['--speed', '0'], '--speed must be a number from 0.1 to 100000, not "0".'],
    [['--speed', '1e3'], '--speed must be a number from 0.1 to 100000, not "1e3".'],
    [['--story', 'boom'], '--story "boom" is not known; the stories are distribution, calm, crash, grind.'],
    [['--fills', 'all'], '--fills must be "advised" or "none", not "all".'],
    [['--feed', 'http://x'], '--feed must be a ws:// or wss:// address, not "http://x".'],
    [['--feed', 'wss://x', '--fills', 'advised'], 'no fill is ever made up on a live feed'],
    [['--feed', 'wss://x', '--speed', '5'], 'cannot be combined with --feed'],
    [['--nonsense'], "Unknown option '--nonsense'. --help lists the options."],
    [['surplus'], '--help lists the options.'],
    [['--data'], '--help lists the options.'],
  ])('%j says so in a sentence and starts nothing', async (argv, sentence) => {
    expect(await refused(...argv)).toContain(sentence);
  });

  it('a port in use', async () => {
    const { port } = await start();
    const other = makeFolders();
    expect(await refused('--data', other.data, '--port', String(port))).toBe(
      `Port ${port} is in use by another program. Choose another with --port N, or --port 0 for a free one.`,
    );
    removeFolders(other);
  });

  it('a port and a data folder in use: the folder is named', async () => {
    const { port } = await start();
    const lock = openDataFolder(folders.data);
    expect(await refused('--data', folders.data, '--port', String(port))).toContain(`already running on the data folder ${folders.data}.`);
    if (lock.ok) lock.value.release();
  });

  it('a screen that is not built', async () => {
    rmSync(join(folders.renderer, 'index.html'));
    expect(await refused('--port', '0', '--data', folders.data)).toContain('The screen is not built');
  });

  it('an engine that refuses: its sentence, and the port is free again', async () => {
    const { host, said } = hostFor(folders, { startEngine: () => Promise.resolve(failed('refused', 'The data folder is in use.')) });
    expect(await runHeadless(['--port', '0', '--data', folders.data], host)).toBe(2);
    expect(said).toEqual(['The data folder is in use.']);
  });
});

it('--help prints the options and starts nothing', async () => {
  const { host, printed, config } = hostFor(folders);
  expect(await runHeadless(['--help'], host)).toBe(0);
  for (const option of ['--port', '--data', '--speed', '--story', '--fills', '--feed', '--policy', '--book', '--no-open', '--new-key']) {
    expect(printed.join('\n')).toContain(option);
  }
  expect(config()).toBeNull();
});

describe('the browser', () => {
  it.each([
    ['linux', {}, null],
    ['linux', { DISPLAY: ':0' }, ['xdg-open', 'http://x']],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', 'http://x']],
    ['darwin', {}, ['open', 'http://x']],
    ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler', 'http://x']],
  ] as const)('on %s with %j: %j', (platform, environment, command) => {
    expect(browserCommand('http://x', platform, environment)).toEqual(command);
  });
});
