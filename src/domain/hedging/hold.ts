import { LAYERS } from '../book/book.ts';
import { addTradingDays } from '../calendar.ts';
import { lastTradingDay } from '../instruments/index.ts';
import type { IsoDate } from '../units.ts';
import { evidenceFacts } from './add.ts';
import { harvestCancelled, layerResult, watchOffRests } from './delayer.ts';
import { coverageView, holdDraft, type Draft } from './draft.ts';
import { dayOf, dollars, percent, plural, points, price, range } from '../figureText.ts';
import { regimeFacts } from './explain.ts';
import { noBidBecause } from './instruments/unit.ts';
import { dueToLastDays, harvestRests } from './rebalance.ts';
import type { Situation, TargetBand } from './situation.ts';
import { standingFloor } from './standingFloor.ts';
import { countingDivergences } from './stages.ts';

interface Reason {
  readonly rule: string;
  readonly headline: string;
  readonly why: string;
  readonly rulePath: readonly string[];
  readonly cancelledBy: string;
  /** A sale that is due and cannot be priced; left out where nothing is due. */
  readonly severity?: 'blocked';
}

const PRESS_OVER = 'the end of the press, or a divergence known after it began';
const NEW_DIVERGENCE = 'a new active divergence';
const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const nothingSells = (s: Situation): boolean => LAYERS.every((layer) => layerResult(s, layer).contracts === 0);

const onlyFloorIsLeft = (s: Situation): boolean =>
  standingFloor(s.policy) > 0 && LAYERS.every((layer) => layerResult(s, layer).contracts <= (s.memory.tranches[`press/${layer}`]?.keep ?? 0));

function leftToSettle(s: Situation, rule: string): Reason {
  const unquoted = s.held.filter(({ unit }) => unit.bid === null);
  if (unquoted.length > 0) {
    const causes = unquoted.map(({ unit }) => noBidBecause(unit));
    return { rule: `${rule}-no-bid`, headline: 'Hold: there is no live bid to sell the hedge at', why: `${capital(causes.join('; '))}.`, rulePath: ['quality.marks'], cancelledBy: 'a live bid', severity: 'blocked' };
  }
  return { rule, headline: 'Hold: what is left of the hedge settles', why: `No contract has a bid of ${price(s.policy.roll.leaveToSettleBid)} $ or more: selling would cost more than it brings.`, rulePath: ['roll.leaveToSettleBid'], cancelledBy: 'a higher bid, or settlement' };
}

function pressReason(s: Situation): Reason {
  const rule = 'hold.press';
  if (s.held.length === 0) return { rule, headline: 'Hold: the press is on and the hedge is off', why: 'Nothing is left to harvest; a new divergence can arm the next hedge.', rulePath: ['stages.press'], cancelledBy: PRESS_OVER };
  if (harvestCancelled(s)) return { rule: 'hold.press-spike', headline: 'Hold: a new VIX spike cancels the harvest', why: `VIX is at ${price(s.vix)}: the hedge is needed again.`, rulePath: ['signals.vixRegime', 'stages.press'], cancelledBy: PRESS_OVER };
  if (nothingSells(s)) return leftToSettle(s, rule);
  if (onlyFloorIsLeft(s)) return { rule: 'hold.press-floor', headline: 'Hold: what is left of the hedge is the standing floor', why: `The press sells what lies above ${percent(standingFloor(s.policy), 0)} of short vega; the rest stays.`, rulePath: ['stages.watch.floor'], cancelledBy: PRESS_OVER };
  const { tranche2Days, tranche2VixDrop } = s.policy.delayer;
  const { on, vix } = firstTranche(s, 'press');
  const days = `${plural(tranche2Days, 'trading day')} after the first${on === null ? '' : ` (from ${dayOf(addTradingDays(on, tranche2Days))})`}`;
  const lower = `a VIX ${percent(tranche2VixDrop, 0)} lower${vix === null ? '' : ` (${price(vix * (1 - tranche2VixDrop))})`}`;
  return {
    rule, headline: 'Hold: the rest of the hedge waits for the second tranche', why: `It goes ${days} or at ${lower}, if the press lasts.`,
    rulePath: ['delayer.tranche2Days', 'delayer.tranche2VixDrop'], cancelledBy: 'a new VIX spike or the end of the press',
  };
}

/** Of the layer whose first tranche was done first. */
function firstTranche(s: Situation, kind: 'press' | 'watch'): { readonly on: IsoDate | null; readonly vix: number | null } {
  const done = LAYERS.flatMap((layer) => s.memory.tranches[`${kind}/${layer}`] ?? []).flatMap(({ firstDoneOn, vixAtFirst }) => (firstDoneOn === null ? [] : [{ on: firstDoneOn, vix: vixAtFirst }]));
  return done.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))[0] ?? { on: null, vix: null };
}

function watchReason(s: Situation, shortVega: number): Reason {
  const rule = 'hold.watch';
  if (s.held.length === 0) {
    const { rearmAfter, evaluatedOn } = s.memory;
    // Another policy, or a late correction, made it count after that close had moved the stages.
    if (countingDivergences(s.signals, rearmAfter).length > 0) {
      return {
        rule, headline: 'Hold: an active divergence counts at the next close', why: `Short vega is ${dollars(-shortVega)} per VIX point; the stages have moved on the close of ${evaluatedOn === null ? 'this session' : dayOf(evaluatedOn)} already.`,
        rulePath: ['stages.watch'], cancelledBy: 'the next close',
      };
    }
    const old = rearmAfter !== null && s.signals.divergences.some((d) => d.kind === 'bearish' && d.active && d.knownOn <= rearmAfter);
    const why = old ? `the active divergence was known before the press of ${dayOf(rearmAfter)} and does not arm a second hedge` : 'no bearish divergence of OBV or the A/D line is active';
    return { rule, headline: `Hold: no ${old ? 'new ' : ''}divergence, no hedge wanted`, why: `Short vega is ${dollars(-shortVega)} per VIX point; ${why}.`, rulePath: ['stages.watch'], cancelledBy: `${NEW_DIVERGENCE}, or the VIX trigger` };
  }
  const rests = watchOffRests(s);
  if (rests !== null) return { rule, headline: 'Hold: the hedge stays until watch has lasted', why: rests, rulePath: ['delayer.watchDays'], cancelledBy: NEW_DIVERGENCE };
  if (nothingSells(s)) return leftToSettle(s, rule);
  const { tranche2Days } = s.policy.delayer;
  const { on } = firstTranche(s, 'watch');
  return {
    rule, headline: 'Hold: the rest of the hedge waits for the second tranche', rulePath: ['delayer.tranche2Days'], cancelledBy: NEW_DIVERGENCE,
    why: `It goes ${plural(tranche2Days, 'trading day')} after the first${on === null ? '' : ` (from ${dayOf(addTradingDays(on, tranche2Days))})`}.`,
  };
}

function outsideReason(s: Situation, coverage: number, band: TargetBand): string {
  const { outsideFromDay, atOnceBelow, minShare } = s.policy.rebalance;
  if (coverage < band.low && harvestRests(s)) return `The hedge was harvested on ${dayOf(s.memory.harvestedOn ?? s.date)} after a spike; it is not bought back before the stage rises or ${plural(s.policy.delayer.quickRatio.spikeWithinDays, 'day')} have passed.`;
  if (coverage < band.low && dueToLastDays(s, band)) return `What is missing is due to condors with ${plural(s.policy.rebalance.condorMinDte, 'day')} left at most; nothing is bought for them.`;
  if (coverage < band.low) return `It is rebalanced if still outside at a close from day ${outsideFromDay} after the last fill, by at least ${percent(minShare, 0)} of a layer; at once if more than ${points(atOnceBelow)} below the band.`;
  return `It is cut if still outside at a close from day ${outsideFromDay} after the last fill: to the target, or to the band's middle if more than ${points(s.policy.delayer.overHedge)} above the band.`;
}

function reasonOf(s: Situation, band: TargetBand): Reason {
  if (s.stage === 'press') return pressReason(s);
  if (s.shortVega === null) {
    return { rule: 'hold.no-short-vega', headline: 'Hold: the book carries no net short vega', why: 'There is nothing to cover; no size rule runs.', rulePath: ['vega.convention'], cancelledBy: 'a position that makes the book short vega' };
  }
  if (s.stage === 'watch' && standingFloor(s.policy) === 0) return watchReason(s, s.shortVega);
  if (s.guard.note !== null) return { rule: 'hold.spike-guard', headline: 'Hold the hedge: coverage rules rest, only press and quick ratio sell', why: `${capital(s.guard.note)}.`, rulePath: [s.guard.vegaCollapsed ? 'guards.collapsedVega' : 'guards.spikeGuardDays'], cancelledBy: 'the press, the quick ratio, or the end of the guard' };
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
    rulePath: [`stages.${s.stage}.band`, 'rebalance'], cancelledBy: inBand ? 'coverage leaving the band, or a stage change' : 'coverage coming back inside the band, or a stage change',
  };
}

/** In watch and press nothing rolls: what is about to settle is named, so that a hedge that is held does not go unnoticed. */
function aboutToSettle(s: Situation): string {
  if (s.stage !== 'press' && (s.stage !== 'watch' || standingFloor(s.policy) > 0)) return '';
  const until = addTradingDays(s.date, s.policy.settlement.lastTradingDaysOff);
  const due = s.held.flatMap(({ unit, quantity }) => {
    const last = lastTradingDay(unit.symbol);
    return last.ok && last.value <= until ? [`${quantity} ${unit.label} (last trading day ${dayOf(last.value)})`] : [];
  });
  return due.length === 0 ? '' : ` Left to settle in stage ${s.stage}, not rolled: ${due.join(', ')}.`;
}

/** What stands when no rule fired: never silence. */
export function describeHold(s: Situation, band: TargetBand): Draft {
  const plain = reasonOf(s, band);
  const reason = { ...plain, why: `${plain.why}${aboutToSettle(s)}` };
  return holdDraft(coverageView(s, band, null), { ...reason, facts: s.stage === 'press' ? regimeFacts(s.signals) : evidenceFacts(s) });
}
