/** The VIX timing state of the add rule in a few words. Pure. */
import type { EngineState } from '../../../../contract/api.ts';

export function vixTimingText(signals: Pick<EngineState['signals'], 'vixTiming' | 'vixCrossUpBarsAgo'> | null): string {
  const parameters = 'MACD';
  if (signals === null || signals.vixTiming === null) return `${parameters}, warming up`;
  const ago = signals.vixCrossUpBarsAgo;
  if (signals.vixTiming && ago !== null) return `${parameters} crossed up ${ago === 0 ? 'today' : `${ago} ${ago === 1 ? 'day' : 'days'} ago`}`;
  return `${parameters} ${signals.vixTiming ? 'above its signal' : 'below its signal'}`;
}
