import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isTradingDay, sessionHours } from '../../src/domain/calendar.ts';
import { newYorkClock, newYorkDate } from '../../src/domain/time.ts';
import { decodeFrame } from '../../src/engine/feeds/jsonFeedFrames.ts';
import type { BarRow, StreamFrame } from '../../src/simulator/frames.ts';
import { createMarketSimulation, stepSecondsAt } from '../../src/simulator/marketSimulation.ts';
import type { MarketSimulation, MarketSimulationOptions } from '../../src/simulator/marketSimulation.ts';
import { createRandom } from '../../src/simulator/random.ts';

/** Frames of whole sessions from the opening bell on. */
function runSessions(simulation: MarketSimulation, sessions: number): readonly StreamFrame[] {
  const frames: StreamFrame[] = [];
  for (let closed = 0; closed < sessions; ) {
    frames.push(...simulation.next());
    if (simulation.clock().session === 'closed') closed += 1;
  }
  return frames;
}
const digest = (frames: readonly unknown[]): string => createHash('sha256').update(frames.map((frame) => JSON.stringify(frame)).join('\n')).digest('hex');
const runDigest = (options: MarketSimulationOptions): string => digest(runSessions(createMarketSimulation(options), 2));

describe('random numbers', () => {
  it('repeat for the same key and differ for another stream', () => {
    const draw = (...key: [number, ...number[]]): readonly number[] => {
      const random = createRandom(...key);
      return Array.from({ length: 5 }, () => random.gaussian());
    };
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(draw(1, 2)).not.toEqual(draw(1, 3));
    expect(draw(1, 2)).not.toEqual(draw(2, 2));
  });

  it('are standard normal: mean 0 ± 0.02, variance 1 ± 0.03 over 20,000', () => {
    const random = createRandom(11);
    const values = Array.from({ length: 20_000 }, () => random.gaussian());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length - 1)).toBeLessThan(0.03);
  });
});

describe('determinism', () => {
  it('gives identical bytes for the same seed, story and speed, and others for another', () => {
    const first = runDigest({ seed: 3 });
    expect(runDigest({ seed: 3 })).toBe(first);
    expect(runDigest({ seed: 4 })).not.toBe(first);
    expect(runDigest({ seed: 3, story: 'crash' })).not.toBe(first);
  });

  it('gives the same daily bars at every speed', () => {
    const barsAt = (speed: number): unknown => {
      const simulation = createMarketSimulation({ seed: 3, speed });
      runSessions(simulation, 1);
      return [simulation.history(['SPX', 'SPY', 'VIX'], 3), simulation.breadthHistory(3)];
    };
    expect(barsAt(1_000)).toEqual(barsAt(5_000));
  });

  it('takes steps of 1 to 300 market seconds', () => {
    expect([0.1, 1, 100, 5_000, 1e6].map(stepSecondsAt)).toEqual([1, 1, 6, 300, 300]);
  });

  it('resumes at a market time with the market that an uninterrupted run has there', () => {
    const whole = createMarketSimulation({ seed: 5 });
    runSessions(whole, 6);
    for (let step = 0; step < 30; step += 1) whole.next();
    const resumed = createMarketSimulation({ seed: 5, resumeFromUs: whole.clock().marketTimeUs });
    expect(resumed.clock()).toEqual(whole.clock());
    expect(resumed.chains()).toEqual(whole.chains());
    expect(resumed.snapshot()).toEqual(whole.snapshot());
    expect(resumed.history(['SPX', 'VIX', 'VIX3M'], 250)).toEqual(whole.history(['SPX', 'VIX', 'VIX3M'], 250));
    const prints = (simulation: MarketSimulation): readonly StreamFrame[] => runSessions(simulation, 2).filter((frame) => frame.t !== 'quote');
    expect(prints(resumed)).toEqual(prints(whole));
  });

  it('keeps exchange hours over the end of summer time', () => {
    const resumed = createMarketSimulation({ resumeFromUs: sessionHours('2026-10-30')?.curbCloseUs ?? 0 });
    expect(newYorkClock(resumed.next().find((frame) => frame.t === 'clock')?.marketTimeUs ?? 0)).toMatchObject({ date: '2026-11-02', hour: 9, minute: 30 });
  });

  it('resumes overnight and on a weekend before the next opening bell', () => {
    const friday = sessionHours('2026-10-23');
    const resumed = createMarketSimulation({ resumeFromUs: (friday?.curbCloseUs ?? 0) + 3_600e6 });
    expect(resumed.clock()).toMatchObject({ session: 'closed', marketTimeUs: friday?.curbCloseUs });
    const [clock] = resumed.next();
    expect(clock).toMatchObject({ t: 'clock', session: 'open', marketTimeUs: sessionHours('2026-10-26')?.openUs });
  });
});

describe('the stream', () => {
  const simulation = createMarketSimulation({ startDate: '2026-11-11' });
  const start = simulation.clock();
  const startChains = simulation.chains();
  const frames = runSessions(simulation, 13);

  it('is valid against the protocol, every row of it', () => {
    const faults = frames.filter((frame) => {
      const decoded = decodeFrame(JSON.stringify(frame));
      return !decoded.ok || Object.keys(decoded.value.rejected).length > 0;
    });
    expect(faults).toEqual([]);
  });

  it('trades only on sessions, within their hours, with the early close after Thanksgiving', () => {
    const clocks = frames.flatMap((frame) => (frame.t === 'clock' ? [frame] : []));
    const dates = [...new Set(clocks.map((clock) => newYorkDate(clock.marketTimeUs)))];
    expect(dates).toEqual(['2026-11-11', '2026-11-12', '2026-11-13', '2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-27', '2026-11-30']);
    expect(dates.every(isTradingDay)).toBe(true);
    const bells = clocks.filter((clock) => newYorkDate(clock.marketTimeUs) === '2026-11-27').filter((clock, i, all) => clock.session !== all[i - 1]?.session);
    expect(bells.map(({ marketTimeUs, session }) => [session, newYorkClock(marketTimeUs).hour, newYorkClock(marketTimeUs).minute])).toEqual([['open', 9, 30], ['curb', 13, 0], ['closed', 13, 15]]);
  });

  it('never goes back in time, and shows no print later than the clock that follows it', () => {
    let clockUs = start.marketTimeUs;
    const waiting: number[] = [];
    for (const frame of frames) {
      if (frame.t === 'clock') {
        expect(frame.marketTimeUs).toBeGreaterThan(clockUs);
        const [from, to] = [clockUs, frame.marketTimeUs];
        expect(waiting.filter((timeUs) => timeUs > to || timeUs < from)).toEqual([]);
        waiting.length = 0;
        clockUs = to;
      } else if (frame.t !== 'chain') waiting.push(...frame.rows.map((row) => row[1]));
    }
  });

  it('quotes only listed contracts, two-sided and uncrossed, and every one of them at the closing bell', () => {
    let listed = new Map(startChains.map((chain) => [chain.root, chain.symbols]));
    let printed = new Set<string>();
    const faults: string[] = [];
    for (const frame of frames) {
      if (frame.t === 'chain') listed = new Map([...listed, [frame.root, frame.symbols]]);
      if (frame.t === 'quote') {
        for (const [symbol, , bid, ask] of frame.rows) {
          if (bid === null || ask === null || bid < 0 || ask <= bid) faults.push(`${symbol} ${bid} × ${ask}`);
          printed.add(symbol);
        }
      }
      if (frame.t !== 'clock') continue;
      const symbols = new Set([...listed.values()].flat());
      faults.push(...[...printed].filter((symbol) => !symbols.has(symbol)));
      if (frame.marketTimeUs === sessionHours(newYorkDate(frame.marketTimeUs))?.closeUs) {
        const expiring = `SPXW  ${newYorkDate(frame.marketTimeUs).slice(2).replaceAll('-', '')}`;
        faults.push(...[...symbols].filter((symbol) => !printed.has(symbol) && !symbol.startsWith(expiring)));
      }
      printed = new Set();
    }
    expect(faults).toEqual([]);
  });

  it('builds from its prints exactly the daily bars that its history shows later', () => {
    const day = '2026-11-18';
    const rowsOf = (symbol: string): readonly number[] => frames.flatMap((frame) => (frame.t === 'index' ? frame.rows.filter((row) => row[0] === symbol && newYorkDate(row[1]) === day).map((row) => row[2]) : []));
    for (const symbol of ['SPX', 'VIX']) {
      const prints = rowsOf(symbol);
      const bar = dailyBar(simulation, symbol, day);
      expect(bar.slice(2, 6)).toEqual([prints[0], Math.max(...prints), Math.min(...prints), prints.at(-1)]);
    }
    const trades = frames.flatMap((frame) => (frame.t === 'trade' ? frame.rows.filter((row) => newYorkDate(row[1]) === day) : []));
    expect(trades.reduce((sum, row) => sum + row[3], 0)).toBe(dailyBar(simulation, 'SPY', day)[6]);
    expect(trades.at(-1)?.[4]).toBe(dailyBar(simulation, 'SPY', day)[6]);
  });

  it('keeps SPY at a tenth of SPX and breadth at the whole universe', () => {
    expect(Math.abs((dailyBar(simulation, 'SPY', '2026-11-18')[5] ?? 0) * 10 - (dailyBar(simulation, 'SPX', '2026-11-18')[5] ?? 0))).toBeLessThan(0.06);
    const totals = frames.flatMap((frame) => (frame.t === 'breadth' ? frame.rows.map((row) => row[2] + row[3] + row[4]) : []));
    expect(new Set(totals).size).toBe(1);
  });
});

describe('history', () => {
  it('holds the wanted number of closed sessions, oldest first, ending before the stream, each with its end mark', () => {
    const simulation = createMarketSimulation({});
    const daily = simulation.history(['SPX', 'SPY', 'VIX', 'VIX3M', 'COR1M'], 250).filter((frame) => frame.interval === '1d');
    expect(daily.map((frame) => [frame.symbol, frame.rows.length, frame.end])).toEqual(['SPX', 'SPY', 'VIX', 'VIX3M', 'COR1M'].map((symbol) => [symbol, 250, true]));
    for (const frame of daily) {
      const dates = frame.rows.map((row) => row[0]);
      expect([...dates].sort()).toEqual(dates);
      expect(dates.at(-1)).toBe('2026-10-15');
      expect(frame.rows.every(([, , open, high, low, close]) => low <= Math.min(open, close) && high >= Math.max(open, close) && low > 0)).toBe(true);
    }
    expect(simulation.breadthHistory(250).rows).toHaveLength(250);
    expect(simulation.history(['SPX'], 0).every((frame) => frame.rows.length === 0 && frame.end)).toBe(true);
  });

  it('gains a session when its closing bell rings', () => {
    const simulation = createMarketSimulation({});
    while (simulation.clock().session !== 'curb') simulation.next();
    expect(lastDaily(simulation, 'SPX')?.[0]).toBe('2026-10-16');
  });

  it('shows hourly and five-minute bars that add up to the daily one', () => {
    const simulation = createMarketSimulation({});
    for (const frame of simulation.history(['SPX'], 5).filter((each) => each.interval !== '1d')) {
      const day = frame.rows.filter((row) => row[0] === '2026-10-15');
      const bar = lastDaily(simulation, 'SPX');
      expect([day[0]?.[2], Math.max(...day.map((row) => row[3])), Math.min(...day.map((row) => row[4])), day.at(-1)?.[5]]).toEqual(bar?.slice(2, 6));
      expect(day).toHaveLength(frame.interval === '1h' ? 7 : 78);
    }
  });
});

const dailyRows = (simulation: MarketSimulation, symbol: string): readonly BarRow[] => simulation.history([symbol], 250).find((frame) => frame.interval === '1d')?.rows ?? [];
const lastDaily = (simulation: MarketSimulation, symbol: string): BarRow | undefined => dailyRows(simulation, symbol).at(-1);
function dailyBar(simulation: MarketSimulation, symbol: string, date: string): BarRow {
  const row = dailyRows(simulation, symbol).find((each) => each[0] === date);
  if (row === undefined) throw new Error(`no ${symbol} bar of ${date}`);
  return row;
}
