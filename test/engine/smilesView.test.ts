import { beforeAll, describe, expect, it } from 'vitest';
import { requests, type SmilesView } from '../../src/contract/api.ts';
import { parseOptionSymbol } from '../../src/domain/instruments/index.ts';
import { createDrivenEngine, createHarness, must, type Harness } from '../support/engineHarness.ts';

const keyOf = ({ root, expiration }: { readonly root: string; readonly expiration: string }): string => `${root} ${expiration}`;

describe('the smiles under the book', () => {
  let harness: Harness;
  let ofBook: SmilesView;
  let all: SmilesView;

  beforeAll(() => {
    harness = createHarness({ stepMs: 20, fills: 'advised' });
    const { core } = harness.engine;
    const hedged = (): boolean => core.book?.legs.some(({ layer }) => layer !== null) === true;
    expect(harness.until(() => hedged() && core.evaluatedUs === core.market.nowUs && core.valuation?.complete === true, 600)).toBe(true);
    ofBook = must(harness.engine.request('getSmiles', { expiries: 'book' }, harness.atMs()));
    all = must(harness.engine.request('getSmiles', { expiries: 'all' }, harness.atMs()));
  });

  it('come as the contract says', () => {
    expect(requests.getSmiles.result.parse(ofBook)).toEqual(ofBook);
    expect(requests.getSmiles.result.parse(all)).toEqual(all);
  });

  it('are one row an expiry that a leg hangs on, each once', () => {
    const expiries = harness.engine.core.book!.legs.flatMap(({ symbol }) => {
      const parsed = parseOptionSymbol(symbol);
      return parsed.ok ? [keyOf(parsed.value)] : [];
    });
    expect(ofBook.expiries.map(keyOf).toSorted()).toEqual([...new Set(expiries)].toSorted());
    expect(ofBook.expiries.every(({ inBook }) => inBook)).toBe(true);
  });

  it('say forward, volatility at the money and how many of the quotes the curve reprices', () => {
    for (const { forward, atTheMoney, fit, failure, days } of ofBook.expiries) {
      expect(failure).toBeNull();
      expect(forward!.value).toBeGreaterThan(0);
      expect(atTheMoney).toBeGreaterThan(0.03);
      expect(days).toBeGreaterThan(0);
      expect(fit!.used + fit!.dropped.length).toBeLessThanOrEqual(fit!.quoted);
      expect(fit!.repriced / fit!.used).toBeGreaterThan(0.95);
      expect(fit!.lowestStrike).toBeLessThan(fit!.highestStrike);
    }
  });

  it('are the same in the list of all quoted expiries, which has more and marks those of the book', () => {
    expect(all.expiries.length).toBeGreaterThan(ofBook.expiries.length);
    expect(all.expiries.filter(({ inBook }) => inBook)).toEqual(ofBook.expiries);
    expect(new Set(all.expiries.map(({ underlying }) => underlying))).toEqual(new Set(['SPX', 'VIX']));
  });

  it('are refused in words before there is a book', () => {
    expect(createDrivenEngine().engine.request('getSmiles', { expiries: 'book' }, 0)).toMatchObject({ ok: false, failure: { reason: 'refused' } });
  });
});
