import type { VegaTables } from '../book/valuation.ts';
import { isTradingDay, nextTradingDay } from '../calendar.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { calendarDaysBetween } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { slopeOf } from './slope.ts';
import type { PairedChange } from './slope.ts';
import { betaAt, weightAt } from './vegaTables.ts';

/** A session's close or settlement, points. */
export interface DatedClose {
  readonly date: IsoDate;
  readonly close: number;
}

/** What the user's own record holds. Dates without a session are left out of every change. */
export interface VegaHistory {
  readonly vix: readonly DatedClose[];
  /** Closes of each VX contract, by its settlement date. */
  readonly futures: ReadonlyMap<IsoDate, readonly DatedClose[]>;
  /** Closes of VIX1D, VIX9D, VIX3M and VIX6M, as far as there are any. */
  readonly indices: ReadonlyMap<InstrumentSymbol, readonly DatedClose[]>;
}

/** A node of a table, measured: points of the series per VIX point. */
export interface NodeEstimate {
  readonly days: number;
  readonly value: number;
  readonly standardError: number;
  readonly robustStandardError: number;
  readonly observations: number;
  readonly rSquared: number;
}

/** A node that could not be measured, and why. */
export interface AbsentNode {
  readonly days: number;
  readonly reason: string;
}

export interface TableEstimate {
  readonly nodes: readonly NodeEstimate[];
  readonly absent: readonly AbsentNode[];
  /** Sessions on which VIX and a series of this table both have a change since the session before. */
  readonly sessions: number;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface VegaEstimate {
  /** Each fails with `warming-up` below MINIMUM_SESSIONS. */
  readonly beta: Result<TableEstimate>;
  readonly weight: Result<TableEstimate>;
  /** Ready for an own policy; a node that could not be measured keeps the value of the present policy. Without a table that is warming up. */
  readonly adoptable: { readonly beta?: VegaTables['beta']; readonly weight?: VegaTables['weight'] };
}

/** Method page, §4: the app estimates once it holds this many days. */
export const MINIMUM_SESSIONS = 250;
/** Own reading: below this a β node's slope has no standard error worth the name (a contract passes the shortest nodes in a week). */
export const MINIMUM_OBSERVATIONS = 30;
/** Tenors of the volatility indices in calendar days, as the method's own table counts them; VIX itself is 1 at 30 by definition. */
export const INDEX_TENORS: readonly (readonly [InstrumentSymbol, number])[] = [['VIX1D', 1], ['VIX9D', 9], ['VIX3M', 93], ['VIX6M', 184]];
const VIX_TENOR_DAYS = 30;
/** Ten vol points a VIX point: the most that a policy takes. */
const MOST_WEIGHT = 10;

interface DatedChange {
  /** The session that the change starts from. */
  readonly from: IsoDate;
  readonly change: number;
}
/** By the session that the change ends at. */
type Changes = ReadonlyMap<IsoDate, DatedChange>;

/** Changes between neighbouring sessions; nothing across a session without a close. */
function changesOf(closes: readonly DatedClose[]): Changes {
  const byDate = new Map(closes.filter(({ date }) => isTradingDay(date)).map(({ date, close }) => [date, close]));
  const changes = new Map<IsoDate, DatedChange>();
  for (const [date, close] of byDate) {
    const next = nextTradingDay(date);
    const after = byDate.get(next);
    if (after !== undefined) changes.set(next, { from: date, change: after - close });
  }
  return changes;
}

interface TenorPair extends PairedChange {
  /** Calendar days to settlement at the start of the change. */
  readonly days: number;
}

/** Both moves of the same night, one contract at a time; a contract is let go before the morning it settles on. */
function futurePairs({ futures }: VegaHistory, vix: Changes): TenorPair[] {
  const pairs: TenorPair[] = [];
  for (const [expiration, closes] of futures) {
    for (const [session, { from, change }] of changesOf(closes.filter(({ date }) => date < expiration))) {
      const vixChange = vix.get(session)?.change;
      if (vixChange !== undefined) pairs.push({ session, vixChange, change, days: calendarDaysBetween(from, expiration) });
    }
  }
  return pairs;
}

function indexPairs(closes: readonly DatedClose[], vix: Changes): PairedChange[] {
  return [...changesOf(closes)].flatMap(([session, { change }]) => {
    const vixChange = vix.get(session)?.change;
    return vixChange === undefined ? [] : [{ session, vixChange, change }];
  });
}

interface Measure {
  readonly days: number;
  readonly pairs: readonly PairedChange[];
  readonly least: number;
  /** What no market can have: the policy refuses it, too. */
  readonly range: readonly [number, number];
}

function measureNode({ days, pairs, least, range }: Measure): NodeEstimate | AbsentNode {
  if (pairs.length < least) return { days, reason: `${pairs.length} changes are stored, ${least} are needed` };
  const slope = slopeOf(pairs);
  if (slope === null) return { days, reason: 'VIX or the series never moved' };
  const { value, standardError, robustStandardError, observations, rSquared } = slope;
  if (value < range[0] || value > range[1]) return { days, reason: `${value.toFixed(3)} lies outside ${range[0]} to ${range[1]}: refused` };
  return { days, value, standardError, robustStandardError, observations, rSquared };
}

/** Days that count for a node: up to half the way to its neighbours, and as far again beyond the last. A node at 0 is 1 by definition and owns none. */
function bucketOf(nodeDays: readonly number[], index: number): readonly [number, number] {
  const here = nodeDays[index] ?? 0;
  const before = nodeDays[index - 1] ?? 0;
  const after = nodeDays[index + 1] ?? 2 * here - before;
  return [before === 0 ? 0 : (before + here) / 2, (here + after) / 2];
}

function tableOf(measured: readonly (NodeEstimate | AbsentNode)[], pairs: readonly PairedChange[], series: string): Result<TableEstimate> {
  const sessions = [...new Set(pairs.map(({ session }) => session))].sort();
  const [from, to] = [sessions[0], sessions.at(-1)];
  if (from === undefined || to === undefined || sessions.length < MINIMUM_SESSIONS) {
    return failed('warming-up', `${sessions.length} of ${MINIMUM_SESSIONS} sessions with changes of VIX and of ${series} are stored`);
  }
  const isMeasured = (node: NodeEstimate | AbsentNode): node is NodeEstimate => 'value' in node;
  return success({ nodes: measured.filter(isMeasured), absent: measured.filter((node): node is AbsentNode => !isMeasured(node)), sessions: sessions.length, from, to });
}

function estimateBeta(history: VegaHistory, vix: Changes, tables: VegaTables): Result<TableEstimate> {
  const pairs = futurePairs(history, vix);
  const nodeDays = tables.beta.map(([days]) => days);
  const measured = nodeDays.map((days, index) => {
    if (days === 0) return { days, reason: '1 by definition: a future settles to spot' };
    const [above, upTo] = bucketOf(nodeDays, index);
    return measureNode({ days, pairs: pairs.filter((pair) => pair.days > above && pair.days <= upTo), least: MINIMUM_OBSERVATIONS, range: [0, 1] });
  });
  return tableOf(measured, pairs, 'a VX future');
}

function estimateWeight({ indices }: VegaHistory, vix: Changes): Result<TableEstimate> {
  const series = INDEX_TENORS.map(([symbol, days]) => ({ days, pairs: indexPairs(indices.get(symbol) ?? [], vix) }));
  const measured: (NodeEstimate | AbsentNode)[] = series.map(({ days, pairs }) => measureNode({ days, pairs, least: MINIMUM_SESSIONS, range: [0, MOST_WEIGHT] }));
  const own: AbsentNode = { days: VIX_TENOR_DAYS, reason: '1 by definition: VIX itself' };
  return tableOf([...measured, own].sort((a, b) => a.days - b.days), series.flatMap(({ pairs }) => pairs), 'VIX1D, VIX9D, VIX3M or VIX6M');
}

/** Four digits: more than the standard errors can tell. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function adoptableOf(table: Result<TableEstimate>, days: readonly number[], presentAt: (days: number) => number): readonly (readonly [number, number])[] | null {
  if (!table.ok || table.value.nodes.length === 0) return null;
  const measured = new Map(table.value.nodes.map((node) => [node.days, node.value]));
  return days.map((at) => [at, rounded(measured.get(at) ?? presentAt(at))] as const);
}

/**
 * β(τ) and w(T) measured again on the user's own daily closes: ordinary least squares with intercept of a series' daily
 * changes on those of spot VIX, β grouped around the nodes of the present table (method page, §4). Never in force by
 * itself: `adoptable` goes into an own policy.
 */
export function estimateTables(history: VegaHistory, tables: VegaTables): VegaEstimate {
  const vix = changesOf(history.vix);
  const beta = estimateBeta(history, vix, tables);
  const weight = estimateWeight(history, vix);
  const adoptedBeta = adoptableOf(beta, tables.beta.map(([days]) => days), (days) => (days === 0 ? 1 : betaAt(tables, days)));
  const weightDays = [...INDEX_TENORS.map(([, days]) => days), VIX_TENOR_DAYS].sort((a, b) => a - b);
  const measured = { ...tables, convention: 'measured' } as const;
  const adoptedWeight = adoptableOf(weight, weightDays, (days) => (days === VIX_TENOR_DAYS ? 1 : weightAt(measured, days)));
  return { beta, weight, adoptable: { ...(adoptedBeta === null ? {} : { beta: adoptedBeta }), ...(adoptedWeight === null ? {} : { weight: adoptedWeight }) } };
}
