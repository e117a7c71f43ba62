import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI_HELP, runCli } from '../../src/cli/runCli.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');

async function ballast(...words: string[]) {
  let out = '';
  let err = '';
  const code = await runCli(words, { console: { out: (text) => { out += text; }, err: (sentence) => { err += sentence; } }, resourcesDir });
  return { code, out, err };
}

describe('ballast', () => {
  it('prints its help when asked, and as a refusal when nothing is said', async () => {
    expect(await ballast('--help')).toEqual({ code: 0, out: CLI_HELP, err: '' });
    expect(await ballast('help')).toEqual({ code: 0, out: CLI_HELP, err: '' });
    expect(await ballast()).toEqual({ code: 2, out: CLI_HELP, err: '' });
  });

  it('helps with each command, and does nothing then', async () => {
    expect(await ballast('log', 'export', '--help')).toEqual({ code: 0, out: CLI_HELP, err: '' });
    expect(await ballast('replay', '--help')).toMatchObject({ code: 0, out: expect.stringMatching(/--bars SPY\.csv/), err: '' });
  });

  it('names the commands there are when given another', async () => {
    expect(await ballast('sell')).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/no command "sell"; there are .*log/) });
  });

  it('lists the bundled policies and shows one with its version', async () => {
    expect((await ballast('policy', 'list', '--data', '/nowhere')).out.split('\n')).toContain('steward');
    const shown = await ballast('policy', 'show', 'steward', '--data', '/nowhere');
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.out)).toMatchObject({ name: 'steward', version: expect.stringMatching(/^[0-9a-f]{12}$/) });
  });

  it('refuses an unknown policy, listing the known ones', async () => {
    expect(await ballast('policy', 'show', 'brave', '--data', '/nowhere')).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/no policy "brave".*steward/) });
    expect(await ballast('policy')).toMatchObject({ code: 2, err: expect.stringMatching(/policy list/) });
  });
});
