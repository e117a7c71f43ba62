import type { DailySignals, Divergence } from '../signals/dailySignals.ts';
import type { IsoDate } from '../units.ts';
import { dayOf, formatNumber, percent, price, signed } from '../figureText.ts';
import type { Fact } from './decision.ts';

const SERIES_NAME = { obv: 'OBV', adLine: 'A/D line' } as const;
const STATE_TEXT = {
  forming: 'forming', qualified: 'qualified', confirmedDown: 'confirmed down', invalidated: 'invalidated', expired: 'expired',
} as const;

function divergenceFact(divergence: Divergence): Fact {
  const { from, to } = divergence;
  return {
    label: `${SERIES_NAME[divergence.series]} divergence`,
    text: `${STATE_TEXT[divergence.state]} since ${dayOf(divergence.stateSince)}: price ${formatNumber(from.price, 2)} (${dayOf(from.date)}) → ${formatNumber(to.price, 2)} (${dayOf(to.date)}), `
      + `series lower by ${percent(divergence.strength, 0)} of its range`,
    asOf: divergence.stateSince,
    supports: divergence.active,
  };
}

/** Bearish divergences behind a hedge, active ones first; where none is active that is said and greyed. */
export function divergenceFacts(signals: DailySignals, rearmAfter: IsoDate | null): readonly Fact[] {
  const bearish = signals.divergences.filter((d) => d.kind === 'bearish' && (rearmAfter === null || d.knownOn > rearmAfter));
  const active = bearish.filter((d) => d.active);
  if (active.length > 0) return active.map(divergenceFact);
  const newest = bearish[0];
  if (newest !== undefined) return [divergenceFact(newest)];
  const since = rearmAfter !== null && signals.divergences.some((d) => d.kind === 'bearish' && d.active) ? ` known after the press began on ${dayOf(rearmAfter)}` : '';
  return [{ label: 'Divergence', text: `no bearish divergence of OBV or the A/D line${since}`, asOf: signals.date, supports: false }];
}

interface Reading {
  readonly label: string;
  /** Null: the series is absent or warming up. */
  readonly on: boolean | null;
  readonly yes: string;
  readonly no: string;
}

/** The RSI that the trigger may stand on; the policy names which of the two. */
function triggerRsi({ vixRsi, vxxRsi }: DailySignals): string {
  const known = [['VIX', vixRsi] as const, ['VXX', vxxRsi] as const].flatMap(([name, rsi]) => (rsi === null ? [] : [`of ${name} ${formatNumber(rsi, 1)}`]));
  return known.length === 0 ? '' : ` (RSI ${known.join(', ')})`;
}

/** The rest of the checklist. What speaks against is shown too; what cannot be judged is left to `missing`. */
export function checklistFacts(signals: DailySignals): readonly Fact[] {
  const histogram = signals.vixMacd === null ? '' : ` (histogram ${signed(signals.vixMacd.histogram, 2)} points)`;
  const spxHistogram = signals.macd === null ? '' : ` (histogram ${signed(signals.macd.histogram, 2)} points)`;
  const readings: readonly Reading[] = [
    { label: 'SPX MACD', on: signals.spxMacdBearish, yes: `bearish state${spxHistogram}`, no: `not bearish${spxHistogram}` },
    { label: 'RSI failure', on: signals.rsi === null ? null : signals.rsiFailure.on, yes: `failure swing since ${dayOf(signals.rsiFailure.since ?? signals.date)}`, no: `no failure swing (RSI ${formatNumber(signals.rsi ?? 0, 1)})` },
    { label: 'VIX MACD timing', on: signals.vixTiming, yes: `rising${histogram}`, no: `not rising${histogram}` },
    { label: 'VIX trigger', on: signals.volTrigger, yes: `on${triggerRsi(signals)}`, no: `off${triggerRsi(signals)}` },
    { label: 'Credit stress', on: signals.creditStress?.on ?? null, yes: `on (z ${signed(signals.creditStress?.z ?? 0, 2)})`, no: `off (z ${signed(signals.creditStress?.z ?? 0, 2)})` },
  ];
  const facts = readings.flatMap((r) => (r.on === null ? [] : [{ label: r.label, text: r.on ? r.yes : r.no, asOf: signals.date, supports: r.on }]));
  if (signals.correlationSlippage === true && signals.vixSpxCorrelation21 !== null) {
    const rho = signals.vixSpxCorrelation21;
    facts.push({ label: 'VIX–SPX correlation', text: `slipped to ${formatNumber(rho, 2)} (21 days): a fall may be hedged by ρ² = ${percent(rho * rho, 0)} only`, asOf: signals.date, supports: false });
  }
  return facts;
}

/** VIX regime in words: what a de-layer rests on. */
export function regimeFacts(signals: DailySignals): readonly Fact[] {
  const regime = signals.vixRegime;
  if (regime === null || signals.vixClose === null) return [];
  const peak = regime.peak20;
  const facts: Fact[] = [];
  if (peak !== null) {
    facts.push({
      label: 'VIX against its peak', text: `${price(signals.vixClose)} = ${percent(signals.vixClose / peak, 0)} of the 20-day peak close ${price(peak)}`,
      asOf: signals.date, supports: regime.press,
    });
  }
  facts.push({
    label: 'VIX spike', text: regime.lastSpike === null ? 'none on record' : `last on ${dayOf(regime.lastSpike)}${regime.spike ? ', on now' : ''}`,
    asOf: regime.lastSpike ?? signals.date, supports: regime.press && !regime.spike,
  });
  if (signals.vixMacd !== null) {
    const below = signals.vixMacd.histogram < 0;
    facts.push({ label: 'VIX MACD', text: below ? 'below its signal' : 'above its signal', asOf: signals.date, supports: below });
  }
  return facts;
}
