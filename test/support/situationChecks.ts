import { expect } from 'vitest';
import type { Judgement } from '../../src/domain/hedging/decide.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import type { Desk } from './builders.ts';
import type { Expected, ExpectedDecision, Range } from './situationWords.ts';

/** `rule` or `rule layer`. */
export function decisionOf(judgement: Judgement, wanted: string): Decision {
  const [rule, layer] = wanted.split(' ');
  const found = judgement.decisions.find((d) => d.rule === rule && (layer === undefined || d.layer === layer));
  if (found === undefined) throw new Error(`no ${wanted}; there is ${judgement.decisions.map((d) => `${d.rule}${d.layer === null ? '' : ` ${d.layer}`} (${d.headline}: ${d.why})`).join('; ')}`);
  return found;
}

function within(value: number | null, range: Range | null, what: string): void {
  if (range === null || value === null) expect(value, what).toBe(range);
  else if (typeof range === 'number') expect(value, what).toBeCloseTo(range, 6);
  else {
    expect(value, what).toBeGreaterThanOrEqual(range[0]);
    expect(value, what).toBeLessThanOrEqual(range[1]);
  }
}

const textOf = (d: Decision): string => [d.headline, d.why, ...d.facts.map(({ label, text }) => `${label}: ${text}`), ...d.arithmetic, ...d.rulePath, d.cancelledBy, ...d.candidates.flatMap(({ warnings }) => warnings)].join('\n');

function checkDecision(judgement: Judgement, expected: ExpectedDecision): void {
  const { rule, layer, contracts, target, now, after, hedgeVega, cost, days, delta, ticket, says = [], silentOn = [], alternatives = [], expires, instrument, ...same } = expected;
  const d = decisionOf(judgement, layer === undefined || layer === null ? rule : `${rule} ${layer}`);
  const [first] = d.candidates;
  expect(d, rule).toMatchObject({ ...same, ...(layer === undefined ? {} : { layer }) });
  if (contracts !== undefined) within(d.contracts, contracts, `${rule}: contracts`);
  if (target !== undefined) within(d.coverage.target, target, `${rule}: target`);
  if (now !== undefined) within(d.coverage.now, now, `${rule}: coverage now`);
  if (after !== undefined) within(d.coverage.after, after, `${rule}: coverage after`);
  if (hedgeVega !== undefined) within(d.contracts * (first?.vegaPerVixPoint ?? Number.NaN), hedgeVega, `${rule}: $ per VIX point`);
  if (cost !== undefined) within(first?.cost ?? null, cost, `${rule}: cost`);
  if (days !== undefined) within(first?.daysToSettlement ?? null, days, `${rule}: days to settlement`);
  if (delta !== undefined) within(first?.delta ?? null, delta, `${rule}: delta`);
  if (instrument !== undefined) expect(first?.instrument, `${rule}: instrument`).toBe(instrument);
  if (ticket !== undefined) expect(first?.ticket.map((line) => [line.side, line.contracts]), `${rule}: ticket`).toEqual(ticket);
  for (const text of says) expect(textOf(d), rule).toContain(text);
  for (const text of silentOn) expect(textOf(d), rule).not.toContain(text);
  for (const text of alternatives) expect(d.alternatives.map((a) => a.text).join('\n'), `${rule}: alternatives`).toContain(text);
  if (expires !== undefined) expect(d.expiresUs === null ? null : new Date(d.expiresUs / 1000).toISOString(), `${rule}: expiry`).toBe(expires);
}

/** What a `then` says, held against a judgement. */
export function check(judgement: Judgement, expected: Expected, { desk }: { readonly desk: Desk }): void {
  const rules = judgement.decisions.map((d) => d.rule);
  if (expected.stage !== undefined) expect(desk.memory.stage).toBe(expected.stage);
  if (expected.changes !== undefined) expect(judgement.stageChanges.map(({ from, to }) => `${from} → ${to}`)).toEqual(expected.changes);
  if (expected.rules !== undefined) expect(rules).toEqual(expected.rules);
  for (const rule of expected.includes ?? []) expect(rules).toContain(rule);
  for (const rule of expected.never ?? []) expect(rules.filter((one) => one.startsWith(rule))).toEqual([]);
  if (expected.nothingToDo === true) expect(judgement.decisions.filter((d) => d.severity === 'act').map((d) => d.headline)).toEqual([]);
  for (const [layer, quantity] of Object.entries(expected.held ?? {})) expect(desk.book.legs.filter((leg) => leg.layer === layer && leg.quantity > 0).reduce((sum, leg) => sum + leg.quantity, 0), `held in ${layer}`).toBe(quantity);
  for (const decision of expected.decisions ?? []) checkDecision(judgement, decision);
}
