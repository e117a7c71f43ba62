/** The two plots of the scenarios as axis, lines and words. Pure. */
import type { ScenariosView } from '../../../../contract/api.ts';
import { formatMoney, formatSigned } from '../../format.ts';
import { moveText } from './heat.ts';
import { sides, sideWords } from './sides.ts';
import type { PlotLine } from './linePlot.ts';

export interface ScenarioPath {
  readonly axis: readonly number[];
  readonly lines: readonly PlotLine[];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Marks on the zero line. */
  readonly crossings: readonly number[];
  /** What the lines say at a place of the axis, one sentence. */
  readonly readings: readonly string[];
}

type Figures = Pick<ScenariosView['linked'][number], 'condors' | 'hedge' | 'total'>;

const linesOf = (points: readonly Figures[]): PlotLine[] => sides.map((side) => ({ name: side, values: points.map((point) => point[side]) }));
const figuresText = (point: Figures): string =>
  sides.map((side) => `${sideWords[side].toLowerCase()} ${point[side] === null ? 'not known' : formatMoney(point[side], 0, { plus: true })}`).join(', ');

/** Along the diagonal on which SPX and VIX move together. */
export function linkedPath({ linked, breakEvens }: ScenariosView): ScenarioPath {
  return {
    axis: linked.map(({ vixPoints }) => vixPoints), lines: linesOf(linked), crossings: (breakEvens ?? []).map(({ vixPoints }) => vixPoints),
    ticks: linked.filter(({ vixPoints }) => vixPoints % 10 === 0).map(({ vixPoints }) => ({ at: vixPoints, text: `VIX ${formatSigned(vixPoints)}` })),
    readings: linked.map((point) => `${moveText(point.spxPercent, point.vixPoints)}: ${figuresText(point)}`),
  };
}

/** Nothing moves, time passes. */
export function decayPath({ decay }: ScenariosView): ScenarioPath {
  return {
    axis: decay.map(({ days }) => days), lines: linesOf(decay), crossings: [],
    ticks: decay.filter(({ days }) => days % 10 === 0).map(({ days }) => ({ at: days, text: days === 0 ? 'now' : `${days} d` })),
    readings: decay.map((point) => `After ${point.days} ${point.days === 1 ? 'day' : 'days'}: ${figuresText(point)}`),
  };
}
