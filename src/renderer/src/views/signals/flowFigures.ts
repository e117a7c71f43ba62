/** How busy and how wide our own quote stream is, against its own last hour. Pure. */
import type { EngineState } from '../../../../contract/api.ts';
import { formatCount, formatSigned } from '../../format.ts';
import { formatMinute } from '../../formatTime.ts';
import { lags, type MarketClock } from './freshness.ts';

type Flow = NonNullable<EngineState['signals']['flow']>;

export interface FlowFigures {
  readonly asOf: string;
  readonly quotes: string;
  readonly rate: { readonly text: string; readonly remark: string | null };
  readonly spread: { readonly text: string; readonly remark: string | null };
  readonly note: string | null;
  readonly stale: boolean;
}

const MINUTE_US = 60_000_000;
/** A full minute is told when the next one is under way: its start is two minutes back at most, and one is grace. */
const STALE_MINUTES = 3;

export function flowFigures(flow: Flow, clock: MarketClock | null): FlowFigures {
  return {
    asOf: `${formatMinute(flow.minute)} to ${formatMinute(flow.minute + MINUTE_US)}`, quotes: formatCount(flow.quotes), note: flow.note,
    rate: { text: deviation(flow.rateZ), remark: flow.surge ? 'surge' : null },
    spread: { text: deviation(flow.spreadZ), remark: flow.wide ? 'wide' : null },
    stale: lags(flow.minute, STALE_MINUTES, clock),
  };
}

const deviation = (z: number | null): string => (z === null ? 'not known yet' : `${formatSigned(z, 1)}\u00a0σ`);
