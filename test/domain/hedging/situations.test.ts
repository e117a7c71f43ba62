import { describe, expect, it } from 'vitest';
import { stateMemorySchema } from '../../../src/engine/importers/stateMemory.ts';
import { check } from '../../support/situationChecks.ts';
import { play, themes } from '../../support/situations.ts';

const LEAST_SITUATIONS = 60;

describe.each(themes().map((theme) => [theme.theme, theme] as const))('%s', (_theme, { situations }) => {
  for (const told of situations) {
    it(told.name, () => {
      let checked = 0;
      play(told, (judgement, expected, played) => {
        // What is remembered can be stated: a trader may put the next evening to the rules.
        const remembered = stateMemorySchema.safeParse(JSON.parse(JSON.stringify(played.desk.memory)));
        expect(remembered.error?.issues ?? []).toEqual([]);
        if (expected === undefined) return;
        checked += 1;
        check(judgement, expected, played);
      });
      expect(checked, 'a situation has a then').toBeGreaterThan(0);
    });
  }
});

describe('the table', () => {
  it(`tells at least ${LEAST_SITUATIONS} situations, each under a name of its own`, () => {
    const names = themes().flatMap(({ situations }) => situations.map(({ name }) => name));
    expect(names.length).toBeGreaterThanOrEqual(LEAST_SITUATIONS);
    expect(new Set(names).size).toBe(names.length);
  });
});
