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
});
