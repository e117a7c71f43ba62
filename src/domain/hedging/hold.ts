import { evidenceFacts } from './add.ts';
import { coverageView, holdDraft, type Draft } from './draft.ts';
import { dollars, percent, plural, regimeFacts } from './explain.ts';
import type { Situation, TargetBand } from './situation.ts';

function reasonOf(s: Situation, band: TargetBand): { readonly rule: string; readonly headline: string; readonly why: string } {
  if (s.stage === 'press') {
    return s.held.length === 0
      ? { rule: 'hold.press', headline: 'Hold: the press is on and the hedge is off', why: 'Nothing is left to harvest; a new divergence can arm the next hedge.' }
      : { rule: 'hold.press', headline: 'Hold: the rest of the hedge waits for the second tranche', why: `It goes ${plural(s.policy.delayer.tranche2Days, 'day')} after the first or at a VIX ${percent(s.policy.delayer.tranche2VixDrop, 0)} lower, if the press lasts.` };
  }
  if (s.shortVega === null) {
    return { rule: 'hold.no-short-vega', headline: 'Hold: the book carries no net short vega', why: 'There is nothing to cover; no size rule runs.' };
  }
  if (s.stage === 'watch') {
    return s.held.length === 0
      ? { rule: 'hold.watch', headline: 'Hold: no divergence, no hedge wanted', why: `Short vega is ${dollars(-s.shortVega)} per VIX point; no bearish divergence of OBV or the A/D line is active.` }
      : { rule: 'hold.watch', headline: 'Hold: the hedge stays until watch has lasted', why: `It comes off in two tranches once the stage has been watch for ${plural(s.policy.delayer.watchDays, 'day')}.` };
  }
  if (s.guard.note !== null) {
    return { rule: 'hold.spike-guard', headline: 'Hold: coverage rules rest', why: `${s.guard.note}.` };
  }
  const coverage = s.coverage ?? 0;
  const inBand = coverage >= band.low && coverage <= band.high;
  return {
    rule: inBand ? 'hold.in-band' : 'hold.out-of-band',
    headline: `Hold: coverage ${percent(coverage, 0)} ${inBand ? 'inside' : 'outside'} the band ${percent(band.low, 0)}–${percent(band.high, 0)}`,
    why: inBand
      ? `Stage ${s.stage} is covered: ${dollars(s.hedgeVega)} of hedge vega against ${dollars(-s.shortVega)} per VIX point.`
      : `The next rebalance is checked from day ${s.policy.rebalance.outsideFromDay} after the last fill; at once if more than ${percent(s.policy.rebalance.atOnceBelow, 0)} below the band.`,
  };
}

/** What stands when no rule fired: never silence. */
export function describeHold(s: Situation, band: TargetBand): Draft {
  const reason = reasonOf(s, band);
  return holdDraft(coverageView(s, band, null), { ...reason, facts: s.stage === 'press' ? regimeFacts(s.signals) : evidenceFacts(s) });
}
