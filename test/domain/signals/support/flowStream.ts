import { MINUTE_US, type FlowMinute } from '../../../../src/domain/signals/flow.ts';
import { uniform } from './randomWalk.ts';
import { steward } from './steward.ts';

const { minQuotes } = steward.flow;
export const FIRST_US = 29_000_000 * MINUTE_US;

/** An hour and more of a stream that breathes, with silent minutes and some without a two-sided quote. */
export function flowStream(seed: number, length: number): FlowMinute[] {
  const random = uniform(seed);
  return Array.from({ length }, (_, i) => ({
    minuteStartUs: FIRST_US + i * MINUTE_US,
    quotes: i > 80 && random() < 0.05 ? Math.floor(minQuotes * random()) : Math.round(300 + 200 * random()),
    spreadWidening: i > 80 && random() < 0.05 ? null : 0.1 * (random() - 0.5),
  }));
}
