import { formatNumber, percent } from '../figureText.ts';
import type { TermLevels, TermShape, TermStructure, VxMonth } from './dailySignals.ts';
import { firstProblem, numberProblem } from './signal.ts';
import type { SignalDefinition } from './signal.ts';

export interface TermInput extends TermLevels {
  readonly vix: number;
}

export interface TermThresholds {
  /** Front over back below which the curve is called contango, and above which backwardation. */
  readonly contango: number;
  readonly backwardation: number;
  /** How far back over its threshold the ratio must come before a shape is left. */
  readonly hysteresis: number;
}

function nextShape(before: TermShape | null, ratio: number, { contango, backwardation, hysteresis }: TermThresholds): TermShape {
  if (ratio < contango) return 'contango';
  if (ratio > backwardation) return 'backwardation';
  if (before === 'contango' && ratio < contango + hysteresis) return 'contango';
  if (before === 'backwardation' && ratio > backwardation - hysteresis) return 'backwardation';
  return 'flat';
}

/** The pair that the shape is read from: VIX against its own three months, else the first two futures, else nine days against VIX. */
export function frontOverBack({ vix, vix3m, vix9d, vx }: TermInput): Pick<TermStructure, 'ratio' | 'from'> | null {
  const [first, second] = vx;
  if (vix3m !== null) return { ratio: vix / vix3m, from: 'VIX/VIX3M' };
  if (first !== undefined && second !== undefined) return { ratio: first.level / second.level, from: 'VX1/VX2' };
  return vix9d === null ? null : { ratio: vix9d / vix, from: 'VIX9D/VIX' };
}

function slopeOf({ vix, vix3m, vx: [first, second] }: TermInput): number | null {
  if (first !== undefined && second !== undefined) return second.level / first.level - 1;
  return vix3m === null ? null : vix3m / vix - 1;
}

/** Spot and the months whose settlement is known, by days. */
function curveOf({ vix, vx }: TermInput): readonly VxMonth[] {
  const months = vx.flatMap(({ days, level }) => (days === null || days <= 0 ? [] : [{ days, level }]));
  return months.length === 0 ? [] : [{ days: 0, level: vix }, ...months];
}

const levelAt = (curve: readonly VxMonth[], days: number): number | null => {
  const right = curve.findIndex((month) => month.days >= days);
  const after = curve[right];
  const before = curve[right - 1];
  if (after === undefined) return null;
  if (before === undefined) return after.days === days ? after.level : null;
  return before.level + ((after.level - before.level) * (days - before.days)) / (after.days - before.days);
};

/**
 * VIX points that a future so many calendar days from settlement loses in one calendar day if the curve stands still: positive costs
 * the holder (contango). Linear between spot at 0 days and the months; null beyond the last month and without a curve.
 */
export function rollDownPerDay(curve: readonly VxMonth[], days: number): number | null {
  const here = levelAt(curve, days);
  const tomorrow = levelAt(curve, days - 1);
  return here === null || tomorrow === null ? null : here - tomorrow;
}

function monthProblem({ days, level }: TermLevels['vx'][number], index: number, all: TermLevels['vx']): string | null {
  const before = all[index - 1]?.days ?? 0;
  return firstProblem(
    days === null ? null : numberProblem(`vx[${index}].days`, days, { least: 0 }),
    numberProblem(`vx[${index}].level`, level, { above: 0 }),
    days !== null && days < before ? `vx[${index}].days ${days} must not come before ${before}` : null,
  );
}

/** What is wrong with the levels of a curve, or null. */
export function termProblem({ vx, ...indices }: TermLevels): string | null {
  const { vix9d, vix3m, vix6m } = indices;
  return firstProblem(
    ...Object.entries({ vix9d, vix3m, vix6m }).map(([name, level]) => (level === null ? null : numberProblem(name, level, { above: 0 }))),
    ...vx.map(monthProblem),
  );
}

export interface TermState {
  readonly value: TermStructure | null;
}

/** Shape, slope and nodes of the VIX curve. A session with no pair to compare holds the last shape; whoever follows the series passes it as absent. */
export function termStructureSignal(thresholds: TermThresholds): SignalDefinition<TermInput, TermState, TermStructure> {
  const { contango, backwardation, hysteresis } = thresholds;
  return {
    name: 'VIX term structure',
    warmUp: 1,
    start: { value: null },
    problemOf: ({ vix, ...levels }) => firstProblem(numberProblem('vix', vix, { above: 0 }), termProblem(levels)),
    step(state, input) {
      const pair = frontOverBack(input);
      if (pair === null) return state;
      const shape = nextShape(state.value?.shape ?? null, pair.ratio, thresholds);
      return { value: { shape, ...pair, vixOverVix3m: input.vix3m === null ? null : input.vix / input.vix3m, slope: slopeOf(input), curve: curveOf(input) } };
    },
    valueOf: (state) => state.value,
    explain({ value }) {
      if (value === null) return { reading: 'no value yet', because: [] };
      const { shape, ratio, from, slope, curve } = value;
      return {
        reading: `${shape}: ${from} ${formatNumber(ratio, 3)}`,
        because: [
          `contango below ${formatNumber(contango, 2)}, backwardation above ${formatNumber(backwardation, 2)}; a shape is left ${formatNumber(hysteresis, 2)} beyond its threshold`,
          slope === null ? 'slope: not known' : `slope: ${curve.length > 1 ? 'the second month' : 'the back'} is ${percent(Math.abs(slope))} ${slope >= 0 ? 'above' : 'below'} the front`,
        ],
      };
    },
  };
}
