import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface HostProcess {
  readonly link: string;
  readonly pid: number;
  stderr(): string;
  /** SIGTERM by default; resolves with the exit code, null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the built headless host as a process of its own and waits for its link. Rejects with what it said when it ends before. */
export function startHost(words: readonly string[]): Promise<HostProcess> {
  const child = spawn(process.execPath, [join(ROOT, 'out/main/headless.js'), '--no-open', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => { said += text.toString(); });
  const ended = exitOf(child);
  return new Promise((resolve, reject) => {
    let printed = '';
    void ended.then((code) => reject(new Error(`the host ended with ${code}: ${said}`)));
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed)?.[0];
      if (link === undefined) return;
      resolve({
        link, pid: child.pid ?? 0, stderr: () => said,
        stop(signal = 'SIGTERM') {
          child.kill(signal);
          return ended;
        },
      });
    });
  });
}

const exitOf = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', (code) => resolve(code)));

/** Runs a built command line to its end. */
export function runCommand(words: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'out/main/cli.js'), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => { stdout += text.toString(); });
  child.stderr.on('data', (text: Buffer) => { stderr += text.toString(); });
  return exitOf(child).then((code) => ({ code, stdout, stderr }));
}
