import { describe, expect, it } from 'vitest';
import type { SmilesView } from '../../src/contract/api.ts';
import { calendarSentences, smileRows } from '../../src/renderer/src/views/volatility/smileRows.ts';

const expiry = (change: Partial<SmilesView['expiries'][number]>): SmilesView['expiries'][number] => ({
  underlying: 'SPX', root: 'SPXW', expiration: '2026-12-18', days: 28.2, inBook: true, forward: { value: 7015.25, source: 'parity' }, atTheMoney: 0.1512, failure: null,
  fit: { source: 'quotes', quoted: 120, used: 118, repriced: 118, dropped: [], butterflyFree: true, lowestStrike: 5600, highestStrike: 7600, newestQuoteUs: 0 }, ...change,
});
const view = (...expiries: SmilesView['expiries']): SmilesView => ({ asOfUs: 0, expiries, calendarViolations: [] });

describe('smiles in words', () => {
  it('say how many quotes the curve goes by and how many hold it', () => {
    expect(smileRows(view(expiry({})))[0]).toMatchObject({
      name: 'SPXW 18 Dec 2026', forward: '7,015.25', atTheMoney: '15.1\u00a0%', used: '118 of 120', repriced: '100\u00a0%', range: '5,600–7,600', dropped: [], remarks: [], failure: null,
    });
  });

  it('name each quote that was left out', () => {
    const fit = { ...expiry({}).fit!, dropped: [{ strike: 6400, right: 'P' as const, reason: 'its neighbours say 0.21' }, { strike: 22.5, right: 'C' as const, reason: 'too far' }] };
    expect(smileRows(view(expiry({ fit })))[0]!.dropped).toEqual(['6,400 P: its neighbours say 0.21', '22.50 C: too far']);
  });

  it('show no figure without a smile, only the reason', () => {
    expect(smileRows(view(expiry({ fit: null, atTheMoney: null, failure: 'no strike is quoted' })))[0]).toMatchObject({ used: null, repriced: '—', range: '—', atTheMoney: '—', failure: 'no strike is quoted' });
  });

  it('speak against a borrowed shape and against quotes that hold an arbitrage', () => {
    const fit = { ...expiry({}).fit!, source: 'neighbours' as const, butterflyFree: false };
    expect(smileRows(view(expiry({ fit })))[0]!.remarks).toHaveLength(2);
  });

  it('name the pair of expiries of a calendar arbitrage', () => {
    const broken = { ...view(), calendarViolations: [{ underlying: 'SPX', earlier: '2026-11-27', later: '2026-12-18', lowestMoneyness: 0.9, highestMoneyness: 0.95, shortfall: 0.004 }] };
    expect(calendarSentences(broken)).toEqual(['SPX 18 Dec holds less variance than 27 Nov at strikes of 90\u00a0% to 95\u00a0% of the forward, by 0.40 volatility points at most']);
  });
});
