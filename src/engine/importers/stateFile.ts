/** One situation as JSON: market, signals, book, and what the rules remember. The shape is described in docs/decide.md. */
import { z } from 'zod';
import type { Book, BookLeg } from '../../domain/book/book.ts';
import { settleExpired } from '../../domain/book/settleExpired.ts';
import { createValuationContext } from '../../domain/book/valuationContext.ts';
import { previousTradingDay } from '../../domain/calendar.ts';
import type { HedgeMemory } from '../../domain/hedging/hedgeMemory.ts';
import type { MacroEvent, MacroReading } from '../../domain/hedging/macro.ts';
import type { PolicyValues } from '../../domain/hedging/policy/policySchema.ts';
import type { MarketView } from '../../domain/market/marketView.ts';
import { isIsoDate } from '../../domain/time.ts';
import type { IsoDate } from '../../domain/units.ts';
import { failed, success, type Result } from '../../domain/result.ts';
import type { DailySignals } from '../../domain/signals/dailySignals.ts';
import { readJsonFile } from './jsonFile.ts';
import { eventOf, eventSchema, readingSchema } from './macroFile.ts';
import { openStateBook, stateBookSchema } from './stateBook.ts';
import { soundMarket, stateMarketSchema, withDefects } from './stateMarket.ts';
import { memoryOfState, stateMemorySchema } from './stateMemory.ts';
import { signalsOfState, stateSignalsSchema } from './stateSignals.ts';

const stateSchema = z.strictObject({
  about: z.string().optional(),
  market: stateMarketSchema,
  signals: stateSignalsSchema.nullable(),
  book: stateBookSchema,
  memory: stateMemorySchema.default({}),
  events: z.array(eventSchema).max(1000).optional(),
  macro: readingSchema.nullable().default(null),
});

/** What is put to the rules, beside the policy. */
export interface StatedSituation {
  readonly market: MarketView;
  readonly book: Book;
  /** Legs that had settled before the state's moment: left out. */
  readonly settled: readonly BookLeg[];
  readonly signals: DailySignals | null;
  readonly memory: HedgeMemory;
  readonly events: readonly MacroEvent[];
  /** The state names its events, if only to say that there are none. */
  readonly eventsStated: boolean;
  readonly macro: MacroReading | null;
}

/** Dates of what is still to come: an event, an expiration. */
const AHEAD: readonly string[] = ['memory.add.firedFor.date', 'memory.tailHedge.expiration'];

/** The first date of what is said to have been that lies after the market's own, as `memory.evaluatedOn: 2099-01-01`; null where all lie before. */
function laterThan(date: IsoDate, value: unknown, path: string): string | null {
  if (typeof value === 'string') return isIsoDate(value) && value > date && !AHEAD.includes(path) ? `${path}: ${value}` : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, part] of Object.entries(value)) {
    const late = laterThan(date, part, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (late !== null) return late;
  }
  return null;
}

/** Failures: `not-found`, `refused`, `invalid-input`, and why a condor or hedge of the short form cannot be opened; each names the file and the line or field. */
export async function readStateFile(path: string, policy: PolicyValues): Promise<Result<StatedSituation>> {
  const json = await readJsonFile(path, { schema: stateSchema, mostMebibytes: 64, whole: 'the state' });
  if (!json.ok) return json;
  const { market: stated, signals, book: statedBook, memory, events, macro: reading } = json.value;
  const inFile = <T>(result: Result<T>): Result<T> => (result.ok ? result : failed(result.failure.reason, `${path}: ${result.failure.detail}`));
  const { rate, staleSeconds } = policy.quality;
  const sound = await soundMarket(stated, { file: path, alsoListed: statedBook.legs.map(({ symbol }) => symbol), options: { policyRate: rate, staleSeconds: staleSeconds.option } });
  if (!sound.ok) return sound;
  const opened = inFile(openStateBook(statedBook, createValuationContext(sound.value, policy.vega, policy.quality)));
  if (!opened.ok) return opened;
  const market = inFile(withDefects(sound.value, stated));
  if (!market.ok) return market;
  const { date, nowUs } = market.value;
  const lastSession = previousTradingDay(date);
  const spx = sound.value.levels.get('SPX')?.level ?? 0;
  const dated = signals === null ? null : signalsOfState(signals, { lastSession, spx, policy });
  const late = laterThan(date, signals, 'signals') ?? laterThan(date, memory, 'memory') ?? laterThan(date, reading, 'macro');
  if (late !== null) return failed('invalid-input', `${path}: ${late} is later than the market's own ${date}`);
  return success({
    market: market.value, ...settleExpired(opened.value, nowUs), signals: dated, memory: memoryOfState(memory),
    events: (events ?? []).map(eventOf), eventsStated: events !== undefined, macro: reading,
  });
}
