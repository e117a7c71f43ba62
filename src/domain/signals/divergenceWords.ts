import { formatNumber, percent, plural } from '../figureText.ts';
import type { Divergence, DivergenceKind, DivergenceSeries, DivergenceState } from './dailySignals.ts';
import { isHidden, SHAPES } from './divergencePairs.ts';
import type { SignalParameters } from './signalParameters.ts';
import type { Explanation } from './signal.ts';

export const SERIES_NAME: Readonly<Record<DivergenceSeries, string>> = { obv: 'OBV', adLine: 'A/D line' };

const KIND_NAME: Readonly<Record<DivergenceKind, string>> = {
  bearish: 'bearish', bullish: 'bullish', hiddenBearish: 'hidden bearish', hiddenBullish: 'hidden bullish',
};

const STATE_NAME: Readonly<Record<DivergenceState, string>> = {
  forming: 'forming', qualified: 'qualified', confirmedDown: 'confirmed', invalidated: 'invalidated', expired: 'expired',
};

/** A divergence with what its end hangs on. */
export interface ToldDivergence {
  readonly divergence: Divergence;
  /** Price beyond which a close confirms it; null where nothing lies between its anchors. */
  readonly confirmBeyond: number | null;
  /** Bars until it expires if nothing else happens (live), or for which it stays active (confirmed). */
  readonly barsLeft: number;
}

/** Which way each kind's price and series go from the older anchor to the newer. */
const PICTURE: Readonly<Record<DivergenceKind, { readonly price: string; readonly series: string; readonly confirms: 'below' | 'above' }>> = {
  bearish: { price: 'higher high', series: 'lower', confirms: 'below' },
  bullish: { price: 'lower low', series: 'higher', confirms: 'above' },
  hiddenBearish: { price: 'lower high', series: 'higher', confirms: 'below' },
  hiddenBullish: { price: 'higher low', series: 'lower', confirms: 'above' },
};

/** What invalidates it: of a hidden divergence price beyond its older anchor, of any other the series. */
function refutation({ divergence: { kind, from, series } }: ToldDivergence): string {
  if (kind === 'hiddenBearish') return `a close above ${formatNumber(from.price, 2)}`;
  if (kind === 'hiddenBullish') return `a close below ${formatNumber(from.price, 2)}`;
  return `${SERIES_NAME[series]} ${kind === 'bearish' ? 'above' : 'below'} its level of ${from.valueDate}`;
}

function whatEndsIt(told: ToldDivergence): string {
  const { divergence: { kind, state, active }, confirmBeyond, barsLeft } = told;
  if (!active) return 'it is over';
  if (state === 'confirmedDown') return barsLeft === 0 ? 'it is active for the last time' : `it stays active for ${plural(barsLeft, 'more bar')}`;
  const confirmed = confirmBeyond === null ? '' : `a close ${PICTURE[kind].confirms} ${formatNumber(confirmBeyond, 2)} confirms it, `;
  return `${confirmed}${refutation(told)} invalidates it, else it expires in ${plural(barsLeft, 'bar')}`;
}

function tell(told: ToldDivergence, { minStrength, rangeBars }: SignalParameters['divergence']): string {
  const { kind, state, stateSince, strength, from, to } = told.divergence;
  return `${KIND_NAME[kind]}, ${STATE_NAME[state]} since ${stateSince}: ${PICTURE[kind].price}, ${formatNumber(from.price, 2)} (${from.date}) to ${formatNumber(to.price, 2)} (${to.date}), `
    + `series ${PICTURE[kind].series} by ${percent(strength)} of its ${rangeBars}-bar range (at least ${percent(minStrength)}); ${whatEndsIt(told)}`;
}

/** Divergences in words, active ones first. */
export function explainDivergences(series: DivergenceSeries, listed: readonly ToldDivergence[], { pivot, divergence }: SignalParameters): Explanation {
  const active = listed.filter((told) => told.divergence.active);
  const rest = listed.filter((told) => !told.divergence.active);
  const names = active.map((told) => `${KIND_NAME[told.divergence.kind]} (${STATE_NAME[told.divergence.state]})`);
  return {
    reading: active.length === 0 ? `No divergence of ${SERIES_NAME[series]} is active` : `Active divergence of ${SERIES_NAME[series]}: ${names.join(', ')}`,
    because: [
      ...[...active, ...rest].map((told) => tell(told, divergence)),
      `compared are a pivot (${plural(pivot.left, 'bar')} before it, ${pivot.right} after) and each of the ${divergence.pivotsBack} before it within ${plural(divergence.lookbackBars, 'bar')}, where price differs by ${percent(divergence.minPriceRise, 2)} or more`,
      ...(listed.some((told) => isHidden(SHAPES[told.divergence.kind])) ? ['hidden divergences are shown and used by no rule'] : []),
    ],
  };
}
