import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Bar } from '../../src/domain/market/quote.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import { dataFiles } from '../../src/engine/dataFolder.ts';
import { createIntradayRecord } from '../../src/engine/intradayRecord.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import { startEngine } from '../../src/engine/startEngine.ts';
import { openJournal } from '../../src/engine/store/journalStore.ts';
import { must, RESOURCES, silentLogger } from '../support/engineHarness.ts';
import { createManualTime } from './feeds/manualTime.ts';
import { startScriptedServer } from './feeds/scriptedServer.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DATE = '2026-11-18';
const at = (minute: number): number => newYorkMicros(DATE, 10, minute);
const history = (symbol: string, { date, close }: Pick<Bar, 'date' | 'close'>): object =>
  ({ t: 'bars', symbol, interval: '1d', rows: [[date, newYorkMicros(date, 9, 30), close, close, close, close, null]], end: true });

it('a clean stop keeps the intraday tapes as they stand, in the midst of a session', async () => {
  const server = await startScriptedServer();
  const { clock, scheduler, advance } = createManualTime();
  const engine = must(await startEngine(
    { dataDir: folder, feed: { kind: 'json', url: server.url }, policy: 'steward', fills: 'none', resourcesDir: RESOURCES },
    { clock, scheduler, logger: silentLogger, random: () => 0.5 },
  ));
  try {
    const subscribed = new Promise<void>((resolve) => {
      const check = (): void => { if (server.received.length > 0) resolve(); };
      server.onChange(check);
      check();
    });
    await subscribed;
    const historyCame = new Promise<void>((resolve) => {
      engine.service.subscribe(({ name }) => { if (name === 'chartChanged') resolve(); });
    });
    const before = '2026-11-17';
    for (const frame of [
      { t: 'hello', protocol: 1, source: 'Test', simulated: true },
      ...[0, 4, 6].flatMap((minute) => [{ t: 'index', rows: [['SPX', at(minute), 7_000 + minute], ['VIX', at(minute), 17]] }, { t: 'clock', marketTimeUs: at(minute), speed: 1, session: 'open' }]),
      history('SPX', { date: before, close: 6_990 }), history('SPY', { date: before, close: 699 }), history('VIX', { date: before, close: 17 }),
      { t: 'breadthBars', universe: 'NYSE', rows: [[before, 1_500, 1_300, 100]], end: true },
    ]) server.newest().send(JSON.stringify(frame));
    await historyCame;
    // No further clock comes: the wait for the market's first moment ends by itself.
    advance(3_100);
  } finally {
    await engine.stop();
    await server.close();
  }
  const journal = must(openJournal(dataFiles(folder).journalFile));
  const { tapes } = createIntradayRecord(must(loadPolicy('steward', [join(RESOURCES, 'policies')])).policy.values.signals, journal);
  expect(tapes.map(({ interval, latest }) => ({ interval, date: latest?.date, bars: latest?.bars })).toSorted((a, b) => (a.interval < b.interval ? -1 : 1)))
    .toEqual([{ interval: '1h', date: `${DATE}T09:30`, bars: 1 }, { interval: '5m', date: `${DATE}T10:05`, bars: 2 }]);
  journal.close();
});
