/** The intraday signals as a table of figures and the divergences on them in words. Pure. */
import type { EngineState } from '../../../../contract/api.ts';
import { divergenceState, divergenceText } from '../../divergenceWords.ts';
import { formatCount, formatNumber, formatSigned, unbroken } from '../../format.ts';
import { formatBar, newYorkBarUs } from '../../formatTime.ts';
import { lags, type MarketClock } from './freshness.ts';

type Timeframe = EngineState['signals']['timeframes'][number];

export interface TimeframeRow {
  readonly interval: Timeframe['interval'];
  readonly name: string;
  /** There has been a bar: before the first nothing can be said, not even that there is no divergence. */
  readonly begun: boolean;
  readonly newest: string;
  readonly bars: string;
  readonly rsi: string;
  readonly macd: string;
  readonly vixMacd: string;
  readonly divergences: readonly { readonly id: string; readonly text: string }[];
  readonly note: string | null;
  /** The newest bar is older than it can be while the market is open. */
  readonly stale: boolean;
}

const intervals: Record<Timeframe['interval'], { readonly name: string; readonly minutes: number }> = {
  '1h': { name: 'Hourly', minutes: 60 }, '5m': { name: '5-minute', minutes: 5 },
};

/** The bar before an open one has ended at most one interval ago; a second one is grace for a quiet tape. */
const STALE_INTERVALS = 2;

export function timeframeRows(timeframes: readonly Timeframe[], clock: MarketClock | null): TimeframeRow[] {
  return timeframes.map((timeframe) => {
    const { name, minutes } = intervals[timeframe.interval];
    const startUs = timeframe.asOf === null ? null : newYorkBarUs(timeframe.asOf);
    return {
      interval: timeframe.interval, name, begun: timeframe.asOf !== null, note: timeframe.note,
      newest: timeframe.asOf === null ? 'none yet' : `${formatBar(timeframe.asOf)}${timeframe.open ? ', open' : ''}`,
      bars: formatCount(timeframe.bars), rsi: formatNumber(timeframe.rsi, 1),
      macd: `${formatSigned(timeframe.macdHistogram, 2)}${timeframe.spxMacdBearish === true ? ' bearish' : ''}`, vixMacd: formatSigned(timeframe.vixMacdHistogram, 3),
      divergences: timeframe.divergences.map((divergence) => ({ id: divergence.id, text: sentenceOf(divergence) })),
      stale: startUs !== null && lags(startUs, STALE_INTERVALS * minutes, clock),
    };
  });
}

const sentenceOf = (divergence: Timeframe['divergences'][number]): string =>
  unbroken(`${divergenceText(divergence)}, ${divergenceState(divergence)}, strength\u00a0${formatNumber(divergence.strength, 2)}`);
