import { black76, black76Price } from '../src/domain/pricing/black76.ts';
import { impliedVolatility } from '../src/domain/pricing/impliedVolatility.ts';
import { perSecond, type Bench } from './bench.ts';

/** As many as a trader's screen holds, so that memory is not what is measured; gone through often enough to time. */
const OPTIONS = 4000;
const PASSES = 250;
const CHAIN = 35;
const CHAINS = 8000;
/** QuantLib 1.29, C++ -O2, one thread, 198,000 options out of the money on a 2.4 GHz EPYC: blackFormula, and the better of its two implied volatilities (1e-10). */
const QUANTLIB_PRICES = 19.3e6;
const QUANTLIB_VOLATILITIES = 2.1e6;
/** opengreeks' own figure for implied volatility and five greeks of 35 options: 0.116 ms. */
const PUBLISHED_CHAIN_MICROS = 116;
const MICROS_PER_SECOND = 1e6;

/** A board of SPXW-like options, the same in every run. */
const board = Array.from({ length: OPTIONS }, (_, index) => ({
  right: index % 2 === 0 ? 'C' as const : 'P' as const,
  forward: 7000,
  strike: 5600 + (index % 280) * 10,
  timeYears: (1 + (index % 90)) / 365,
  rate: 0.04,
  volatility: 0.1 + (index % 40) / 100,
}));
const quoted = board.map((option) => ({ ...option, price: black76Price(option) })).filter(({ price }) => price > 1e-6);
const chain = board
  .slice(0, CHAIN)
  .map((option, index) => ({ ...option, strike: 6575 + index * 25, timeYears: 30 / 365, volatility: 0.18 }))
  .map((option) => ({ ...option, price: black76Price(option) }));

let kept = 0;

/** What Black's formula cannot do without: a logarithm, two roots and two exponentials an option. */
function floorLoop(): void {
  let sum = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    for (const { forward, strike, timeYears, rate, volatility } of board) {
      const deviation = volatility * Math.sqrt(timeYears);
      const deviate = Math.log(forward / strike) / deviation;
      sum += Math.exp(-rate * timeYears) * Math.sqrt(forward * strike) * Math.exp(-deviate * deviate / 2);
    }
  }
  kept += sum;
}

function priceBoard(): void {
  let sum = 0;
  for (let pass = 0; pass < PASSES; pass++) for (const option of board) sum += black76Price(option);
  kept += sum;
}

function solveBoard(): void {
  let sum = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    for (const option of quoted) {
      const volatility = impliedVolatility(option);
      if (volatility.ok) sum += volatility.value;
    }
  }
  kept += sum;
}

function solveChains(): void {
  let sum = 0;
  for (let count = 0; count < CHAINS; count++) {
    for (const option of chain) {
      const implied = impliedVolatility(option);
      if (!implied.ok) continue;
      const { delta, gamma, vegaPerVolPoint, thetaPerDay, rhoPerRatePoint } = black76({ ...option, volatility: implied.value });
      sum += delta + gamma + vegaPerVolPoint + thetaPerDay + rhoPerRatePoint;
    }
  }
  kept += sum;
}

export const pricing: Bench = {
  name: 'pricing',
  about: `Black-76 prices, greeks and implied volatilities, one thread, ${OPTIONS.toLocaleString('en-US')} options`,
  run() {
    const floor = perSecond(OPTIONS * PASSES, floorLoop);
    const prices = perSecond(OPTIONS * PASSES, priceBoard);
    const volatilities = perSecond(quoted.length * PASSES, solveBoard);
    const chainMicros = MICROS_PER_SECOND / perSecond(CHAINS, solveChains);
    // Read, so that the loops are not optimised away.
    if (!Number.isFinite(kept)) throw new Error('a price of the board is not finite');
    return [
      { what: 'Black-76 prices', unit: 'prices/s', ours: prices, peer: floor, peerName: 'floor: logarithm, roots and exponentials alone' },
      { what: 'Black-76 prices', unit: 'prices/s', ours: prices, peer: QUANTLIB_PRICES, peerName: 'QuantLib C++, measured elsewhere' },
      { what: 'implied volatilities', unit: 'volatilities/s', ours: volatilities, peer: prices, peerName: 'Black-76 prices of this run' },
      { what: 'implied volatilities', unit: 'volatilities/s', ours: volatilities, peer: QUANTLIB_VOLATILITIES, peerName: 'QuantLib C++, measured elsewhere' },
      { what: `chain of ${CHAIN}: implied volatility and five greeks (less is better)`, unit: 'µs', ours: chainMicros, peer: PUBLISHED_CHAIN_MICROS, peerName: 'opengreeks (Rust), as published' },
    ];
  },
};
