/**
 * What engine and user interface may say to each other, on one page.
 * Types are inferred from the schemas; both directions validate. Money is US dollars, times are integer
 * microseconds UTC of *market time* unless the name says otherwise, dates are New York sessions.
 */
import { z } from 'zod';

export const PROTOCOL_VERSION = 1;

const micros = z.number().int();
const isoDate = z.string();
const layerName = z.enum(['base', 'intermediate', 'outer']);
export const stageSchema = z.enum(['watch', 'first', 'confirmed', 'stress', 'press']);
export const actionSchema = z.enum(['add', 'roll', 'delayer', 'rebalance', 'widen', 'hold']);

// ---- decisions and alerts ------------------------------------------------------------------------------------------
const fact = z.object({ label: z.string(), text: z.string(), asOf: isoDate, supports: z.boolean() });
const ticketLine = z.object({
  side: z.enum(['buy', 'sell']), contracts: z.number(), symbol: z.string(), price: z.number(),
  layer: layerName.nullable(), legId: z.string().nullable(), strategy: z.string().nullable(),
});
const candidate = z.object({
  instrument: z.enum(['vixCall', 'vixCallSpread', 'vixCallDiagonal', 'vxFuture', 'vxmFuture', 'spxPutSpread', 'other']), margin: z.number(), warnings: z.array(z.string()),
  symbol: z.string(), label: z.string(), contracts: z.number(), bid: z.number().nullable(), ask: z.number().nullable(), mid: z.number(),
  delta: z.number(), daysToSettlement: z.number(), vegaPerVixPoint: z.number(), cost: z.number(), breakEvenVix: z.number().nullable(),
  drag: z.number(), executionRatio: z.number().nullable(), gainAtVixPlus10: z.number().nullable(), coverageNow: z.number().nullable(),
  coverageIn7Days: z.number().nullable(), coverageIn14Days: z.number().nullable(), ticket: z.array(ticketLine),
});
export const decisionSchema = z.object({
  id: z.string(), action: actionSchema, lens: z.enum(['steward', 'promoter']).nullable(), stage: stageSchema, layer: layerName.nullable(), contracts: z.number(),
  severity: z.enum(['informational', 'act', 'blocked']), headline: z.string(), why: z.string(), rule: z.string(),
  rulePath: z.array(z.string()), facts: z.array(fact), arithmetic: z.array(z.string()), candidates: z.array(candidate),
  coverage: z.object({ now: z.number().nullable(), after: z.number().nullable(), bandLow: z.number(), bandHigh: z.number(), target: z.number().nullable() }),
  boundBy: z.array(z.string()), alternatives: z.array(z.object({ action: actionSchema, text: z.string() })),
  asOfUs: micros, expiresUs: micros.nullable(), cancelledBy: z.string(), modelled: z.boolean(),
});
const alertLevel = z.enum(['routine', 'critical']);
const alertNews = z.enum(['raised', 'escalated', 'woke']);
export const alertSchema = z.object({
  id: z.string(), state: z.enum(['open', 'acknowledged', 'snoozed', 'filled', 'resolved', 'expired']), level: alertLevel, cause: z.string(), raisedUs: micros,
  changedUs: micros, snoozedUntilUs: micros.nullable(), filledContracts: z.number(), note: z.string().nullable(),
  notifiedUs: micros.nullable(), timesNotified: z.number(), untold: alertNews.nullable(), silentUntilUs: micros.nullable(),
  /** Since when no evaluation has repeated the decision; absent while it stands. */
  goneSinceUs: micros.optional(), decision: decisionSchema,
});
/** What a host shows outside the window: at most one a cause and evaluation. */
export const notificationSchema = z.object({
  cause: z.string(), level: alertLevel, kind: z.enum([...alertNews.options, 'reminder']), alertIds: z.array(z.string()), headline: z.string(), body: z.string(),
});
/** Until when nothing is told; `criticalRings`: critical alerts are told all the same. Null outside quiet hours. */
const quietHours = z.object({ untilUs: micros, criticalRings: z.boolean() }).nullable();

// ---- the slices of the state ---------------------------------------------------------------------------------------
/** The market clock. `speed` is market seconds per wall second: 1 live. */
const clock = z.object({
  marketTimeUs: micros.nullable(), date: isoDate.nullable(), session: z.enum(['open', 'curb', 'closed']), speed: z.number(),
  closesUs: micros.nullable(), opensUs: micros.nullable(), simulated: z.boolean(), sourceLabel: z.string(),
});
const quoteCondition = z.enum(['two-sided', 'wide', 'locked', 'zero-bid', 'one-sided', 'crossed', 'halted', 'stale', 'missing']);
/** Whether the product is monitoring at all, and if not, why. */
const health = z.object({
  monitoring: z.boolean(), causes: z.array(z.string()),
  feed: z.enum(['connecting', 'connected', 'live', 'mute', 'disconnected']), feedLabel: z.string(), endpoint: z.string(),
  quotesPerSecond: z.number(), oldestAgeMs: z.number().nullable(), instruments: z.number(), staleInstruments: z.number(),
  received: z.number(), stored: z.number(), conflated: z.number(), rejected: z.number(),
  rejectedByReason: z.record(z.string(), z.number()), reconnects: z.number(), evaluatedUs: micros.nullable(), evaluationMs: z.number().nullable(),
  recording: z.boolean(),
  /** Listed contracts by what is wrong with their quote at the last evaluation; sound ones are not counted. */
  quoteConditions: z.partialRecord(quoteCondition, z.number()), disabled: z.array(z.object({ series: z.string(), disables: z.string() })),
});
const level = z.object({ symbol: z.string(), level: z.number(), change: z.number().nullable(), changePct: z.number().nullable(), asOfUs: micros, stale: z.boolean() });
const curvePoint = z.object({ expiration: isoDate, days: z.number(), value: z.number(), source: z.enum(['parity', 'future', 'interpolated', 'extrapolated']), layer: layerName.nullable() });
const market = z.object({
  levels: z.array(level), curve: z.array(curvePoint), curveWeekAgo: z.array(curvePoint), curveShape: z.enum(['contango', 'flat', 'backwardation']).nullable(),
  contangoPct: z.number().nullable(), asOfUs: micros.nullable(), modelled: z.boolean(),
});
/** `date` is a session, or on an intraday tape the New York start of the bar (`2026-11-20T10:35`); the series stood at `value` on `valueDate`. */
const divergenceAnchor = z.object({ date: z.string(), price: z.number(), value: z.number(), valueDate: z.string() });
const divergence = z.object({
  id: z.string(), series: z.enum(['obv', 'adLine']), kind: z.enum(['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish']), state: z.enum(['forming', 'qualified', 'confirmedDown', 'invalidated', 'expired']),
  strength: z.number(), from: divergenceAnchor, to: divergenceAnchor,
  knownOn: z.string(), stateSince: z.string(), active: z.boolean(), overlaps: z.string().nullable(),
});
/** What one signal says of the last closed bar and what that rests on, in words. */
const explanation = z.object({ signal: z.string(), title: z.string(), reading: z.string(), because: z.array(z.string()) });
/** Early warning: no rule acts on these. `asOf` is the start of the newest bar, which may still be open. */
const timeframe = z.object({
  interval: z.enum(['1h', '5m']), asOf: z.string().nullable(), open: z.boolean(), bars: z.number(), rsi: z.number().nullable(), macdHistogram: z.number().nullable(),
  spxMacdBearish: z.boolean().nullable(), vixMacdHistogram: z.number().nullable(), divergences: z.array(divergence),
  /** Why something is missing: warming up, a gap, no volume. */
  note: z.string().nullable(),
});
/** Our own quote stream, per minute of market time: deviations from its own last hour. Null while it cannot tell. */
const flow = z.object({
  minute: micros, quotes: z.number(), rateZ: z.number().nullable(), spreadZ: z.number().nullable(), surge: z.boolean(), wide: z.boolean(), note: z.string().nullable(),
});
const signals = z.object({
  asOf: isoDate.nullable(), rsi: z.number().nullable(), macdHistogram: z.number().nullable(), vixMacdHistogram: z.number().nullable(),
  vixTiming: z.boolean().nullable(), vixCrossUpBarsAgo: z.number().nullable(), correlation21: z.number().nullable(), spxMacdBearish: z.boolean().nullable(),
  spike: z.boolean().nullable(), press: z.boolean().nullable(), creditZ: z.number().nullable(), divergences: z.array(divergence),
  explanations: z.array(explanation), timeframes: z.array(timeframe), flow: flow.nullable(),
  /** Repairs of the data so far, by kind, in words with their number. */
  repairs: z.array(z.object({ kind: z.string(), count: z.number(), last: z.string() })),
});
/** Figures are for the whole position; vanna and charm count units of the underlying per vol point and per calendar day. */
const leg = z.object({
  id: z.string(), symbol: z.string(), label: z.string(), quantity: z.number(), price: z.number(), openedOn: isoDate, strategy: z.string().nullable(),
  layer: layerName.nullable(), source: z.enum(['sample', 'user', 'simulated']), mark: z.number().nullable(), failure: z.string().nullable(),
  /** `markReason` says why the mark is not the plain mid of a two-sided quote. */
  markSource: z.enum(['mid', 'microprice', 'model']).nullable(), markReason: z.string().nullable(), quoteCondition: quoteCondition.nullable(),
  deltaDollarsPerPercent: z.number().nullable(), gammaDollarsPerPercent: z.number().nullable(), vegaPerVolPoint: z.number().nullable(),
  vannaPerVolPoint: z.number().nullable(), volgaPerVolPoint: z.number().nullable(), charmPerDay: z.number().nullable(),
  days: z.number().nullable(), delta: z.number().nullable(), volatility: z.number().nullable(), vegaPerVixPoint: z.number().nullable(),
  thetaPerDay: z.number().nullable(), marketValue: z.number().nullable(), profit: z.number().nullable(), asOfUs: micros.nullable(),
});
const shock = z.object({ vixPoints: z.number(), spxPercent: z.number(), condors: z.number().nullable(), hedge: z.number().nullable(), total: z.number().nullable(), withProposal: z.number().nullable() });
const book = z.object({
  name: z.string(), sample: z.boolean(), netLiquidation: z.number(), condors: z.number(), convention: z.enum(['measured', 'rootTime']),
  legs: z.array(leg), complete: z.boolean(), incompleteBecause: z.array(z.string()),
  /** One sentence per leg whose mark is a model value: it counts in the totals. */
  modelMarked: z.array(z.string()),
  /** How many legs' quotes are in which condition; settled legs are only in `incompleteBecause`. */
  quoteConditions: z.partialRecord(quoteCondition, z.number()), asOfUs: micros.nullable(),
  shortVega: z.number().nullable(), hedgeVega: z.number().nullable(), netVega: z.number().nullable(), coverage: z.number().nullable(),
  /** False under a policy that sizes by something else than coverage: then both ends are 0 and mean nothing. */
  hasBand: z.boolean(),
  coverageNote: z.string().nullable(), bandLow: z.number(), bandHigh: z.number(), target: z.number().nullable(), proposedCoverage: z.number().nullable(),
  rawVegaSpx: z.number().nullable(), rawVegaVix: z.number().nullable(), thetaPerDay: z.number().nullable(), marketValue: z.number().nullable(), shocks: z.array(shock),
});
const layer = z.object({
  name: layerName, targetContracts: z.number(), held: z.number(), proposed: z.number(), expiration: isoDate.nullable(), days: z.number().nullable(),
  mark: z.number().nullable(), profit: z.number().nullable(), vegaPerVixPoint: z.number().nullable(), status: z.string(), simulated: z.boolean(),
});
const verdict = z.object({
  stage: stageSchema, stageSince: isoDate.nullable(), headline: z.string(), detail: z.string(), action: actionSchema, alertId: z.string().nullable(),
  severity: z.enum(['informational', 'act', 'blocked']), nextEvent: z.object({ label: z.string(), date: isoDate, days: z.number() }).nullable(),
});
const policy = z.object({ name: z.string(), version: z.string() });
const vegaNodes = z.array(z.tuple([z.number(), z.number()]));
/** One table measured on the own record; `absent` names the nodes that could not be, and why. */
const vegaTableEstimate = z.object({
  nodes: z.array(z.object({
    days: z.number(), value: z.number(), standardError: z.number(), robustStandardError: z.number(), observations: z.number(), rSquared: z.number(),
  })),
  absent: z.array(z.object({ days: z.number(), reason: z.string() })), sessions: z.number(), from: isoDate, to: isoDate,
});
/** β(τ) and w(T) in force, and what the own record says of them: for reading only, adopted by policy. */
const vegaTables = z.object({
  policy: z.object({ convention: z.enum(['measured', 'rootTime']), beta: vegaNodes, weight: vegaNodes }),
  estimate: z.object({ beta: vegaTableEstimate.nullable(), weight: vegaTableEstimate.nullable() }).nullable(), note: z.string(),
});
const logEntry = z.object({
  seq: z.number(), marketTimeUs: micros.nullable(), kind: z.string(), engine: z.string(), policy: z.string(), payload: z.unknown(), previous: z.string(), hash: z.string(),
  /** One line in words, made from the payload. */
  text: z.string(),
});
const log = z.object({ count: z.number(), headHash: z.string(), recent: z.array(logEntry) });

/** The whole state, slice by slice. An update replaces slices; nothing is merged deeper than one level. */
export const stateShape = { clock, health, market, signals, book, layers: z.array(layer), verdict, alerts: z.array(alertSchema), quietHours, policy, vegaTables, log } as const;
export const stateSchema = z.object(stateShape);
export const snapshotSchema = z.object({ seq: z.number().int(), state: stateSchema });
export const updateSchema = z.object({ seq: z.number().int(), changes: stateSchema.partial() });

// ---- charts --------------------------------------------------------------------------------------------------------
const barView = z.object({ date: isoDate, startUs: micros, open: z.number(), high: z.number(), low: z.number(), close: z.number(), volume: z.number().nullable() });
/** Daily rows aligned on one date axis; null where the series has no value that day. The last row may be the open session. */
const chartRow = z.object({
  date: isoDate, open: z.number(), high: z.number(), low: z.number(), close: z.number(), obv: z.number().nullable(), adLine: z.number().nullable(),
  vix: z.number().nullable(), vixMacdHistogram: z.number().nullable(), rsi: z.number().nullable(), macdHistogram: z.number().nullable(),
  vixRsi: z.number().nullable(), vixVsSpx: z.number().nullable(), correlation21: z.number().nullable(), correlation63: z.number().nullable(),
  beta60: z.number().nullable(), beta60Down: z.number().nullable(), vixOverVix3m: z.number().nullable(), cor1mPercentile: z.number().nullable(), creditZ: z.number().nullable(),
});
const stageChange = z.object({ date: isoDate, from: stageSchema, to: stageSchema });
export const chartSchema = z.object({
  asOfUs: micros.nullable(), priceSource: z.string(), volumeSource: z.string(), breadthSource: z.string().nullable(), rows: z.array(chartRow),
  /** True when the last row is a session still open. */
  lastRowOpen: z.boolean(), stageChanges: z.array(stageChange),
  /** The policy's levels to draw, by the row's field that they are levels of. */
  thresholds: z.record(z.string(), z.array(z.object({ value: z.number(), label: z.string() }))),
});

// ---- scenarios -----------------------------------------------------------------------------------------------------
/** $ changes against now; null where a leg of that side has no trusted price. */
const sideFigures = { condors: z.number().nullable(), hedge: z.number().nullable(), total: z.number().nullable() };
/** One row an SPX move, one column a VIX move. */
const sideGrid = z.array(z.array(z.number())).nullable();
const linkedMove = { vixPoints: z.number(), spxPercent: z.number() };
export const scenariosSchema = z.object({
  asOfUs: micros, days: z.number(), spxPercents: z.array(z.number()), vixPoints: z.array(z.number()),
  condors: sideGrid, hedge: sideGrid, total: sideGrid, worst: z.object({ ...linkedMove, total: z.number() }).nullable(),
  /** The diagonal along which SPX and VIX move together, as far as it stays on the grid, and where the total crosses zero on it. */
  linked: z.array(z.object({ ...linkedMove, ...sideFigures })), breakEvens: z.array(z.object(linkedMove)).nullable(),
  /** Nothing moves, time passes: one point a calendar day, 0…30. */
  decay: z.array(z.object({ days: z.number(), ...sideFigures })),
  /** Why a null is null, one sentence a leg. */
  incompleteBecause: z.array(z.string()), conventions: z.array(z.string()),
});

// ---- vega by convention ---------------------------------------------------------------------------------------------
const byConvention = z.object({ measured: z.number().nullable(), rootTime: z.number().nullable() });
const share = z.object({ value: z.number().nullable(), reason: z.string().nullable() });
/** Sums of some legs; null while one of them has no trusted price. Raw figures are $ per point of the options' own volatility: SPX and VIX are never added. */
const vegaFigures = {
  legs: z.number(), rawSpxVegaPerVolPoint: z.number().nullable(), rawVixVolOfVolVegaPerVolPoint: z.number().nullable(),
  termWeightedSpxVegaPerVixPoint: byConvention, netVegaPerVixPoint: byConvention, thetaPerDay: z.number().nullable(),
  shocks: z.array(z.object({ vixPoints: z.number(), spxPercent: z.number(), dollars: z.number().nullable() })),
};
export const vegaSchema = z.object({
  asOfUs: micros, conventionInForce: z.enum(['measured', 'rootTime']), complete: z.boolean(), incompleteBecause: z.array(z.string()),
  book: z.object({
    ...vegaFigures, shortVegaPerVixPoint: byConvention, hedgeVegaPerVixPoint: byConvention,
    /** Hedge ÷ |short|, 0.42 = 42 %, or why there is none. */
    coverage: z.object({ measured: share, rootTime: share }),
    /** Full revaluation with the linked SPX move; coverage is hedge gain ÷ |condor loss|. */
    shockTwins: z.array(z.object({ vixPoints: z.number(), spxPercent: z.number(), condors: z.number().nullable(), hedge: z.number().nullable(), total: z.number().nullable(), coverage: share })),
  }),
  /** Layers, strategies and underlyings, in this order. */
  parts: z.array(z.object({ kind: z.enum(['layer', 'strategy', 'underlying']), name: z.string(), ...vegaFigures })),
  /** Per underlying, which alone share a currency; delta, vanna and charm count units of its forward. */
  greeks: z.array(z.object({
    underlying: z.string(),
    figures: z.object({
      deltaShareEquivalents: z.number(), deltaDollarsPerPercent: z.number(), gammaDollarsPerPercent: z.number(), vegaPerVolPoint: z.number(), thetaPerDay: z.number(),
      vannaPerVolPoint: z.number(), volgaPerVolPoint: z.number(), charmPerDay: z.number(),
    }).nullable(),
  })),
});

// ---- volatility smiles -----------------------------------------------------------------------------------------------
/** What the smile of an expiry stands on. Figures beside `failure` are null where there is none. */
const smileRow = z.object({
  underlying: z.string(), root: z.string(), expiration: isoDate, days: z.number(),
  /** A leg of the book hangs on it. */
  inBook: z.boolean(),
  forward: z.object({ value: z.number(), source: z.enum(['parity', 'future', 'interpolated', 'extrapolated']) }).nullable(),
  /** Implied volatility at the forward, 0.20 = 20 %. */
  atTheMoney: z.number().nullable(),
  fit: z.object({
    /** `neighbours`: too few quotes of its own, the shape is that of the expiries around it. */
    source: z.enum(['quotes', 'neighbours']), quoted: z.number(), used: z.number(),
    /** Strikes used whose bid and ask hold the curve between them. */
    repriced: z.number(), dropped: z.array(z.object({ strike: z.number(), right: z.enum(['C', 'P']), reason: z.string() })),
    /** False: the quotes themselves hold an arbitrage, and no contract is marked at this smile. */
    butterflyFree: z.boolean(), lowestStrike: z.number(), highestStrike: z.number(), newestQuoteUs: micros,
  }).nullable(),
  /** Why there is no smile: then no shock of a leg of this expiry is known. */
  failure: z.string().nullable(),
});
export const smilesSchema = z.object({
  asOfUs: micros, expiries: z.array(smileRow),
  /** SPX expiries reported here of which the later holds less total variance; strike ÷ forward, and the volatility it lacks where it lacks most (0.01 = 1 point). */
  calendarViolations: z.array(z.object({ underlying: z.string(), earlier: isoDate, later: isoDate, lowestMoneyness: z.number(), highestMoneyness: z.number(), shortfall: z.number() })),
});

// ---- requests: name -> params, result ------------------------------------------------------------------------------
const none = z.object({});
export const requests = {
  hello: { params: z.object({ protocol: z.number().int() }), result: z.object({ protocol: z.number().int(), engine: z.string() }) },
  getSnapshot: { params: none, result: snapshotSchema },
  getChart: { params: z.object({ sessions: z.number().int().min(1).max(1000) }), result: chartSchema },
  getBars: { params: z.object({ symbol: z.string(), interval: z.enum(['5m', '1h', '1d']), limit: z.number().int().min(1).max(5000) }), result: z.object({ bars: z.array(barView) }) },
  /** `days` pass before the shocks; `grid` 13 × 11 for the screen unless the full 31 × 51 is wanted. */
  getScenarios: { params: z.object({ days: z.number().int().min(0).max(30), grid: z.enum(['screen', 'full']).default('screen') }), result: scenariosSchema },
  /** Vega of the book and of its parts in every convention, from the market of this moment. */
  getVega: { params: none, result: vegaSchema },
  /** The smiles under the book's legs, or of all listed expiries that are quoted (tenths of a second of work: ask on request only). */
  getSmiles: { params: z.object({ expiries: z.enum(['book', 'all']).default('book') }), result: smilesSchema },
  acknowledgeAlert: { params: z.object({ alertId: z.string(), note: z.string().max(500).optional() }), result: alertSchema },
  snoozeAlert: { params: z.object({ alertId: z.string(), marketMinutes: z.number().int().min(1).max(7 * 24 * 60) }), result: alertSchema },
  /** What was really traded. Each line changes the book; quantity > 0, the side says which way. */
  recordFill: {
    params: z.object({
      alertId: z.string().nullable(), source: z.enum(['user', 'simulated']),
      lines: z.array(z.object({
        side: z.enum(['buy', 'sell']), contracts: z.number().int().min(1).max(10_000), symbol: z.string(), price: z.number().min(0).max(100_000),
        layer: layerName.nullable(), legId: z.string().nullable(), strategy: z.string().nullable(),
      })).min(1).max(20),
    }),
    result: z.object({ alert: alertSchema.nullable(), logSeq: z.number() }),
  },
  readLog: { params: z.object({ limit: z.number().int().min(1).max(500), beforeSeq: z.number().int().optional() }), result: z.object({ entries: z.array(logEntry) }) },
  exportLog: { params: z.object({ format: z.enum(['csv', 'jsonl']) }), result: z.object({ fileName: z.string(), content: z.string(), checksum: z.string().nullable() }) },
  verifyLog: { params: none, result: z.object({ ok: z.boolean(), entries: z.number(), detail: z.string() }) },
} as const;

// ---- events: name -> payload ---------------------------------------------------------------------------------------
export const events = {
  /** Batched: at most ten a second; `seq` is the last one + 1, a gap means a new snapshot is needed. */
  updated: updateSchema,
  /** Leaves at once, after the update that carries it. */
  alertRaised: z.object({ alert: alertSchema }),
  alertChanged: z.object({ alert: alertSchema }),
  /** What the trader is to be told outside the window, after the alerts it speaks of. */
  alertsNotified: z.object({ notifications: z.array(notificationSchema) }),
  /** A daily bar closed or history arrived: charts should be asked for again. */
  chartChanged: z.object({ reason: z.enum(['history', 'sessionClosed', 'stage']) }),
} as const;

export type RequestName = keyof typeof requests;
export type RequestParams<N extends RequestName> = z.input<(typeof requests)[N]['params']>;
export type RequestResult<N extends RequestName> = z.output<(typeof requests)[N]['result']>;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>;

export type EngineState = z.output<typeof stateSchema>;
export type Snapshot = z.output<typeof snapshotSchema>;
export type Update = z.output<typeof updateSchema>;
export type AlertView = z.output<typeof alertSchema>;
export type NotificationView = z.output<typeof notificationSchema>;
export type DecisionView = z.output<typeof decisionSchema>;
export type LogEntryView = z.output<typeof logEntry>;
export type ChartView = z.output<typeof chartSchema>;
export type ScenariosView = z.output<typeof scenariosSchema>;
export type VegaView = z.output<typeof vegaSchema>;
export type SmilesView = z.output<typeof smilesSchema>;
export type LegView = z.output<typeof leg>;
export type LayerView = z.output<typeof layer>;

export type ContractErrorCode = 'invalid-params' | 'not-found' | 'refused' | 'unknown-method' | 'protocol-mismatch' | 'too-large' | 'timeout' | 'closed' | 'internal';
export interface ContractError {
  readonly code: ContractErrorCode;
  readonly message: string;
}
