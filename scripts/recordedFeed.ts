/**
 * Recorded history as a feed: what `../shared/data` holds of the sessions up to a date, told as docs/feed-protocol.md says, after that
 * session's close. For the pictures of docs/signals.md.
 */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocketServer, type WebSocket } from 'ws';
import { newYorkMicros } from '../src/domain/time.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
/** The longest window, what a chart shows, and a year for averages and pivots to settle. */
const SESSIONS = 760;

export const recordPresent = existsSync(`${DATA}prices/spx_daily_2010_2026.csv`);

type Row = Readonly<Record<string, string>>;
type Frame = Readonly<Record<string, unknown>>;

function rowsOf(file: string): readonly Row[] {
  const [header = '', ...lines] = readFileSync(DATA + file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, column) => [names[column] ?? '', cell])));
}

const FILES: Readonly<Record<string, string>> = {
  SPX: 'prices/spx_daily_2010_2026.csv',
  SPY: 'prices/spy_daily.csv',
  VIX: 'vol/vix_daily_ohlc.csv',
  VIX9D: 'vol/vix9d_daily_ohlc.csv',
  VIX3M: 'vol/vix3m_daily_ohlc.csv',
  VIX6M: 'vol/vix6m_daily_ohlc.csv',
  COR1M: 'vol/cor1m_daily_ohlc.csv',
  COR3M: 'vol/cor3m_daily_ohlc.csv',
  CREDIT: 'macro/baa10y_spread_daily_derived.csv',
};
const LEVELS = ['SPX', 'VIX', 'SPY', 'VIX3M'] as const;
const BREADTH_FILE = 'breadth/breadth_nyse_nasdaq_sp_2023_2026.csv';

/** A row with a close alone is a bar without range. */
function barRow(symbol: string, row: Row): readonly unknown[] {
  const date = row['date'] ?? '';
  const close = Number(row['close'] ?? row['baa_minus_10y_pct']);
  const priceOf = (field: string): number => (row[field] ? Number(row[field]) : close);
  return [date, newYorkMicros(date, 9, 30), priceOf('open'), priceOf('high'), priceOf('low'), close, symbol === 'SPY' ? Number(row['volume']) : null];
}

const within = (rows: readonly Row[], from: string, to: string): readonly Row[] => rows.filter(({ date = '' }) => date >= from && date <= to);

/** What follows on a subscription, in the order of the protocol. */
function framesUntil(lastDate: string, symbols: readonly string[], roots: readonly string[]): readonly Frame[] {
  // Levels as they are left after the close: they are part of no bar.
  const settledUs = newYorkMicros(lastDate, 16, 16);
  const sessions = rowsOf('prices/spx_daily_2010_2026.csv').filter(({ date = '' }) => date <= lastDate).slice(-SESSIONS);
  const from = sessions[0]?.date ?? lastDate;
  const recorded = new Map(Object.entries(FILES).map(([symbol, file]) => [symbol, within(rowsOf(file), from, lastDate).map((row) => barRow(symbol, row))]));
  const breadth = within(rowsOf(BREADTH_FILE), from, lastDate).filter(({ universe }) => universe === 'nyse');
  const clock = { t: 'clock', marketTimeUs: newYorkMicros(lastDate, 16, 20), speed: 1, session: 'closed' };
  const asked = [...new Set([...symbols.filter((symbol) => symbol !== 'NYSE'), 'CREDIT'])];
  const levels = LEVELS.flatMap((symbol) => {
    const close = recorded.get(symbol)?.at(-1)?.[5];
    return close === undefined ? [] : [[symbol, settledUs, close]];
  });
  return [
    clock,
    ...roots.map((root) => ({ t: 'chain', root, symbols: [] })),
    ...asked.map((symbol) => ({ t: 'bars', symbol, interval: '1d', rows: recorded.get(symbol) ?? [], end: true })),
    { t: 'breadthBars', universe: 'NYSE', rows: breadth.map((row) => [row['date'], Number(row['advances']), Number(row['declines']), 0]), end: true },
    { t: 'index', rows: levels },
    clock,
  ];
}

interface Subscription {
  readonly t: string;
  readonly symbols?: readonly string[];
  readonly roots?: readonly string[];
}

/** A server on loopback that tells the history up to a session and then stands still. */
export async function startRecordedFeed(lastDate: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const heartbeats = new Set<NodeJS.Timeout>();
  server.on('connection', (socket: WebSocket) => {
    const send = (frame: Frame): void => socket.send(JSON.stringify(frame));
    send({ t: 'hello', protocol: 1, source: 'recorded history', simulated: false });
    const heartbeat = setInterval(() => send({ t: 'heartbeat' }), 2_000);
    heartbeats.add(heartbeat);
    socket.on('close', () => clearInterval(heartbeat));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Subscription;
      if (message.t === 'subscribe') for (const frame of framesUntil(lastDate, message.symbols ?? [], message.roots ?? [])) send(frame);
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      for (const heartbeat of heartbeats) clearInterval(heartbeat);
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}
