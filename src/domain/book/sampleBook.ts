import { labelOf } from '../instruments/label.ts';
import type { OptionRight } from '../instruments/optionSymbol.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { calendarDaysBetween } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import type { Book, BookLeg } from './book.ts';
import { chainKey, listedChainOf } from './listedChain.ts';
import type { ExpirationChain } from './listedChain.ts';
import { isTradable } from './valuation.ts';
import type { ValuationContext } from './valuationContext.ts';

/** An iron condor described by distance, so that it fits any level of the index. */
export interface CondorTemplate {
  readonly strategy: string;
  readonly contracts: number;
  /** Calendar days to expiration wanted. */
  readonly targetDays: number;
  /** Strike of the short put and call as a share of the forward, 0.95 = 5 % below. */
  readonly shortPutMoneyness: number;
  readonly shortCallMoneyness: number;
  /** Points between the short and the long strike of a side. */
  readonly widthPoints: number;
}

export interface SampleTemplate {
  readonly name: string;
  /** Account net liquidation value, dollars. */
  readonly netLiquidation: number;
  readonly condors: readonly CondorTemplate[];
}

const SAMPLE_ROOT = 'SPXW';
const STRIKE_STEP = 5;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPositive = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;

function parseCondor(json: unknown, path: string): Result<CondorTemplate> {
  if (!isFields(json)) return failed('invalid-input', `${path} must be an object`);
  const { strategy, contracts, targetDays, shortPutMoneyness, shortCallMoneyness, widthPoints } = json;
  if (typeof strategy !== 'string' || strategy === '') return failed('invalid-input', `${path}.strategy must be a text`);
  if (!isPositive(contracts) || !Number.isInteger(contracts)) return failed('invalid-input', `${path}.contracts must be a whole number from 1 on`);
  if (!isPositive(targetDays)) return failed('invalid-input', `${path}.targetDays must be above 0`);
  if (!isPositive(shortPutMoneyness) || shortPutMoneyness >= 1) return failed('invalid-input', `${path}.shortPutMoneyness must lie between 0 and 1`);
  if (!isPositive(shortCallMoneyness) || shortCallMoneyness <= 1) return failed('invalid-input', `${path}.shortCallMoneyness must be above 1`);
  if (!isPositive(widthPoints) || widthPoints % STRIKE_STEP !== 0) return failed('invalid-input', `${path}.widthPoints must be a multiple of ${STRIKE_STEP}`);
  return success({ strategy, contracts, targetDays, shortPutMoneyness, shortCallMoneyness, widthPoints });
}

/** Reads `resources/sample-book.json`; the failure names the field. */
export function parseSampleTemplate(json: unknown): Result<SampleTemplate> {
  if (!isFields(json)) return failed('invalid-input', 'the sample book must be an object');
  const { name, netLiquidation, condors } = json;
  if (typeof name !== 'string' || name === '') return failed('invalid-input', 'name must be a text');
  if (!isPositive(netLiquidation)) return failed('invalid-input', 'netLiquidation must be above 0');
  if (!Array.isArray(condors) || condors.length === 0) return failed('invalid-input', 'condors must be a list with at least one condor');
  const parsed: CondorTemplate[] = [];
  for (const [index, row] of condors.entries()) {
    const condor = parseCondor(row, `condors[${index}]`);
    if (!condor.ok) return condor;
    parsed.push(condor.value);
  }
  return success({ name, netLiquidation, condors: parsed });
}

interface PlannedLeg {
  readonly role: string;
  readonly right: OptionRight;
  readonly side: 1 | -1;
  readonly strike: number;
}

/** The four strikes: shorts at the listed strike nearest the wanted distance whose wing is listed too. */
function planLegs(template: CondorTemplate, strikes: readonly number[], forward: number): readonly PlannedLeg[] | null {
  const known = new Set(strikes);
  const nearest = (wanted: number, wing: number): number | undefined =>
    strikes.filter((strike) => strike % STRIKE_STEP === 0 && known.has(strike + wing)).toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
  const put = nearest(template.shortPutMoneyness * forward, -template.widthPoints);
  const call = nearest(template.shortCallMoneyness * forward, template.widthPoints);
  if (put === undefined || call === undefined || put >= call) return null;
  return [
    { role: 'short-put', right: 'P', side: -1, strike: put },
    { role: 'long-put', right: 'P', side: 1, strike: put - template.widthPoints },
    { role: 'short-call', right: 'C', side: -1, strike: call },
    { role: 'long-call', right: 'C', side: 1, strike: call + template.widthPoints },
  ];
}

function symbolOf(chain: ExpirationChain, { right, strike }: PlannedLeg): InstrumentSymbol | null {
  const pair = chain.find((row) => row.strike === strike);
  return (right === 'C' ? pair?.call : pair?.put) ?? null;
}

function resolveCondor(template: CondorTemplate, context: ValuationContext, date: IsoDate): Result<readonly BookLeg[]> {
  const chain = listedChainOf(context.market.listed);
  const listed = (chain.expirations.get('SPX') ?? []).filter((row) => row.root === SAMPLE_ROOT && row.date > date);
  const distance = (expiration: IsoDate): number => Math.abs(calendarDaysBetween(date, expiration) - template.targetDays);
  const expiration = listed.toSorted((a, b) => distance(a.date) - distance(b.date))[0]?.date;
  if (expiration === undefined) return failed('missing-data', `no ${SAMPLE_ROOT} expiration is listed`);
  const strikes = chain.options.get(chainKey(SAMPLE_ROOT, expiration)) ?? [];
  const forward = context.forward('SPX', SAMPLE_ROOT, expiration);
  if (!forward.ok) return forward;
  const plan = planLegs(template, strikes.map(({ strike }) => strike), forward.value.value);
  if (plan === null) return failed('missing-data', `${template.strategy}: no listed strikes fit on ${expiration}`);
  const legs: BookLeg[] = [];
  for (const leg of plan) {
    const symbol = symbolOf(strikes, leg);
    const figures = symbol === null ? failed('missing-data', `${SAMPLE_ROOT} ${expiration} ${leg.strike} ${leg.right} is not listed`) : context.figures(symbol);
    if (!figures.ok) return figures;
    // The paper trader opens at prices that somebody quotes, not at what a smile makes of their absence.
    if (!isTradable(figures.value)) return failed('not-available', figures.value.markReason ?? `${labelOf(figures.value.symbol)} has no live bid and ask`);
    const { mark, volatility } = figures.value;
    legs.push({
      id: `${template.strategy}:${leg.role}:${date}`, symbol: figures.value.symbol, quantity: leg.side * template.contracts, price: mark, openedOn: date,
      strategy: template.strategy, layer: null, entry: volatility === null ? null : { forward: forward.value.value, volatility }, source: 'sample',
    });
  }
  return success(legs);
}

/** Opens the template's condors at mid in the contracts that are listed and quoted now. Fails with the first leg's reason. */
export function openSampleBook(template: SampleTemplate, context: ValuationContext, date: IsoDate): Result<Book> {
  const legs: BookLeg[] = [];
  for (const condor of template.condors) {
    const resolved = resolveCondor(condor, context, date);
    if (!resolved.ok) return resolved;
    legs.push(...resolved.value);
  }
  return success({ name: template.name, sample: true, legs, netLiquidation: template.netLiquidation });
}
