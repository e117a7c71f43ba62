import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedStages, stagesPicture, stagesTables } from '../../../scripts/writeStagesPicture.ts';
import { DOWNWARD, UPWARD } from '../../../src/domain/hedging/stages.ts';
import { stewardPolicy } from '../../support/builders.ts';

const docs = (name: string): string => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');
const policy = stewardPolicy().values;
const AGAIN = 'is not what the table of stages gives today: run node_modules/.bin/node scripts/writeStagesPicture.ts';

describe('the picture of the stages', () => {
  it('in docs/stages.svg is drawn from the table of transitions and the steward policy as they are', () => {
    expect(docs('stages.svg'), `docs/stages.svg ${AGAIN}`).toBe(stagesPicture(policy));
  });

  it('stands in docs/policy.md as tables, too', () => {
    expect(generatedStages(docs('policy.md')), `docs/policy.md ${AGAIN}`).toBe(stagesTables(policy));
  });

  it('has every row of the table of transitions, once', () => {
    const tables = stagesTables(policy);
    for (const { from, to, rule, condition } of [...UPWARD, ...DOWNWARD]) expect(tables.split(`| ${from} → ${to} | \`${rule}\` | ${condition} |`)).toHaveLength(2);
    const words = stagesPicture(policy).replaceAll(/<[^>]*>/g, '').split(/\s+/).join(' ');
    for (const { condition } of [...UPWARD, ...DOWNWARD]) expect(words).toContain(condition);
  });

  it('follows the policy', () => {
    const other = structuredClone(policy);
    Object.assign(other.stages.first, { band: [0.33, 0.3867], dwellUpDays: 2, leaveAfterDays: 1, dwellDownDays: 0 });
    expect(stagesPicture(other)).toMatch(/33–38\.67 % coverage/);
    expect(stagesTables(other)).toContain('| on the close, after 2 days in the stage before |');
    expect(stagesTables(other)).toMatch(/`stage\.first\.over` \|.*\| on the close \|/);
  });
});
