import { black76Price } from '../src/domain/pricing/black76.ts';
import { impliedVolatility } from '../src/domain/pricing/impliedVolatility.ts';
import { perSecond, type Bench } from './bench.ts';

const OPTIONS = 200_000;

/** A board of SPXW-like options, the same in every run. */
const board = Array.from({ length: OPTIONS }, (_, index) => ({
  right: index % 2 === 0 ? 'C' as const : 'P' as const,
  forward: 7000,
  strike: 5600 + (index % 280) * 10,
  timeYears: (1 + (index % 90)) / 365,
  rate: 0.04,
  volatility: 0.1 + (index % 40) / 100,
}));

let kept = 0;

/** What no implementation can avoid: a logarithm, a root and four exponentials an option. */
function floorLoop(): void {
  for (const { forward, strike, timeYears, rate, volatility } of board) {
    const deviation = volatility * Math.sqrt(timeYears);
    const d1 = Math.log(forward / strike) / deviation + deviation / 2;
    const d2 = d1 - deviation;
    kept += Math.exp(-rate * timeYears) * (forward * Math.exp(-d1 * d1 / 2) - strike * Math.exp(-d2 * d2 / 2)) + Math.exp(-Math.abs(d1)) + Math.exp(-Math.abs(d2));
  }
}

function priceBoard(): void {
  for (const option of board) kept += black76Price(option);
}

const quoted = board.map((option) => ({ ...option, price: black76Price(option) })).filter(({ price }) => price > 1e-6);

function solveBoard(): void {
  for (const option of quoted) {
    const volatility = impliedVolatility(option);
    if (volatility.ok) kept += volatility.value;
  }
}

export const pricing: Bench = {
  name: 'pricing',
  about: 'Black-76 prices and implied volatilities a second, one thread',
  run() {
    const floor = perSecond(OPTIONS, floorLoop);
    const prices = perSecond(OPTIONS, priceBoard);
    const volatilities = perSecond(quoted.length, solveBoard);
    // Read, so that the loops are not optimised away.
    if (!Number.isFinite(kept)) throw new Error('a price of the board is not finite');
    return [
      { what: 'Black-76 prices', unit: 'prices/s', ours: prices, peer: floor, peerName: 'floor: logarithm, root and exponentials alone' },
      { what: 'implied volatilities', unit: 'volatilities/s', ours: volatilities, peer: prices, peerName: 'Black-76 prices of the same options' },
    ];
  },
};
