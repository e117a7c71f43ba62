import type { BreadthCount, IndexLevel, Quote, Trade, TradingStatus } from '../../domain/market/quote.ts';
import type { InstrumentSymbol, Micros } from '../../domain/units.ts';
import { MAX_FRAME_BYTES, MAX_PRICE, MAX_SIZE, refusedFrame, SYMBOL_PATTERN, type FeedFrame, type FrameOutcome, type RowRejection } from './feedFrame.ts';
import { decodeBySchema } from './jsonFeedSchema.ts';

export type { BreadthBar, DecodedFrame, FeedFrame, FrameOutcome, FrameRejection, RowRejection } from './feedFrame.ts';

/** Text to frame. Never throws: whatever a broken or hostile server sends becomes a counted reason. */
export function decodeFrame(text: string): FrameOutcome {
  if (text.length > MAX_FRAME_BYTES) return refusedFrame('too-large', `A frame of ${text.length} characters is larger than ${MAX_FRAME_BYTES}.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refusedFrame('not-json', 'A frame is not JSON.');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return refusedFrame('not-an-object', 'A frame is not a JSON object.');
  const { t, rows } = json as { readonly t?: unknown; readonly rows?: unknown };
  switch (t) {
    case 'quote': return decodeRows(rows, t, decodeQuote, (good) => ({ t, rows: good }));
    case 'trade': return decodeRows(rows, t, decodeTrade, (good) => ({ t, rows: good }));
    case 'index': return decodeRows(rows, t, decodeLevel, (good) => ({ t, rows: good }));
    case 'breadth': return decodeRows(rows, t, decodeBreadth, (good) => ({ t, rows: good }));
    case 'status': return decodeRows(rows, t, decodeStatus, (good) => ({ t, rows: good }));
    default: return decodeBySchema(json);
  }
}

/** Frames come at thousands of rows a second: read by hand, and tested equal to the schema. */
function decodeRows<T extends object>(rows: unknown, kind: string, decode: (row: readonly unknown[]) => T | RowRejection, frameOf: (rows: readonly T[]) => FeedFrame): FrameOutcome {
  if (!Array.isArray(rows)) return refusedFrame('bad-frame', `A ${kind} frame has no rows.`);
  const good: T[] = [];
  const rejected: Partial<Record<RowRejection, number>> = {};
  for (const row of rows as readonly unknown[]) {
    const outcome = Array.isArray(row) ? decode(row as readonly unknown[]) : 'bad-row';
    if (typeof outcome === 'string') rejected[outcome] = (rejected[outcome] ?? 0) + 1;
    else good.push(outcome);
  }
  return { ok: true, value: { frame: frameOf(good), rejected } };
}

function decodeQuote(row: readonly unknown[]): Quote | RowRejection {
  if (row.length !== 6) return 'bad-row';
  const [symbol, eventTimeUs, bid, ask, bidSize, askSize] = row;
  if (!isSymbol(symbol)) return 'bad-symbol';
  if (!isTime(eventTimeUs)) return 'bad-time';
  if ((bid !== null && !isPrice(bid)) || (ask !== null && !isPrice(ask))) return 'bad-price';
  if (!isSize(bidSize) || !isSize(askSize)) return 'bad-size';
  return { symbol, eventTimeUs, bid, ask, bidSize, askSize };
}

function decodeTrade(row: readonly unknown[]): Trade | RowRejection {
  if (row.length !== 5) return 'bad-row';
  const [symbol, eventTimeUs, price, size, cumulativeVolume] = row;
  if (!isSymbol(symbol)) return 'bad-symbol';
  if (!isTime(eventTimeUs)) return 'bad-time';
  if (!isLevel(price)) return 'bad-price';
  if (!isSize(size) || (cumulativeVolume !== null && !isSize(cumulativeVolume))) return 'bad-size';
  return { symbol, eventTimeUs, price, size, cumulativeVolume };
}

function decodeLevel(row: readonly unknown[]): IndexLevel | RowRejection {
  if (row.length !== 3) return 'bad-row';
  const [symbol, eventTimeUs, level] = row;
  if (!isSymbol(symbol)) return 'bad-symbol';
  if (!isTime(eventTimeUs)) return 'bad-time';
  return isLevel(level) ? { symbol, eventTimeUs, level } : 'bad-price';
}

function decodeBreadth(row: readonly unknown[]): BreadthCount | RowRejection {
  if (row.length !== 5) return 'bad-row';
  const [universe, eventTimeUs, advances, declines, unchanged] = row;
  if (!isSymbol(universe)) return 'bad-symbol';
  if (!isTime(eventTimeUs)) return 'bad-time';
  return isCount(advances) && isCount(declines) && isCount(unchanged) ? { universe, eventTimeUs, advances, declines, unchanged } : 'bad-count';
}

function decodeStatus(row: readonly unknown[]): TradingStatus | RowRejection {
  if (row.length !== 3) return 'bad-row';
  const [symbol, eventTimeUs, status] = row;
  if (!isSymbol(symbol)) return 'bad-symbol';
  if (!isTime(eventTimeUs)) return 'bad-time';
  return status === 'halted' || status === 'active' ? { symbol, eventTimeUs, halted: status === 'halted' } : 'bad-status';
}

const isSymbol = (value: unknown): value is InstrumentSymbol => typeof value === 'string' && SYMBOL_PATTERN.test(value);
const isTime = (value: unknown): value is Micros => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
const isPrice = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= MAX_PRICE;
/** A bid of 0 is legal; nothing trades or stands at 0. */
const isLevel = (value: unknown): value is number => isPrice(value) && value > 0;
const isSize = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= MAX_SIZE;
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
