import { LAYERS, type LayerName } from '../../book/book.ts';
import { dollars, plural, price } from '../../figureText.ts';
import { rejectionText, type LayerChoices, type UnitChoice } from '../candidates.ts';
import type { Fact } from '../decision.ts';
import { layerResult, partsToSell, saleDraft } from '../delayer.ts';
import { coverageView, holdDraft, idOf, RANK, type Draft, type Verdict } from '../draft.ts';
import { steadyChoice, strikeKey } from '../growth.ts';
import { premiumOf } from '../instruments/unit.ts';
import type { StrikeChoice } from '../instruments/unitSearch.ts';
import { contractsIn, type Situation } from '../situation.ts';
import { partsOf, squareOf } from '../staggered.ts';
import { boughtText, buyCandidate } from '../ticket.ts';
import { NO_BAND, type ProgramOf } from './exempt.ts';

type FixedLadder = ProgramOf<'fixedLadder'>;

const WHOLE = 1e-9;

/** Contracts of a layer for so many condors: condors × contracts ÷ perCondors, a half rounded up. */
export const ladderContracts = (condors: number, contracts: number, perCondors: number): number =>
  Math.floor((condors * contracts) / perCondors + 0.5 + WHOLE);

interface Rung {
  readonly layer: LayerName;
  readonly wanted: number;
  readonly held: number;
  /** The sum behind `wanted`, to be checked by hand. */
  readonly line: string;
}

function rungsOf(s: Situation, { perCondors, contracts }: FixedLadder): readonly Rung[] {
  const condors = s.valuation.condorContracts;
  return LAYERS.map((layer) => {
    const wanted = ladderContracts(condors, contracts[layer], perCondors);
    const held = contractsIn(s, layer);
    return { layer, wanted, held, line: `${plural(condors, 'condor')} × ${contracts[layer]} ÷ ${perCondors} = ${wanted} of the ${layer} layer; held ${held}` };
  });
}

interface FoundChoice {
  readonly choice: UnitChoice | null;
  readonly choices: LayerChoices;
  readonly strike: StrikeChoice;
}

/** The first strike rule; the second where it finds nothing. */
function choiceFor(s: Situation, layer: LayerName, id: string): FoundChoice {
  const first = s.choices(layer, 'first');
  const strike = first.ranked.length > 0 || s.choices(layer, 'second').ranked.length === 0 ? 'first' : 'second';
  const choices = s.choices(layer, strike);
  return { choice: steadyChoice(s, choices, id), choices, strike };
}

function shortageDraft(s: Situation, program: FixedLadder, { layer, wanted, held, line }: Rung): Draft {
  const rule = 'add.fixed';
  const missing = wanted - held;
  const path = [`program.contracts.${layer}`, 'program.perCondors'];
  const why = `The ladder is ${wanted} of the ${layer} layer for ${plural(s.valuation.condorContracts, 'condor')} and ${held} ${held === 1 ? 'is' : 'are'} held.`;
  const { choice, choices, strike } = choiceFor(s, layer, idOf({ rule, subject: layer }, s.memory.episode));
  if (choice === null) {
    return holdDraft(coverageView(s, NO_BAND, null), {
      rule: 'hold.not-available', subject: layer, layer, severity: 'blocked', rank: RANK.add, rulePath: path, facts: condorFacts(s), arithmetic: [line],
      headline: `Hedge not available: ${missing} of the ${layer} layer wanted, nothing in the chain passes`, why: `${why} Contracts were passed over: ${rejectionText(choices)}.`, cancelledBy: 'a contract inside the strike and spread rules',
    });
  }
  const parts = partsOf(s, choice, squareOf(s, choice, missing), missing);
  const others = choices.ranked.filter(({ symbol }) => symbol !== choice.symbol).slice(0, s.policy.candidates.shown - 1);
  const candidates = [parts, ...others.map((other) => [{ choice: other, contracts: missing }])].map((each) => buyCandidate(s, each));
  const paid = parts.map((part) => `${part.contracts} × ${part.choice.unit.multiplier} × ${price(part.choice.unit.ask)}`).join(' + ');
  const cost = parts.reduce((sum, part) => sum + part.contracts * premiumOf(part.choice.unit, part.choice.unit.ask), 0);
  return {
    action: 'add', layer, contracts: missing, severity: 'act', rule, subject: layer, rank: RANK.add, why,
    headline: `Buy ${boughtText(parts)} (${layer} layer, fixed ladder${choice.marks.map((mark) => `, ${mark}`).join('')})`,
    rulePath: [...path, strikeKey(s, strike), rule], facts: condorFacts(s), candidates,
    arithmetic: [`${line}: buy ${missing}`, `Premium at the ask ${paid} = ${dollars(cost)}`],
    coverage: coverageView(s, NO_BAND, candidates[0]?.coverageNow ?? null), boundBy: [], cancelledBy: 'fewer condors, or the ladder filled by other trades',
  };
}

/** Fewer condors than the ladder was bought for: judged on the days that rebalance checks, and only what is worth a ticket. */
function surplusDraft(s: Situation, { layer, wanted, held, line }: Rung): Draft | null {
  const { everyDays, minContracts, minShare } = s.policy.rebalance;
  const days = s.memory.closing?.daysSinceFill ?? null;
  const surplus = held - wanted;
  if (days === null || days === 0 || days % everyDays !== 0 || surplus < minContracts || surplus < minShare * held) return null;
  const parts = partsToSell(layerResult(s, layer).sellable, surplus);
  if (parts.length === 0) return null;
  return saleDraft(s, NO_BAND, parts, {
    rule: 'rebalance.fixed', rank: RANK.rebalance, action: 'rebalance', layer, tag: 'fixed ladder', facts: condorFacts(s), arithmetic: [`${line}: sell ${surplus}`],
    rulePath: [`program.contracts.${layer}`, 'program.perCondors', 'rebalance.everyDays'], cancelledBy: 'more condors',
    why: `The ladder is ${wanted} of the ${layer} layer for ${plural(s.valuation.condorContracts, 'condor')} and ${held} are held; checked ${plural(days, 'day')} after the last fill.`,
  });
}

/** All that a fixed ladder goes by: signals have no say in it. */
const condorFacts = (s: Situation): readonly Fact[] => [{ label: 'Condors', text: `${plural(s.valuation.condorContracts, 'condor')} in the book`, asOf: s.date, supports: true }];

/** The baseline of a fixed ladder: so many contracts a layer for every so many condors, whatever the stage, the coverage or the cost. */
export function judgeFixedLadder(s: Situation): Verdict {
  const { program } = s.policy;
  if (program.kind !== 'fixedLadder' || s.valuation.condorContracts === 0) return { drafts: [], memory: s.memory };
  const drafts = rungsOf(s, program).flatMap((rung) => (rung.held < rung.wanted ? shortageDraft(s, program, rung) : rung.held > rung.wanted ? (surplusDraft(s, rung) ?? []) : []));
  const coverageWith = (draft: Draft): number => (draft.coverage.after ?? s.coverage ?? 0) - (s.coverage ?? 0);
  // Coverage after is that with every ticket of the rule.
  const shares = drafts.filter(({ rule }) => rule === 'add.fixed').map(coverageWith);
  const after = s.coverage === null ? null : shares.reduce((sum, share) => sum + share, s.coverage);
  return { drafts: drafts.map((draft) => (draft.rule === 'add.fixed' ? { ...draft, coverage: { ...draft.coverage, after } } : draft)), memory: s.memory };
}

/** What stands when the ladder calls for nothing. */
export function describeFixedLadder(s: Situation): Draft {
  const { program } = s.policy;
  const rungs = program.kind === 'fixedLadder' ? rungsOf(s, program) : [];
  const held = rungs.map((rung) => rung.held).join('/');
  if (s.valuation.condorContracts === 0) {
    const why = `The ladder is a number of contracts for every so many condors; ${s.held.length === 0 ? 'nothing is bought for none' : 'what is held is kept and rolled'}.`;
    return holdDraft(coverageView(s, NO_BAND, null), { rule: 'hold.fixed-no-condors', headline: `Hold: the book has no condors, the ladder stays at ${held}`, why, rulePath: ['program.perCondors'], facts: condorFacts(s), cancelledBy: 'a new condor' });
  }
  const surplus = rungs.some((rung) => rung.held > rung.wanted);
  return holdDraft(coverageView(s, NO_BAND, null), {
    rule: surplus ? 'hold.fixed-surplus' : 'hold.fixed-ladder', rulePath: ['program.contracts'], facts: condorFacts(s), arithmetic: rungs.map(({ line }) => line), cancelledBy: 'more or fewer condors, or a contract under its roll floor',
    headline: `Hold: the ladder stands at ${held} for ${plural(s.valuation.condorContracts, 'condor')}`,
    why: surplus
      ? `More is held than ${rungs.map((rung) => rung.wanted).join('/')}: it is sold on a day that rebalance checks (every ${plural(s.policy.rebalance.everyDays, 'day')} after the last fill), if it is worth a ticket and has a bid.`
      : 'Stages, coverage and cost do not move a fixed ladder.',
  });
}
