import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sessionHours } from '../../../src/domain/calendar.ts';
import { newYorkMicros } from '../../../src/domain/time.ts';
import { barLabel, INTRADAY_US, type IntradayInterval } from '../../../src/domain/signals/intradayGrid.ts';
import { intradaySignalsDefinition, type IntradayInput } from '../../../src/domain/signals/intradaySignals.ts';
import { inPlainWords } from './support/divergenceWalk.ts';
import { plainDivergences, type PlainKind } from './support/plainDivergence.ts';
import { plainMacd, plainObv, plainRsi } from './support/plainSignals.ts';
import { lastOf, valuesOf } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

/** Minute bars of SPY and SPX, New York starts; several sessions in a row of SPY in October 2013, a half day of SPX in July 2023. */
const file = fileURLToPath(new URL('../../../../shared/data/intraday/minute_bars_spx_spy_es_lean.csv.gz', import.meta.url));
const present = existsSync(file);

/** Minute bars put together on the grid of the session, the plainest way. */
function barsOf(symbol: string, from: string, to: string, interval: IntradayInterval): IntradayInput[] {
  const bars = new Map<string, { open: number; high: number; low: number; close: number; volume: number }>();
  for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1)) {
    const [minute = '', name, ...cells] = line.split(',');
    const [date = '', clock = ''] = minute.split('T');
    const hours = sessionHours(date);
    const startUs = newYorkMicros(date, Number(clock.slice(0, 2)), Number(clock.slice(3)));
    if (name !== symbol || date < from || date > to || hours === null || startUs < hours.openUs || startUs >= hours.closeUs) continue;
    const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = cells.map(Number);
    const label = barLabel(startUs - ((startUs - hours.openUs) % INTRADAY_US[interval]));
    const bar = bars.get(label);
    if (bar === undefined) bars.set(label, { open, high, low, close, volume });
    else Object.assign(bar, { high: Math.max(bar.high, high), low: Math.min(bar.low, low), close, volume: bar.volume + volume });
  }
  return [...bars].map(([date, { volume, ...price }]) => ({ date, price, spy: { close: price.close, volume }, vix: null, breadth: null }));
}

const kinds: readonly PlainKind[] = ['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish'];
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

describe.skipIf(!present)(`recorded minutes${present ? '' : ' [skipped: no ../shared/data]'}`, () => {
  test('six sessions of SPY run without a gap, and say in every bar what the plain definitions say', () => {
    const bars = barsOf('SPY', '2013-10-04', '2013-10-11', '5m');
    expect(bars).toHaveLength(6 * 78);
    const values = valuesOf(intradaySignalsDefinition(steward, '5m'), bars);
    const closes = bars.map(({ price }) => price.close);
    const obv = plainObv(closes, bars.map(({ spy }) => spy?.volume ?? NaN));
    const rsi = plainRsi(closes, steward.rsi.period);
    const { fast, slow, signal } = steward.macd;
    const macd = plainMacd(closes, fast, slow, signal);
    const diary = plainDivergences(bars.map(({ date, price }, i) => ({ date, ...price, value: obv[i] ?? NaN })), 'obv', kinds);
    const met = new Set<string>();
    values.forEach((value, i) => {
      expect(value).toMatchObject({ missed: 0, obv: obv[i] });
      const plain = macd[i - (slow + signal - 2)];
      expect(value?.macd === null).toBe(plain === undefined);
      if (plain !== undefined) expect(value?.macd?.histogram).toBeCloseTo(plain.macd - plain.signal, 9);
      if (rsi[i] === null) expect(value?.rsi).toBeNull();
      else expect(value?.rsi).toBeCloseTo(rsi[i] ?? NaN, 9);
      const [mine, told] = [(value?.divergences ?? []).map(inPlainWords).toSorted(byId), (diary[i] ?? []).toSorted(byId)];
      expect(mine.map(({ strength: _, ...rest }) => rest)).toEqual(told.map(({ strength: _, ...rest }) => rest));
      for (const { id } of mine) met.add(id);
    });
    expect(met.size).toBeGreaterThan(2);
  });

  test('hours run over nights and a weekend, the last of each half as long', () => {
    const bars = barsOf('SPY', '2013-10-04', '2013-10-11', '1h');
    expect(bars).toHaveLength(6 * 7);
    expect(valuesOf(intradaySignalsDefinition(steward, '1h'), bars).map((value) => value?.missed)).toEqual(bars.map(() => 0));
  });

  test('a half day follows on the session before it', () => {
    const bars = barsOf('SPX', '2023-06-30', '2023-07-03', '5m');
    expect(bars).toHaveLength(78 + 42);
    expect(lastOf(valuesOf(intradaySignalsDefinition(steward, '5m'), bars))).toMatchObject({ date: '2023-07-03T12:55', bars: 120, missed: 0 });
  });
});
