import type { ValuationContext } from '../book/valuationContext.ts';
import type { GridAxes } from './shockGrid.ts';

/** Lowest close of the VIX, 3 November 2017 (Cboe VIX history, 1990–2026). */
const LOWEST_VIX_CLOSE = 9.14;

const signed = (value: number): string => String(value).replace('-', '−');

/** What the scenarios take for granted, one sentence each, for whoever reads a figure of them. */
export function scenarioConventions(context: ValuationContext, { days, vixPoints }: GridAxes): readonly string[] {
  const { tables, market } = context;
  const { convention, vvixPerVixPoint, vixPerSpxPercent } = tables;
  const weight = convention === 'rootTime' ? '√(30 ÷ days) volatility points per VIX point' : 'the measured volatility points per VIX point of its tenor';
  const spx = market.levels.get('SPX');
  return [
    'Dollars against the model value of now; every leg is revalued in full, nothing is read off a greek.',
    `SPX smiles keep their volatility over ln(strike ÷ forward), today's shape at each expiry, and shift by ${weight}, from 5 VIX points on by what moves the tenor's own index that far; no volatility falls below 3 %.`,
    `VIX forwards move by the policy's β for the days they have left, their options' volatility by ${vvixPerVixPoint} VVIX points per VIX point; VIX contracts do not see the SPX.`,
    `Along the diagonal VIX moves ${signed(vixPerSpxPercent)} points per +1 % SPX.`,
    ...(days === 0 ? [] : [timeSentence(days)]),
    ...(spx === undefined || spx.stale ? ['The SPX level is not fresh: SPX forwards are held as time passes.'] : []),
    ...curveSentences(context),
    ...lowVixSentences(context, Math.min(...vixPoints)),
  ];
}

/** At no days to settlement the curve is spot VIX, where that is known. */
function curveSentences({ forwards }: ValuationContext): readonly string[] {
  const spot = forwards.vixCurve(0);
  if (!spot.ok) return ['There is no VIX curve to roll down: VIX forwards are held as time passes.'];
  return spot.value.source === 'extrapolated' ? ['Spot VIX is not fresh: before the first future the curve is taken to be flat.'] : [];
}

function lowVixSentences({ market }: ValuationContext, lowestMove: number): readonly string[] {
  const vix = market.levels.get('VIX');
  if (vix === undefined || vix.stale || vix.level + lowestMove >= LOWEST_VIX_CLOSE) return [];
  return [`From VIX ${signed(Math.round(10 * (LOWEST_VIX_CLOSE - vix.level)) / 10)} down the grid is arithmetic: the VIX has never closed below ${LOWEST_VIX_CLOSE}.`];
}

const timeSentence = (days: number): string =>
  `After ${days} calendar ${days === 1 ? 'day' : 'days'}: SPX forwards have used up that much of their carry, VIX forwards have come down today's curve, and what has settled by then did so at the shocked SPX or spot VIX.`;
