import { readFileSync } from 'node:fs';
import { sessionHours } from '../../src/domain/calendar.ts';
import { createDailySignals } from '../../src/domain/signals/createDailySignals.ts';
import type { DailySignals } from '../../src/domain/signals/dailySignals.ts';
import { createDailyPath } from '../../src/simulator/dailyPath.ts';
import { DEFAULT_START_DATE } from '../../src/simulator/marketSimulation.ts';
import { drawSessionPath } from '../../src/simulator/sessionPath.ts';
import { STORIES } from '../../src/simulator/stories.ts';
import type { StoryName } from '../../src/simulator/stories.ts';

const policy = JSON.parse(readFileSync(new URL('../../resources/policies/steward.json', import.meta.url), 'utf8'));

export interface StoryDay {
  /** 1 = first streamed session; 0 and below = back-history. */
  readonly session: number;
  readonly spx: number;
  readonly vix: number;
  readonly signals: DailySignals;
}

/** The steward's daily signals over a story, session by session, as the engine would compute them from its daily bars. */
export function signalsOver(story: StoryName, seed: number, sessions: number): readonly StoryDay[] {
  const path = createDailyPath({ seed, story: STORIES[story], startDate: DEFAULT_START_DATE, startSpx: 6_900 });
  const daily = createDailySignals(policy.values.signals);
  const days: StoryDay[] = [];
  for (let plan = path.next(); plan.index < sessions; plan = path.next()) {
    const hours = sessionHours(plan.date);
    if (hours === null) throw new Error(`${plan.date} is no session`);
    const drawn = drawSessionPath(plan, hours, seed);
    const [price, spy, vix] = [drawn.dailyBar('SPX'), drawn.dailyBar('SPY'), drawn.dailyBar('VIX')];
    const { advances, declines } = drawn.breadthAt(hours.closeUs);
    const taken = daily.add({
      date: plan.date, price, vix, spy: { close: spy.close, volume: spy.volume ?? 0 }, breadth: { universe: 'NYSE', advances, declines }, cor1m: null, cor3m: null, vxx: null, creditSpread: null, term: null,
    });
    if (!taken.ok) throw new Error(taken.failure.detail);
    days.push({ session: plan.index + 1, spx: price.close, vix: vix.close, signals: taken.value });
  }
  return days;
}

export const activeBearish = ({ signals }: StoryDay): boolean => signals.divergences.some((each) => each.kind === 'bearish' && each.active);

/** First streamed session for which the test holds; null when none does. */
export const firstSession = (days: readonly StoryDay[], test: (day: StoryDay) => boolean): number | null =>
  days.find((day) => day.session >= 1 && test(day))?.session ?? null;
