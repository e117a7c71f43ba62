/** Whether a figure of the stream lags behind the market it is taken from. Pure. */
import type { EngineState } from '../../../../contract/api.ts';

export type MarketClock = Pick<EngineState['clock'], 'marketTimeUs' | 'session' | 'speed'>;

/** A message may take this long to the screen; in a market that runs faster than the wall, that is more of its time. */
const UNDER_WAY_SECONDS = 2;

/** Older than `limitMinutes` of market time while the market is open. Outside the session nothing new is owed. */
export function lags(momentUs: number, limitMinutes: number, clock: MarketClock | null): boolean {
  if (clock === null || clock.marketTimeUs === null || clock.session !== 'open') return false;
  const allowedUs = (limitMinutes * 60 + UNDER_WAY_SECONDS * Math.max(1, clock.speed)) * 1_000_000;
  return clock.marketTimeUs - momentUs > allowedUs;
}
