/** Where the series of a pane are on the screen: what words keep clear of. */
import type { ISeriesApi, ITimeScaleApi, SeriesAttachedParameter, SeriesType, Time } from 'lightweight-charts';
import { barBoxes, lineBoxes, type Box } from './labelPlaces.ts';

export function drawnBoxes({ chart, series }: SeriesAttachedParameter<Time>): Box[] {
  const scale = chart.timeScale();
  return series.getPane().getSeries().flatMap((one) => boxesOf(one, scale));
}

/** Of the sessions in sight and one on either side. */
function boxesOf(series: ISeriesApi<SeriesType, Time>, scale: ITimeScaleApi<Time>): Box[] {
  const barWidth = scale.options().barSpacing;
  const zero = series.seriesType() === 'Histogram' ? series.priceToCoordinate(0) : null;
  const points = series.data().flatMap((point) => {
    const x = scale.timeToCoordinate(point.time);
    if (x === null || x < -barWidth || x > scale.width() + barWidth) return [];
    const [high, low] = 'high' in point ? [point.high, point.low] : 'value' in point ? [point.value, null] : [null, null];
    const y = high === null ? null : series.priceToCoordinate(high);
    return y === null ? [] : [{ x, y, base: low === null ? zero : series.priceToCoordinate(low) }];
  });
  const bars = points.flatMap(({ x, y, base }) => (base === null ? [] : [{ x, y, base }]));
  return bars.length > 0 ? barBoxes(bars, barWidth) : lineBoxes(points);
}
