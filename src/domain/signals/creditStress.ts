import { formatNumber, plural, signed } from '../figureText.ts';
import { centredSums, emptyPairs, everyPair, pushPair } from './rollingPairs.ts';
import type { PairWindow } from './rollingPairs.ts';
import { ago } from './rollingWindow.ts';
import { numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface CreditStressParameters {
  readonly days: number;
  readonly onZ: number;
  readonly onDays: number;
  readonly offZ: number;
  readonly offDays: number;
}

export interface CreditStressState {
  readonly spreads: PairWindow;
  readonly z: number | null;
  readonly on: boolean;
  /** Sessions in a row with z on the far side of the threshold that would change the state. */
  readonly run: number;
}

export interface CreditStress {
  readonly z: number;
  readonly on: boolean;
  /** Percentage points. */
  readonly spread: number;
}

function zScore(spreads: PairWindow, days: number): number | null {
  const { n, meanX, xx } = centredSums(spreads, days, everyPair);
  const deviation = Math.sqrt(xx / (n - 1));
  return deviation > 0 ? ((ago(spreads.xs, 0) ?? meanX) - meanX) / deviation : null;
}

/**
 * Weighted cost of capital at a credit spread, a year: w_E (r_f + β · ERP) + w_D (r_f + spread)(1 − tax), 0.08 = 8 %. `rate` is the
 * risk-free rate as a fraction. A proxy of direction with round weights, no valuation.
 */
export function waccProxy(
  spreadPercentagePoints: number,
  rate: number,
  { equityWeight, equityBeta, equityPremium, taxRate }: { readonly equityWeight: number; readonly equityBeta: number; readonly equityPremium: number; readonly taxRate: number },
): number {
  const equity = equityWeight * (rate + equityBeta * equityPremium);
  return equity + (1 - equityWeight) * (rate + spreadPercentagePoints / 100) * (1 - taxRate);
}

/**
 * Credit stress: z-score of the spread's level over `days` sessions, today included. On after `onDays` sessions in a row above `onZ`,
 * off after `offDays` in a row below `offZ`. A slow witness by design: in 2020 it came on in March, well after the fall had begun.
 */
export function creditStressSignal(parameters: CreditStressParameters): SignalDefinition<number, CreditStressState, CreditStress> {
  const { days, onZ, onDays, offZ, offDays } = parameters;
  const valueOf = ({ z, on, spreads }: CreditStressState): CreditStress | null => (z === null ? null : { z, on, spread: ago(spreads.xs, 0) ?? 0 });
  return {
    name: 'Credit stress',
    warmUp: days,
    start: { spreads: emptyPairs, z: null, on: false, run: 0 },
    problemOf: (spread) => numberProblem('spread', spread),
    step(state, spread) {
      const spreads = pushPair(state.spreads, { x: spread, y: 0 }, days, everyPair);
      const z = spreads.xs.count < days ? null : zScore(spreads, days);
      if (z === null) return { spreads, z, on: state.on, run: 0 };
      const run = (state.on ? z < offZ : z > onZ) ? state.run + 1 : 0;
      const turned = run >= (state.on ? offDays : onDays);
      return { spreads, z, on: turned ? !state.on : state.on, run: turned ? 0 : run };
    },
    valueOf,
    explain(state) {
      const { z = 0, spread = 0 } = valueOf(state) ?? {};
      return {
        reading: `${state.on ? 'on' : 'off'}: spread ${formatNumber(spread, 2)} percentage points, z ${signed(z, 2)} over ${days} sessions`,
        because: [
          state.on ? `goes off after ${offDays} sessions in a row below z ${formatNumber(offZ, 2)}; now ${plural(state.run, 'session')}` : `comes on after ${onDays} sessions in a row above z ${formatNumber(onZ, 2)}; now ${plural(state.run, 'session')}`,
          'a slow witness: it confirms, it does not warn',
        ],
      };
    },
  };
}
