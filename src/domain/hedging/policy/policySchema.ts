import { z } from 'zod';
import { LAYERS } from '../../book/book.ts';
import { failed, success, type Result } from '../../result.ts';
import { policyIssues } from './policyIssues.ts';
import { between, betweenOrNull, wholeBetween } from './ranges.ts';
import { signalParametersSchema } from './signalSchema.ts';

/**
 * A policy is the only place where a trading number may live. Shares and bands are fractions (0.33 = 33 %),
 * windows count trading days unless the key says `Dte` (calendar days to settlement) or `Minutes`/`Seconds`.
 */
const share = between(0, 1);
const days = wholeBetween(0, 60);
const dte = wholeBetween(0, 1000);
const PAIR = 'must be [low, high] with low ≤ high';
const pair = (value: z.ZodNumber, error: string) => z.tuple([value, value], { error }).refine(([low, high]) => low <= high, { error });
const ascendingPair = (value: z.ZodNumber) => pair(value, PAIR);
const ascendingPairOrNull = (value: z.ZodNumber) => pair(value, `${PAIR}, or null`).nullable();
const nodes = (value: z.ZodNumber) =>
  z.array(z.tuple([between(0, 1000), value], { error: 'must be [days, value]' })).min(2)
    .refine((rows) => rows.every((row, i) => i === 0 || row[0] > (rows[i - 1] as [number, number])[0]), { error: 'days must ascend' });

const vega = z.strictObject({
  convention: z.enum(['measured', 'rootTime']),
  beta: nodes(between(0, 1)),
  weight: nodes(between(0, 10)),
  betaRSquared: nodes(share),
  vvixPerVixPoint: between(0, 10),
  vixPerSpxPercent: between(-10, -0.1),
  shockVixPoints: z.array(between(-40, 80)).min(1).max(12),
});

const quality = z.strictObject({
  staleSeconds: z.strictObject({ level: between(1, 3600), option: between(1, 3600) }),
  maxForwardDispute: z.strictObject({ points: between(0, 5), relative: share }),
  rate: between(-0.05, 0.25),
  marks: z.strictObject({ method: z.enum(['mid', 'microprice']), maxSpreadShare: between(0.01, 2), maxSpreadPoints: between(0.01, 50) }),
  maxModelShare: share,
  maxSignalSessions: wholeBetween(0, 20),
});

/** What a layer is made of. An SPX put spread covers by the SPX's own volatility and is offered for the intermediate layer only. */
export const INSTRUMENTS = ['vixCall', 'vixCallSpread', 'vixCallDiagonal', 'vxFuture', 'vxmFuture', 'spxPutSpread'] as const;

const layer = z.strictObject({
  share: between(0, 100),
  instrument: z.enum(INSTRUMENTS),
  split: z.enum(['single', 'staggered']),
  targetDte: dte,
  entryDte: ascendingPair(dte),
  weeklies: z.boolean(),
  fallbackDte: ascendingPairOrNull(dte),
  rollBelowDte: dte,
  heldDte: ascendingPair(dte),
}).refine((l) => l.rollBelowDte < l.entryDte[0], { error: 'rollBelowDte must lie below the entry window' })
  .refine((l) => l.targetDte >= l.entryDte[0] && l.targetDte <= l.entryDte[1], { error: 'targetDte must lie within the entry window' });

const stageCommon = {
  band: ascendingPair(between(0, 2)),
  layers: z.array(z.enum(LAYERS as readonly ['base', 'intermediate', 'outer'])),
  notionalCeiling: between(0, 1),
  dwellUpDays: days,
  dwellDownDays: days,
};
const stages = z.strictObject({
  watch: z.strictObject({ ...stageCommon, floor: share }).refine((w) => w.floor <= w.band[1], { error: 'floor must not lie above the band' }),
  first: z.strictObject({
    ...stageCommon, leaveAfterDays: wholeBetween(1, 60), formingShare: share,
    volTriggerMaxVix: between(5, 100), volTriggerCrossBars: wholeBetween(0, 20),
  }),
  confirmed: z.strictObject({ ...stageCommon, leaveAfterDays: wholeBetween(1, 60) }),
  stress: z.strictObject({ ...stageCommon, leaveAfterDays: wholeBetween(1, 60), dollarRise: betweenOrNull(0.001, 1) }),
  press: z.strictObject({ ...stageCommon, leaveAfterDays: wholeBetween(1, 60) }),
});

const weightStep = z.strictObject({ upTo: betweenOrNull(1, 500), weight: between(0, 0.1) });

/** `bands` is the method; the other two are baselines, exempt from bands, ceilings, drag and over-hedge. */
const program = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bands') }),
  z.strictObject({
    kind: z.literal('fixedLadder'), perCondors: wholeBetween(1, 1000),
    contracts: z.strictObject({ base: wholeBetween(0, 1000), intermediate: wholeBetween(0, 1000), outer: wholeBetween(0, 1000) })
      .refine((c) => c.base + c.intermediate + c.outer > 0, { error: 'must hold at least one contract' }),
  }),
  z.strictObject({
    kind: z.literal('tailHedge'), buyWithinDays: days,
    weights: z.array(weightStep).min(1).max(20).refine(
      (rows) => rows.every((row, i) => (i === rows.length - 1 ? row.upTo === null : row.upTo !== null && (i === 0 || row.upTo > (rows[i - 1]?.upTo ?? 0)))),
      { error: 'upTo must ascend, and only the last one is null' },
    ),
  }),
], { error: ({ code }) => (code === 'invalid_union' ? 'must be one of "bands", "fixedLadder", "tailHedge"' : undefined) });

const layers = z.strictObject({ base: layer, intermediate: layer, outer: layer })
  .refine((all) => all.base.instrument !== 'spxPutSpread' && all.outer.instrument !== 'spxPutSpread', { error: 'spxPutSpread is for the intermediate layer only' })
  .refine(({ base, intermediate, outer }) => base.heldDte[1] < intermediate.heldDte[0] && intermediate.heldDte[1] < outer.heldDte[0], { error: 'the heldDte windows of base, intermediate and outer must ascend without overlap' });

const strike = z.strictObject({
  rule: z.enum(['delta', 'pointsOtm', 'percentOtm']),
  delta: between(0.05, 0.95), secondDelta: between(0.05, 0.95), tolerance: between(0.005, 0.3), fallbackTolerance: between(0.005, 0.5),
  pointsOtm: between(-20, 100), secondPointsOtm: between(-20, 100), percentOtm: between(-0.5, 5), secondPercentOtm: between(-0.5, 5), maxGapPoints: between(0.1, 20),
}).refine((s) => s.secondDelta <= s.delta, { error: 'secondDelta must not lie above delta: the second choice is the cheaper one' })
  .refine((s) => s.secondPointsOtm >= s.pointsOtm && s.secondPercentOtm >= s.percentOtm, { error: 'the second choice must not lie nearer to the money' })
  .refine((s) => s.fallbackTolerance >= s.tolerance, { error: 'fallbackTolerance must not lie below tolerance' });

const instruments = z.strictObject({
  callSpread: z.strictObject({ shortDelta: between(0.02, 0.9) }),
  callDiagonal: z.strictObject({ shortDelta: between(0.02, 0.9), shortDte: ascendingPair(dte) }),
  putSpread: z.strictObject({ longDelta: between(0.05, 0.9), shortDelta: between(0.02, 0.9), maxSpreadPoints: between(0.05, 50) })
    .refine((p) => p.shortDelta < p.longDelta, { error: 'shortDelta must lie below longDelta' }),
  margin: z.strictObject({ futureShare: between(0.01, 2), shortCallShare: between(0, 2) }),
});

/** Rules are named by their action, then by dots and hyphens. */
const RULE = /^(add|roll|delayer|rebalance|widen|hold)(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const timeOfDay = z.string({ error: 'must be a New York time like 22:00' }).regex(TIME, { error: 'must be a New York time like 22:00' });
const quietHours = z.strictObject({ from: timeOfDay, to: timeOfDay }, { error: ({ code }) => (code === 'invalid_type' ? 'must be {"from", "to"} or null' : undefined) })
  .refine((q) => q.from !== q.to, { error: 'from and to must differ' });

const values = z.strictObject({
  program,
  signals: signalParametersSchema,
  vega,
  quality,
  layers,
  strike,
  instruments,
  stages,
  sizing: z.strictObject({
    bothSeriesPoint: share, correlationBoost: between(0, 1), correlationPercentile: ascendingPair(between(0, 100)),
    slippageFactor: between(1, 1.25), maxFactor: between(1, 1.5), coverageScale: between(0.01, 1), shareScale: between(0.01, 1),
    keepScore: between(0, 2),
    tilts: z.strictObject({
      points: share, most: share, sectorShiftPoints: between(0, 100), dispersionPercentile: between(0, 100), equityPremiumPercentile: between(0, 100),
      maxAgeDays: wholeBetween(0, 400),
    }),
  }),
  add: z.strictObject({ timingWaitDays: days, eventWaiveDays: days }),
  roll: z.strictObject({
    timeDecay: share, decayShare: between(0.1, 1), eventAheadDays: days, eventWithinDays: days, minHeldDays: days,
    leaveToSettleBid: between(0, 1), tenorOutStrength: share, hotWithinDays: days,
  }),
  delayer: z.strictObject({
    tranche1: between(0.1, 1), tranche2Days: days, tranche2VixDrop: share,
    quickRatio: z.strictObject({
      on: between(0.1, 100), rearm: between(0.1, 100), condorDays: dte, creditFloor: between(0.001, 1),
      spikeWithinDays: days, vixBelowPeak: share,
    }).refine((q) => q.rearm < q.on, { error: 'rearm must lie below on' }),
    overHedge: share, decayPressLoss: share, watchDays: days,
  }),
  rebalance: z.strictObject({ everyDays: wholeBetween(1, 60), outsideFromDay: days, atOnceBelow: share, minContracts: wholeBetween(1, 1000), minShare: share, condorMinDte: dte }),
  widen: z.strictObject({
    delta: between(0.05, 0.95), sigmaDistance: between(0, 5), minDte: wholeBetween(0, 60),
    points: z.array(between(1, 500)).min(1).max(6), maxDebitShare: share, everyDays: days,
  }),
  settlement: z.strictObject({ lastTradingDaysOff: days }),
  guards: z.strictObject({
    drag: between(0, 0.05), dragDays: wholeBetween(1, 365), dragMinSpanDays: wholeBetween(1, 60), spikeGuardDays: days,
    collapsedVega: share, repeatSizeChange: between(0, 10), standing: between(0, 0.2),
  }),
  candidates: z.strictObject({
    maxSpreadShare: between(0.01, 2), maxSpreadPoints: between(0.01, 10), executionGainShare: share,
    minExecutionRatio: between(0, 100), keepShare: share, tenorWeight: between(0, 5), shown: wholeBetween(1, 10),
    holdFloorIn7Days: z.boolean(),
  }),
  alerts: z.strictObject({
    coolDownMinutes: between(0, 10_080), snoozeMinutes: between(1, 10_080), expireAtSessionClose: z.boolean(),
    critical: z.array(z.string().regex(RULE, { error: 'must be a rule or the beginning of one, like delayer.press or hold.quality' })).max(50), renotifyMinutes: between(1, 10_080),
    quietHours: quietHours.nullable(), criticalRingsInQuietHours: z.boolean(),
  }),
});

/** Stands in tables and in every alert. */
const oneLine = (low: number, high: number) => z.string().min(low).max(high).regex(/^\P{Cc}*$/u, { error: 'must be one line' });

export const policySchema = z.strictObject({
  schema: z.literal(1),
  name: oneLine(1, 60),
  /** What the policy is for, in one line. */
  description: oneLine(0, 200).optional(),
  values,
  /** Path of a value or of a group of values → where it comes from. */
  notes: z.record(z.string(), z.string()),
});

export type Policy = z.output<typeof policySchema>;
export type PolicyValues = Policy['values'];

/** Reads untrusted JSON as a policy. The failure names offending paths with what is allowed there: the first three. */
export function parsePolicy(json: unknown): Result<Policy> {
  const parsed = policySchema.safeParse(json);
  const texts = policyIssues(json, parsed.error?.issues ?? []);
  if (parsed.success && texts.length === 0) return success(parsed.data);
  const more = texts.length - 3;
  return failed('invalid-input', `${texts.slice(0, 3).join('; ')}${more > 0 ? ` (and ${more} more)` : ''}`);
}

/** All that is wrong with a policy, a sentence for each offending path; nothing for a good one. */
export function policyFaults(json: unknown): readonly string[] {
  return policyIssues(json, policySchema.safeParse(json).error?.issues ?? []);
}
