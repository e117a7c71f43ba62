/**
 * The browser that the tests drive. Looked for in this order: the environment variable BALLAST_CHROMIUM (a path, or
 * `package`), a Chromium, Chrome or Edge of the system, the `@sparticuz/chromium` dev dependency.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { unpackedChromium } from './chromiumPackage.ts';

export interface ChromiumProgram {
  readonly path: string;
  /** Added to the browser's environment: where unpacked libraries and fonts lie. */
  readonly environment: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
}

export const NO_BROWSER =
  'No browser found for the browser tests. Install Chromium or Chrome (Debian: apt-get install chromium), '
  + 'or name one: BALLAST_CHROMIUM=/path/to/chrome npm test';

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'msedge'];
const WELL_KNOWN_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Whether the program starts at all: a browser without its libraries is no browser. Headless Chrome on Windows prints no version. */
const starts = (path: string): boolean =>
  process.platform === 'win32' || spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;

export function systemChromium(searchPath = process.env['PATH'] ?? ''): string | null {
  const inPath = SYSTEM_NAMES.flatMap((name) => searchPath.split(delimiter).filter(Boolean).map((folder) => join(folder, name)));
  return [...inPath, ...WELL_KNOWN_PATHS].find((path) => isExecutable(path) && starts(path)) ?? null;
}

/** Throws `NO_BROWSER`: browser tests are never skipped silently. */
export async function findChromium(): Promise<ChromiumProgram> {
  const asked = process.env['BALLAST_CHROMIUM'];
  if (asked !== undefined && asked !== '' && asked !== 'package') {
    if (!isExecutable(asked)) throw new Error(`BALLAST_CHROMIUM names ${asked}, which is not a program. ${NO_BROWSER}`);
    return { path: asked, environment: {}, arguments: [] };
  }
  const system = asked === 'package' ? null : systemChromium();
  if (system !== null) return { path: system, environment: {}, arguments: [] };
  const unpacked = await unpackedChromium();
  if (unpacked === null) throw new Error(NO_BROWSER);
  return unpacked;
}

const runsAsRoot = (): boolean => process.getuid?.() === 0;

export async function launchChromium(): Promise<Browser> {
  const program = await findChromium();
  return chromium.launch({
    executablePath: program.path,
    headless: true,
    env: { ...process.env, ...program.environment },
    args: [
      ...(runsAsRoot() ? ['--no-sandbox'] : []),
      '--disable-gpu', '--disable-background-networking', '--force-color-profile=srgb', '--font-render-hinting=none',
      ...program.arguments,
    ],
  });
}
