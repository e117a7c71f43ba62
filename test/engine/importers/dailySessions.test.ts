import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { streamSessions, type SessionFiles } from '../../../src/engine/importers/dailySessions.ts';
import type { RawSession } from '../../../src/domain/signals/cleanSession.ts';
import { csvFolder } from '../../support/csvFolder.ts';

const { folder, file, remove } = csvFolder();
afterAll(remove);

const DAYS = ['2025-11-25', '2025-11-26', '2025-11-28', '2025-12-01'];
const bars = (): string => file('date,open,high,low,close,volume', ...DAYS.map((date, at) => `${date},${100 + at},103.5,99,${101 + at},${1000 + at}`));
const nothing = { vix: null, vol: null, breadth: null, universe: null, term: null, correlation: null, credit: null };

async function told(files: Partial<SessionFiles>): Promise<{ sessions: RawSession[]; problem: string | null }> {
  const sessions: RawSession[] = [];
  for await (const session of streamSessions({ bars: bars(), ...nothing, ...files })) {
    if (!session.ok) return { sessions, problem: session.failure.detail };
    sessions.push(session.value);
  }
  return { sessions, problem: null };
}

describe('sessions from daily files', () => {
  it('are the dates of the bars, each with what the other files hold of it', async () => {
    const { sessions } = await told({
      vix: file('date,open,high,low,close', '2025-11-26,17,18,16,17.5', '2025-12-01,17,19,16,18'),
      vol: file('date,close', '2025-11-26,33'),
      breadth: file('date,advances,declines', '2025-11-28,300,200'),
      term: file('date,vix3m', '2025-11-28,20'),
      correlation: file('date,cor3m', '2025-11-25,12'),
      credit: file('date,spread', '2025-12-01,1.8'),
    });
    expect(sessions.map(({ date }) => date)).toEqual(DAYS);
    expect(sessions[1]).toMatchObject({
      price: { open: 101, high: 103.5, low: 99, close: 102 }, share: { open: 101, high: 103.5, low: 99, close: 102, volume: 1001 }, priceIsShare: true,
      vix: { open: 17, high: 18, low: 16, close: 17.5 }, vxx: 33, breadth: null, cor3m: null, creditSpread: null, term: null,
    });
    expect(sessions.map(({ vix, breadth, term, cor3m, creditSpread }) => [vix?.close, breadth?.advances, term?.vix3m, cor3m, creditSpread])).toEqual([
      [undefined, undefined, undefined, 12, null], [17.5, undefined, undefined, null, null], [undefined, 300, 20, null, null], [18, undefined, undefined, null, 1.8],
    ]);
    expect(sessions[0]?.followed).toEqual(['vix', 'vol', 'breadth', 'term', 'correlation', 'credit']);
  });

  it('say which rows fell on days without a bar, and follow nothing that is not given', async () => {
    const { sessions } = await told({ vix: file('date,close', '2025-11-20,17', '2025-11-26,17', '2025-11-27,18', '2025-11-28,18', '2025-12-02,19', '2025-12-03,19') });
    expect(sessions.map(({ leftOut }) => leftOut)).toEqual([
      [{ series: 'vix', count: 1, lastDate: '2025-11-20' }], [], [{ series: 'vix', count: 1, lastDate: '2025-11-27' }], [],
    ]);
    expect(sessions[0]?.followed).toEqual(['vix']);
  });

  it('choose the universe', async () => {
    const breadth = file('date,universe,advances,declines', '2025-11-25,nyse,1,2', '2025-11-25,sp500,3,4');
    expect((await told({ breadth, universe: 'sp500' })).sessions[0]?.breadth).toEqual({ universe: 'sp500', advances: 3, declines: 4 });
    // Refused before the first session: no date is told as if there were no breadth.
    expect(await told({ breadth, universe: 'amex' })).toMatchObject({ sessions: [], problem: expect.stringMatching(/no universe amex; the file holds nyse, sp500$/) });
  });

  it.each<[string, () => Partial<SessionFiles>, RegExp, number]>([
    ['a bad bar', () => ({ bars: file('date,open,high,low,close,volume', '2025-11-25,1,2,1,2,5', '2025-11-26,1,2,3,2,5') }), /line 3: high 2 is below low 3$/, 1],
    ['a bad row of VIX on a later date', () => ({ vix: file('date,close', '2025-11-25,17', '2025-11-28,x') }), /line 3: close is "x", not a number$/, 1],
    ['a bad row after the last bar', () => ({ credit: file('date,spread', '2025-12-01,1.8', '2026-01-05,1.8', '2026-01-05,1.9') }), /line 4: date 2026-01-05 stands twice$/, 4],
    ['a missing file', () => ({ term: join(folder, 'nowhere.csv') }), /nowhere\.csv: there is no such file$/, 0],
    ['a folder', () => ({ correlation: folder }), /is a folder, not a file$/, 0],
    ['an empty file', () => ({ vol: file() }), /: the file is empty$/, 0],
    ['a file of white space', () => ({ credit: file('  ', '', '\t ') }), /^[^,]*\.csv: the file is empty$/, 0],
    ['a header alone', () => ({ breadth: file('date,advances,declines') }), /: the file has a header and no rows$/, 0],
  ])('end at %s with its sentence', async (_what, files, sentence, before) => {
    const { sessions, problem } = await told(files());
    expect(problem).toMatch(sentence);
    expect(sessions).toHaveLength(before);
  });
});
