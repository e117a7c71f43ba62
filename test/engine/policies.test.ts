import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPolicies, loadPolicy } from '../../src/engine/policies.ts';
import { detailOf, scratchFolder, valueOf } from './store/scratch.ts';

const PRESETS = join(import.meta.dirname, '../../resources/policies');
const steward = (): { name: string; values: { guards: { drag: number } }; notes: Record<string, string> } => JSON.parse(readFileSync(join(PRESETS, 'steward.json'), 'utf8'));

describe('loading a policy', () => {
  it('finds a preset by its name, with a version of twelve hex digits', () => {
    const loaded = valueOf(loadPolicy('steward', [PRESETS]));
    expect(loaded.policy.name).toBe('steward');
    expect(loaded.version).toMatch(/^[0-9a-f]{12}$/);
    expect(listPolicies([PRESETS])).toContain('steward');
  });

  it('the version follows the values only: not notes, layout or key order', () => {
    const folder = scratchFolder();
    const save = (name: string, json: unknown, indent = 0): string => {
      const file = join(folder, name);
      writeFileSync(file, JSON.stringify(json, null, indent));
      return file;
    };
    const { version } = valueOf(loadPolicy('steward', [PRESETS]));
    const noted = { ...steward(), name: 'other', notes: {} };
    const turned = { ...noted, values: Object.fromEntries(Object.entries(noted.values).reverse()) };
    expect(valueOf(loadPolicy(save('a.json', noted, 4), [])).version).toBe(version);
    expect(valueOf(loadPolicy(save('b.json', turned), [])).version).toBe(version);
    const changed = steward();
    changed.values.guards.drag += 0.0001;
    expect(valueOf(loadPolicy(save('c.json', changed), [])).version).not.toBe(version);
  });

  it("takes the user's own before a preset of the same name", () => {
    const own = scratchFolder();
    writeFileSync(join(own, 'steward.json'), JSON.stringify({ ...steward(), notes: { guards: 'mine' } }));
    expect(valueOf(loadPolicy('steward', [own, PRESETS])).policy.notes).toEqual({ guards: 'mine' });
    expect(valueOf(loadPolicy('steward', [join(own, 'not-there'), PRESETS])).policy.notes).not.toEqual({ guards: 'mine' });
  });

  it('names the known policies when asked for an unknown one, and never leaves the folder by a name', () => {
    expect(detailOf(loadPolicy('stewart', [PRESETS]))).toMatch(/There is no policy "stewart"\. Known are: .*steward/);
    expect(detailOf(loadPolicy('stewart', []))).toMatch(/No policy was found/);
    expect(detailOf(loadPolicy('..', [PRESETS]))).toMatch(/There is no policy/);
  });

  it.each([
    ['{\n "schema": 1,\n "name": nul,\n "values": 3\n}', 3], ['{\n "schema": 1,\n "name": "x",\n}', 4], ['{\n "schema": 1', 2], ['', 1], ['{}\n}\n', 2], ['{"a":\n\n\n oops}', 4],
    [`{\n${'"k": 1,\n'.repeat(300)}"bad" 1,\n${'"k": 1,\n'.repeat(300)}"z": 1}`, 302],
  ])('names file and line of bad JSON (%#)', (text, line) => {
    const file = join(scratchFolder(), 'mine.json');
    writeFileSync(file, text);
    expect(detailOf(loadPolicy(file, []))).toMatch(new RegExp(`mine\\.json, line ${line}: this is not JSON`));
  });

  it('names file and field of a value out of range, a missing file and a folder', () => {
    const folder = scratchFolder();
    const file = join(folder, 'mine.json');
    const wrong = steward();
    wrong.values.guards.drag = 5;
    writeFileSync(file, JSON.stringify(wrong));
    expect(detailOf(loadPolicy(file, []))).toMatch(/mine\.json: .*guards\.drag/);
    expect(detailOf(loadPolicy(join(folder, 'none.json'), []))).toMatch(/There is no policy file .*none\.json/);
    expect(detailOf(loadPolicy(`${folder}/`, []))).toMatch(/cannot be read/);
  });

  it('reads a file with a byte order mark', () => {
    const file = join(scratchFolder(), 'mine.json');
    writeFileSync(file, `\uFEFF${JSON.stringify(steward())}`);
    expect(loadPolicy(file, []).ok).toBe(true);
  });
});
