import { formatNumber, plural } from '../figureText.ts';
import type { IsoDate } from '../units.ts';
import { barProblem } from './dailyInputProblem.ts';
import type { BarLabel, DailyInput, Divergence, MacdValue } from './dailySignals.ts';
import { withOverlaps } from './divergenceOverlap.ts';
import { breadthDivergingSignal, obvDivergingSignal } from './divergingSeries.ts';
import { explained, explainedTogether } from './explained.ts';
import { barsMissed, placeOf } from './intradayGrid.ts';
import type { IntradayInterval } from './intradayGrid.ts';
import { macdSignal } from './macd.ts';
import { optionalSeries } from './optionalSeries.ts';
import { priceSignals } from './priceSignals.ts';
import type { PriceSignals } from './priceSignals.ts';
import { firstProblem, numberProblem, orderProblem } from './signal.ts';
import type { Explanation, SignalDefinition } from './signal.ts';
import type { SignalParameters } from './signalParameters.ts';

/** One bar within a session. `null` marks a series that printed nothing in it. */
export interface IntradayInput extends Pick<DailyInput, 'price' | 'spy' | 'vix'> {
  readonly date: BarLabel;
  /** Issues up and down since the session's open, as they stood at the bar's end. */
  readonly breadth: DailyInput['breadth'];
}

export type IntradaySeries = 'obv' | 'adLine' | 'vixMacd';

export interface IntradaySignals extends PriceSignals {
  /** The newest bar. */
  readonly date: BarLabel;
  /** Bars seen since the tape began. */
  readonly bars: number;
  /** Bars of the grid that are missing just before this one. */
  readonly missed: number;
  readonly close: number;
  readonly obv: number | null;
  readonly adLine: number | null;
  readonly vixMacd: MacdValue | null;
  /** Newest first, as the daily ones; labels are bars. */
  readonly divergences: readonly Divergence[];
  /** Series that are absent: never seen, or gone for longer than a hole. */
  readonly absent: readonly IntradaySeries[];
}

const definitionsOf = (parameters: SignalParameters) => ({
  price: priceSignals(parameters),
  obv: obvDivergingSignal(parameters),
  breadth: breadthDivergingSignal(parameters),
  vixMacd: optionalSeries(macdSignal(parameters.macd), parameters),
});

type Definitions = ReturnType<typeof definitionsOf>;
type Parts = { readonly [Name in keyof Definitions]: Definitions[Name]['start'] };

/** Issues up less issues down since the open of one session, as the last bar that told them left them. */
interface SessionNet {
  readonly session: IsoDate;
  readonly universe: string;
  readonly net: number;
}

export interface IntradayState {
  readonly bars: number;
  readonly date: BarLabel | null;
  readonly missed: number;
  readonly close: number;
  readonly net: SessionNet | null;
  readonly parts: Parts;
}

/** Exchange counts begin again at every open: the line goes on by what has been added since the bar before. */
function breadthStep(before: SessionNet | null, input: IntradayInput): { readonly net: SessionNet | null; readonly breadth: DailyInput['breadth'] } {
  if (input.breadth === null) return { net: before, breadth: null };
  const { universe, advances, declines } = input.breadth;
  const session = input.date.slice(0, 10);
  const net = advances - declines;
  const added = before !== null && before.session === session && before.universe === universe ? net - before.net : net;
  return { net: { session, universe, net }, breadth: { universe, advances: Math.max(0, added), declines: Math.max(0, -added) } };
}

function stepIntraday(state: IntradayState, input: IntradayInput, { price, obv, breadth, vixMacd }: Definitions, interval: IntradayInterval): IntradayState {
  const { net, breadth: added } = breadthStep(state.net, input);
  const { parts } = state;
  return {
    bars: state.bars + 1,
    date: input.date,
    missed: state.date === null ? 0 : (barsMissed(state.date, input.date, interval)?.count ?? 0),
    close: input.price.close,
    net,
    parts: {
      price: price.step(parts.price, input),
      obv: obv.step(parts.obv, input),
      breadth: breadth.step(parts.breadth, { ...input, breadth: added }),
      vixMacd: vixMacd.step(parts.vixMacd, input.vix?.close ?? null),
    },
  };
}

function breadthProblem(breadth: NonNullable<DailyInput['breadth']>): string | null {
  if (breadth.universe === '') return 'breadth.universe must be named';
  return firstProblem(numberProblem('breadth.advances', breadth.advances, { least: 0 }), numberProblem('breadth.declines', breadth.declines, { least: 0 }));
}

function inputProblem({ date, price, spy, vix, breadth }: IntradayInput, interval: IntradayInterval): string | null {
  return firstProblem(
    placeOf(date, interval) === null ? `date "${date}" is not the start of a ${interval} bar` : null,
    barProblem('price', price),
    spy === null ? null : firstProblem(numberProblem('spy.close', spy.close, { above: 0 }), numberProblem('spy.volume', spy.volume, { least: 0 })),
    vix === null ? null : barProblem('vix', vix),
    breadth === null ? null : breadthProblem(breadth),
  );
}

/** Names the hole before a bar when it is longer than allowed; null otherwise. */
export function gapProblem(previous: BarLabel | null, date: BarLabel, interval: IntradayInterval, { intraday }: Pick<SignalParameters, 'intraday'>): string | null {
  const missed = previous === null ? null : barsMissed(previous, date, interval);
  if (missed === null || missed.count <= intraday.maxGapBars) return null;
  return `gap: ${plural(missed.count, 'bar')} missing from ${missed.from} to ${missed.to}, at most ${intraday.maxGapBars} may be`;
}

function explainIntraday({ date, net, parts }: IntradayState, { price, obv, breadth, vixMacd }: Definitions): Explanation {
  const ofBreadth = breadth.explain(parts.breadth);
  const counted = net === null ? [] : [`a bar adds what it changes in the issues up less down since the open: ${formatNumber(net.net, 0)} so far in the session of ${net.session}`];
  return explainedTogether(`signals of the bar of ${date ?? 'no time yet'}`, [
    { signal: 'obv', title: 'OBV and its divergences', ...obv.explain(parts.obv) },
    { signal: 'adLine', title: 'A/D line and its divergences', reading: ofBreadth.reading, because: [...ofBreadth.because, ...counted] },
    ...(price.explain(parts.price).parts ?? []),
    explained({ signal: 'vixMacd', subject: 'VIX' }, vixMacd, parts.vixMacd),
  ]);
}

/**
 * Signals of SPX within the session, with the volume of SPY, NYSE breadth and VIX: early warning on screen, used by no rule. Nights are
 * no gap. A bar that follows after more than `intraday.maxGapBars` missing bars of the grid is refused with the reason `gap`: averages
 * and pivots would span what nobody saw, so the caller starts afresh with it.
 */
export function intradaySignalsDefinition(parameters: SignalParameters, interval: IntradayInterval): SignalDefinition<IntradayInput, IntradayState, IntradaySignals> {
  const definitions = definitionsOf(parameters);
  const { price, obv, breadth, vixMacd } = definitions;
  return {
    name: `Signals of ${interval} bars`,
    warmUp: 1,
    start: {
      bars: 0, date: null, missed: 0, close: 0, net: null,
      parts: { price: price.start, obv: obv.start, breadth: breadth.start, vixMacd: vixMacd.start },
    },
    problemOf: (input, { date }) => inputProblem(input, interval) ?? orderProblem(input.date, date) ?? gapProblem(date, input.date, interval, parameters),
    step: (state, input) => stepIntraday(state, input, definitions, interval),
    valueOf({ bars, date, missed, close, parts }) {
      const ofPrice = price.valueOf(parts.price);
      const [ofObv, ofBreadth] = [obv.valueOf(parts.obv), breadth.valueOf(parts.breadth)];
      if (date === null || ofPrice === null || ofObv === null || ofBreadth === null) return null;
      const gone: Readonly<Record<IntradaySeries, boolean>> = { obv: ofObv.disabled, adLine: ofBreadth.disabled, vixMacd: parts.vixMacd.absent === null };
      return {
        date, bars, missed, close, ...ofPrice,
        obv: ofObv.value,
        adLine: ofBreadth.value,
        vixMacd: vixMacd.valueOf(parts.vixMacd),
        divergences: withOverlaps(ofObv.divergences, ofBreadth.divergences),
        absent: (['obv', 'adLine', 'vixMacd'] as const).filter((series) => gone[series]),
      };
    },
    explain: (state) => explainIntraday(state, definitions),
  };
}
