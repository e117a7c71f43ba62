import type { ContractFigures } from '../../../src/domain/book/valuation.ts';
import { createValuationContext } from '../../../src/domain/book/valuationContext.ts';
import type { ValuationContext } from '../../../src/domain/book/valuationContext.ts';
import { formatOptionSymbol } from '../../../src/domain/instruments/index.ts';
import type { ScenarioPosition, Side } from '../../../src/domain/scenarios/position.ts';
import { FUTURES, quotedMarket, range, SPX_EXPIRY, TABLES, VIX_EXPIRY } from '../book/quotedMarket.ts';
import type { ExpiryPlan } from '../book/quotedMarket.ts';

const SPX_WEEK: ExpiryPlan = { ...SPX_EXPIRY, expiration: '2026-11-27', forward: 7004, strikes: range(6300, 7500, 10) };
const VIX_LATER: ExpiryPlan = { ...VIX_EXPIRY, expiration: '2027-01-20', forward: 19.2, volatility: (strike) => 0.75 + 0.01 * (strike - 18) };

/** Two SPXW expiries of 7 and 28 days, two VIX expiries of 26 and 61, three futures; SPX 7000, VIX 16.5. */
export const context = createValuationContext(quotedMarket({ expiries: [SPX_WEEK, SPX_EXPIRY, VIX_EXPIRY, VIX_LATER], futures: FUTURES }), TABLES);

export function figuresOf(symbol: string, from: ValuationContext = context): ContractFigures {
  const figures = from.figures(symbol);
  if (!figures.ok) throw new Error(figures.failure.detail);
  return figures.value;
}

export const spxw = (right: 'C' | 'P', strike: number, expiration = SPX_EXPIRY.expiration): string => formatOptionSymbol({ root: 'SPXW', expiration, right, strike });
export const vixCall = (strike: number, expiration = VIX_EXPIRY.expiration): string => formatOptionSymbol({ root: 'VIX', expiration, right: 'C', strike });

export const position = (symbol: string, quantity: number, side: Side): ScenarioPosition => ({ figures: figuresOf(symbol), quantity, side });

/** Ten condors 6600/6590 – 7260/7270 and ten VIX calls. */
export const HEDGED: readonly ScenarioPosition[] = [
  position(spxw('P', 6600), -10, 'condors'), position(spxw('P', 6590), 10, 'condors'), position(spxw('C', 7260), -10, 'condors'), position(spxw('C', 7270), 10, 'condors'),
  position(vixCall(19), 6, 'hedge'), position(vixCall(22, '2027-01-20'), 4, 'hedge'),
];

export const CONTRACTS: readonly string[] = [
  spxw('P', 6600), spxw('P', 6590), spxw('C', 7260), spxw('C', 7270), spxw('P', 5600), spxw('C', 8000), spxw('C', 7000),
  spxw('P', 6900, '2026-11-27'), spxw('C', 7100, '2026-11-27'), vixCall(12), vixCall(19), vixCall(40), vixCall(22, '2027-01-20'), 'VX261216', 'VX270217',
];
