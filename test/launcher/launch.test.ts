import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START_HELP } from '../../src/engine/startOptions.ts';
import { createProject, plainEnvironment, writeProgram, type Project } from './project.ts';

let project: Project;
beforeEach(() => { project = createProject(); });
afterEach(() => { project.remove(); });

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Polls a condition of the outside world (a process ending); the test's own time limit bounds it. */
const until = (condition: () => boolean): Promise<void> => new Promise((resolve) => {
  const timer = setInterval(() => {
    if (!condition()) return;
    clearInterval(timer);
    resolve();
  }, 20);
});

const startedPids = (): number[] => project.lines('starts.txt').map((line) => Number(line.split(' ')[0]));
const answerIn = (stdout: string): Record<string, unknown> => JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')) ?? '{}') as Record<string, unknown>;

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  it('gives stdin and stdout to the command alone, and passes its exit code on', async () => {
    const launch = project.launch(['ballast', 'echo']);
    launch.process.stdin?.end('what was piped in');
    const { code, stdout } = await launch.ended;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([expect.stringMatching(/^\{"program":"cli\.js"/), 'what was piped in']);
    expect((await project.launch(['ballast', 'exit', '7']).ended).code).toBe(7);
  });

  it('builds once, and again only when a source has another content', async () => {
    await project.launch(['ballast', 'quit']).ended;
    await project.launch(['ballast', 'quit']).ended;
    expect(project.lines('builds.txt')).toHaveLength(1);
    project.write('src/main.ts', 'export {};');
    await project.launch(['ballast', 'quit']).ended;
    expect(project.lines('builds.txt')).toHaveLength(1);
    project.write('src/main.ts', 'export const changed = true;');
    await project.launch(['ballast', 'quit']).ended;
    expect(project.lines('builds.txt')).toHaveLength(2);
    rmSync(join(project.root, 'out', 'renderer'), { recursive: true });
    await project.launch(['ballast', 'quit']).ended;
    expect(project.lines('builds.txt')).toHaveLength(3);
  });

  it('says what the build said when it fails, starts nothing, and builds again next time', async () => {
    project.write('src/broken', '');
    const failed = await project.launch(['ballast', 'quit']).ended;
    expect(failed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/src\/broken does not compile/) });
    expect(project.lines('starts.txt')).toEqual([]);
    rmSync(join(project.root, 'src', 'broken'));
    expect((await project.launch(['ballast', 'quit']).ended).code).toBe(0);
  });

  it('lets two launches at once build once', async () => {
    const both = await Promise.all([project.launch(['ballast', 'quit']).ended, project.launch(['ballast', 'quit']).ended]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(project.lines('builds.txt')).toHaveLength(1);
  });

  it('takes over the lock of a launch that was killed', async () => {
    project.write('.cache/launch.lock', '999999999');
    expect((await project.launch(['ballast', 'quit']).ended).code).toBe(0);
  });

  it('takes over a lock that its launch never signed', async () => {
    project.write('.cache/launch.lock', '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(project.root, '.cache', 'launch.lock'), longAgo, longAgo);
    expect((await project.launch(['ballast', 'quit']).ended).code).toBe(0);
  });

  describe('installs', () => {
    const npm = (script: string): Record<string, string> => {
      writeProgram(join(project.root, 'tools', 'npm'), script);
      return { PATH: `${join(project.root, 'tools')}:${process.env['PATH'] ?? ''}` };
    };
    const INSTALLS = 'echo "$@" >> installs.txt; echo noise; mkdir -p node_modules; cp -r kept/. node_modules/';
    const keep = (): void => {
      mkdirSync(join(project.root, 'kept'), { recursive: true });
      project.write('kept/electron-vite/package.json', '{ "type": "module" }');
      project.write('kept/electron-vite/bin/electron-vite.js', project.read('node_modules/electron-vite/bin/electron-vite.js'));
    };

    it('when there is no node_modules, telling so on stderr, once', async () => {
      keep();
      rmSync(join(project.root, 'node_modules'), { recursive: true });
      const environment = npm(INSTALLS);
      const first = await project.launch(['ballast', 'quit'], environment).ended;
      expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/installing packages \(npm ci\)/) });
      expect(first.stdout).not.toMatch(/noise/);
      await project.launch(['ballast', 'quit'], environment).ended;
      expect(project.lines('installs.txt')).toEqual([expect.stringMatching(/^ci /)]);
    });

    it('when the lock file has changed since', async () => {
      keep();
      const environment = npm(INSTALLS);
      await project.launch(['ballast', 'quit'], environment).ended;
      expect(project.lines('installs.txt')).toEqual([]);
      project.write('package-lock.json', '{ "packages": { "": {}, "node_modules/new": { "version": "1.0.0" } } }');
      await project.launch(['ballast', 'quit'], environment).ended;
      expect(project.lines('installs.txt')).toHaveLength(1);
    });

    it('and shows what npm said when it fails', async () => {
      rmSync(join(project.root, 'node_modules'), { recursive: true });
      const ended = await project.launch(['ballast', 'quit'], npm('echo "no network" >&2; exit 5')).ended;
      expect(ended).toMatchObject({ code: 5, stdout: '', stderr: expect.stringMatching(/failed[^]*no network/) });
    });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('hands %s on, once, and waits for the command to end', async (signal) => {
    const launch = project.launch(['ballast', 'wait']);
    await launch.printed('"program"');
    launch.process.kill(signal);
    const { code } = await launch.ended;
    expect(code).toBe(0);
    expect(project.lines('signals.txt')).toEqual([signal]);
    expect(startedPids().filter(alive)).toEqual([]);
  });

  it('exits as the command does after a signal', async () => {
    const launch = project.launch(['ballast', 'stubborn']);
    await launch.printed('"program"');
    launch.process.kill('SIGTERM');
    expect((await launch.ended).code).toBe(3);
  });

  it('leaves nothing behind when it is killed itself', async () => {
    const launch = project.launch(['ballast', 'wait']);
    await launch.printed('"program"');
    launch.process.kill('SIGKILL');
    await until(() => startedPids().every((pid) => !alive(pid)));
    expect(project.lines('signals.txt')).toEqual(['SIGTERM']);
  });

  it.each([['its parent', ''], ["its parent above npm's shell", 'npm']])('leaves nothing behind when %s is killed', async (_what, through) => {
    const launcher = `"${process.execPath}" scripts/launch.mjs ballast wait`;
    // `& wait` keeps the shell there: npm's own shell may stay between npm and the launcher, too.
    const shell = through === 'npm' ? `sh -c '${launcher} & wait'` : `${launcher} & wait`;
    const parent = spawn('sh', ['-c', `${shell}; true`], {
      cwd: project.root, stdio: 'ignore', env: { ...plainEnvironment(), ...(through === 'npm' ? { npm_lifecycle_event: 'ballast' } : {}) },
    });
    await until(() => startedPids().length === 1);
    parent.kill('SIGKILL');
    await until(() => startedPids().every((pid) => !alive(pid)));
    expect(project.lines('signals.txt')).toEqual(['SIGTERM']);
  });

  it('resolves file names where the user typed them', async () => {
    const folder = join(project.root, 'src');
    const fromNpm = await project.launch(['ballast', 'quit'], { npm_lifecycle_event: 'ballast', INIT_CWD: folder }).ended;
    expect(answerIn(fromNpm.stdout)['cwd']).toBe(folder);
    const inside = await project.launch(['ballast', 'quit'], { npm_lifecycle_event: 'test', INIT_CWD: folder }).ended;
    expect(answerIn(inside.stdout)['cwd']).toBe(project.root);
  });

  it('names the commands there are when given another', async () => {
    expect(await project.launch(['sell']).ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/no such command: sell; there are start, ballast, bench, test, check/) });
    expect(await project.launch(['toString']).ended).toMatchObject({ code: 2 });
  });
});

describe.skipIf(process.platform === 'win32')('npm start', () => {
  const electron = (): Record<string, string> => {
    writeProgram(join(project.root, 'electron', 'electron'), 'echo "electron $@"; exit 9');
    return { ELECTRON_OVERRIDE_DIST_PATH: join(project.root, 'electron') };
  };
  const firstLine = (stdout: string): unknown => answerIn(stdout)['words'];

  it('prints its usage without installing or building; the host knows the same options', async () => {
    rmSync(join(project.root, 'node_modules'), { recursive: true });
    const { code, stdout } = await project.launch(['start', '--help']).ended;
    expect(code).toBe(0);
    const optionsIn = (text: string): string[] => [...new Set(text.match(/--[a-z][a-z-]+/g))].toSorted();
    expect(optionsIn(stdout)).toEqual(optionsIn(START_HELP));
  });

  it('opens the desktop app where there is a program and a display', async () => {
    const ended = await project.launch(['start', '--data', 'D'], { ...electron(), DISPLAY: ':1' }).ended;
    expect(ended).toMatchObject({ code: 9, stdout: `electron ${project.root} --data D\n` });
  });

  it('starts the headless host when asked, even where the desktop app could run', async () => {
    const ended = await project.launch(['start', '--headless', 'exit', '0'], { ...electron(), DISPLAY: ':1' }).ended;
    expect(ended.code).toBe(0);
    expect(firstLine(ended.stdout)).toEqual(['exit', '0']);
    expect(ended.stderr).not.toMatch(/no desktop app/);
  });

  it('says in one line why it starts the headless host instead', async () => {
    const noDisplay = await project.launch(['start', 'exit', '0'], electron()).ended;
    expect(noDisplay.stderr.split('\n').filter((line) => /no desktop app/.test(line))).toEqual([
      'ballast: no desktop app: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); starting the headless host',
    ]);
    const noProgram = await project.launch(['start', 'exit', '0'], { DISPLAY: ':1' }).ended;
    expect(noProgram).toMatchObject({ code: 0, stderr: expect.stringMatching(/no desktop app: the electron package is not installed/) });
  });

  it('tries to fetch the desktop program, and goes on without it', async () => {
    project.write('node_modules/electron/install.js', "console.error('fetch failed'); process.exit(1);");
    const ended = await project.launch(['start', 'exit', '0'], { DISPLAY: ':1' }).ended;
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/could not be fetched; starting the headless host/) });
  });

  it('starts a host that was killed again, without a second browser', async () => {
    const launch = project.launch(['start', '--headless', 'wait']);
    await launch.printed('"program"');
    process.kill(startedPids()[0] ?? 0, 'SIGKILL');
    await until(() => startedPids().length === 2);
    await launch.printed('signal SIGKILL');
    await launch.printed('--no-open');
    launch.process.kill('SIGTERM');
    expect((await launch.ended).code).toBe(0);
    expect(startedPids().filter(alive)).toEqual([]);
  });

  it('lets a refusal and an orderly end stand', async () => {
    expect((await project.launch(['start', '--headless', 'exit', '2']).ended).code).toBe(2);
    expect(startedPids()).toHaveLength(1);
  });
});

describe('the continuous integration', () => {
  it('runs exactly what a developer runs', () => {
    const script = readFileSync(join(import.meta.dirname, '..', '..', '.ci', 'run'), 'utf8');
    expect(script.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      'set -euo pipefail', 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', 'npm test',
    ]);
  });
});
