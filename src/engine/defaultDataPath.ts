import { homedir } from 'node:os';
import { join } from 'node:path';

/** The operating system's folder for application data + `ballast`; both hosts and the command line use the same. */
export function defaultDataPath(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'ballast');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'ballast');
  const dataHome = environment['XDG_DATA_HOME'];
  // The XDG base directory rules: a relative path is invalid and to be ignored.
  return join(dataHome !== undefined && dataHome.startsWith('/') ? dataHome : join(home, '.local', 'share'), 'ballast');
}
