import type { Candidate, Decision, Fact } from '../domain/hedging/decision.ts';
import type { StageChange } from '../domain/hedging/stages.ts';
import { formatNumber, percent, price } from '../domain/figureText.ts';
import { unknownSignals } from '../engine/importers/stateSignals.ts';
import { newYorkClock, newYorkDate } from '../domain/time.ts';
import type { Micros } from '../domain/units.ts';
import type { DecideAnswer } from './decide.ts';

const SEVERITY = { act: 'ACT', blocked: 'BLOCKED', informational: 'INFO' } as const;

/** As the trader's clock shows it. */
function newYorkText(us: Micros): string {
  const { hour, minute } = newYorkClock(us);
  return `${newYorkDate(us)} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')} New York`;
}

const factLine = ({ label, text, asOf, supports }: Fact): string => `  ${supports ? '+' : '-'} ${label}: ${text} (as of ${asOf})`;

export const transitionLines = ({ from, to, date, rule, why, facts }: StageChange): readonly string[] =>
  [`Stage ${from} → ${to} on the close of ${date} (${rule}): ${why}`, ...facts.map(factLine)];

const vega = (value: number | null): string => (value === null ? 'unknown' : `${formatNumber(value, 1)} $ per VIX point`);

function headLines({ situation, policy, valuation, judgement }: DecideAnswer): readonly string[] {
  const { market, settled, signals, eventsStated } = situation;
  const { coverage } = valuation;
  const unknown = unknownSignals(signals);
  return [
    `Ballast decides on ${newYorkText(market.nowUs)}, policy ${policy.policy.name}@${policy.version}${market.modelled ? ', on MODELLED prices' : ''}${market.delayed ? ', on DELAYED prices' : ''}`,
    `Short vega ${vega(valuation.shortVega)} (${valuation.convention} weights), hedge ${vega(valuation.hedgeVega)}, coverage ${coverage.ok ? percent(coverage.value) : `none: ${coverage.failure.detail}`}`,
    ...settled.map(({ symbol, quantity }) => `Settled in cash before this moment and left out: ${quantity} ${symbol}`),
    ...(unknown.length === 0 ? [] : [`Not stated, so their rules are off: ${unknown.join(', ')}`]),
    ...(eventsStated ? [] : ['No calendar of FOMC, CPI and PPI is stated: no event waives a wait or moves a roll']),
    ...(judgement.stageChanges.length === 0 ? [`Stage ${judgement.memory.stage}${judgement.memory.stageSince === null ? '' : ` since ${judgement.memory.stageSince}`}`] : judgement.stageChanges.flatMap(transitionLines)),
  ];
}

function candidateLines(candidate: Candidate, index: number): readonly string[] {
  const { label, contracts, bid, ask, delta, vegaPerVixPoint, cost, breakEvenVix, drag, executionRatio, coverageNow, coverageIn7Days, coverageIn14Days } = candidate;
  const share = (value: number | null): string => (value === null ? 'unknown' : percent(value));
  return [
    `  ${index + 1}. ${contracts} × ${label}: bid ${bid === null ? 'none' : price(bid)}, ask ${ask === null ? 'none' : price(ask)}, delta ${formatNumber(delta, 2)}, ${formatNumber(vegaPerVixPoint, 1)} $ per VIX point each`,
    `     ${cost < 0 ? 'brings' : 'costs'} ${formatNumber(Math.abs(cost), 0)} $, drag ${percent(drag, 3)}${breakEvenVix === null ? '' : `, break-even VIX ${price(breakEvenVix)}`}${executionRatio === null ? '' : `, execution ratio ${formatNumber(executionRatio, 1)}`}`,
    `     coverage ${share(coverageNow)} now, ${share(coverageIn7Days)} in 7 days, ${share(coverageIn14Days)} in 14`,
    ...candidate.ticket.map((line) => `     ${line.side} ${line.contracts} ${line.symbol} at ${price(line.price)}`),
    ...candidate.warnings.map((warning) => `     note: ${warning}`),
  ];
}

const block = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [title, ...lines]);

/** One decision, numbered from 1. */
export function decisionLines(decision: Decision, index: number): readonly string[] {
  const { severity, headline, why, rule, rulePath, facts, arithmetic, candidates, boundBy, alternatives, expiresUs, cancelledBy } = decision;
  return [
    '', `${index + 1}. ${SEVERITY[severity]} ${headline}`, why,
    ...block('Facts (+ for, - against)', facts.map(factLine)),
    ...block('Arithmetic', arithmetic.map((line) => `  ${line}`)),
    ...block('Candidates', candidates.flatMap(candidateLines)),
    ...block('Weighed against', alternatives.map(({ action, text }) => `  ${action}: ${text}`)),
    ...(boundBy.length === 0 ? [] : [`Bound by: ${boundBy.join(', ')}`]),
    `Rule: ${rule}${rulePath.length === 0 ? '' : ` (${rulePath.join(' → ')})`}`,
    ...(expiresUs === null ? [] : [`Prices expire: ${newYorkText(expiresUs)}`]),
    ...(cancelledBy === '' ? [] : [`Cancelled by: ${cancelledBy}`]),
  ];
}

/** What was decided as lines to read; every figure is the JSON document's. */
export const decisionsText = (answer: DecideAnswer): string => `${[...headLines(answer), ...answer.judgement.decisions.flatMap(decisionLines)].join('\n')}\n`;
