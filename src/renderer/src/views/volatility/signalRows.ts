/** The daily signals as a table of words: what was measured and what it means for the rules. Pure. */
import type { EngineState } from '../../../../contract/api.ts';
import { formatNumber, formatSigned } from '../../format.ts';
import { formatDay } from '../../formatTime.ts';
import { divergenceSeriesWords, divergenceStateWords } from '../../wording.ts';

type Signals = EngineState['signals'];

export interface SignalRow {
  readonly name: string;
  readonly value: string;
  readonly reading: string;
}

const yesNo = (value: boolean | null, yes: string, no: string): string => (value === null ? 'not known yet' : value ? yes : no);

export function signalRows(signals: Signals): SignalRow[] {
  return [
    { name: 'SPX RSI 14', value: formatNumber(signals.rsi, 1), reading: 'Wilder, 0 to 100' },
    { name: 'SPX MACD histogram', value: formatSigned(signals.macdHistogram, 2), reading: yesNo(signals.spxMacdBearish, 'bearish state', 'no bearish state') },
    { name: 'VIX MACD histogram', value: formatSigned(signals.vixMacdHistogram, 2), reading: vixReading(signals) },
    { name: 'VIX–SPX correlation, 21 days', value: formatNumber(signals.correlation21, 2), reading: 'point changes against log returns' },
    { name: 'VIX spike', value: yesNo(signals.spike, 'yes', 'no'), reading: 'VIX up sharply in a day or over five' },
    { name: 'Volatility press', value: yesNo(signals.press, 'on', 'off'), reading: 'VIX falling back after a spike: time to de-layer' },
    { name: 'Credit spread z-score', value: formatSigned(signals.creditZ, 2), reading: signals.creditZ === null ? 'no credit series' : 'against its own year' },
  ];
}

function vixReading(signals: Signals): string {
  const timing = yesNo(signals.vixTiming, 'timing agrees with an add', 'timing does not agree');
  const ago = signals.vixCrossUpBarsAgo;
  return ago === null ? timing : `${timing}, crossed up ${ago === 0 ? 'today' : `${ago} ${ago === 1 ? 'day' : 'days'} ago`}`;
}

export interface DivergenceRow {
  readonly id: string;
  readonly text: string;
  readonly state: string;
  readonly strength: string;
  readonly known: string;
  readonly active: boolean;
}

export function divergenceRows(signals: Signals): DivergenceRow[] {
  const newestFirst = [...signals.divergences].sort((a, b) => b.to.date.localeCompare(a.to.date) || a.series.localeCompare(b.series));
  return newestFirst.map((divergence) => ({
    id: divergence.id,
    text: `${divergenceSeriesWords[divergence.series]} ${divergence.kind}, SPX ${formatNumber(divergence.from.price)} (${formatDay(divergence.from.date)}) → ${formatNumber(divergence.to.price)} (${formatDay(divergence.to.date)})`,
    state: `${divergenceStateWords[divergence.state]} since ${formatDay(divergence.stateSince)}`,
    strength: formatNumber(divergence.strength, 2),
    known: formatDay(divergence.knownOn),
    active: divergence.active,
  }));
}
