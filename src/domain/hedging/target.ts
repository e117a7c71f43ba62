import type { Stage } from './decision.ts';
import { percent, range } from '../figureText.ts';
import type { HedgeMemory } from './hedgeMemory.ts';
import type { PolicyValues } from './policy/policySchema.ts';
import type { DailySignals } from '../signals/dailySignals.ts';
import { standingFloor } from './standingFloor.ts';
import type { Situation, TargetBand } from './situation.ts';
import { tiltOf } from './tilts.ts';

const MIDDLE = 1 / 2;
/** Sums of shares: less is rounding. */
const EPSILON = 1e-9;

/** Point of the band aimed at, 0 = bottom, 1 = top, with its reason. */
function pointOf(stage: Stage, memory: HedgeMemory, policy: PolicyValues): { readonly point: number; readonly why: string } {
  if (stage === 'first' && memory.entry === 'volTrigger') return { point: MIDDLE * MIDDLE, why: 'middle of the lower half (VIX trigger without a divergence)' };
  if (stage === 'first' && memory.evidence.formingOnly && !memory.evidence.bothSeries) {
    return { point: policy.stages.first.formingShare * MIDDLE, why: 'half the way to the middle (divergence only forming)' };
  }
  if (memory.evidence.bothSeries) return { point: policy.sizing.bothSeriesPoint, why: 'three-quarter point (OBV and A/D line agree)' };
  return { point: MIDDLE, why: 'middle' };
}

/** × for dear implied correlation and for a slipping VIX–SPX correlation, together capped by the policy. */
function factorOf(signals: DailySignals, policy: PolicyValues): { readonly factor: number; readonly lines: readonly string[] } {
  const { correlationBoost, correlationPercentile: [from, to], slippageFactor, maxFactor } = policy.sizing;
  const lines: string[] = [];
  let factor = 1;
  if (signals.cor1mPercentile !== null && to > from) {
    const boost = 1 + correlationBoost * Math.min(Math.max((signals.cor1mPercentile - from) / (to - from), 0), 1);
    if (boost > 1) lines.push(`× ${boost.toFixed(2)} because implied correlation stands at its ${signals.cor1mPercentile.toFixed(0)}th percentile`);
    factor *= boost;
  }
  if (signals.correlationSlippage === true && slippageFactor > 1) {
    lines.push(`× ${slippageFactor.toFixed(2)} because VIX–SPX correlation has slipped`);
    factor *= slippageFactor;
  }
  return factor > maxFactor + EPSILON ? { factor: maxFactor, lines: [...lines, `at most × ${maxFactor.toFixed(2)} together`] } : { factor, lines };
}

/** The coverage band of the stage and the point aimed at in it: point × factor + tilts, never past the top. */
export function targetBand(s: Pick<Situation, 'stage' | 'memory' | 'signals' | 'policy' | 'macro' | 'date'>): TargetBand {
  const { stage, memory, policy } = s;
  const [low, top] = policy.stages[stage].band;
  if (top <= 0) return { low, high: top, target: low, clipped: false, lines: [`Band of stage ${stage}: ${percent(low, 0)}`] };
  if (stage === 'watch') {
    const floor = Math.min(Math.max(standingFloor(policy), low), top);
    return { low, high: top, target: floor, clipped: false, lines: [`Target ${percent(floor)}: the standing floor (stages.watch.floor) in the band ${range(low, top)}`] };
  }
  const lowerHalf = stage === 'first' && memory.entry === 'volTrigger';
  const high = lowerHalf ? low + (top - low) * MIDDLE : top;
  const { point, why } = pointOf(stage, memory, policy);
  const { factor, lines: factorLines } = factorOf(s.signals, policy);
  const { tilt, lines: tiltLines } = tiltOf(s.macro, s.date, policy);
  const aimed = low + point * (top - low);
  const wanted = aimed * factor + tilt;
  const target = Math.min(Math.max(wanted, low), high);
  const changes = [...factorLines, ...tiltLines];
  const cut = wanted > high + EPSILON ? [`cut from ${percent(wanted)} at the top of ${percent(high)}`] : [];
  const steps = changes.length === 0 ? '' : ` (${[percent(aimed), ...changes, ...cut].join(', ')})`;
  const line = `Target ${percent(target)}: ${why} of the band ${range(low, top)}${steps}`;
  return { low, high, target, clipped: wanted > high, lines: [line] };
}
