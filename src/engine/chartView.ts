import type { ChartView } from '../contract/api.ts';
import type { Bar } from '../domain/market/quote.ts';
import type { DailyRow } from './dailyRecord.ts';
import type { EngineCore } from './engineCore.ts';

type ChartRow = ChartView['rows'][number];

/** Daily rows for the charts, the open session last. */
export function chartView(core: EngineCore, sessions: number): ChartView {
  const rows = core.record.rows.slice(-sessions).map(closedRow);
  const open = core.builders.get('SPX')?.openDaily() ?? null;
  const lastRowOpen = open !== null && open.date > (rows.at(-1)?.date ?? '');
  if (open !== null && lastRowOpen) rows.push(openRow(open, core.market.level('VIX')?.level ?? null));
  const from = rows[0]?.date ?? '';
  return {
    asOfUs: core.market.nowUs, priceSource: core.record.priceSource, volumeSource: 'SPY', breadthSource: core.record.latest?.breadthUniverse ?? null,
    rows, lastRowOpen, stageChanges: core.stageChanges.filter(({ date }) => date >= from).map((change) => ({ ...change })),
    thresholds: thresholdsOf(core.policy.values.signals),
  };
}

function closedRow({ input, signals }: DailyRow): ChartRow {
  return {
    date: input.date, ...input.price, obv: signals.obv, adLine: signals.adLine, vix: input.vix?.close ?? null,
    vixMacdHistogram: signals.vixMacd?.histogram ?? null, rsi: signals.rsi, macdHistogram: signals.macd?.histogram ?? null,
    vixRsi: signals.vixRsi, vixVsSpx: signals.vixVsSpx, correlation21: signals.vixSpxCorrelation21, correlation63: signals.vixSpxCorrelation63,
    beta60: signals.vixBeta60?.all ?? null, beta60Down: signals.vixBeta60?.down ?? null, vixOverVix3m: signals.termStructure?.vixOverVix3m ?? null,
    cor1mPercentile: signals.cor1mPercentile, creditZ: signals.creditStress?.z ?? null,
  };
}

/** Signals are those of closed sessions. */
const openRow = ({ date, open, high, low, close }: Bar, vix: number | null): ChartRow => ({
  date, open, high, low, close, vix, obv: null, adLine: null, vixMacdHistogram: null, rsi: null, macdHistogram: null, vixRsi: null, vixVsSpx: null,
  correlation21: null, correlation63: null, beta60: null, beta60Down: null, vixOverVix3m: null, cor1mPercentile: null, creditZ: null,
});

/** The levels that the policy reads a signal against. */
function thresholdsOf({ rsi, correlation, termStructure, creditStress }: EngineCore['policy']['values']['signals']): ChartView['thresholds'] {
  const slippage = [{ value: correlation.reference, label: 'reference' }, { value: correlation.slippage, label: 'slippage above' }];
  return {
    rsi: [{ value: rsi.failurePeak, label: 'failure peak' }],
    ...(rsi.volSource === 'VIX' ? { vixRsi: [{ value: rsi.volTrigger, label: 'trigger' }] } : {}),
    macdHistogram: [{ value: 0, label: 'momentum up above' }],
    vixMacdHistogram: [{ value: 0, label: 'timing on above' }],
    vixVsSpx: [{ value: 0, label: 'VIX leads above' }],
    correlation21: slippage,
    correlation63: slippage,
    vixOverVix3m: [{ value: termStructure.contango, label: 'contango below' }, { value: termStructure.backwardation, label: 'backwardation above' }],
    creditZ: [{ value: creditStress.offZ, label: 'off below' }, { value: creditStress.onZ, label: 'on above' }],
  };
}
