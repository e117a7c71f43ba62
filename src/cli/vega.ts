import { join } from 'node:path';
import { settleExpired } from '../domain/book/settleExpired.ts';
import { smileReport, type SmileRow } from '../domain/book/smileReport.ts';
import { countConditions } from '../domain/book/trustedQuote.ts';
import { createValuationContext, type ValuationContext } from '../domain/book/valuationContext.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { parseMoment } from '../domain/time.ts';
import { vegaReport } from '../domain/vega/vegaReport.ts';
import { readBookFile } from '../engine/importers/bookFile.ts';
import { readChainFile } from '../engine/importers/chainFile.ts';
import { loadPolicy, type LoadedPolicy } from '../engine/policies.ts';
import type { Book } from '../domain/book/book.ts';
import type { MarketView } from '../domain/market/marketView.ts';
import { emptyOption, EXIT, parseWords, refuse, type Command, type Surroundings } from './commandLine.ts';
import { prettyJson } from './prettyJson.ts';

export const VEGA_HELP = `ballast vega --book FILE --chain FILE [--policy NAME|FILE] [--at MOMENT] [--rate R]

Values the book on the quotes of one moment and prints one JSON document: vega raw, term-weighted and net per VIX point, the
shock twins, coverage and greeks, per leg, layer, strategy, underlying and book. --at 2026-11-20T11:00:00-05:00 is needed where
the chain file carries no moment; --rate 0.04 stands before the file's own rate and the policy's.`;

const OPTIONS = { book: { type: 'string' }, chain: { type: 'string' }, policy: { type: 'string' }, at: { type: 'string' }, rate: { type: 'string' } } as const;

/** Every figure of the document by its name: unit, sign and convention. */
const UNITS = {
  null: 'no answer: a leg that the figure needs has no trusted price (incompleteBecause), or the reason beside it',
  quantity: 'signed contracts, long positive; all dollar figures are of the position, multiplier applied',
  rawSpxVegaPerVolPoint: '$ per 1.00 point of the options’ own implied volatility, SPX and SPY options only, not weighted',
  rawVixVolOfVolVegaPerVolPoint: '$ per 1.00 point of the VIX options’ own implied volatility (vol-of-vol); never added to SPX vega',
  termWeightedSpxVegaPerVixPoint: '$ per 1.00 point of spot VIX: SPX and SPY options, vega × w(T); measured: w of tables.weight; rootTime: (30 ÷ days)^½',
  netVegaPerVixPoint: '$ per 1.00 point of spot VIX: the line before, VIX options at delta to the VIX forward × β(days), futures at β(days)',
  shortVegaPerVixPoint: 'net of the SPX and SPY options that carry no layer',
  hedgeVegaPerVixPoint: 'net of the VIX legs and of all legs that carry a layer',
  coverage: 'hedge ÷ |short|, 0.42 = 42 %; in shockTwins: hedge gain ÷ |loss of the condors|',
  shocks: '$ change at VIX + vixPoints with the linked SPX move (spxPercent), full revaluation with the weights of tables.conventionInForce',
  deltaShareEquivalents: 'units of the underlying’s forward', deltaDollarsPerPercent: '$ per 1 % of the underlying',
  gammaDollarsPerPercent: 'a move of m % earns about delta·m + gamma·m²/2, $', vegaPerVolPoint: '$ per 1.00 point of the option’s own volatility',
  thetaPerDay: '$ per calendar day at fixed forward', vannaPerVolPoint: 'share-equivalents per volatility point', volgaPerVolPoint: '$ of vega per volatility point',
  charmPerDay: 'share-equivalents per calendar day', marketValue: '$; a future counts what it has moved since entry', mark: '$ per unit, not multiplied',
  volatility: '0.20 = 20 % a year', atTheMoney: 'volatility of the smile at the forward, 0.20 = 20 % a year', daysToSettlement: 'calendar days, fractional', asOfUs: 'microseconds since 1970, UTC',
} as const;

interface VegaOrder {
  readonly book: Book;
  readonly market: MarketView;
  readonly policy: LoadedPolicy;
}

/** Exit code 0 also for an incomplete book: `complete` says so, and which totals are open. */
export const runVega: Command = async (words, surroundings) => {
  const order = await readOrder(words, surroundings);
  if (!order.ok) return refuse(surroundings, `vega: ${order.failure.detail}`);
  surroundings.console.out(prettyJson(documentOf(order.value)));
  return EXIT.done;
};

function rateOf(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return success(undefined);
  const rate = text.trim() === '' ? Number.NaN : Number(text);
  return rate >= -0.05 && rate <= 0.25 ? success(rate) : failed('invalid-input', `--rate must be a yearly rate from -0.05 to 0.25, not "${text}".`);
}

async function readOrder(words: readonly string[], { resourcesDir }: Surroundings): Promise<Result<VegaOrder>> {
  const parsed = parseWords(words, OPTIONS);
  if (!parsed.ok) return failed('invalid-input', `${parsed.failure.detail}.`);
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) return failed('invalid-input', `"${positionals[0] ?? ''}" is not an option; files are given with --book and --chain.`);
  const { rate: rateText, ...named } = values;
  const empty = emptyOption(named);
  if (empty !== null) return failed('invalid-input', `${empty}.`);
  if (values.book === undefined || values.chain === undefined) return failed('invalid-input', `--book FILE and --chain FILE are needed.\n${VEGA_HELP}`);
  const atUs = values.at === undefined ? undefined : parseMoment(values.at);
  if (atUs === null) return failed('invalid-input', `--at must be a moment with its offset like 2026-11-20T11:00:00-05:00, not "${values.at ?? ''}".`);
  const rate = rateOf(rateText);
  if (!rate.ok) return rate;
  const policy = loadPolicy(values.policy ?? 'steward', [join(resourcesDir, 'policies')]);
  if (!policy.ok) return policy;
  const { quality } = policy.value.policy.values;
  const book = await readBookFile(values.book);
  if (!book.ok) return book;
  const market = await readChainFile(values.chain, { atUs, rate: rate.value, policyRate: quality.rate, staleSeconds: quality.staleSeconds.option });
  if (!market.ok) return market;
  return success({ book: book.value, market: market.value, policy: policy.value });
}

function documentOf({ book, market, policy: { policy, version } }: VegaOrder): object {
  const { vega, quality } = policy.values;
  const { book: held, settled } = settleExpired(book, market.nowUs);
  const context = createValuationContext(market, vega, quality);
  const report = vegaReport(context, held, vega.shockVixPoints);
  const { asOfUs, conventionInForce, complete, incompleteBecause, modelMarked, quoteConditions, ...figures } = report;
  return {
    report: 'vega', complete, asOf: new Date(asOfUs / 1000).toISOString(), asOfUs, session: market.session, bookName: book.name, sampleBook: book.sample,
    policy: `${policy.name}@${version}`, rate: market.rate, delayed: market.delayed, modelled: market.modelled,
    tables: { conventionInForce, beta: vega.beta, weight: vega.weight, vvixPerVixPoint: vega.vvixPerVixPoint, vixPerSpxPercent: vega.vixPerSpxPercent },
    incompleteBecause,
    settled: settled.map(({ id, symbol, quantity }) => ({ id, symbol, quantity, note: 'settled before this moment: left out of every figure' })),
    modelMarked,
    quoteConditions: { legs: quoteConditions, chain: { quoted: market.quotes.size, ...countConditions(market, quality.marks) } },
    units: UNITS, ...figures, smiles: smilesOf(context, held),
  };
}

function smileOf({ fit, forward, inBook: _, ...row }: SmileRow): object {
  const strikeAt = (logMoneyness: number): number | null => (forward === null ? null : forward.value * Math.exp(logMoneyness));
  if (fit === null) return { ...row, forward, fit };
  const { range: [low, high], ...stands } = fit;
  return { ...row, forward, fit: { ...stands, lowestStrike: strikeAt(low), highestStrike: strikeAt(high) } };
}

/** Of the expiries that legs hang on; their calendar violations, SPX only. */
function smilesOf(context: ValuationContext, book: Book): object {
  const { expiries, calendarViolations } = smileReport(context, book, 'book');
  return {
    expiries: expiries.map(smileOf),
    calendarViolations: calendarViolations.map(({ earlier, later, range: [low, high], shortfall }) => ({ earlier, later, lowestMoneyness: Math.exp(low), highestMoneyness: Math.exp(high), shortfall })),
  };
}
