/** The policy's β(τ) and w(T) beside those of the own record, node by node. Pure. */
import type { EngineState } from '../../../../contract/api.ts';
import { formatCount, formatNumber, formatSigned } from '../../format.ts';
import { formatDay } from '../../formatTime.ts';

type VegaTables = EngineState['vegaTables'];
type TableName = 'beta' | 'weight';
type Estimate = NonNullable<VegaTables['estimate']>[TableName];

export interface NodeRow {
  readonly days: number;
  readonly policy: string;
  /** Null where the node was not measured; `absent` then says why, where that is known. */
  readonly own: OwnNode | null;
  readonly absent: string | null;
}

export interface OwnNode {
  readonly value: string;
  readonly robustError: string;
  readonly error: string;
  /** Own minus policy, counted in robust errors. */
  readonly apart: string;
  readonly observations: string;
  readonly rSquared: string;
}

const digits = (value: number): string => formatNumber(value, 3);
/** An error that rounds to nothing is small, not absent. */
const errorText = (error: number): string => (error > 0 && error < 0.0005 ? '<\u00a00.001' : `±\u00a0${digits(error)}`);

function ownNode(estimate: Estimate, days: number, inForce: number | undefined): OwnNode | null {
  const node = estimate?.nodes.find((candidate) => candidate.days === days);
  if (node === undefined) return null;
  const { value, standardError, robustStandardError, observations, rSquared } = node;
  const apart = inForce === undefined || !(robustStandardError > 0) ? null : (value - inForce) / robustStandardError;
  return {
    value: digits(value), robustError: errorText(robustStandardError), error: errorText(standardError), apart: formatSigned(apart, 1),
    observations: formatCount(observations), rSquared: formatNumber(rSquared, 2),
  };
}

export function nodeRows({ policy, estimate }: VegaTables, table: TableName): NodeRow[] {
  const own = estimate?.[table] ?? null;
  const inForce = new Map(policy[table]);
  const days = new Set([...inForce.keys(), ...(own?.nodes ?? []).map((node) => node.days), ...(own?.absent ?? []).map((node) => node.days)]);
  return [...days].toSorted((a, b) => a - b).map((at) => ({
    days: at, policy: inForce.has(at) ? formatNumber(inForce.get(at), 2) : 'between nodes', own: ownNode(own, at, inForce.get(at)), absent: own?.absent.find((node) => node.days === at)?.reason ?? null,
  }));
}

/** `own record of 260 sessions, 6 Nov 2025 to 18 Nov 2026`; null before there is one. */
export function recordText(estimate: Estimate): string | null {
  return estimate === null ? null : `own record of ${formatCount(estimate.sessions)} sessions, ${formatDay(estimate.from, 'year')} to ${formatDay(estimate.to, 'year')}`;
}
