import { describe, expect, it } from 'vitest';
import type { CondorTemplate } from '../../../src/domain/book/sampleBook.ts';
import type { LayerName } from '../../../src/domain/book/book.ts';
import { findChoices, type LayerChoices } from '../../../src/domain/hedging/candidates.ts';
import type { StrikeChoice } from '../../../src/domain/hedging/instruments/unitSearch.ts';
import { partsOf, squareOf } from '../../../src/domain/hedging/staggered.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import type { Policy, PolicyValues } from '../../../src/domain/hedging/policy/policySchema.ts';
import { aContext, actsOf, aDivergence, aMarket, createDesk, only, type Desk, type MarketInput } from '../../support/builders.ts';
import { D0, withValues } from './instrumentDesk.ts';

const staggered = (more: (values: PolicyValues) => PolicyValues = (values) => values): Policy =>
  withValues((values) => more({ ...values, layers: { ...values.layers, base: { ...values.layers.base, split: 'staggered' } } }));
const AT: MarketInput = { date: D0, spx: 7000, vix: 16.5 };
const diverging = { divergences: [aDivergence(D0)] };
const deskOf = (contracts: number, policy: Policy = staggered(), netLiquidation = 5_000_000, vix = AT.vix): Desk => {
  const condors: CondorTemplate[] = [{ strategy: 'condor-1', contracts, targetDays: 30, shortPutMoneyness: 0.942, shortCallMoneyness: 1.037, widthPoints: 10 }];
  return createDesk({ ...AT, vix }, { policy, netLiquidation, condors });
};
const addOf = (desk: Desk): Decision => only(actsOf(desk.evaluate(AT, diverging)));
const linesOf = (add: Decision): readonly number[] => add.candidates[0]!.ticket.map(({ contracts }) => contracts);
/** The advice of as many contracts as wished: more condors, more contracts; VIX decides what one covers. */
function addOfSize(size: number): { readonly desk: Desk; readonly add: Decision } {
  for (const vix of [16.5, 19, 14]) {
    for (let condors = Math.max(1, Math.floor(size / 2)); condors <= 2 * size; condors++) {
      const desk = deskOf(condors, staggered(), 5_000_000, vix);
      const add = actsOf(desk.evaluate({ ...AT, vix }, diverging))[0];
      if (add?.contracts === size) return { desk, add };
    }
  }
  throw new Error(`no book wants ${size} contracts`);
}

describe('a staggered layer: two expiries, both strike rules', () => {
  it.each([[1, [1]], [3, [3]], [4, [1, 1, 1, 1]], [5, [2, 1, 1, 1]], [9, [3, 2, 2, 2]]])('%i contracts are %j', (contracts, lines) => {
    const policy = staggered();
    const context = aContext(aMarket(AT), policy);
    const s = { held: [], policy: policy.values, choices: (layer: LayerName, strike: StrikeChoice) => findChoices(context, policy.values, layer, strike) };
    const found = new Map<string, LayerChoices>();
    const choices: typeof s.choices = (layer, strike) => found.get(`${layer}${strike}`) ?? found.set(`${layer}${strike}`, s.choices(layer, strike)).get(`${layer}${strike}`)!;
    const [choice] = choices('base', 'first').ranked;
    const square = squareOf({ ...s, choices }, choice!, contracts);
    const parts = partsOf(s, choice!, square, contracts);
    expect(parts.map((part) => part.contracts)).toEqual(lines);
    expect(parts[0]!.choice).toBe(choice);
    if (square !== null) expect(new Set(parts.map((part) => part.choice.expiration)).size).toBe(2);
  });

  it('an advice of three contracts is one line', () => {
    expect(linesOf(addOfSize(3).add)).toEqual([3]);
  });

  it('an advice of nine contracts is 3, 2, 2 and 2, the first strike of the chosen expiry first', () => {
    expect(linesOf(addOfSize(9).add)).toEqual([3, 2, 2, 2]);
  });

  it('without a second expiry it is one line', () => {
    const near = staggered((values) => ({ ...values, layers: { ...values.layers, base: { ...values.layers.base, entryDte: [33, 37], targetDte: 35 } } }));
    expect(addOf(deskOf(14, near)).candidates[0]!.ticket).toHaveLength(1);
  });

  it('without a second strike it is one line', () => {
    const same = staggered((values) => ({ ...values, strike: { ...values.strike, secondDelta: values.strike.delta } }));
    expect(addOf(deskOf(14, same)).candidates[0]!.ticket).toHaveLength(1);
  });

  it('band, ceiling and drag hold for what is really bought', () => {
    for (const condors of [6, 9, 14, 20, 33]) {
      const add = actsOf(deskOf(condors).evaluate(AT, diverging))[0];
      if (add === undefined) continue;
      const [candidate] = add.candidates;
      expect(add.coverage.after).toBeGreaterThanOrEqual(0.33 - 1e-9);
      expect(add.coverage.after).toBeLessThanOrEqual(0.5 + 1e-9);
      expect(candidate!.coverageNow).toBeCloseTo(add.coverage.after!, 9);
      expect(candidate!.drag).toBeLessThanOrEqual(0.0015 + 1e-12);
      expect(linesOf(add).reduce((sum, n) => sum + n, 0)).toBe(add.contracts);
    }
  });

  it('a layer is sized by what it is made of: more contracts than of one line, since the farther strikes cover less', () => {
    for (const condors of [9, 14, 20]) {
      const single = addOf(deskOf(condors, withValues((values) => values)));
      const four = addOf(deskOf(condors));
      expect(four.contracts).toBeGreaterThan(single.contracts);
      expect(four.candidates[0]!.ticket).toHaveLength(4);
    }
  });

  it('its headline names every line; the candidate’s figures are those of the whole, per contract', () => {
    const { desk, add } = addOfSize(9);
    const [candidate] = add.candidates;
    expect(add.headline).toMatch(/^Buy 9 staggered: 3 VIXW? .* at \d\.\d\d, 2 VIX.* at \d\.\d\d, 2 VIX.*, 2 VIX.* \(base layer\)$/);
    expect(candidate!.label).toMatch(/ and 3 others$/);
    expect(9 * 100 * candidate!.ask!).toBeCloseTo(candidate!.cost, 6);
    expect(candidate!.breakEvenVix).toBeNull();
    // The others, as information, are one contract each.
    for (const other of add.candidates.slice(1)) expect(other.ticket).toHaveLength(1);
    expect(desk.fill(add).decisions[0]!.coverage.now).toBeCloseTo(add.coverage.after!, 9);
  });

  it('a ticket filled line by line: what is left goes where nothing is held yet', () => {
    const { desk, add } = addOfSize(8);
    const [first, second, third, fourth] = add.candidates[0]!.ticket;
    const bought = (lines: typeof add.candidates[number]['ticket']) => ({ ...add, candidates: [{ ...add.candidates[0]!, ticket: lines }] });
    desk.fill(bought([first!]), 2);
    const rest = only(actsOf(desk.judgement));
    expect(rest.id).toBe(add.id);
    expect(rest.candidates[0]!.ticket.map(({ symbol }) => symbol)).toEqual([second, third, fourth].map((line) => line!.symbol));
    for (const { contracts } of rest.candidates[0]!.ticket) expect(Math.abs(contracts - 2)).toBeLessThanOrEqual(1);
    desk.fill(bought([second!]), 2);
    desk.fill(bought([third!]), 2);
    const last = actsOf(desk.judgement)[0];
    if (last !== undefined) expect(last.candidates[0]!.ticket[0]!.symbol).toBe(fourth!.symbol);
    if (last !== undefined) desk.fill(last);
    expect(only(desk.judgement.decisions)).toMatchObject({ rule: 'hold.in-band' });
  });
});
