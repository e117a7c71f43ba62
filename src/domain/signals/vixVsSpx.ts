import { formatNumber, signed } from '../figureText.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

/** A MACD histogram and the average true range of its series, both in points. */
export interface ScaledHistogram {
  readonly histogram: number;
  readonly atr: number;
}

export interface VixVsSpxInput {
  readonly vix: ScaledHistogram;
  readonly spx: ScaledHistogram;
}

const inRanges = ({ histogram, atr }: ScaledHistogram): number => histogram / atr;

const sideProblem = (name: string, { histogram, atr }: ScaledHistogram): string | null =>
  firstProblem(numberProblem(`${name}.histogram`, histogram), numberProblem(`${name}.atr`, atr, { above: 0 }));

/** VIX histogram less SPX histogram, each in its own average ranges: above zero, fear gains faster than price. */
export const vixVsSpxSignal: SignalDefinition<VixVsSpxInput, { readonly last: VixVsSpxInput | null }, number> = {
  name: 'VIX against SPX',
  warmUp: 1,
  start: { last: null },
  problemOf: ({ vix, spx }) => firstProblem(sideProblem('vix', vix), sideProblem('spx', spx)),
  step: (_, last) => ({ last }),
  valueOf: ({ last }) => (last === null ? null : inRanges(last.vix) - inRanges(last.spx)),
  explain({ last }) {
    if (last === null) return { reading: 'no value yet', because: [] };
    const difference = inRanges(last.vix) - inRanges(last.spx);
    return {
      reading: `${signed(difference, 2)} average ranges: ${difference > 0 ? 'fear gains on price' : 'price holds against fear'}`,
      because: [
        `VIX histogram ${signed(last.vix.histogram, 2)} ÷ ATR ${formatNumber(last.vix.atr, 2)} = ${signed(inRanges(last.vix), 2)}`,
        `SPX histogram ${signed(last.spx.histogram, 2)} ÷ ATR ${formatNumber(last.spx.atr, 2)} = ${signed(inRanges(last.spx), 2)}`,
      ],
    };
  },
};
