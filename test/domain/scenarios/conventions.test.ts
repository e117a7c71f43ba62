import { describe, expect, it } from 'vitest';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { scenarioConventions } from '../../../src/domain/scenarios/conventions.ts';
import { fullAxes } from '../../../src/domain/scenarios/shockGrid.ts';
import { FUTURES, quotedMarket, SPX_EXPIRY, TABLES, VIX_EXPIRY } from '../book/quotedMarket.ts';

const PLAN = { expiries: [SPX_EXPIRY, VIX_EXPIRY], futures: FUTURES };
const said = (days: number, levels?: Readonly<Record<string, number>>, tables = TABLES): string =>
  scenarioConventions(createValuationContext(quotedMarket(levels === undefined ? PLAN : { ...PLAN, levels }), tables), fullAxes(days)).join('\n');

describe('what scenarios say that they take for granted', () => {
  it('names the convention of the smile shift and the slope of the diagonal', () => {
    expect(said(0)).toContain('the measured volatility points per VIX point');
    expect(said(0, undefined, { ...TABLES, convention: 'rootTime' })).toContain('√(30 ÷ days) volatility points per VIX point');
    expect(said(0)).toContain('VIX moves −1.18 points per +1 % SPX');
  });

  it('speaks of time only where time passes', () => {
    expect(said(0)).not.toContain('calendar day');
    expect(said(1)).toContain('After 1 calendar day:');
    expect(said(14)).toContain('After 14 calendar days:');
  });

  it('says what could not be known: the SPX level, spot VIX, any VIX curve', () => {
    expect(said(7)).not.toContain('not fresh');
    expect(said(7, { VIX: 16.5 })).toContain('SPX forwards are held as time passes');
    expect(said(7, { SPX: 7000 })).toContain('before the first future the curve is taken to be flat');
    const none = createValuationContext(quotedMarket({ expiries: [SPX_EXPIRY], levels: { SPX: 7000 } }), TABLES);
    expect(scenarioConventions(none, fullAxes(7)).join('\n')).toContain('There is no VIX curve to roll down');
  });

  it('says from where on a fall of the VIX is one that was never seen (lowest close 9.14, 3 November 2017)', () => {
    expect(said(0, { SPX: 7000, VIX: 16.5 })).toContain('From VIX −7.4 down the grid is arithmetic');
    expect(said(0, { SPX: 6000, VIX: 30 })).not.toContain('arithmetic');
  });
});
