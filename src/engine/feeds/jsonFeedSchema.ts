import { z } from 'zod';
import type { Bar, BreadthCount, IndexLevel, Quote, Trade, TradingStatus } from '../../domain/market/quote.ts';
import { MAX_PRICE, MAX_SIZE, refusedFrame, SYMBOL_PATTERN, type BreadthBar, type FrameOutcome, type FeedFrame, type RowRejection } from './feedFrame.ts';

/** The protocol as schemas: what `docs/feed-protocol.md` says, executable. Reads the rare frames; the hot ones are read by hand and tested equal. */
const symbol = z.string().regex(SYMBOL_PATTERN);
const root = z.string().regex(/^[A-Z][A-Z0-9]{0,5}$/);
const time = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const price = z.number().min(0).max(MAX_PRICE);
/** A bid of 0 is legal; nothing trades or stands at 0. */
const level = z.number().positive().max(MAX_PRICE);
const size = z.number().min(0).max(MAX_SIZE);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const isoDate = z.iso.date();
const text = z.string().max(1000);
const rows = z.array(z.unknown());
const end = z.boolean();

const frameSchemas = {
  hello: z.object({ t: z.literal('hello'), protocol: z.number().int(), source: text, simulated: z.boolean(), modelled: z.boolean().default(false), delayedSeconds: z.number().min(0).default(0) }),
  clock: z.object({ t: z.literal('clock'), marketTimeUs: time, speed: z.number().positive(), session: z.enum(['open', 'curb', 'closed']) }),
  heartbeat: z.object({ t: z.literal('heartbeat') }),
  error: z.object({ t: z.literal('error'), reason: text, detail: text.default('') }),
  chain: z.object({ t: z.literal('chain'), root, symbols: rows }),
  bars: z.object({ t: z.literal('bars'), symbol, interval: z.enum(['5m', '1h', '1d']), rows, end, corrects: z.boolean().default(false) }),
  breadthBars: z.object({ t: z.literal('breadthBars'), universe: symbol, rows, end, corrects: z.boolean().default(false) }),
  quote: z.object({ t: z.literal('quote'), rows }),
  trade: z.object({ t: z.literal('trade'), rows }),
  index: z.object({ t: z.literal('index'), rows }),
  breadth: z.object({ t: z.literal('breadth'), rows }),
  status: z.object({ t: z.literal('status'), rows }),
} as const;

interface RowRule<T> {
  readonly schema: z.ZodType<T>;
  /** Reason by position: the first position that fails names the rejection. */
  readonly reasons: readonly RowRejection[];
}

const quoteRow: RowRule<Quote> = {
  schema: z.tuple([symbol, time, price.nullable(), price.nullable(), size, size])
    .transform(([name, eventTimeUs, bid, ask, bidSize, askSize]) => ({ symbol: name, eventTimeUs, bid, ask, bidSize, askSize })),
  reasons: ['bad-symbol', 'bad-time', 'bad-price', 'bad-price', 'bad-size', 'bad-size'],
};
const tradeRow: RowRule<Trade> = {
  schema: z.tuple([symbol, time, level, size, size.nullable()])
    .transform(([name, eventTimeUs, paid, traded, cumulativeVolume]) => ({ symbol: name, eventTimeUs, price: paid, size: traded, cumulativeVolume })),
  reasons: ['bad-symbol', 'bad-time', 'bad-price', 'bad-size', 'bad-size'],
};
const levelRow: RowRule<IndexLevel> = {
  schema: z.tuple([symbol, time, level]).transform(([name, eventTimeUs, reached]) => ({ symbol: name, eventTimeUs, level: reached })),
  reasons: ['bad-symbol', 'bad-time', 'bad-price'],
};
const breadthRow: RowRule<BreadthCount> = {
  schema: z.tuple([symbol, time, count, count, count])
    .transform(([universe, eventTimeUs, advances, declines, unchanged]) => ({ universe, eventTimeUs, advances, declines, unchanged })),
  reasons: ['bad-symbol', 'bad-time', 'bad-count', 'bad-count', 'bad-count'],
};
const statusRow: RowRule<TradingStatus> = {
  schema: z.tuple([symbol, time, z.enum(['halted', 'active'])]).transform(([name, eventTimeUs, status]) => ({ symbol: name, eventTimeUs, halted: status === 'halted' })),
  reasons: ['bad-symbol', 'bad-time', 'bad-status'],
};
const barRow: RowRule<Bar> = {
  schema: z.tuple([isoDate, time, level, level, level, level, size.nullable()])
    // A low above the high is no bar; opens and closes a rounding outside the range are left as the source gives them.
    .refine(([, , , high, low]) => low <= high)
    .transform(([date, startUs, open, high, low, close, volume]) => ({ date, startUs, open, high, low, close, volume })),
  reasons: ['bad-time', 'bad-time', 'bad-price', 'bad-price', 'bad-price', 'bad-price', 'bad-size'],
};
const breadthBarRow: RowRule<BreadthBar> = {
  schema: z.tuple([isoDate, count, count, count]).transform(([date, advances, declines, unchanged]) => ({ date, advances, declines, unchanged })),
  reasons: ['bad-time', 'bad-count', 'bad-count', 'bad-count'],
};

/** One parsed JSON object to a frame, by the schemas alone. */
export function decodeBySchema(json: object): FrameOutcome {
  const kind = 't' in json ? json.t : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(frameSchemas, kind)) return refusedFrame('unknown-frame', `A frame is of unknown kind ${describe(kind)}.`);
  const parsed = frameSchemas[kind as keyof typeof frameSchemas].safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refusedFrame('bad-frame', `A ${kind} frame has a bad field ${describe(issue?.path.join('.'))}: ${issue?.message ?? 'unreadable'}.`);
  }
  const frame = parsed.data;
  switch (frame.t) {
    case 'quote': return withRows(frame.rows, quoteRow, (good) => ({ t: 'quote', rows: good }));
    case 'trade': return withRows(frame.rows, tradeRow, (good) => ({ t: 'trade', rows: good }));
    case 'index': return withRows(frame.rows, levelRow, (good) => ({ t: 'index', rows: good }));
    case 'breadth': return withRows(frame.rows, breadthRow, (good) => ({ t: 'breadth', rows: good }));
    case 'status': return withRows(frame.rows, statusRow, (good) => ({ t: 'status', rows: good }));
    case 'bars': return withRows(frame.rows, barRow, (good) => ({ t: 'bars', symbol: frame.symbol, interval: frame.interval, rows: good, end: frame.end, corrects: frame.corrects }));
    case 'breadthBars': return withRows(frame.rows, breadthBarRow, (good) => ({ t: 'breadthBars', universe: frame.universe, rows: good, end: frame.end, corrects: frame.corrects }));
    case 'chain': return withRows(frame.symbols, { schema: symbol, reasons: [] }, (good) => ({ t: 'chain', root: frame.root, symbols: good }), 'bad-symbol');
    default: return { ok: true, value: { frame, rejected: {} } };
  }
}

function withRows<T>(items: readonly unknown[], rule: RowRule<T>, frameOf: (rows: readonly T[]) => FeedFrame, wholeRow: RowRejection = 'bad-row'): FrameOutcome {
  const good: T[] = [];
  const rejected: Partial<Record<RowRejection, number>> = {};
  for (const item of items) {
    const parsed = rule.schema.safeParse(item);
    if (parsed.success) {
      good.push(parsed.data);
      continue;
    }
    const reason = reasonOf(parsed.error, rule, wholeRow);
    rejected[reason] = (rejected[reason] ?? 0) + 1;
  }
  return { ok: true, value: { frame: frameOf(good), rejected } };
}

function reasonOf(error: z.ZodError, rule: RowRule<unknown>, wholeRow: RowRejection): RowRejection {
  if (error.issues.some((issue) => issue.code === 'custom')) return 'bad-bar';
  const positions = error.issues.map((issue) => issue.path[0]);
  const first = positions.every((position) => typeof position === 'number') ? Math.min(...positions) : undefined;
  return (first === undefined ? undefined : rule.reasons[first]) ?? wholeRow;
}

// Text only: writing out an arbitrary value could be deep enough to exhaust the stack.
const describe = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : typeof value);
