import { useEffect, useMemo, useRef, type RefObject } from 'react';
import type { ChartView } from '../../../contract/api.ts';
import { readChartPalette, type ChartPalette } from './chartPalette.ts';

type ChartRow = ChartView['rows'][number];

/** What every chart over daily rows can do. */
export interface DailyChart {
  setRows(rows: readonly ChartRow[]): void;
  showLast(sessions: number): void;
  onHover(listener: (date: string | null) => void): void;
  destroy(): void;
}

interface DailyChartUse<C extends DailyChart> {
  readonly create: (container: HTMLElement, palette: ChartPalette) => C;
  readonly chart: ChartView;
  readonly sessions: number;
  /** Changes whenever colors do: the chart is made anew. */
  readonly appearanceKey: string;
  readonly hoverText: (row: ChartRow) => string;
  readonly onHover: (text: string | null) => void;
}

/** Makes the chart, keeps its rows and range, and tells what the pointer is on. `create` and `hoverText` must be stable. */
export function useDailyChart<C extends DailyChart>({ create, chart, sessions, appearanceKey, hoverText, onHover }: DailyChartUse<C>): { readonly container: RefObject<HTMLDivElement | null>; readonly made: RefObject<C | null> } {
  const container = useRef<HTMLDivElement>(null);
  const made = useRef<C | null>(null);
  const firstDate = chart.rows[0]?.date;
  const lastDate = chart.rows.at(-1)?.date;
  const rowsByDate = useMemo(() => new Map(chart.rows.map((row) => [row.date, row])), [chart]);
  const latest = useRef(rowsByDate);
  latest.current = rowsByDate;

  useEffect(() => {
    if (container.current === null) return undefined;
    const daily = create(container.current, readChartPalette());
    made.current = daily;
    daily.onHover((hovered) => {
      const row = hovered === null ? undefined : latest.current.get(hovered);
      onHover(row === undefined ? null : hoverText(row));
    });
    return () => {
      made.current = null;
      daily.destroy();
    };
  }, [create, hoverText, appearanceKey, onHover]);

  useEffect(() => {
    made.current?.setRows(chart.rows);
  }, [chart, appearanceKey]);

  // A new session moves the view along; fresh rows of the same sessions leave it where the reader put it.
  useEffect(() => {
    made.current?.showLast(sessions);
  }, [firstDate, lastDate, sessions, appearanceKey]);

  return { container, made };
}
