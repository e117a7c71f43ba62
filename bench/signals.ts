import { EMA, MACD, OBV, RSI } from 'trading-signals';
import steward from '../resources/policies/steward.json' with { type: 'json' };
import { parsePolicy } from '../src/domain/hedging/policy/policySchema.ts';
import { createDailySignals } from '../src/domain/signals/createDailySignals.ts';
import type { DailyInput } from '../src/domain/signals/dailySignals.ts';
import { barLabel, barsInSession, INTRADAY_US, startOf } from '../src/domain/signals/intradayGrid.ts';
import { intradaySignalsDefinition } from '../src/domain/signals/intradaySignals.ts';
import type { IntradayInput, IntradaySignals } from '../src/domain/signals/intradaySignals.ts';
import { macdSignal } from '../src/domain/signals/macd.ts';
import { obvSignal } from '../src/domain/signals/obv.ts';
import { rsiSignal } from '../src/domain/signals/rsi.ts';
import { createSignal } from '../src/domain/signals/signal.ts';
import type { Signal } from '../src/domain/signals/signal.ts';
import { nextTradingDay } from '../src/domain/calendar.ts';
import { perSecond, type Bench, type Figure } from './bench.ts';
import { recordedSessions, SESSIONS, walkedSessions } from './signalSessions.ts';

const LIMIT_MS = 300;
const LIMIT_BARS_PER_SECOND = 1e6;
const PASSES = 40;
const SYMBOLS = 500;
/** A divergence looks back 60 bars and counts its pivots within them: three sessions fill every window. */
const SESSIONS_BEFORE = 3;
const MARKET_SECONDS = 1_200;
const BAR_SECONDS = INTRADAY_US['5m'] / 1e6;
const LIMIT_SHARE = 0.02;
const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;

const policy = parsePolicy(steward);
if (!policy.ok) throw new Error(policy.failure.detail);
const parameters = policy.value.values.signals;

let kept = 0;

function runDaily(sessions: readonly DailyInput[]): void {
  const signals = createDailySignals(parameters);
  for (const session of sessions) {
    const taken = signals.add(session);
    if (!taken.ok) throw new Error(taken.failure.detail);
    kept += taken.value.divergences.length;
  }
}

/** Milliseconds for all signals over a history. */
function dailyFigures(walk: readonly DailyInput[]): Figure[] {
  const millisecondsFor = (sessions: readonly DailyInput[]): number => MS_PER_SECOND / perSecond(1, () => runDaily(sessions));
  const limit = { unit: 'ms', peer: LIMIT_MS, peerName: 'the limit' };
  const recorded = recordedSessions();
  const ofRecorded = recorded === null ? [] : [{ what: `all daily signals, ${recorded.length} sessions of SPY, VIX and breadth as recorded (less is better)`, ours: millisecondsFor(recorded), ...limit }];
  return [{ what: `all daily signals, ${walk.length} sessions of a walk with every series (less is better)`, ours: millisecondsFor(walk), ...limit }, ...ofRecorded];
}

interface MomentumBar {
  readonly close: number;
  readonly volume: number;
}

function ourMomentum(bars: readonly MomentumBar[]): void {
  const [rsi, macd, obv] = [createSignal(rsiSignal(parameters.rsi.period)), createSignal(macdSignal(parameters.macd)), createSignal(obvSignal)];
  for (let pass = 0; pass < PASSES; pass++) {
    for (const bar of bars) {
      const values = [rsi.add(bar.close), macd.add(bar.close), obv.add(bar)] as const;
      if (values[0].ok) kept += values[0].value ?? 0;
      if (values[1].ok) kept += values[1].value?.histogram ?? 0;
    }
  }
  kept += obv.value ?? 0;
}

function theirMomentum(bars: readonly (MomentumBar & { readonly open: number; readonly high: number; readonly low: number })[]): void {
  const { fast, slow, signal } = parameters.macd;
  const [rsi, macd, obv] = [new RSI(parameters.rsi.period), new MACD(new EMA(fast), new EMA(slow), new EMA(signal)), new OBV(2)];
  for (let pass = 0; pass < PASSES; pass++) {
    for (const bar of bars) {
      kept += rsi.update(bar.close, false) ?? 0;
      kept += macd.update(bar.close, false)?.histogram ?? 0;
      kept += (obv.update(bar, false) ?? 0) * 1e-12;
    }
  }
}

function momentumFigures(walk: readonly DailyInput[]): Figure[] {
  const bars = walk.map(({ price, spy }) => ({ ...price, volume: spy?.volume ?? 0 }));
  const rate = perSecond(bars.length * PASSES, () => ourMomentum(bars));
  const peer = perSecond(bars.length * PASSES, () => theirMomentum(bars));
  const ours = { what: 'RSI, MACD and OBV together', unit: 'bars/s', ours: rate };
  return [{ ...ours, peer: LIMIT_BARS_PER_SECOND, peerName: 'the limit' }, { ...ours, peer, peerName: 'trading-signals (nothing checked, no state kept to undo, MACD seeded otherwise)' }];
}

/** Labels of the 5-minute bars of some sessions, oldest first. */
function barLabels(sessions: number): string[] {
  const dates = [nextTradingDay('2026-11-15')];
  while (dates.length < sessions) dates.push(nextTradingDay(dates.at(-1) ?? ''));
  return dates.flatMap((date) => Array.from({ length: barsInSession(date, '5m') }, (_, slot) => barLabel(startOf({ date, slot }, '5m'))));
}

const labels = barLabels(SESSIONS_BEFORE + 1);
const before = barsInSession(labels[0]?.slice(0, 10) ?? '', '5m') * SESSIONS_BEFORE;

/** Every symbol walks the same way from another place. */
function tapeOf(walk: readonly DailyInput[], symbol: number): readonly IntradayInput[] {
  return walk.slice(symbol * 13, symbol * 13 + labels.length).map(({ price, spy, vix, breadth }, number) => ({ date: labels[number] ?? '', price, spy, vix, breadth }));
}

type Desk = { readonly signal: Signal<IntradayInput, IntradaySignals>; readonly tape: readonly IntradayInput[] };

/** A symbol whose windows are full. */
function openDesk(walk: readonly DailyInput[], symbol: number): Desk {
  const [signal, tape] = [createSignal(intradaySignalsDefinition(parameters, '5m')), tapeOf(walk, symbol)];
  for (const bar of tape.slice(0, before)) {
    const taken = signal.add(bar);
    if (!taken.ok) throw new Error(taken.failure.detail);
  }
  return { signal, tape };
}

function takeSecond({ signal, tape }: Desk, second: number): void {
  const bar = tape[before + Math.floor(second / BAR_SECONDS)];
  if (bar === undefined) throw new Error('the tape has ended');
  const { low, high } = bar.price;
  // The close wanders within the bar.
  const input = { ...bar, price: { ...bar.price, close: low + (high - low) * ((second % 17) / 17) } };
  const taken = second % BAR_SECONDS === 0 ? signal.add(input) : signal.replace(input);
  if (!taken.ok) throw new Error(taken.failure.detail);
  kept += taken.value?.divergences.length ?? 0;
}

/** One hour in three runs: every symbol's open bar changes once a second and closes every five minutes. */
function liveFigures(walk: readonly DailyInput[]): Figure[] {
  const desks = Array.from({ length: SYMBOLS }, (_, symbol) => openDesk(walk, symbol));
  let second = 0;
  const marketSeconds = perSecond(MARKET_SECONDS, () => {
    for (const end = second + MARKET_SECONDS; second < end; second += 1) for (const desk of desks) takeSecond(desk, second);
  });
  return [{
    what: `${SYMBOLS} symbols × 5-minute bars, every open bar replaced once a second (less is better)`, unit: 'ms of one core a market minute',
    ours: (SECONDS_PER_MINUTE * MS_PER_SECOND) / marketSeconds, peer: LIMIT_SHARE * SECONDS_PER_MINUTE * MS_PER_SECOND, peerName: `the limit, ${LIMIT_SHARE * 100} %`,
  }];
}

export const signals: Bench = {
  name: 'signals',
  about: `daily signals over ${SESSIONS.toLocaleString('en-US')} sessions, momentum alone, and ${SYMBOLS} symbols live`,
  run() {
    const walk = walkedSessions();
    const figures = [...dailyFigures(walk), ...momentumFigures(walk), ...liveFigures(walk)];
    if (!Number.isFinite(kept)) throw new Error('a signal of the walk is not finite');
    return figures;
  },
};
