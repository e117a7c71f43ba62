import { describe, expect, it } from 'vitest';
import type { RequestParams } from '../../src/contract/api.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import type { PolicyValues } from '../../src/domain/hedging/policy/policySchema.ts';
import { createHarness, must, type Harness } from '../support/engineHarness.ts';

type Lines = RequestParams<'recordFill'>['lines'];

/** The first advice to add of a story, under a policy whose base layer is otherwise made. */
function adviceUnder(base: Partial<PolicyValues['layers']['base']>): { readonly harness: Harness; readonly alertId: string; readonly decision: Decision } {
  // Two legs cost two spreads: the execution rule is not what is under test.
  const harness = createHarness({ stepMs: 20, changePolicy: (values) => ({
    ...values, candidates: { ...values.candidates, minExecutionRatio: 0.5 }, layers: { ...values.layers, base: { ...values.layers.base, ...base } },
  }) });
  const alertNow = () => harness.engine.core.alerts.find(({ state, decision }) => state === 'open' && decision.action === 'add' && hoursLeft(decision) > 2);
  const hoursLeft = ({ expiresUs }: Decision): number => ((expiresUs ?? 0) - (harness.engine.core.market.nowUs ?? 0)) / 3_600_000_000;
  expect(harness.until(() => alertNow() !== undefined, 600)).toBe(true);
  const alert = alertNow()!;
  return { harness, alertId: alert.id, decision: alert.decision };
}

const record = (harness: Harness, alertId: string, lines: Lines) => harness.engine.request('recordFill', { alertId, source: 'user', lines }, harness.atMs());
const alertOf = (harness: Harness, alertId: string) => harness.engine.core.alerts.find(({ id }) => id === alertId)!;
const linesOf = (decision: Decision, contracts?: number): Lines => decision.candidates[0]!.ticket.map((line) => ({ ...line, contracts: contracts ?? line.contracts }));

describe('a fill of a call spread', () => {
  it('counts whole spreads, whichever leg comes when; a short leg too many is refused; its roll counts what it opens', () => {
    const { harness, alertId, decision } = adviceUnder({ instrument: 'vixCallSpread', targetDte: 31, entryDte: [28, 38], rollBelowDte: 27 });
    const filledNow = (): number => alertOf(harness, alertId).filledContracts;
    const quantities = (): readonly number[] => harness.engine.core.book!.legs.filter(({ layer }) => layer === 'base').map(({ quantity }) => quantity);
    expect(decision.contracts).toBeGreaterThanOrEqual(3);
    expect(decision.candidates[0]!.ticket.map(({ side, contracts, strategy }) => [side, contracts, strategy])).toEqual([
      ['buy', decision.contracts, expect.stringMatching(/^base VIX.* spread$/)], ['sell', decision.contracts, expect.stringMatching(/^base VIX.* spread$/)],
    ]);
    const [long, short] = linesOf(decision, 1) as [Lines[number], Lines[number]];

    // One of both legs is one contract of the advice.
    must(record(harness, alertId, [long, short]));
    expect(filledNow()).toBe(1);
    // The long leg alone is recorded, and makes none whole.
    must(record(harness, alertId, [long]));
    expect(filledNow()).toBe(1);
    expect(quantities()).toEqual([2, -1]);
    // The short leg of it makes it whole.
    must(record(harness, alertId, [short]));
    expect(filledNow()).toBe(2);
    // One more would be naked.
    const { book } = harness.engine.core;
    expect(record(harness, alertId, [short])).toMatchObject({ ok: false, failure: { detail: expect.stringContaining('short hedge leg') as string } });
    expect(harness.engine.core.book).toBe(book);
    expect(filledNow()).toBe(2);
    // What is of no ticket is no part of it.
    expect(record(harness, alertId, [{ ...long, symbol: 'VIX   270120C00050000', side: 'buy', layer: null, strategy: null }]).ok).toBe(false);

    must(record(harness, alertId, linesOf(decision, decision.contracts - 2)));
    expect(alertOf(harness, alertId)).toMatchObject({ state: 'filled', filledContracts: decision.contracts });
    expect(quantities()).toEqual([decision.contracts, -decision.contracts]);

    const roll = () => harness.engine.core.alerts.find(({ state, decision: { action, layer } }) => state === 'open' && action === 'roll' && layer === 'base');
    expect(harness.until(() => roll() !== undefined, 1_200)).toBe(true);
    const { id, decision: advice } = roll()!;
    const lines = linesOf(advice, 1);
    expect(lines.map(({ side }) => side)).toEqual(['sell', 'buy', 'buy', 'sell']);
    // The old one closed alone makes none whole, the new one does.
    must(record(harness, id, lines.slice(0, 2)));
    expect(alertOf(harness, id)).toMatchObject({ state: 'open', filledContracts: 0 });
    must(record(harness, id, lines.slice(2)));
    expect(alertOf(harness, id).filledContracts).toBe(1);
  });
});

describe('a fill of a staggered layer', () => {
  it('counts line by line', () => {
    const { harness, alertId, decision } = adviceUnder({ split: 'staggered' });
    const lines = linesOf(decision);
    expect(lines).toHaveLength(4);
    must(record(harness, alertId, lines.slice(0, 1)));
    expect(alertOf(harness, alertId)).toMatchObject({ state: 'open', filledContracts: lines[0]!.contracts });
    must(record(harness, alertId, lines.slice(1, 3)));
    must(record(harness, alertId, lines.slice(3)));
    expect(alertOf(harness, alertId)).toMatchObject({ state: 'filled', filledContracts: decision.contracts });
  });
});
