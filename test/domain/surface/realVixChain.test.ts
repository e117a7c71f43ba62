import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parityForward } from '../../../src/domain/pricing/parityForward.ts';
import { fitSmile } from '../../../src/domain/surface/fitSmile.ts';
import { newYorkMicros, yearFraction } from '../../../src/domain/time.ts';

const file = fileURLToPath(new URL('../../../../shared/data/options/vix_chain_eod_2016_06_01.csv', import.meta.url));
const present = existsSync(file);
const NOW_US = newYorkMicros('2016-06-01', 15, 45);
/** One- to six-month Treasury bills of that week: 0.3–0.5 %. */
const RATE = 0.004;

interface Side {
  readonly bid: number;
  readonly ask: number;
}
type Strikes = Map<number, { C?: Side; P?: Side }>;

function chainsByExpiry(): Map<string, Strikes> {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = header.split(',');
  const chains = new Map<string, Strikes>();
  for (const line of lines) {
    const cells = line.split(',');
    const cell = (name: string): string => cells[names.indexOf(name)]!;
    const chain: Strikes = chains.get(cell('expiry')) ?? new Map();
    chains.set(cell('expiry'), chain);
    const strike = Number(cell('strike'));
    chain.set(strike, { ...chain.get(strike), [cell('right')]: { bid: Number(cell('bid_1545')), ask: Number(cell('ask_1545')) } });
  }
  return chains;
}

function fitOf(expiry: string, chain: Strikes) {
  const timeYears = yearFraction(NOW_US, newYorkMicros(expiry, 9, 30));
  const pairs = [...chain].flatMap(([strike, { C, P }]) =>
    C === undefined || P === undefined || C.bid === 0 || P.bid === 0 ? [] : [{ strike, callMid: 0.5 * (C.bid + C.ask), putMid: 0.5 * (P.bid + P.ask), callWidth: C.ask - C.bid, putWidth: P.ask - P.bid }]);
  const forward = parityForward(pairs, RATE, timeYears);
  if (!forward.ok) throw new Error(forward.failure.detail);
  const quotes = [...chain].flatMap(([strike, sides]) => {
    const right = strike >= forward.value ? ('C' as const) : ('P' as const);
    const side = sides[right];
    return side === undefined || side.bid === 0 ? [] : [{ strike, right, ...side, eventTimeUs: NOW_US }];
  });
  return { forward: forward.value, smile: fitSmile(quotes, { forward: forward.value, timeYears, rate: RATE }) };
}

describe.skipIf(!present)(`the VIX chain of 2016-06-01, spot at 14.2, seven to thirty-one strikes an expiry${present ? '' : ' [skipped: no ../shared/data]'}`, () => {
  const fits = present ? [...chainsByExpiry()].filter(([expiry]) => expiry > '2016-06-01').sort().map(([expiry, chain]) => ({ expiry, ...fitOf(expiry, chain) })) : [];

  it('has forwards by parity that rise from expiry to expiry, as the futures did', () => {
    const forwards = fits.map(({ forward }) => forward);
    expect(forwards).toHaveLength(9);
    expect(forwards).toEqual(forwards.toSorted((a, b) => a - b));
  });

  it('has smiles that reprice every quote, without a negative density and with volatility rising in the strike', () => {
    for (const { expiry, smile } of fits) {
      if (!smile.ok) throw new Error(smile.failure.detail);
      const { fit, curve } = smile.value;
      expect(fit, expiry).toMatchObject({ dropped: [], butterflyFree: true, used: fit.quoted, repriced: fit.quoted });
      const volatilities = [-0.2, 0, 0.2, 0.5, 1, 1.5].map((k) => curve.volatilityAt(k));
      expect(volatilities, expiry).toEqual(volatilities.toSorted((a, b) => a - b));
    }
  });
});
