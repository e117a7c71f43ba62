/** The VIX timing state of the add rule in a few words. Pure. */
import type { EngineState } from '../../../../contract/api.ts';

export function vixTimingText(signals: Pick<EngineState['signals'], 'vixTiming' | 'vixCrossUpBarsAgo'> | null): string {
  if (signals === null || signals.vixTiming === null) return 'warming up';
  const ago = signals.vixCrossUpBarsAgo;
  if (signals.vixTiming && ago !== null) return `crossed up ${ago === 0 ? 'today' : `${ago} ${ago === 1 ? 'day' : 'days'} ago`}`;
  return `${signals.vixTiming ? 'above its signal' : 'below its signal'}`;
}
