import { LAYERS } from '../book/book.ts';
import { evidenceFacts } from './add.ts';
import { harvestCancelled, layerResult, watchOffRests } from './delayer.ts';
import { coverageView, holdDraft, type Draft } from './draft.ts';
import { dayOf, dollars, percent, plural, points, price, range } from '../figureText.ts';
import { regimeFacts } from './explain.ts';
import { noBidBecause } from './instruments/unit.ts';
import { dueToLastDays, harvestRests } from './rebalance.ts';
import type { Situation, TargetBand } from './situation.ts';
import { standingFloor } from './standingFloor.ts';

interface Reason {
  readonly rule: string;
  readonly headline: string;
  readonly why: string;
}

const nothingSells = (s: Situation): boolean => LAYERS.every((layer) => layerResult(s, layer).contracts === 0);

const onlyFloorIsLeft = (s: Situation): boolean =>
  standingFloor(s.policy) > 0 && LAYERS.every((layer) => layerResult(s, layer).contracts <= (s.memory.tranches[`press/${layer}`]?.keep ?? 0));

function leftToSettle(s: Situation, rule: string): Reason {
  const unquoted = s.held.filter(({ unit }) => unit.bid === null);
  if (unquoted.length > 0) {
    const causes = unquoted.map(({ unit }) => noBidBecause(unit));
    return { rule: `${rule}-no-bid`, headline: 'Hold: there is no live bid to sell the hedge at', why: `${causes.join('; ')}.` };
  }
  return { rule, headline: 'Hold: what is left of the hedge settles', why: `No contract has a bid of ${price(s.policy.roll.leaveToSettleBid)} or more: selling would cost more than it brings.` };
}

function pressReason(s: Situation): Reason {
  const rule = 'hold.press';
  if (s.held.length === 0) return { rule, headline: 'Hold: the press is on and the hedge is off', why: 'Nothing is left to harvest; a new divergence can arm the next hedge.' };
  if (harvestCancelled(s)) return { rule: 'hold.press-spike', headline: 'Hold: a new VIX spike cancels the harvest', why: `VIX is at ${price(s.vix)}: the hedge is needed again.` };
  if (nothingSells(s)) return leftToSettle(s, rule);
  if (onlyFloorIsLeft(s)) return { rule: 'hold.press-floor', headline: 'Hold: what is left of the hedge is the standing floor', why: `The press sells what lies above ${percent(standingFloor(s.policy), 0)} of short vega; the rest stays.` };
  const { tranche2Days, tranche2VixDrop } = s.policy.delayer;
  return { rule, headline: 'Hold: the rest of the hedge waits for the second tranche', why: `It goes ${plural(tranche2Days, 'day')} after the first or at a VIX ${percent(tranche2VixDrop, 0)} lower, if the press lasts.` };
}

function watchReason(s: Situation, shortVega: number): Reason {
  const rule = 'hold.watch';
  if (s.held.length === 0) {
    const { rearmAfter } = s.memory;
    const old = rearmAfter !== null && s.signals.divergences.some((d) => d.kind === 'bearish' && d.active && d.knownOn <= rearmAfter);
    const why = old ? `the active divergence was known before the press of ${dayOf(rearmAfter)} and does not arm a second hedge` : 'no bearish divergence of OBV or the A/D line is active';
    return { rule, headline: `Hold: no ${old ? 'new ' : ''}divergence, no hedge wanted`, why: `Short vega is ${dollars(-shortVega)} per VIX point; ${why}.` };
  }
  const rests = watchOffRests(s);
  if (rests !== null) return { rule, headline: 'Hold: the hedge stays until watch has lasted', why: rests };
  if (nothingSells(s)) return leftToSettle(s, rule);
  return { rule, headline: 'Hold: the rest of the hedge waits for the second tranche', why: `It goes ${plural(s.policy.delayer.tranche2Days, 'day')} after the first.` };
}

function outsideReason(s: Situation, coverage: number, band: TargetBand): string {
  const { outsideFromDay, atOnceBelow, minShare } = s.policy.rebalance;
  if (coverage < band.low && harvestRests(s)) return `The hedge was harvested on ${dayOf(s.memory.harvestedOn ?? s.date)} after a spike; it is not bought back before the stage rises or ${plural(s.policy.delayer.quickRatio.spikeWithinDays, 'day')} have passed.`;
  if (coverage < band.low && dueToLastDays(s, band)) return `What is missing is due to condors with ${plural(s.policy.rebalance.condorMinDte, 'day')} left at most; nothing is bought for them.`;
  if (coverage < band.low) return `It is rebalanced if still outside at a close from day ${outsideFromDay} after the last fill, by at least ${percent(minShare, 0)} of a layer; at once if more than ${points(atOnceBelow)} below the band.`;
  return `It is cut if still outside at a close from day ${outsideFromDay} after the last fill, or more than ${points(s.policy.delayer.overHedge)} above the band at any close.`;
}

function reasonOf(s: Situation, band: TargetBand): Reason {
  if (s.stage === 'press') return pressReason(s);
  if (s.shortVega === null) {
    return { rule: 'hold.no-short-vega', headline: 'Hold: the book carries no net short vega', why: 'There is nothing to cover; no size rule runs.' };
  }
  if (s.stage === 'watch' && standingFloor(s.policy) === 0) return watchReason(s, s.shortVega);
  if (s.guard.note !== null) return { rule: 'hold.spike-guard', headline: 'Hold: coverage rules rest', why: `${s.guard.note}.` };
  const coverage = s.coverage ?? 0;
  const inBand = coverage >= band.low && coverage <= band.high;
  const rounded = Math.round(coverage * 100) / 100;
  const decimals = (rounded >= band.low && rounded <= band.high) === inBand ? 0 : 1;
  return {
    rule: inBand ? 'hold.in-band' : 'hold.out-of-band',
    headline: `Hold: coverage ${percent(coverage, decimals)} ${inBand ? 'inside' : 'outside'} the band ${range(band.low, band.high)}`,
    why: inBand
      ? `Stage ${s.stage} is covered: ${dollars(s.hedgeVega)} of hedge vega against ${dollars(-s.shortVega)} per VIX point.`
      : outsideReason(s, coverage, band),
  };
}

/** What stands when no rule fired: never silence. */
export function describeHold(s: Situation, band: TargetBand): Draft {
  const reason = reasonOf(s, band);
  return holdDraft(coverageView(s, band, null), { ...reason, facts: s.stage === 'press' ? regimeFacts(s.signals) : evidenceFacts(s) });
}
