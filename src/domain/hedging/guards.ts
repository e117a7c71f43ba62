import type { Book, BookLeg } from '../book/book.ts';
import { isHedgeLeg } from '../book/hedgeLeg.ts';
import { isTradable } from '../book/valuation.ts';
import type { BookValuation } from '../book/valuation.ts';
import type { ValuationContext } from '../book/valuationContext.ts';
import { labelOf } from '../instruments/index.ts';
import type { DailySignals } from '../signals/dailySignals.ts';
import { tradingDaysBetween } from '../calendar.ts';
import { dayOf, formatNumber, percent, plural, price } from '../figureText.ts';
import type { HedgeMemory } from './hedgeMemory.ts';
import type { PolicyValues } from './policy/policySchema.ts';
import type { BandGuard } from './situation.ts';

/** Why nothing may be judged now. `closed` and `warming-up` are ordinary and raise no alert; the rest do. */
export interface QualityHold {
  readonly cause: 'closed' | 'warming-up' | 'missing' | 'stale' | 'delayed' | 'incomplete' | 'model-marks' | 'old-signals';
  readonly severity: 'informational' | 'blocked';
  readonly text: string;
}

const INDISPENSABLE = ['SPX', 'VIX'] as const;

function levelProblem(context: ValuationContext): QualityHold | null {
  for (const symbol of INDISPENSABLE) {
    const level = context.market.levels.get(symbol);
    if (level === undefined) return { cause: 'missing', severity: 'blocked', text: `No level of ${symbol} has arrived.` };
    if (level.stale) return { cause: 'stale', severity: 'blocked', text: `The level of ${symbol} is stale.` };
  }
  return null;
}

function incompleteText(valuation: BookValuation): string {
  const [first] = valuation.failed;
  if (first === undefined) return 'The valuation of the book is incomplete.';
  const more = valuation.failed.length - 1;
  const leg = `${labelOf(first.symbol)} has no trusted price (${first.failure.detail})`;
  return `The valuation of the book is incomplete: ${leg}${more > 0 ? `, and ${more} more` : ''}.`;
}

/** Share of the book's gross |vega per VIX point| that stands on model values alone: no bid and ask hold them. */
function modelShareProblem(valuation: BookValuation, maxModelShare: number): QualityHold | null {
  let gross = 0;
  let modelled = 0;
  const names: string[] = [];
  for (const { leg, figures } of valuation.legs) {
    if (!figures.ok) continue;
    const vega = Math.abs(leg.quantity * figures.value.vegaPerVixPoint);
    gross += vega;
    if (figures.value.markSource !== 'model' || isTradable(figures.value)) continue;
    modelled += vega;
    names.push(`${labelOf(leg.symbol)} (${figures.value.quoteCondition})`);
  }
  if (modelled <= maxModelShare * gross) return null;
  const text = `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no live two-sided quote and ${names.length === 1 ? 'carries' : 'carry'} ${percent(modelled / gross, 0)} of the book’s vega on model values (limit ${percent(maxModelShare, 0)}).`;
  return { cause: 'model-marks', severity: 'blocked', text };
}

/** The quality guard: nothing is judged from closed, missing, stale, delayed, incomplete or mostly modelled data, and the cause is said. */
export function qualityHold(context: ValuationContext, valuation: BookValuation, signals: DailySignals | null, { maxModelShare, maxSignalSessions }: Pick<PolicyValues['quality'], 'maxModelShare' | 'maxSignalSessions'>): QualityHold | null {
  const { market } = context;
  if (market.session === 'closed') return { cause: 'closed', severity: 'informational', text: 'The market is closed: nothing is judged outside the session.' };
  if (market.delayed) return { cause: 'delayed', severity: 'blocked', text: 'Quotes are delayed by contract: no size is computed from them.' };
  const level = levelProblem(context);
  if (level !== null) return level;
  if (!valuation.complete) return { cause: 'incomplete', severity: 'blocked', text: incompleteText(valuation) };
  const modelled = modelShareProblem(valuation, maxModelShare);
  if (modelled !== null) return modelled;
  if (signals === null) return { cause: 'warming-up', severity: 'informational', text: 'The daily signals are still warming up: no closed session has been seen.' };
  const age = tradingDaysBetween(signals.date, market.date);
  if (age > maxSignalSessions) return { cause: 'old-signals', severity: 'blocked', text: `The daily signals are those of ${dayOf(signals.date)}, ${plural(age, 'session')} back: a close since then was not seen (limit ${maxSignalSessions}).` };
  return null;
}

/** Legs held as hedge, oldest first: whether a hedge is held, and since when. */
export function oldestHedge(book: Book): BookLeg['openedOn'] | null {
  const dates = book.legs.filter((leg) => isHedgeLeg(leg) && leg.quantity > 0).map((leg) => leg.openedOn);
  return dates.length === 0 ? null : dates.reduce((oldest, date) => (date < oldest ? date : oldest));
}

export interface GuardInput {
  readonly valuation: BookValuation;
  readonly signals: DailySignals;
  readonly memory: HedgeMemory;
  readonly policy: PolicyValues;
  /** Live level; null where none has arrived. */
  readonly vix: number | null;
}

/** A spike is known to the closed bars only after the session in which a hedge is needed most: the live level counts at once. */
const spikesToday = (signals: DailySignals, vix: number | null, slack: number): boolean =>
  vix !== null && signals.vixRegime !== null && signals.vixClose !== null && vix > signals.vixClose && vix >= signals.vixRegime.spikeAt * (1 - slack);

/**
 * Spike guard: during and right after a spike, or when short vega has collapsed against its value when advice was last taken,
 * coverage is a ratio of ruins; band rules rest and the +10-VIX shock ratio stands in.
 */
export function bandGuard({ valuation, signals, memory, policy, vix }: GuardInput): BandGuard {
  const since = signals.vixRegime?.daysSinceSpike ?? null;
  const spikeClosed = signals.vixRegime?.spike === true || (since !== null && since <= policy.guards.spikeGuardDays);
  const { collapsedVega, standing } = policy.guards;
  const spikeToday = spikesToday(signals, vix, memory.guarded.spike ? standing : 0);
  const reference = memory.lastAccepted?.shortVega ?? null;
  const now = valuation.shortVega;
  // Without net short vega there is nothing to cover and nothing that could have collapsed.
  const vegaCollapsed = reference !== null && reference < 0 && now !== null && now < 0 && Math.abs(now) < collapsedVega * (1 + (memory.guarded.collapsed ? standing : 0)) * Math.abs(reference);
  const notes = [
    spikeClosed ? `VIX spiked within the last ${policy.guards.spikeGuardDays} days` : null,
    spikeToday ? `VIX is spiking today: ${price(vix ?? 0)} after a close of ${price(signals.vixClose ?? 0)}` : null,
    vegaCollapsed ? `coverage n/m: short vega collapsed to ${formatNumber(now, 0)} from ${formatNumber(reference, 0)} $ per VIX point` : null,
  ].filter((note) => note !== null);
  if (notes.length === 0) return { spikeToday, vegaCollapsed, note: null };
  return { spikeToday, vegaCollapsed, note: `${notes.join('; ')}${shockRatioText(valuation)}` };
}

/** Hedge gain over condor loss at VIX +10: what stands in for coverage when that says nothing. */
function shockRatioText(valuation: BookValuation): string {
  const row = valuation.shocks.find((shock) => shock.vixPoints === 10);
  if (row === undefined || row.hedge === null || row.condors === null || row.condors >= 0) return '';
  return ` (VIX +10 shock: hedge makes good ${percent(row.hedge / -row.condors, 0)} of the condors' loss)`;
}
