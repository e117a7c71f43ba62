/** A full, plausible engine state and chart for screen tests: the first divergence of a simulated market, one open alert. */
import type { AlertView, ChartView, EngineState, LegView, LogEntryView, ScenariosView, Snapshot } from '../../src/contract/api.ts';
import { sampleExplanations, sampleFlow, sampleRepairs, sampleThresholds, sampleTimeframes, withSampleSeries } from './sampleSignals.ts';

const MINUTE_US = 60_000_000;
/** 2026-11-19, 10:42:17 in New York (UTC−5). */
export const SAMPLE_NOW_US = Date.UTC(2026, 10, 19, 15, 42, 17) * 1000;
export const SAMPLE_DATE = '2026-11-19';
const SESSIONS = 180;

/** A small linear congruential generator: the same sample on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function sessionDates(count: number, last: string): string[] {
  const dates: string[] = [];
  for (let ms = Date.parse(`${last}T12:00:00Z`); dates.length < count; ms -= 86_400_000) {
    const day = new Date(ms).getUTCDay();
    if (day !== 0 && day !== 6) dates.unshift(new Date(ms).toISOString().slice(0, 10));
  }
  return dates;
}

const OLDER_HIGH = 112;
const NEWER_HIGH = 174;

/** SPX climbs in waves to two highs; OBV and the A/D line turn down before the second. */
export function sampleChart(): ChartView {
  const random = createRandom(7);
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  let obv = 4.1e9;
  let adLine = 48_000;
  let vix = 15.4;
  let previous = 6_480;
  const rows = sessionDates(SESSIONS, SAMPLE_DATE).map((date, index) => {
    const trend = 6_460 + 480 * Math.min(1, index / OLDER_HIGH) + 62 * Math.max(0, (index - 140) / 38);
    const wave = 46 * Math.sin(((index - OLDER_HIGH + 8) / 31) * Math.PI);
    const close = index === OLDER_HIGH ? 6_990 : index === NEWER_HIGH ? 7_021 : Math.min(index > NEWER_HIGH ? 7_008 : 6_984, trend + wave + normal() * 9);
    const open = previous + normal() * 5;
    const high = Math.max(open, close) + Math.abs(normal()) * 8;
    const low = Math.min(open, close) - Math.abs(normal()) * 8;
    const fading = index > OLDER_HIGH - 4;
    obv += (fading ? -9e6 : 24e6) + (close - previous) * 1.1e6 + normal() * 18e6;
    adLine += (fading ? -75 : 190) + (close - previous) * 7 + normal() * 120;
    vix += (15.2 - vix) * 0.07 - (close - previous) * 0.008 + normal() * 0.32 + (index === 68 ? 3.4 : 0) + (index > 172 ? 0.24 : 0);
    previous = close;
    return { date, open, high, low, close, obv, adLine, vix };
  });
  return {
    asOfUs: SAMPLE_NOW_US, priceSource: 'SPX', volumeSource: 'SPY', breadthSource: 'NYSE', lastRowOpen: true, rows: withSampleSeries(rows),
    stageChanges: [{ date: rows[NEWER_HIGH + 1]?.date ?? SAMPLE_DATE, from: 'watch', to: 'first' }],
    thresholds: sampleThresholds,
  };
}

export function sampleDivergences(chart: ChartView): EngineState['signals']['divergences'] {
  const older = chart.rows[OLDER_HIGH];
  const newer = chart.rows[NEWER_HIGH];
  if (older === undefined || newer === undefined) throw new Error('the sample chart is shorter than its divergence');
  const maximumNear = (index: number, series: 'obv' | 'adLine'): { value: number; valueDate: string } => {
    const [first, ...others] = chart.rows.slice(index - 3, index + 4).map((row) => ({ value: row[series] ?? Number.NEGATIVE_INFINITY, valueDate: row.date }));
    if (first === undefined) throw new Error('the sample chart is shorter than its divergence');
    return others.reduce((best, one) => (one.value > best.value ? one : best), first);
  };
  return (['obv', 'adLine'] as const).map((series) => ({
    id: `${series}:bearish:2026-11-18`, series, kind: 'bearish', state: series === 'obv' ? 'qualified' : 'forming',
    strength: series === 'obv' ? 0.31 : 0.18,
    from: { date: older.date, price: older.high, ...maximumNear(OLDER_HIGH, series) },
    to: { date: newer.date, price: newer.high, ...maximumNear(NEWER_HIGH, series) },
    knownOn: '2026-11-18', stateSince: '2026-11-18', active: true, overlaps: `${series === 'obv' ? 'adLine' : 'obv'}:bearish:2026-11-18`,
  }));
}

function condorLeg(strike: number, right: 'P' | 'C', quantity: number, figures: { price: number; mark: number; vega: number; theta: number; delta: number }): LegView {
  const symbol = `SPXW  261218${right}${String(strike * 1000).padStart(8, '0')}`;
  return {
    id: `sample-${right}${strike}`, symbol, label: `SPXW 18 Dec ${strike} ${right}`, quantity, price: figures.price, openedOn: '2026-11-18', strategy: 'condor-1', layer: null,
    source: 'sample', mark: figures.mark, failure: null, markSource: 'mid', markReason: null, quoteCondition: 'two-sided',
    deltaDollarsPerPercent: figures.delta * quantity * 7_000, gammaDollarsPerPercent: 0.0008 * quantity * 490_000, vegaPerVolPoint: figures.vega * 0.96,
    vannaPerVolPoint: 2.1 * quantity, volgaPerVolPoint: 9.5 * quantity, charmPerDay: -0.4 * quantity, days: 29.2, delta: figures.delta, volatility: right === 'P' ? 0.171 : 0.118,
    vegaPerVixPoint: figures.vega, thetaPerDay: figures.theta, marketValue: figures.mark * quantity * 100,
    profit: (figures.mark - figures.price) * quantity * 100, asOfUs: SAMPLE_NOW_US,
  };
}

export function sampleBook(): EngineState['book'] {
  const legs: LegView[] = [
    condorLeg(6720, 'P', 10, { price: 29.9, mark: 31.2, vega: 5_640, theta: -1_480, delta: -0.19 }),
    condorLeg(6730, 'P', -10, { price: 31.2, mark: 32.6, vega: -5_790, theta: 1_512, delta: -0.2 }),
    condorLeg(7260, 'C', -10, { price: 24.1, mark: 23.5, vega: -5_480, theta: 1_310, delta: 0.2 }),
    condorLeg(7270, 'C', 10, { price: 22.3, mark: 21.6, vega: 5_345, theta: -1_262, delta: 0.19 }),
  ];
  return {
    name: 'Ten 30-day condors', sample: true, netLiquidation: 1_000_000, condors: 10, convention: 'measured', legs, complete: true, incompleteBecause: [], modelMarked: [], quoteConditions: { 'two-sided': 4 }, asOfUs: SAMPLE_NOW_US,
    shortVega: -285, hedgeVega: 0, netVega: -285, coverage: 0, coverageNote: null, hasBand: true, bandLow: 0.33, bandHigh: 0.5, target: 0.415, proposedCoverage: 0.39,
    rawVegaSpx: -262, rawVegaVix: 0, thetaPerDay: 80, marketValue: -3_300,
    shocks: [
      { vixPoints: 1, spxPercent: -0.8, condors: -296, hedge: 0, total: -296, withProposal: -182 },
      { vixPoints: 5, spxPercent: -3.5, condors: -1_710, hedge: 0, total: -1_710, withProposal: -1_030 },
      { vixPoints: 10, spxPercent: -6.4, condors: -3_640, hedge: 0, total: -3_640, withProposal: -1_940 },
      { vixPoints: 20, spxPercent: -11.1, condors: -6_420, hedge: 0, total: -6_420, withProposal: -2_470 },
    ],
  };
}

function candidate(strike: number, expiry: { code: string; words: string; days: number }, figures: { mid: number; delta: number; vega: number; gain: number }): AlertView['decision']['candidates'][number] {
  const symbol = `VIX   ${expiry.code}C${String(strike * 1000).padStart(8, '0')}`;
  const ask = Number((figures.mid + 0.04).toFixed(2));
  return {
    instrument: 'vixCall', margin: 0, warnings: [], symbol, label: `VIX ${expiry.words} ${strike} C`, contracts: 5, bid: Number((figures.mid - 0.04).toFixed(2)), ask, mid: figures.mid, delta: figures.delta,
    daysToSettlement: expiry.days, vegaPerVixPoint: figures.vega, cost: ask * 500, breakEvenVix: strike + ask, drag: 0.0007, executionRatio: 8.4, gainAtVixPlus10: figures.gain,
    coverageNow: 0.39, coverageIn7Days: 0.41, coverageIn14Days: 0.44,
    ticket: [{ side: 'buy', contracts: 5, symbol, price: ask, layer: 'base', legId: null, strategy: null }],
  };
}

export function sampleAlert(): AlertView {
  const december = { code: '261222', words: '22 Dec', days: 33 };
  const january = { code: '270120', words: '20 Jan', days: 62 };
  return {
    id: 'add.first/base/2026-08-07', state: 'open', level: 'routine', cause: 'add.first/2026-08-07', raisedUs: SAMPLE_NOW_US - 19_000_000, changedUs: SAMPLE_NOW_US - 19_000_000, snoozedUntilUs: null,
    filledContracts: 0, note: null, notifiedUs: SAMPLE_NOW_US - 19_000_000, timesNotified: 1, untold: null, silentUntilUs: null,
    decision: {
      id: 'add.first/base/2026-08-07', action: 'add', lens: 'steward', stage: 'first', layer: 'base', contracts: 5, severity: 'act',
      headline: 'Buy 5 VIX 22 Dec 19 calls for the base layer',
      why: 'First bearish divergence on a book at −285 $ per VIX point with no cover; VIX momentum agrees.',
      rule: 'add.first', rulePath: ['stage.first', 'add.first.target', 'add.timing.vixMacd', 'size.search', 'guard.drag'],
      facts: [
        { label: 'OBV divergence', text: 'SPX higher high 6,993 → 7,024 while OBV made a lower high, strength 0.31', asOf: '2026-11-18', supports: true },
        { label: 'A/D divergence', text: 'lower too, by 5,140 issues', asOf: '2026-11-18', supports: true },
        { label: 'VIX MACD', text: 'histogram above zero, crossed up 2 days ago', asOf: '2026-11-18', supports: true },
        { label: 'Coverage', text: '0 % of −285 $ per VIX point; the band asks for 33–50 %', asOf: SAMPLE_DATE, supports: true },
        { label: 'Confirmation', text: 'none yet: SPX MACD above its signal, RSI 63', asOf: '2026-11-18', supports: false },
      ],
      arithmetic: [
        'Target = middle of 33–50 % = 41.5 % × 285 = 118 $ per VIX point',
        'One VIX 22 Dec 19 call: 100 × Δ 0.52 × β(33 days) 0.42 = 22.2 $ per VIX point',
        '118 ÷ 22.2 = 5.3 → 5 contracts = 111 $ per VIX point, 39 % coverage',
        'Notional 5 × 100 × 18.40 ÷ (10 × 100 × 7,012) = 0.13 %, ceiling 1 %',
        'Drag 0.07 % of 1,000,000 $ over 30 days, limit 0.15 %',
      ],
      candidates: [
        candidate(19, december, { mid: 2.04, delta: 0.52, vega: 22.2, gain: 1_706 }),
        candidate(21, december, { mid: 1.52, delta: 0.41, vega: 17.4, gain: 1_481 }),
        candidate(20, january, { mid: 2.61, delta: 0.5, vega: 16, gain: 1_340 }),
      ],
      coverage: { now: 0, after: 0.39, bandLow: 0.33, bandHigh: 0.5, target: 0.415 }, boundBy: ['whole contracts'],
      alternatives: [
        { action: 'hold', text: 'would leave 0 % coverage; the band asks for at least 33 %.' },
        { action: 'widen', text: 'no short put is near the money.' },
      ],
      asOfUs: SAMPLE_NOW_US - 19_000_000, expiresUs: SAMPLE_NOW_US + 318 * MINUTE_US, cancelledBy: 'the divergence is invalidated or the stage changes', modelled: false,
    },
  };
}

function entry(seq: number, minutesAgo: number, kind: string, text: string): LogEntryView {
  const hash = seq.toString(16).padStart(64, 'a');
  return { seq, marketTimeUs: SAMPLE_NOW_US - minutesAgo * MINUTE_US, kind, engine: '0.1.0', policy: 'steward 4f9c21d0', payload: { text }, previous: (seq - 1).toString(16).padStart(64, 'a'), hash, text };
}

export function sampleLog(): EngineState['log'] {
  const recent = [
    entry(41, 0.3, 'alertRaised', 'Add, base layer: buy 5 VIX 22 Dec 19 calls'),
    entry(40, 40, 'stageChanged', 'Stage watch → first: OBV and A/D diverge together'),
    entry(39, 71, 'marks', 'Marks taken: book −3,300 $, no hedge'),
    entry(38, 72, 'started', 'Engine started, policy steward 4f9c21d0, simulated market'),
    entry(37, 1_470, 'marks', 'Marks taken: book −3,120 $, no hedge'),
  ];
  return { count: 41, headHash: recent[0]?.hash ?? '', recent };
}

function curve(shift: number): EngineState['market']['curve'] {
  const points: [string, number, number, EngineState['market']['curve'][number]['layer']][] = [
    ['2026-12-22', 33, 18.4, 'base'], ['2027-01-20', 62, 19.4, null], ['2027-02-17', 90, 20.05, 'intermediate'], ['2027-03-17', 118, 20.5, 'intermediate'],
    ['2027-04-21', 153, 20.8, null], ['2027-05-19', 181, 21, null], ['2027-06-16', 209, 21.15, 'outer'], ['2027-07-21', 244, 21.25, 'outer'],
  ];
  return points.map(([expiration, days, value, layer], index) => ({ expiration, days, value: value + shift, source: index === 7 ? 'extrapolated' : 'parity', layer }));
}

export function sampleState(): EngineState {
  const chart = sampleChart();
  return {
    clock: {
      marketTimeUs: SAMPLE_NOW_US, date: SAMPLE_DATE, session: 'open', speed: 600, closesUs: SAMPLE_NOW_US + 317.7 * MINUTE_US, opensUs: null, simulated: true,
      sourceLabel: 'Simulated market, story distribution',
    },
    health: {
      monitoring: true, causes: [], feed: 'live', feedLabel: 'Simulator', endpoint: 'ws://127.0.0.1:41733', quotesPerSecond: 1_284, oldestAgeMs: 420, instruments: 512, staleInstruments: 0,
      received: 8_412_077, stored: 8_398_120, conflated: 13_951, rejected: 6, rejectedByReason: { 'crossed quote': 4, 'older event time': 2 }, reconnects: 0,
      evaluatedUs: SAMPLE_NOW_US - 25_000_000, evaluationMs: 3.4, recording: true, quoteConditions: {}, disabled: [],
    },
    market: {
      levels: [
        { symbol: 'SPX', level: 7_003.42, change: 21.61, changePct: 0.31, asOfUs: SAMPLE_NOW_US, stale: false },
        { symbol: 'SPY', level: 698.11, change: 2.08, changePct: 0.3, asOfUs: SAMPLE_NOW_US, stale: false },
        { symbol: 'VIX', level: 16.87, change: 0.62, changePct: 3.82, asOfUs: SAMPLE_NOW_US, stale: false },
        { symbol: 'VVIX', level: 92.4, change: 1.1, changePct: 1.2, asOfUs: SAMPLE_NOW_US, stale: false },
        { symbol: 'VIX3M', level: 19.12, change: 0.31, changePct: 1.65, asOfUs: SAMPLE_NOW_US - 90_000_000, stale: true },
      ],
      curve: curve(0), curveWeekAgo: curve(-0.9), curveShape: 'contango', contangoPct: 6.1, asOfUs: SAMPLE_NOW_US, modelled: false,
    },
    signals: {
      asOf: '2026-11-18', rsi: 63.2, macdHistogram: 1.94, vixMacdHistogram: 0.21, vixTiming: true, vixCrossUpBarsAgo: 2, correlation21: -0.81, spxMacdBearish: false,
      spike: false, press: false, creditZ: 0.4, divergences: sampleDivergences(chart),
      explanations: sampleExplanations, timeframes: sampleTimeframes(), flow: sampleFlow(SAMPLE_NOW_US), repairs: sampleRepairs,
    },
    book: sampleBook(),
    layers: [
      { name: 'base', targetContracts: 4, held: 0, proposed: 5, expiration: null, days: null, mark: null, profit: null, vegaPerVixPoint: null, status: 'buy now, then roll below 21 days', simulated: false },
      { name: 'intermediate', targetContracts: 4, held: 0, proposed: 0, expiration: null, days: null, mark: null, profit: null, vegaPerVixPoint: null, status: 'waits for confirmation', simulated: false },
      { name: 'outer', targetContracts: 2, held: 0, proposed: 0, expiration: null, days: null, mark: null, profit: null, vegaPerVixPoint: null, status: 'waits for credit stress, z 0.4 of 1.0', simulated: false },
    ],
    verdict: {
      stage: 'first', stageSince: '2026-11-18', headline: 'Add base layer: 5 × VIX 22 Dec 19 C at 2.08', detail: 'coverage 0 → 39 %, $1,040', action: 'add', alertId: sampleAlert().id, severity: 'act',
      nextEvent: { label: 'FOMC', date: '2026-12-09', days: 20 },
    },
    alerts: [sampleAlert()], quietHours: null,
    policy: { name: 'steward', version: '4f9c21d0a8b7' },
    vegaTables: {
      policy: { convention: 'measured', beta: [[0, 1], [30, 0.43], [230, 0.16]], weight: [[1, 1.79], [30, 1], [184, 0.46]] },
      estimate: {
        beta: null,
        weight: {
          nodes: [{ days: 184, value: 0.44, standardError: 0.01, robustStandardError: 0.03, observations: 260, rSquared: 0.84 }],
          absent: [{ days: 1, reason: '0 changes are stored, 250 are needed' }, { days: 30, reason: '1 by definition: VIX itself' }], sessions: 260, from: '2025-11-06', to: '2026-11-18',
        },
      },
      note: 'No own β yet: 41 of 250 sessions with changes of VIX and of a VX future are stored. In force are the tables of the policy; an estimate is adopted only by an own policy.',
    },
    log: sampleLog(),
  };
}

/** The same market on a calm day: nothing open, a held base layer filled by the paper trader. */
export function sampleCalmState(): EngineState {
  const state = sampleState();
  return {
    ...state,
    signals: { ...state.signals, divergences: [] },
    verdict: { ...state.verdict, stage: 'watch', headline: 'Nothing to do: no divergence is active', detail: 'the book is −285 $ per VIX point, no hedge asked for', action: 'hold', alertId: null, severity: 'informational' },
    book: { ...state.book, bandLow: 0, bandHigh: 0, target: null, proposedCoverage: null, coverage: 0.16, hedgeVega: 45, netVega: -240, shocks: state.book.shocks.map((shock) => ({ ...shock, hedge: 45 * shock.vixPoints, total: (shock.condors ?? 0) + 45 * shock.vixPoints, withProposal: null })) },
    layers: state.layers.map((layer) => (layer.name === 'base'
      ? { ...layer, held: 2, proposed: 0, expiration: '2026-12-22', days: 33, mark: 2.04, profit: -38, vegaPerVixPoint: 45, status: 'roll by 1 Dec', simulated: true }
      : layer)),
    alerts: [{ ...sampleAlert(), state: 'filled', filledContracts: 2, changedUs: SAMPLE_NOW_US - 30 * MINUTE_US }],
  };
}

export function sampleSnapshot(): Snapshot {
  return { seq: 100, state: sampleState() };
}

const SPX_PERCENTS = [-20, -10, 0, 10];
const VIX_POINTS = [-10, 0, 10, 20, 30];
const VIX_PER_SPX_PERCENT = -1.18;

/** A small grid of round dollars: condors lose 100 $ a percent either way and 40 $ a VIX point, the hedge gains 90 $ a VIX point and costs 10 $ a day. */
export function sampleScenarios(days = 0): ScenariosView {
  const condors = (spxPercent: number, vixPoints: number): number => -100 * Math.abs(spxPercent) - 40 * vixPoints + 30 * days;
  const hedge = (vixPoints: number): number => 90 * vixPoints - 10 * days;
  const grid = (figure: (spxPercent: number, vixPoints: number) => number): number[][] => SPX_PERCENTS.map((percent) => VIX_POINTS.map((points) => figure(percent, points)));
  const figures = (spxPercent: number, vixPoints: number) => ({ condors: condors(spxPercent, vixPoints), hedge: hedge(vixPoints), total: condors(spxPercent, vixPoints) + hedge(vixPoints) });
  const total = grid((percent, points) => figures(percent, points).total);
  return {
    asOfUs: SAMPLE_NOW_US, days, spxPercents: SPX_PERCENTS, vixPoints: VIX_POINTS, condors: grid(condors), hedge: grid((_, points) => hedge(points)), total,
    worst: { spxPercent: -20, vixPoints: -10, total: Math.min(...total.flat()) },
    linked: Array.from({ length: 34 }, (_, index) => index - 10).filter((points) => points <= 23)
      .map((vixPoints) => ({ vixPoints, spxPercent: vixPoints / VIX_PER_SPX_PERCENT, ...figures(vixPoints / VIX_PER_SPX_PERCENT, vixPoints) })),
    breakEvens: [{ vixPoints: -1.4, spxPercent: 1.19 }],
    decay: Array.from({ length: 31 }, (_, day) => ({ days: day, condors: 30 * day, hedge: -10 * day, total: 20 * day })),
    incompleteBecause: [], conventions: ['Dollars against the model value of now.'],
  };
}

/** The same book while a condor leg has no trusted price: the hedge alone has figures. */
export function sampleIncompleteScenarios(): ScenariosView {
  const view = sampleScenarios();
  const without = <T extends object>(row: T): T => ({ ...row, condors: null, total: null });
  return {
    ...view, condors: null, total: null, worst: null, breakEvens: null, linked: view.linked.map(without), decay: view.decay.map(without),
    incompleteBecause: ['SPXW 18 Dec 6720 P: the quote is stale'],
  };
}
