import { unshockableBecause, valueChange } from './revaluation.ts';
import type { Revalued, RevaluationMarket } from './revaluation.ts';
import type { ContractShock } from './valuation.ts';

const SHOCK_OF_THE_GAIN_FIGURE = 10;

/** VIX +10 with the SPX move that goes with it (policy: VIX points per +1 % SPX). */
function gainAtVixPlus10(market: RevaluationMarket, revalued: Revalued): number {
  const vixPoints = SHOCK_OF_THE_GAIN_FIGURE;
  return valueChange(market, revalued, { vixPoints, spxPercent: vixPoints / market.tables.vixPerSpxPercent, days: 0 });
}

/** The smile is most of the work of a valuation, and of most contracts nobody asks for the shock. */
export class ShockOnceAsked implements ContractShock {
  readonly #market: RevaluationMarket;
  readonly #revalued: Revalued;
  #gain: number | null = null;

  constructor(market: RevaluationMarket, revalued: Revalued) {
    this.#market = market;
    this.#revalued = revalued;
  }

  get unshockable(): ContractShock['unshockable'] {
    return unshockableBecause(this.#revalued.smile);
  }

  get gainAtVixPlus10(): ContractShock['gainAtVixPlus10'] {
    return this.unshockable === null ? (this.#gain ??= gainAtVixPlus10(this.#market, this.#revalued)) : null;
  }
}
