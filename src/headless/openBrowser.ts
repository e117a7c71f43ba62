import { spawn } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program that opens a link for the user; null where there is no display to show it on. */
export function browserCommand(link: string, platform: NodeJS.Platform, environment: Environment): readonly [string, ...string[]] | null {
  if (platform === 'darwin') return ['open', link];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', link];
  const hasDisplay = (environment['DISPLAY'] ?? '') !== '' || (environment['WAYLAND_DISPLAY'] ?? '') !== '';
  return hasDisplay ? ['xdg-open', link] : null;
}

/** The link is printed anyway: a browser that does not open is no failure. */
export function openBrowser(link: string): void {
  const command = browserCommand(link, process.platform, process.env);
  if (command === null) return;
  const [program, ...parameters] = command;
  const child = spawn(program, parameters, { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}
