import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';
import { scratchFolder } from '../engine/store/scratch.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');
const PRESETS = ['fixed-442', 'light', 'paired', 'steward', 'vxth'];

interface PolicyJson { name: string; description?: string; values: { guards: Record<string, unknown>; alerts: Record<string, unknown> }; notes: Record<string, string> }
const steward = (): PolicyJson => JSON.parse(readFileSync(join(resourcesDir, 'policies/steward.json'), 'utf8'));

async function policy(...words: string[]) {
  let out = '';
  const err: string[] = [];
  const code = await runCli(['policy', ...words], { console: { out: (text) => { out += text; }, err: (sentence) => { err.push(sentence); } }, resourcesDir });
  return { code, out, lines: out.split('\n').filter(Boolean), err };
}

/** A data folder with policies of the trader's own; a text stands as it is. */
function dataWith(policies: Readonly<Record<string, object | string>>): string {
  const data = scratchFolder();
  mkdirSync(join(data, 'policies'), { recursive: true });
  for (const [name, json] of Object.entries(policies)) writeFileSync(join(data, 'policies', `${name}.json`), typeof json === 'string' ? json : JSON.stringify(json));
  return data;
}

describe('ballast policy list', () => {
  it('has a line for each bundled policy: name, whose it is, version, and what it is for', async () => {
    const { code, lines } = await policy('list', '--data', scratchFolder());
    expect(code).toBe(0);
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual(PRESETS.map((name) => [name, 'preset']));
    for (const [i, name] of PRESETS.entries()) expect(lines[i]).toMatch(new RegExp(`^${name} +preset +${name}@[0-9a-f]{12} +[A-Z].+\\.$`));
  });

  it('has the own ones beside them, an own one in place of a preset of its name, and says which cannot be used', async () => {
    const data = dataWith({ steward: { ...steward(), name: 'mine', description: 'As steward, mine.' }, broken: '{', calm: { ...steward(), name: 'calm' } });
    const { code, lines } = await policy('list', '--data', data);
    expect(code).toBe(0);
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 2).join(' '))).toEqual(['broken own', 'calm own', 'fixed-442 preset', 'light preset', 'paired preset', 'steward own', 'vxth preset']);
    expect(lines[0]).toMatch(/cannot be used +.*broken\.json, line 1: this is not JSON/);
    expect(lines[5]).toMatch(/mine@[0-9a-f]{12} +As steward, mine\.$/);
  });
});

describe('ballast policy show', () => {
  it('prints a policy as JSON with its version', async () => {
    const { code, out } = await policy('show', 'steward', '--data', '/nowhere');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ version: expect.stringMatching(/^[0-9a-f]{12}$/), ...steward() });
  });

  it('refuses an unknown name, listing the known ones', async () => {
    expect(await policy('show', 'brave', '--data', '/nowhere')).toMatchObject({ code: 2, out: '', err: [expect.stringMatching(/no policy "brave".*steward/)] });
  });
});

describe('ballast policy check', () => {
  const fileWith = (json: object): string => {
    const file = join(scratchFolder(), 'mine.json');
    writeFileSync(file, JSON.stringify(json));
    return file;
  };

  it.each(PRESETS)('finds nothing wrong with %s', async (name) => {
    expect(await policy('check', join(resourcesDir, `policies/${name}.json`))).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^ok, ${name}@[0-9a-f]{12}\n$`)), err: [] });
  });

  it('tells everything that is wrong, a line for each path', async () => {
    const wrong = steward();
    Object.assign(wrong.values.guards, { drag: 1, dragDays: 0.5, spikeGuardDays: -1, collapsedVega: 'all', luck: 7 });
    wrong.values.alerts['quietHours'] = { from: '22:00' };
    wrong.notes['guards.luck'] = 'a hunch';
    const file = fileWith(wrong);
    expect(await policy('check', file)).toMatchObject({
      code: 2, out: '',
      err: [
        'values.guards.drag: must be a number from 0 to 0.05',
        'values.guards.dragDays: must be a whole number from 1 to 365',
        'values.guards.spikeGuardDays: must be a whole number from 0 to 60',
        'values.guards.collapsedVega: must be a number from 0 to 1',
        'values.guards: unknown key luck',
        'values.alerts.quietHours.to: is missing, must be a New York time like 22:00 (the bundled steward policy has it)',
      ].map((fault) => `${file}: ${fault}`),
    });
  });

  it('names a file that is not there, and the line of bad JSON', async () => {
    expect(await policy('check', './none.json')).toMatchObject({ code: 2, out: '', err: ['There is no policy file ./none.json.'] });
    const file = join(scratchFolder(), 'mine.json');
    writeFileSync(file, '{\n  "schema": 1,\n  oops\n}');
    expect(await policy('check', file)).toMatchObject({ code: 2, out: '', err: [expect.stringMatching(/mine\.json, line 3: this is not JSON/)] });
  });
});

describe('ballast policy diff', () => {
  it('is a table of the values that differ, under both versions', async () => {
    const { code, lines } = await policy('diff', 'steward', 'light', '--data', '/nowhere');
    expect(code).toBe(0);
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['path', expect.stringMatching(/^steward@[0-9a-f]{12}$/), expect.stringMatching(/^light@[0-9a-f]{12}$/)],
      ['stages.first.band', '[ 0.33, 0.5 ]', '[ 0.33, 0.3867 ]'],
      ['stages.confirmed.band', '[ 0.5, 0.75 ]', '[ 0.5, 0.5833 ]'],
      ['stages.stress.band', '[ 0.6, 0.9 ]', '[ 0.6, 0.7 ]'],
      ['guards.drag', '0.0015', '0.001'],
    ]);
  });

  it('takes names and files, and says where only names and notes differ', async () => {
    const data = dataWith({ mine: { ...steward(), name: 'mine', notes: {} } });
    for (const other of ['mine', join(data, 'policies/mine.json')]) {
      const { code, lines } = await policy('diff', 'steward', other, '--data', data);
      expect([code, lines.length, lines[1]]).toEqual([0, 2, 'no difference in values']);
    }
  });

  it('refuses what it cannot read', async () => {
    expect(await policy('diff', 'steward', 'brave', '--data', '/nowhere')).toMatchObject({ code: 2, out: '', err: [expect.stringMatching(/no policy "brave"/)] });
  });
});

describe('ballast policy, wrongly used', () => {
  it.each<[string[], RegExp]>([
    [[], /^policy: say "policy list", "policy show NAME\|FILE", "policy check FILE", "policy diff A B"\.$/],
    [['toString'], /^policy: say "policy list"/],
    [['list', 'steward'], /^policy: say "policy list"\.$/],
    [['show'], /^policy: say "policy show NAME\|FILE"\.$/],
    [['check', 'a.json', 'b.json'], /^policy: say "policy check FILE"\.$/],
    [['diff', 'steward'], /^policy: say "policy diff A B"\.$/],
    [['show', ''], /^policy: say "policy show NAME\|FILE"\.$/],
    [['list', '--luck'], /^policy: Unknown option '--luck'\.$/],
  ])('%j is refused with one sentence', async (words, sentence) => {
    expect(await policy(...words)).toMatchObject({ code: 2, out: '', err: [expect.stringMatching(sentence)] });
  });
});
