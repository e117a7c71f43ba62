import { beforeAll, describe, expect, it } from 'vitest';
import type { LegView } from '../../src/contract/api.ts';
import { markSentence, markTag } from '../../src/renderer/src/views/book/markWords.ts';
import { conventionRows, partRows, twinRows, vegaText, type VegaView } from '../../src/renderer/src/views/book/conventionRows.ts';
import { greekKeys, sumOf, totalsByUnderlying, underlyingOf } from '../../src/renderer/src/views/book/legTotals.ts';
import { nodeRows, recordText } from '../../src/renderer/src/views/volatility/vegaTableRows.ts';
import { conditionCounts, conditionWords } from '../../src/renderer/src/wording.ts';
import { createHarness, must, type Harness } from '../support/engineHarness.ts';
import { sampleBook, sampleState } from '../support/sampleState.ts';

const leg = (changes: Partial<LegView> = {}): LegView => ({ ...sampleBook().legs[0]!, ...changes });

describe('how a mark came about', () => {
  it('needs no word for the plain mid of a sound quote', () => {
    expect(markTag(leg())).toBeNull();
  });

  it.each([
    [{ markSource: 'model', quoteCondition: 'wide', markReason: 'the quote 1.00–3.00 is wide: the smile’s value 1.90 stands in' }, 'model'],
    [{ markSource: 'microprice', quoteCondition: 'two-sided', markReason: 'microprice of 20 bid × 5 asked' }, 'microprice'],
    [{ markSource: 'mid', quoteCondition: 'zero-bid', markReason: 'nobody bids, 0.05 is asked and there is no model value: its mid stands in' }, 'zero bid'],
    [{ markSource: 'mid', quoteCondition: 'locked', markReason: 'bid and ask are equal' }, 'locked'],
    [{ markSource: 'mid', quoteCondition: 'two-sided', markReason: 'the quote has no sizes for a microprice: its mid stands in' }, 'mid'],
  ] as const)('%o', (changes, text) => {
    expect(markTag(leg(changes))).toEqual({ text, reason: changes.markReason });
  });

  it('has a reason even where the engine gave none', () => {
    expect(markTag(leg({ markSource: 'mid', quoteCondition: 'wide', markReason: null }))).toEqual({ text: 'wide', reason: 'the quote is wide' });
  });

  it('is not told of a leg without a mark: its failure stands there', () => {
    expect(markTag(leg({ mark: null, markSource: null, quoteCondition: 'stale' }))).toBeNull();
  });

  it('is counted in words, sound ones first, model marks told to count', () => {
    expect(markSentence({ quoteConditions: { 'zero-bid': 2, 'two-sided': 21 }, modelMarked: ['a'] })).toBe('Quotes: 21 two-sided, 2 zero bid. 1 model mark: totals count it.');
    expect(markSentence({ quoteConditions: {}, modelMarked: ['a', 'b'] })).toBe('2 model marks: totals count them.');
    expect(markSentence({ quoteConditions: { 'two-sided': 4 }, modelMarked: [] })).toBe('Quotes: 4 two-sided. No model mark.');
  });

  it('is told of every condition there is, none left out of a count', () => {
    const counts = Object.fromEntries(Object.keys(conditionWords).map((condition, index) => [condition, 1_000 + index]));
    expect(conditionCounts(counts)).toBe('1,000 two-sided, 1,001 wide, 1,002 locked, 1,003 zero bid, 1,004 one-sided, 1,005 crossed, 1,006 halted, 1,007 stale, 1,008 missing');
    expect(conditionCounts({ wide: 0 })).toBe('');
  });
});

describe('sums under the legs', () => {
  it('do not exist over a leg without a trusted price', () => {
    const legs = [leg(), leg({ id: 'unpriced', vegaPerVolPoint: null })];
    expect(totalsByUnderlying(legs)[0]!.sums).toMatchObject({ vegaPerVolPoint: null, vannaPerVolPoint: 42 });
    expect([sumOf(legs, ({ vegaPerVolPoint }) => vegaPerVolPoint), sumOf([], ({ profit }) => profit)]).toEqual([null, 0]);
  });

  it('keep SPX and VIX apart, weeklies and futures with their index', () => {
    const symbols = ['SPX   261218C07000000', 'SPXW  261218C07000000', 'VIX   261222C00019000', 'VIXW  261230C00019000', 'VX261216', 'SPY   261218C00700000'];
    expect(symbols.map((symbol) => underlyingOf({ symbol }))).toEqual(['SPX', 'SPX', 'VIX', 'VIX', 'VIX', 'SPY']);
  });
});

describe('the book of a running engine', () => {
  let harness: Harness;
  let view: VegaView;
  beforeAll(() => {
    harness = createHarness({ stepMs: 20, fills: 'advised' });
    const { core } = harness.engine;
    const isHedged = (): boolean => core.book?.legs.some(({ layer }) => layer !== null) === true;
    // The last evaluation is of the very market that the request sees.
    expect(harness.until(() => isHedged() && core.evaluatedUs === core.market.nowUs && core.valuation?.complete === true, 600)).toBe(true);
    view = must(harness.engine.request('getVega', {}, harness.atMs()));
  });

  it('has the totals that the engine reports per underlying', () => {
    const totals = totalsByUnderlying(harness.snapshot().state.book.legs);
    expect(totals.map(({ underlying }) => underlying).toSorted()).toEqual(['SPX', 'VIX']);
    for (const { underlying, sums } of totals) {
      const reported = view.greeks.find((row) => row.underlying === underlying)!.figures!;
      for (const key of greekKeys.filter((each) => each !== 'vegaPerVixPoint')) expect(sums[key]).toBeCloseTo(reported[key], 6);
    }
  });

  it('shows vega in each convention as the engine gives it, coverage as a ratio', () => {
    const rows = conventionRows(view);
    const net = rows.find(({ name }) => name === 'Net book vega')!;
    expect([net.measured, net.rootTime]).toEqual([vegaText(view.book.netVegaPerVixPoint.measured), vegaText(view.book.netVegaPerVixPoint.rootTime)]);
    expect(net.measured).not.toBe(net.rootTime);
    expect(rows.at(-1)!.measured).toBe(`${(100 * view.book.coverage.measured.value!).toFixed(1)}\u00a0%`);
    expect(twinRows(view).map(({ vixPoints }) => vixPoints)).toEqual([1, 5, 10, 20]);
  });

  it('lists parts that hold legs and the book last, raw SPX and raw VIX never in one figure', () => {
    const parts = partRows(view);
    expect(parts.at(-1)).toMatchObject({ id: 'book', name: 'Book' });
    const [spx, vix] = ['SPX', 'VIX'].map((name) => parts.find(({ id }) => id === `underlying ${name}`)!);
    expect([spx!.rawVix, vix!.rawSpx]).toEqual(['0.0', '0.0']);
    expect([parts.at(-1)!.rawSpx, parts.at(-1)!.rawVix]).toEqual([spx!.rawSpx, vix!.rawVix]);
  });

  it('shows "incomplete" and reasons, never 0, for what has no figure', () => {
    const none = { measured: null, rootTime: null };
    const why = { value: null, reason: 'a leg of the book has no trusted price' };
    const rows = conventionRows({ book: { ...view.book, netVegaPerVixPoint: none, coverage: { measured: why, rootTime: why } } });
    expect(rows.find(({ name }) => name === 'Net book vega')).toMatchObject({ measured: 'incomplete', rootTime: 'incomplete' });
    expect(rows.at(-1)).toMatchObject({ measured: 'n/a', reasons: [why.reason] });
  });
});

describe('β and w beside the own record', () => {
  const { vegaTables } = sampleState();

  it('show the policy at its nodes, and the estimate with its errors where there is one', () => {
    expect(nodeRows(vegaTables, 'weight').at(-1)).toEqual({
      days: 184, policy: '0.46', absent: null, own: { value: '0.440', robustError: '±\u00a00.030', error: '±\u00a00.010', apart: '−0.7', observations: '260', rSquared: '0.84' },
    });
  });

  it('say why a node was not measured, and nothing of an own record that does not exist', () => {
    expect(nodeRows(vegaTables, 'weight')[0]).toMatchObject({ days: 1, own: null, absent: '0 changes are stored, 250 are needed' });
    expect(nodeRows(vegaTables, 'beta').every(({ own, absent }) => own === null && absent === null)).toBe(true);
    expect([recordText(vegaTables.estimate!.beta), recordText(vegaTables.estimate!.weight)]).toEqual([null, 'own record of 260 sessions, 6 Nov 2025 to 18 Nov 2026']);
  });

  it('do not round an error away', () => {
    const { estimate } = vegaTables;
    const nodes = estimate!.weight!.nodes.map((node) => ({ ...node, robustStandardError: 0.0002 }));
    expect(nodeRows({ ...vegaTables, estimate: { beta: null, weight: { ...estimate!.weight!, nodes } } }, 'weight').at(-1)!.own!.robustError).toBe('<\u00a00.001');
  });

  it('tell a node of the estimate that the policy does not have', () => {
    const policy = { ...vegaTables.policy, weight: vegaTables.policy.weight.filter(([days]) => days !== 184) };
    expect(nodeRows({ ...vegaTables, policy }, 'weight').at(-1)).toMatchObject({ days: 184, policy: 'between nodes', own: { apart: '—' } });
  });
});
