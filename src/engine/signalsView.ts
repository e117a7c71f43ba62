import type { EngineState } from '../contract/api.ts';
import { LAYERS } from '../domain/book/book.ts';
import { sessionHours } from '../domain/calendar.ts';
import { formatNumber, percent, plural, signed } from '../domain/figureText.ts';
import { waccProxy } from '../domain/signals/creditStress.ts';
import type { DailySignals, Divergence } from '../domain/signals/dailySignals.ts';
import { INTRADAY_US, placeOf, startOf } from '../domain/signals/intradayGrid.ts';
import type { IntradaySeries, IntradaySignals } from '../domain/signals/intradaySignals.ts';
import { repairName } from '../domain/signals/repairs.ts';
import { rollDownPerDay } from '../domain/signals/termStructure.ts';
import type { EngineCore } from './engineCore.ts';
import type { IntradayTape } from './intradayTape.ts';

type SignalsView = EngineState['signals'];
type Timeframe = SignalsView['timeframes'][number];

export function signalsView(core: EngineCore): SignalsView {
  const signals = core.record.latest;
  return {
    asOf: signals?.date ?? null, rsi: signals?.rsi ?? null, macdHistogram: signals?.macd?.histogram ?? null,
    vixMacdHistogram: signals?.vixMacd?.histogram ?? null, vixTiming: signals?.vixTiming ?? null, vixCrossUpBarsAgo: signals?.vixCrossUpBarsAgo ?? null,
    correlation21: signals?.vixSpxCorrelation21 ?? null, spxMacdBearish: signals?.spxMacdBearish ?? null, spike: signals?.vixRegime?.spike ?? null,
    press: signals?.vixRegime?.press ?? null, creditZ: signals?.creditStress?.z ?? null,
    divergences: (signals?.divergences ?? []).map(divergenceView),
    explanations: explanationsView(core), timeframes: core.intraday.tapes.map((tape) => timeframeView(core, tape)), flow: flowView(core), repairs: repairsView(core),
  };
}

const divergenceView = (row: Divergence): SignalsView['divergences'][number] => ({ ...row, from: { ...row.from }, to: { ...row.to } });

/** The signals' own words, with what they mean in dollars and rates beside two of them; made once for a session. */
function explanationsView(core: EngineCore): SignalsView['explanations'] {
  const { version, latest } = core.record;
  if (core.explanations?.version !== version) {
    const view = core.record.explain().map(({ signal, title, reading, because }) => ({ signal, title, reading, because: [...because, ...meaningOf(core, signal, latest)] }));
    core.explanations = { version, view };
  }
  return core.explanations.view;
}

function meaningOf({ policy }: EngineCore, signal: string, latest: DailySignals | null): readonly string[] {
  const { values } = policy;
  if (signal === 'termStructure' && latest?.termStructure) return [rollDownText(latest.termStructure.curve, values)];
  if (signal === 'vixSpxCorrelation21') return [protectionText(values.vega.betaRSquared)];
  if (signal !== 'creditStress' || !latest?.creditStress) return [];
  const { rate } = values.quality;
  const wacc = waccProxy(latest.creditStress.spread, rate, values.signals.creditStress.wacc);
  return [`WACC proxy ${percent(wacc)} a year at a risk-free rate of ${percent(rate)}: a direction, no valuation`];
}

/** ρ² says how much of a fall VIX goes along with; whether a future goes along with VIX is another question. */
const protectionText = (rSquared: readonly (readonly [days: number, share: number])[]): string =>
  `beside it, r² of VX futures on spot VIX: ${rSquared.map(([days, share]) => `${formatNumber(share, 2)} at ${plural(days, 'day')}`).join(', ')}`;

/** What a contract of each layer loses a day to the curve alone: its delta's share of the points that the future slides, negative where holding costs. */
export function rollDownText(curve: NonNullable<DailySignals['termStructure']>['curve'], { layers, strike }: EngineCore['policy']['values']): string {
  const parts = LAYERS.map((name) => {
    const days = layers[name].targetDte;
    const points = rollDownPerDay(curve, days);
    return `${name} (${days} days) ${points === null ? 'not known' : `${signed(-points * 100 * strike.delta, 2)} $`}`;
  });
  return `roll-down of a ${formatNumber(strike.delta, 2)}-delta call a day, the curve standing still (negative costs the holder): ${parts.join(', ')}`;
}

function timeframeView(core: EngineCore, tape: IntradayTape): Timeframe {
  const signals = tape.latest;
  return {
    interval: tape.interval, asOf: signals?.date ?? null, open: signals !== null && isOpen(core, tape, signals), bars: signals?.bars ?? 0,
    rsi: signals?.rsi ?? null, macdHistogram: signals?.macd?.histogram ?? null, spxMacdBearish: signals?.spxMacdBearish ?? null,
    vixMacdHistogram: signals?.vixMacd?.histogram ?? null, divergences: (signals?.divergences ?? []).filter(({ active }) => active).map(divergenceView),
    note: timeframeNote(core, tape),
  };
}

function isOpen(core: EngineCore, { interval }: IntradayTape, { date }: IntradaySignals): boolean {
  const place = placeOf(date, interval);
  if (place === null) return false;
  const endUs = Math.min(startOf(place, interval) + INTRADAY_US[interval], sessionHours(place.date)?.closeUs ?? 0);
  return (core.clockUs ?? core.market.nowUs ?? 0) < endUs;
}

const ABSENT: Readonly<Record<IntradaySeries, string>> = { obv: 'no SPY volume', adLine: 'no breadth', vixMacd: 'no VIX' };

function timeframeNote({ policy }: EngineCore, { latest, restarted, refused }: IntradayTape): string | null {
  const { macd, divergence } = policy.values.signals;
  const needed = macd.slow + macd.signal - 1;
  const notes = [
    ...(refused === null ? [] : [`left out: ${refused}`]),
    ...(latest === null ? ['no bars yet'] : []),
    ...(latest !== null && latest.bars < needed ? [`warming up: ${latest.bars} of ${plural(needed, 'bar')}`] : []),
    ...(latest?.absent ?? []).map((series) => ABSENT[series]),
    // Once the look-back is full again the gap has no part in anything shown.
    ...(restarted !== null && latest !== null && latest.bars <= divergence.lookbackBars ? [`begun afresh on ${restarted.at}, ${restarted.because}`] : []),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}

function flowView({ flow, policy }: EngineCore): SignalsView['flow'] {
  if (flow.latest === null) return null;
  const { minute: { minuteStartUs, quotes }, flow: judged } = flow.latest;
  const { minQuotes } = policy.values.signals.flow;
  const note = quotes < minQuotes ? `silent: fewer than ${plural(minQuotes, 'quote')} in the minute` : judged === null ? flow.warmUp : null;
  return { minute: minuteStartUs, quotes, rateZ: judged?.rateZ ?? null, spreadZ: judged?.spreadZ ?? null, surge: judged?.surge ?? false, wide: judged?.wide ?? false, note };
}

/** One row a kind and series, so that the last of each stands beside its number. */
function repairsView({ record, intraday }: EngineCore): SignalsView['repairs'] {
  return [...record.repairs, ...intraday.tapes.flatMap(({ repairs }) => repairs)].map((repair) => ({
    kind: repairName(repair), count: repair.count, last: `${repair.lastDate}: ${repair.lastDetail}`,
  }));
}
