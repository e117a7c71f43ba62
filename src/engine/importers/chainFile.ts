/** The market of one moment as a file, JSON or CSV; both shapes are described in docs/cli.md. */
import { extname } from 'node:path';
import { z } from 'zod';
import { previousTradingDay, sessionHours, sessionPhase } from '../../domain/calendar.ts';
import { parseAnySymbol } from '../../domain/instruments/anySymbol.ts';
import { instrumentOf } from '../../domain/instruments/instrument.ts';
import type { LevelView, MarketView, QuoteView } from '../../domain/market/marketView.ts';
import type { Quote } from '../../domain/market/quote.ts';
import { failed, success, type Result } from '../../domain/result.ts';
import { newYorkDate, parseMoment } from '../../domain/time.ts';
import { MICROS_PER_SECOND, type InstrumentSymbol, type Micros } from '../../domain/units.ts';
import { readTable } from './csvTable.ts';
import { readJsonFile } from './jsonFile.ts';
import type { TableRow } from './tableRow.ts';

export interface ChainFileOptions {
  /** Moment of the quotes (`--at`). CSV needs it; a JSON file that names another moment is refused. */
  readonly atUs?: Micros | undefined;
  /** Rate a year asked for by name (`--rate`): stands before the file's own. */
  readonly rate?: number | undefined;
  /** Rate where neither says one: the policy's `quality.rate`. */
  readonly policyRate: number;
  /** Age from which a quote that carries its time is stale: the policy's `quality.staleSeconds.option`. */
  readonly staleSeconds: number;
}

const price = z.number().nonnegative();
const size = z.number().nonnegative().default(0);
/** Microseconds of 2001 and later: milliseconds and seconds by mistake are smaller. */
const micros = z.int().min(1e15, 'is not a time in microseconds');
/** No calendar reaches further: beyond it days would be counted for minutes. */
const LATEST_US = Date.UTC(2100, 0, 1) * 1000;
/** A time with its offset, as microseconds. */
export const moment = z.string().transform((text, context) => {
  const us = parseMoment(text);
  if (us !== null && us < LATEST_US) return us;
  context.addIssue({ code: 'custom', message: `is "${text}", not a time with its offset like 2026-11-20T11:00:00-05:00` });
  return z.NEVER;
});

/** The market of one moment, as a file or within a state. */
export const chainSchema = z.strictObject({
  asOf: moment.optional(),
  asOfUs: micros.optional(),
  rate: z.number().min(-0.05).max(0.25).optional(),
  levels: z.record(z.string(), z.number().positive()).default({}),
  quotes: z.array(z.strictObject({
    symbol: z.string(), bid: price.nullable(), ask: price.nullable(), bidSize: size, askSize: size,
    eventTime: moment.optional(), eventTimeUs: micros.optional(), halted: z.boolean().default(false),
  })).min(1, 'holds no quote'),
  source: z.string().optional(),
  delayed: z.boolean().default(false),
  modelled: z.boolean().default(false),
});

type QuoteRow = Omit<QuoteView, 'stale'>;

/** Fields of a quote as the file writes them: the symbol in any feed's form, the time perhaps not said. */
type WrittenQuote = Omit<QuoteRow, 'eventTimeUs'> & { readonly eventTimeUs: Micros | undefined };

/** What a file has said so far. A sentence that comes back names the field and ends the reading. */
interface Draft {
  readonly levels: Map<InstrumentSymbol, LevelView>;
  readonly quotes: Map<InstrumentSymbol, QuoteView>;
  addQuote(quote: WrittenQuote): string | undefined;
  addLevel(text: string, level: number): string | undefined;
}

/** The last moment up to `nowUs` at which options traded: quotes do not age while the exchange is closed. */
function lastQuotingMoment(nowUs: Micros): Micros {
  const date = newYorkDate(nowUs);
  const today = sessionHours(date);
  if (today !== null && nowUs >= today.openUs) return Math.min(nowUs, today.curbCloseUs);
  return sessionHours(previousTradingDay(date))?.curbCloseUs ?? nowUs;
}

function createDraft(nowUs: Micros, { staleSeconds }: ChainFileOptions): Draft {
  const levels = new Map<InstrumentSymbol, LevelView>();
  const quotes = new Map<InstrumentSymbol, QuoteView>();
  const staleBefore = lastQuotingMoment(nowUs) - staleSeconds * MICROS_PER_SECOND;
  const isPlain = (symbol: InstrumentSymbol): boolean => {
    const instrument = instrumentOf(symbol);
    return instrument.ok && (instrument.value.kind === 'index' || instrument.value.kind === 'equity');
  };
  return {
    levels,
    quotes,
    addQuote(written) {
      const symbol = parseAnySymbol(written.symbol);
      if (!symbol.ok) return `symbol: ${symbol.failure.detail}`;
      if (isPlain(symbol.value)) return `symbol: ${written.symbol} has a level, not a quote`;
      if (quotes.has(symbol.value)) return `symbol: ${written.symbol} stands twice`;
      const { eventTimeUs = nowUs } = written;
      if (eventTimeUs > nowUs) return `eventTime: the quote of ${written.symbol} is later than the market's own moment`;
      quotes.set(symbol.value, { ...written, symbol: symbol.value, eventTimeUs, stale: eventTimeUs < staleBefore });
      return undefined;
    },
    addLevel(text, level) {
      const symbol = parseAnySymbol(text);
      if (!symbol.ok) return `symbol: ${symbol.failure.detail}`;
      if (!isPlain(symbol.value)) return `symbol: ${text} has a quote, not a level`;
      if (levels.has(symbol.value)) return `symbol: ${text} stands twice`;
      levels.set(symbol.value, { symbol: symbol.value, level, eventTimeUs: nowUs, stale: false });
      return undefined;
    },
  };
}

const viewOf = (nowUs: Micros, { levels, quotes }: Draft, terms: Pick<MarketView, 'rate' | 'delayed' | 'modelled'>): MarketView => ({
  nowUs, date: newYorkDate(nowUs), session: sessionPhase(nowUs), levels, quotes, listed: [...quotes.keys()], ...terms,
});

export type ChainJson = z.output<typeof chainSchema>;

function momentOf({ asOf, asOfUs }: ChainJson, { atUs }: ChainFileOptions): Result<Micros> {
  const said = [asOf, asOfUs, atUs].filter((us) => us !== undefined);
  const [first] = said;
  if (first === undefined) return failed('invalid-input', 'asOf is missing: the moment of the quotes');
  if (said.every((us) => us === first)) return success(first);
  return failed('invalid-input', 'asOf: the file names one moment and --at (or asOfUs) another');
}

/** The market that a checked chain describes. The failure names the field. */
export function marketOfChain(json: ChainJson, options: ChainFileOptions): Result<MarketView> {
  const { levels, quotes, rate, delayed, modelled } = json;
  const wrong = (sentence: string): Result<never> => failed('invalid-input', sentence);
  const nowUs = momentOf(json, options);
  if (!nowUs.ok) return nowUs;
  const draft = createDraft(nowUs.value, options);
  for (const [symbol, level] of Object.entries(levels)) {
    const problem = draft.addLevel(symbol, level);
    if (problem !== undefined) return wrong(`levels.${problem}`);
  }
  for (const [index, { eventTime, eventTimeUs = eventTime, ...row }] of quotes.entries()) {
    if (eventTime !== undefined && eventTimeUs !== eventTime) return wrong(`quotes[${index}].eventTime: eventTimeUs names another moment`);
    const problem = draft.addQuote({ ...row, eventTimeUs });
    if (problem !== undefined) return wrong(`quotes[${index}].${problem}`);
  }
  return success(viewOf(nowUs.value, draft, { rate: options.rate ?? rate ?? options.policyRate, delayed, modelled }));
}

async function readJsonChain(path: string, options: ChainFileOptions): Promise<Result<MarketView>> {
  const json = await readJsonFile(path, { schema: chainSchema, mostMebibytes: 64, whole: 'a market file' });
  if (!json.ok) return json;
  const market = marketOfChain(json.value, options);
  return market.ok ? market : failed(market.failure.reason, `${path}: ${market.failure.detail}`);
}

const CSV_COLUMNS = { required: ['symbol', 'bid', 'ask'], optional: ['bid_size', 'ask_size', 'event_time', 'level', 'last'] };

const numberOrNull = (row: TableRow, column: string): number | null => (row.text(column) === '' ? null : row.number(column, { least: 0 }));

/** An index has no market of its own: bid and ask stand for its level only where they are one figure. A share's mid is its level. */
function levelOfRow(row: TableRow, { bid, ask }: Pick<Quote, 'bid' | 'ask'>, kind: 'index' | 'equity'): number | string {
  const named = numberOrNull(row, 'level') ?? numberOrNull(row, 'last');
  const level = named ?? (bid !== null && ask !== null && (bid === ask || kind === 'equity') ? 0.5 * (bid + ask) : null);
  if (level === null) return `level: ${row.text('symbol')} has none, and bid and ask are not one figure`;
  return level > 0 ? level : `level: ${row.text('symbol')} is ${level}, not more than 0`;
}

function addRow(draft: Draft, row: TableRow): string | undefined {
  const text = row.text('symbol');
  const sides = { bid: numberOrNull(row, 'bid'), ask: numberOrNull(row, 'ask') };
  const symbol = parseAnySymbol(text);
  const instrument = symbol.ok ? instrumentOf(symbol.value) : symbol;
  if (!instrument.ok) return `symbol: ${instrument.failure.detail}`;
  const { kind } = instrument.value;
  if (kind === 'index' || kind === 'equity') {
    const level = levelOfRow(row, sides, kind);
    const problem = typeof level === 'string' ? level : draft.addLevel(text, level);
    return row.problem() ?? problem;
  }
  const time = row.text('event_time');
  const eventTimeUs = time === '' ? undefined : parseMoment(time);
  if (eventTimeUs === null) return `event_time is "${time}", not a time with its offset like 2026-11-20T11:00:00-05:00`;
  const sizes = { bidSize: numberOrNull(row, 'bid_size') ?? 0, askSize: numberOrNull(row, 'ask_size') ?? 0 };
  return row.problem() ?? draft.addQuote({ symbol: text, ...sides, ...sizes, eventTimeUs, halted: false });
}

async function readCsvChain(path: string, options: ChainFileOptions): Promise<Result<MarketView>> {
  const { atUs, rate, policyRate } = options;
  if (atUs === undefined) return failed('invalid-input', `${path}: a CSV file carries no moment: give it with --at, like 2026-11-20T11:00:00-05:00`);
  const draft = createDraft(atUs, options);
  const table = await readTable(path, CSV_COLUMNS, (row) => addRow(draft, row));
  if (!table.ok) return table;
  if (draft.quotes.size === 0) return failed('invalid-input', `${path}: the file holds levels and no quote`);
  return success(viewOf(atUs, draft, { rate: rate ?? policyRate, delayed: false, modelled: false }));
}

/**
 * The market that the file holds: JSON where the name ends so, else CSV. Symbols may stand in canonical, dxFeed's,
 * Tradier's or Massive's form; listed is what is quoted; a size that is not said is 0.
 * Failures `not-found`, `refused`, `invalid-input` name file, line (CSV) and field.
 */
export const readChainFile = (path: string, options: ChainFileOptions): Promise<Result<MarketView>> =>
  (extname(path).toLowerCase() === '.json' ? readJsonChain(path, options) : readCsvChain(path, options));
