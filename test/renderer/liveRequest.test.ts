import { describe, expect, it } from 'vitest';
import { createLiveRequest, ENGINE_SHARE, REFRESH_MS, SETTLE_MS, type LiveAnswer } from '../../src/renderer/src/liveRequest.ts';

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/** A page with a clock that is moved by hand and an engine that answers when told to. */
function createPage() {
  let nowMs = 0;
  let timers: Timer[] = [];
  const asked: { readonly params: number; readonly answer: (text: string) => Promise<void>; readonly refuse: (why: string) => Promise<void> }[] = [];
  const shown: LiveAnswer<string>[] = [];
  const live = createLiveRequest<number, string>(0, {
    ask: (params) => new Promise((resolve, reject) => {
      const settled = async (settle: () => void): Promise<void> => {
        settle();
        await Promise.resolve();
        await Promise.resolve();
      };
      asked.push({ params, answer: (text) => settled(() => resolve(text)), refuse: (why) => settled(() => reject(new Error(why))) });
    }),
    show: (next) => void shown.push(next),
    schedule(run, delayMs) {
      const timer = { dueMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => { timers = timers.filter((other) => other !== timer); };
    },
    nowMs: () => nowMs,
  });
  const pass = (ms: number): void => {
    const endMs = nowMs + ms;
    for (let next = first(); next !== undefined && next.dueMs <= endMs; next = first()) {
      nowMs = next.dueMs;
      timers = timers.filter((timer) => timer !== next);
      next.run();
    }
    nowMs = endMs;
  };
  const first = (): Timer | undefined => timers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
  return { live, asked, shown, pass };
}

describe('a view that is asked for while somebody looks', () => {
  it('asks nothing before the page is looked at, then at once', () => {
    const { live, asked, pass } = createPage();
    pass(60_000);
    expect(asked).toHaveLength(0);
    live.setActive(true);
    pass(0);
    expect(asked.map(({ params }) => params)).toEqual([0]);
  });

  it('asks the less often, the longer an answer takes', async () => {
    const { live, asked, pass } = createPage();
    live.setActive(true);
    pass(0);
    pass(300);
    await asked[0]!.answer('after 300 ms');
    live.noteChange();
    pass(300 / ENGINE_SHARE - 1);
    expect(asked).toHaveLength(1);
    pass(1);
    expect(asked).toHaveLength(2);
  });

  it('asks once for a slider on its way, with where it came to rest', async () => {
    const { live, asked, pass } = createPage();
    live.setActive(true);
    pass(0);
    await asked[0]!.answer('now');
    for (let days = 1; days <= 12; days += 1) {
      live.want(days);
      pass(SETTLE_MS - 1);
    }
    expect(asked).toHaveLength(1);
    pass(1);
    expect(asked.map(({ params }) => params)).toEqual([0, 12]);
  });

  it('asks again after a pause when the market moved, however often it did', async () => {
    const { live, asked, pass } = createPage();
    live.setActive(true);
    pass(0);
    await asked[0]!.answer('first');
    pass(500);
    for (let quote = 0; quote < 20; quote += 1) {
      live.noteChange();
      pass(100);
    }
    expect(asked).toHaveLength(1);
    pass(REFRESH_MS - 2_500);
    expect(asked).toHaveLength(2);
  });

  it('asks nothing again while nothing changed', async () => {
    const { live, asked, pass } = createPage();
    live.setActive(true);
    pass(0);
    await asked[0]!.answer('first');
    pass(600_000);
    expect(asked).toHaveLength(1);
  });

  it('has one request under way at a time: what was wanted meanwhile is asked for after it', async () => {
    const { live, asked, shown, pass } = createPage();
    live.setActive(true);
    pass(0);
    live.want(7);
    live.want(14);
    pass(10_000);
    expect(asked).toHaveLength(1);
    await asked[0]!.answer('now');
    pass(0);
    expect(asked.map(({ params }) => params)).toEqual([0, 14]);
    expect(shown).toEqual([{ answer: 'now', failure: null }]);
  });

  it('keeps the last answer beside the reason of a refusal, tries again, and forgets the reason with the next answer', async () => {
    const { live, asked, shown, pass } = createPage();
    live.setActive(true);
    pass(0);
    await asked[0]!.answer('first');
    live.noteChange();
    pass(REFRESH_MS);
    await asked[1]!.refuse('no market');
    expect(shown.at(-1)).toEqual({ answer: 'first', failure: 'no market' });
    pass(REFRESH_MS);
    await asked[2]!.answer('second');
    expect(shown.at(-1)).toEqual({ answer: 'second', failure: null });
  });

  it('rests while the page is hidden and asks at once when it is seen again', async () => {
    const { live, asked, pass } = createPage();
    live.setActive(true);
    pass(0);
    await asked[0]!.answer('first');
    live.setActive(false);
    live.noteChange();
    pass(60_000);
    expect(asked).toHaveLength(1);
    live.setActive(true);
    pass(0);
    expect(asked).toHaveLength(2);
  });

  it('shows nothing any more once it is stopped', async () => {
    const { live, asked, shown, pass } = createPage();
    live.setActive(true);
    pass(0);
    live.stop();
    await asked[0]!.answer('late');
    live.noteChange();
    pass(60_000);
    expect([shown, asked.length]).toEqual([[], 1]);
  });
});
