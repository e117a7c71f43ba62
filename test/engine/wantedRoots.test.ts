import { describe, expect, it } from 'vitest';
import { wantedRoots } from '../../src/engine/wantedRoots.ts';
import { stewardPolicy } from '../support/builders.ts';
import { book, CONDOR_LEGS, leg } from '../domain/book/quotedMarket.ts';

const LAYERS = stewardPolicy().values.layers;

describe('the chains that a feed is asked for', () => {
  it('are those of the rules before there is a book, and with a book of SPXW and VIX', () => {
    expect(wantedRoots(null, LAYERS)).toEqual(['SPXW', 'VIX', 'VX']);
    expect(wantedRoots(book(...CONDOR_LEGS), LAYERS)).toEqual(['SPXW', 'VIX', 'VX']);
  });

  it('take in what else the book holds; weekly VIX options belong to the class VIX', () => {
    const legs = ['SPX   261218P06600000', 'SPY   261218P00650000', 'VIXW  261209C00019000', 'VXM261216'].map((symbol) => leg({ symbol, quantity: 1 }));
    expect(wantedRoots(book(...legs), LAYERS)).toEqual(['SPXW', 'VIX', 'VX', 'SPX', 'SPY', 'VXM']);
  });

  it('pass over a symbol that names no contract', () => {
    expect(wantedRoots(book(leg({ symbol: 'SPY', quantity: 100 }), leg({ symbol: 'AAPL  261218C00200000', quantity: 1 })), LAYERS)).toEqual(['SPXW', 'VIX', 'VX']);
  });

  it.each([
    ['base', { instrument: 'vxmFuture' }, ['SPXW', 'VIX', 'VX', 'VXM']],
    ['outer', { instrument: 'vxFuture' }, ['SPXW', 'VIX', 'VX']],
    ['base', { instrument: 'vixCallDiagonal' }, ['SPXW', 'VIX', 'VX']],
    ['intermediate', { instrument: 'spxPutSpread' }, ['SPXW', 'VIX', 'VX', 'SPX']],
    ['intermediate', { instrument: 'spxPutSpread', weeklies: true }, ['SPXW', 'VIX', 'VX', 'SPX']],
  ] as const)('take in what the policy makes the %s layer of: %j', (layer, change, roots) => {
    expect([...wantedRoots(null, { ...LAYERS, [layer]: { ...LAYERS[layer], ...change } })].sort()).toEqual([...roots].sort());
  });
});
