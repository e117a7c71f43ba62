import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tradingDaysBetween } from '../../src/domain/calendar.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import { newYorkDate } from '../../src/domain/time.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import type { LogEntry } from '../../src/engine/ports.ts';
import { createHarness, type Harness } from '../support/engineHarness.ts';

/**
 * The judgement of a whole story, as it was when somebody last read it line by line. A change of rules, policy or simulated market
 * changes this file: `GOLDEN=write vitest run test/engine/golden.test.ts` writes it anew, and the difference is what to review.
 */
const GOLDEN_FILE = join(import.meta.dirname, 'golden/distribution.jsonl');
const SESSIONS = 25;
/** Enough for the first adds, a roll and a de-layer. */
const SECOND_RUN = 14;

interface DecisionPayload { readonly transition: string; readonly alertId: string; readonly decision: Decision; readonly market: { readonly book: { readonly complete: boolean } | null } }

const lineOf = ({ marketTimeUs, kind, payload }: LogEntry): readonly (string | number | null)[] | null => {
  const date = marketTimeUs === null ? '' : newYorkDate(marketTimeUs);
  switch (kind) {
    case 'stageChanged': {
      const { from, to } = payload as { readonly from: string; readonly to: string };
      return [date, 'stage', from, to];
    }
    case 'decision': {
      const { transition, decision: { stage, action, layer, contracts, rule } } = payload as DecisionPayload;
      return [date, transition, stage, action, layer, contracts, rule];
    }
    case 'alertChanged': {
      const { transition, alertId } = payload as DecisionPayload;
      return [date, transition, alertId];
    }
    case 'fill': {
      const { alertId, lines } = payload as { readonly alertId: string; readonly lines: readonly { readonly side: string; readonly contracts: number; readonly label: string }[] };
      return [date, 'filled', alertId, lines.map(({ side, contracts, label }) => `${side} ${contracts} ${label}`).join(' / ')];
    }
    default: return null;
  }
};

function runStory(length: number): { readonly harness: Harness; readonly entries: readonly LogEntry[]; readonly sessions: readonly IsoDate[] } {
  const harness = createHarness({ fills: 'advised' });
  const sessions: IsoDate[] = [];
  harness.until(() => {
    const nowUs = harness.engine.core.market.nowUs;
    const date = nowUs === null ? null : newYorkDate(nowUs);
    if (date !== null && sessions.at(-1) !== date) sessions.push(date);
    return sessions.length > length;
  }, 100 * length);
  return { harness, entries: [...harness.engine.core.journal.iterateLog()], sessions };
}

describe(`${SESSIONS} sessions of the story "distribution", every advice taken`, () => {
  let story: ReturnType<typeof runStory>;
  let decided: readonly { readonly date: IsoDate; readonly decision: Decision; readonly payload: DecisionPayload }[];
  beforeAll(() => {
    story = runStory(SESSIONS);
    decided = story.entries.filter(({ kind }) => kind === 'decision').map(({ marketTimeUs, payload }) => {
      const told = payload as DecisionPayload;
      return { date: newYorkDate(marketTimeUs ?? 0), decision: told.decision, payload: told };
    });
  });
  const firstOf = (action: string): IsoDate | undefined => decided.find(({ decision }) => decision.action === action)?.date;

  it('says, line by line, what the golden file says', () => {
    const lines = story.entries.map(lineOf).filter((line) => line !== null).map((line) => JSON.stringify(line));
    if (process.env['GOLDEN'] === 'write') writeFileSync(GOLDEN_FILE, `${lines.join('\n')}\n`);
    expect(existsSync(GOLDEN_FILE)).toBe(true);
    expect(lines).toEqual(readFileSync(GOLDEN_FILE, 'utf8').trimEnd().split('\n'));
  });

  it('advises the first hedge within five sessions, then a roll, a de-layer and the harvest of the press', () => {
    const start = story.sessions[0] ?? '';
    const firstAdd = firstOf('add') ?? '9999-12-31';
    expect(tradingDaysBetween(start, firstAdd)).toBeLessThanOrEqual(5);
    expect(firstOf('roll')).toBeDefined();
    expect(firstOf('delayer')).toBeDefined();
    expect(decided.map(({ decision }) => decision.rule)).toEqual(expect.arrayContaining([expect.stringMatching(/^delayer\.press/)]));
    expect(story.entries.filter(({ kind }) => kind === 'stageChanged').map(({ payload }) => (payload as { to: string }).to)).toEqual(expect.arrayContaining(['first', 'confirmed', 'press']));
  });

  it('never advises on an incomplete valuation, and raises no quality alert on a market without a fault', () => {
    expect(decided.filter(({ payload }) => payload.decision.severity === 'act' && payload.market.book?.complete !== true)).toEqual([]);
    expect(decided.filter(({ decision }) => decision.severity === 'blocked')).toEqual([]);
  });

  it('names the policy version and the rule in every advice', () => {
    expect(story.entries.filter(({ policy }) => !/^steward@[0-9a-f]{12}$/.test(policy))).toEqual([]);
    expect(decided.filter(({ decision }) => decision.rule === '' || decision.facts.length === 0)).toEqual([]);
  });

  it('writes the same log, hash for hash, when it runs again', () => {
    const { entries } = runStory(SECOND_RUN);
    expect(entries.length).toBeGreaterThan(10);
    expect(entries).toEqual(story.entries.slice(0, entries.length));
    expect(entries.at(-1)?.hash).toBe(story.entries[entries.length - 1]?.hash);
  });
});
