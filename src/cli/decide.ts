import { join } from 'node:path';
import { createValuationContext } from '../domain/book/valuationContext.ts';
import { valueBook } from '../domain/book/valueBook.ts';
import type { BookValuation } from '../domain/book/valuation.ts';
import { decide, type Judgement } from '../domain/hedging/decide.ts';
import type { Decision } from '../domain/hedging/decision.ts';
import { failed, success, type Result } from '../domain/result.ts';
import type { Micros } from '../domain/units.ts';
import { readStateFile, type StatedSituation } from '../engine/importers/stateFile.ts';
import { unknownSignals } from '../engine/importers/stateSignals.ts';
import { loadPolicy, type LoadedPolicy } from '../engine/policies.ts';
import { emptyOption, EXIT, parseWords, refuse, type Command, type Surroundings } from './commandLine.ts';
import { decisionsText } from './decideText.ts';
import { prettyJson } from './prettyJson.ts';

export const DECIDE_HELP = `ballast decide --state FILE [--policy NAME|FILE] [--json | --text]

Puts one situation (market, signals, book, and what the rules remember) to the policy and prints the decisions: as one JSON document,
or with --text as lines to read. docs/decide.md describes the file; resources/examples/state.json is one.`;

const OPTIONS = { state: { type: 'string' }, policy: { type: 'string' }, json: { type: 'boolean' }, text: { type: 'boolean' } } as const;

/** Every figure of the document by its name: unit, sign and convention. */
const UNITS = {
  null: 'no answer, or not applicable',
  shortVegaPerVixPoint: '$ per 1.00 point of spot VIX: net of the SPX and SPY options that carry no layer; negative when short', hedgeVegaPerVixPoint: '$ per 1.00 point of spot VIX: net of all legs that carry a layer',
  coverage: 'hedge ÷ |short|, 0.42 = 42 %; bandLow, bandHigh, target, now and after likewise, after with every ticket of the rule; coverageNow, coverageIn7Days and coverageIn14Days with that ticket alone',
  contracts: 'whole contracts to trade, never negative; in a ticket per line, of that line’s side', price: '$ per unit, not multiplied; bid, ask and mid likewise',
  vegaPerVixPoint: '$ per 1.00 point of spot VIX, one contract', delta: 'to the forward, one contract', cost: '$ for the whole ticket, buys at the ask, sells at the bid; negative is received',
  margin: '$ to set aside beside it, an estimate; negative is set free', breakEvenVix: 'VIX at settlement, points', drag: 'expected cost over the policy’s guards.dragDays ÷ net liquidation value, 0.001 = 0.1 %',
  executionRatio: 'a tenth of the gain at VIX +10 ÷ what crossing the spread both ways costs', gainAtVixPlus10: '$ for the whole ticket at VIX +10 with the linked SPX move',
  daysToSettlement: 'calendar days, fractional', asOf: 'the session whose close a fact stands on; at the head, the moment of the market', expires: 'moment from which the prices of the advice are void',
} as const;

/** Exit code 0 also where the answer is that nothing can be judged: a decision says so, and why. */
export const runDecide: Command = async (words, surroundings) => {
  const order = await readOrder(words, surroundings);
  if (!order.ok) return refuse(surroundings, `decide: ${order.failure.detail}`);
  const answer = answerTo(order.value);
  surroundings.console.out(order.value.asText ? decisionsText(answer) : prettyJson(documentOf(answer)));
  return EXIT.done;
};

interface DecideOrder {
  readonly situation: StatedSituation;
  readonly policy: LoadedPolicy;
  readonly asText: boolean;
}

async function readOrder(words: readonly string[], { resourcesDir }: Surroundings): Promise<Result<DecideOrder>> {
  const parsed = parseWords(words, OPTIONS);
  if (!parsed.ok) return failed('invalid-input', `${parsed.failure.detail}.`);
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) return failed('invalid-input', `"${positionals[0] ?? ''}" is not an option; the file is given with --state.`);
  const empty = emptyOption(values);
  if (empty !== null) return failed('invalid-input', `${empty}.`);
  if (values.json === true && values.text === true) return failed('invalid-input', '--json and --text are two answers: say one.');
  if (values.state === undefined) return failed('invalid-input', `--state FILE is needed.\n${DECIDE_HELP}`);
  const policy = loadPolicy(values.policy ?? 'steward', [join(resourcesDir, 'policies')]);
  if (!policy.ok) return policy;
  const situation = await readStateFile(values.state, policy.value.policy.values);
  return situation.ok ? success({ situation: situation.value, policy: policy.value, asText: values.text === true }) : situation;
}

/** The situation, what its book is worth, and what was decided. */
export interface DecideAnswer {
  readonly situation: StatedSituation;
  readonly policy: LoadedPolicy;
  readonly valuation: BookValuation;
  readonly judgement: Judgement;
}

function answerTo({ situation, policy: loaded }: DecideOrder): DecideAnswer {
  const { policy } = loaded;
  const { vega, quality } = policy.values;
  const { market, book, signals, memory, events, macro } = situation;
  const context = createValuationContext(market, vega, quality);
  const valuation = valueBook(context, book, vega.shockVixPoints);
  return { situation, policy: loaded, valuation, judgement: decide({ context, book, valuation, signals, policy, memory, events, macro }) };
}

const momentText = (us: Micros): string => new Date(us / 1000).toISOString();

const decisionView = ({ expiresUs, asOfUs: _asOf, ...decision }: Decision): object => ({ ...decision, expires: expiresUs === null ? null : momentText(expiresUs) });

function documentOf({ situation, policy: { policy, version }, valuation, judgement }: DecideAnswer): object {
  const { market, book, settled, signals, memory, eventsStated, macro } = situation;
  const { shortVega, hedgeVega, coverage } = valuation;
  return {
    report: 'decide', asOf: momentText(market.nowUs), session: market.session, policy: `${policy.name}@${version}`, delayed: market.delayed, modelled: market.modelled,
    stage: { before: memory.stage, after: judgement.memory.stage, since: judgement.memory.stageSince, transitions: judgement.stageChanges },
    signals: { date: signals?.date ?? null, unknown: unknownSignals(signals), events: eventsStated ? 'stated' : 'unknown', macro: macro?.date ?? null },
    valuation: {
      bookName: book.name, complete: valuation.complete, incompleteBecause: valuation.failed.map(({ legId, symbol, failure }) => ({ legId, symbol, ...failure })), convention: valuation.convention,
      shortVegaPerVixPoint: shortVega, hedgeVegaPerVixPoint: hedgeVega, coverage: coverage.ok ? coverage.value : null, coverageReason: coverage.ok ? null : coverage.failure.detail,
      condorContracts: valuation.condorContracts, modelMarked: valuation.modelMarked,
      settled: settled.map(({ id, symbol, quantity }) => ({ id, symbol, quantity, note: 'settled before this moment, in cash: left out of every figure' })),
    },
    units: UNITS, decisions: judgement.decisions.map(decisionView), memory: judgement.memory,
  };
}
