/** What all charts of the screen share: quiet grid, our type, no wheel capture (the page scrolls), no logo in the canvas. */
import { ColorType, CrosshairMode, TickMarkType, type ChartOptions, type DeepPartial, type Time } from 'lightweight-charts';
import { formatDay } from '../formatTime.ts';
import type { ChartPalette } from './chartPalette.ts';

/** Months and years only: a lone day number between month names reads like a price. */
function tickMarkFormatter(time: Time, mark: TickMarkType): string | null {
  return mark === TickMarkType.DayOfMonth ? '' : monthOrYear(time, mark);
}

function monthOrYear(time: Time, mark: TickMarkType): string | null {
  if (typeof time !== 'object') return null;
  return mark === TickMarkType.Year ? String(time.year) : formatDay(`${time.year}-${String(time.month).padStart(2, '0')}-01`, 'month');
}

/** Wide enough for `7,040.00`, so that panes and neighbors line up. */
const PRICE_SCALE_WIDTH = 58;

export function chartOptions(palette: ChartPalette): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: palette.quiet,
      fontFamily: "'Inter Variable', 'Helvetica Neue', Arial, sans-serif",
      fontSize: 11,
      // The logo brings a style element of its own, which the content security policy refuses; it is credited in About.
      attributionLogo: false,
      panes: { enableResize: false, separatorColor: palette.grid, separatorHoverColor: palette.grid },
    },
    localization: { locale: 'en-US', dateFormat: 'dd MMM yyyy' },
    grid: { vertLines: { visible: false }, horzLines: { color: palette.grid } },
    crosshair: {
      mode: CrosshairMode.Magnet,
      vertLine: { color: palette.line, labelBackgroundColor: palette.line },
      horzLine: { color: palette.line, labelBackgroundColor: palette.line },
    },
    rightPriceScale: { borderVisible: false, minimumWidth: PRICE_SCALE_WIDTH, entireTextOnly: true },
    timeScale: { borderVisible: false, rightOffset: 3, minBarSpacing: 1, fixLeftEdge: true, tickMarkFormatter },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false, axisPressedMouseMove: false },
  };
}
