import { describe, expect, it } from 'vitest';
import { createContractListing, listedContracts, LISTED_CLASSES } from '../../../src/domain/modelled/contractListing.ts';
import { calendarDaysBetween } from '../../../src/domain/time.ts';
import { nextTradingDay } from '../../../src/domain/calendar.ts';

const MOMENT = { date: '2026-11-12', spx: 6930, vix: 16.5 };

describe('contract listing', () => {
  it('lists weekly SPXW to 46 days, VIX weeklies to 45 days and monthlies to 285, nine VX months', () => {
    const listing = createContractListing();
    listing.update(MOMENT);
    const expirations = (listedClass: 'SPXW' | 'VIX' | 'VX') => [...new Set(listing.contracts(listedClass).map((contract) => contract.expiration))];
    expect(expirations('SPXW')).toEqual(['2026-11-13', '2026-11-20', '2026-11-27', '2026-12-04', '2026-12-11', '2026-12-18', '2026-12-24']);
    expect(expirations('VIX').filter((date) => calendarDaysBetween(MOMENT.date, date) <= 45)).toEqual(['2026-11-18', '2026-11-24', '2026-12-01', '2026-12-09', '2026-12-16', '2026-12-23']);
    expect(expirations('VIX').at(-1)).toBe('2027-08-18');
    expect(expirations('VX')).toHaveLength(9);
  });

  it('gives weekly VIX options their own root', () => {
    const symbols = listedContracts(MOMENT);
    expect(symbols).toContain('VIX   261216C00018000');
    expect(symbols).toContain('VIXW  261209C00018000');
    expect(symbols).not.toContain('VIXW  261216C00018000');
  });

  it('lists strikes every five points where condors live and every 25 elsewhere', () => {
    const symbols = new Set(listedContracts(MOMENT));
    for (const symbol of ['SPXW  261211P06605000', 'SPXW  261211P06595000', 'SPXW  261211C07215000', 'SPXW  261211C06200000', 'SPXW  261211P07500000']) expect(symbols).toContain(symbol);
    expect(symbols).not.toContain('SPXW  261211P06205000');
  });

  it('lists every five points at the index levels of 1998', () => {
    const symbols = listedContracts({ date: '1998-12-01', spx: 1170, vix: 27 });
    expect(symbols).toContain('SPXW  990115P01105000');
    expect(symbols.length).toBeLessThan(2_500);
  });

  it('never takes a contract off the list while it still trades, whatever spot does', () => {
    const listing = createContractListing();
    let [date, spx, vix] = [MOMENT.date, MOMENT.spx, MOMENT.vix];
    for (let session = 0; session < 60; session += 1) {
      listing.update({ date, spx, vix });
      const before = LISTED_CLASSES.flatMap((each) => listing.contracts(each));
      date = nextTradingDay(date);
      spx *= session % 20 < 10 ? 0.985 : 1.012;
      vix *= session % 20 < 10 ? 1.1 : 0.91;
      listing.update({ date, spx, vix });
      const after = new Set(LISTED_CLASSES.flatMap((each) => listing.contracts(each)).map((contract) => contract.symbol));
      const lost = before.filter((contract) => !after.has(contract.symbol));
      expect(lost.every((contract) => (contract.kind === 'future' ? contract.expiration <= date : contract.lastTradingDay < date))).toBe(true);
      expect(after.size).toBeGreaterThan(1_000);
    }
  });

  it('says whether anything changed', () => {
    const listing = createContractListing();
    expect([listing.update(MOMENT), listing.update(MOMENT), listing.update({ ...MOMENT, spx: 6600 })]).toEqual([true, false, true]);
  });
});
