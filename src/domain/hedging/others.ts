import { coverageView, holdDraft, RANK, silent, type Verdict } from './draft.ts';
import { dollars, plural } from '../figureText.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';
import type { Situation, TargetBand } from './situation.ts';

const vegaOf = (others: readonly HeldUnits[]): number => others.reduce((sum, { quantity, unit }) => sum + quantity * unit.vegaPerVixPoint, 0);

/**
 * What is held as hedge and is none that the rules would buy (a put on VIX, a short leg without a long one, a lone SPX put): its vega
 * stands in the coverage by its own sign, as the method has it, and the trader is told that no rule looks after it.
 */
export function judgeOthers(s: Situation, band: TargetBand): Verdict {
  if (s.others.length === 0) return silent(s.memory);
  const names = s.others.map(({ quantity, unit, layer }) => `${quantity} × ${unit.label} (${layer})`).join(', ');
  return {
    memory: s.memory,
    drafts: [holdDraft(coverageView(s, band, null), {
      rule: 'hold.other-hedge', rank: RANK.notice, cancelledBy: 'the legs being closed, or paired under one strategy',
      headline: `No rule looks after ${plural(s.others.length, 'position')} held as hedge`,
      why: `${names}: no rule sizes, rolls or sells what it would not buy. ${s.others.length === 1 ? 'Its' : 'Their'} ${dollars(vegaOf(s.others))} per VIX point ${s.others.length === 1 ? 'counts' : 'count'} in the hedge vega of ${dollars(s.hedgeVega)}.`,
    })],
  };
}
