import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisionLog, PERIODS } from '../support/decisionLogs.ts';
import { historyIsHere } from '../support/recordedReplay.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/decision-logs.md'), 'utf8');

describe(`the decision logs of the docs${historyIsHere ? '' : ' [skipped: no ../shared/data]'}`, () => {
  it('has a place and words for every stretch', () => {
    for (const { name } of PERIODS) expect(page).toContain(`## ${name}\n`);
  });

  // One of four: each takes as long as the other replays of history together.
  it.skipIf(!historyIsHere)('are what the rules say today: node scripts/writeDecisionLogs.ts writes them anew', async () => {
    const [first] = PERIODS;
    expect(page).toContain(await decisionLog(first!));
  }, 120_000);
});
