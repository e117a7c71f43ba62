import { describe, expect, test } from 'vitest';
import { createDailySignals } from '../../../src/domain/signals/createDailySignals.ts';
import type { DailyInput, DailySignals } from '../../../src/domain/signals/dailySignals.ts';
import { randomWalk } from './support/randomWalk.ts';
import { lastOf, taken } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

const walk = randomWalk(41, 400);

function runOf(sessions: readonly DailyInput[]): DailySignals[] {
  const signals = createDailySignals(steward);
  return sessions.map((session) => taken(signals.add(session)));
}

/** The walk with some sessions changed. */
const changed = (change: (session: DailyInput, i: number) => Partial<DailyInput>): DailyInput[] => walk.map((session, i) => ({ ...session, ...change(session, i) }));
const seriesNames = (signals: DailySignals | undefined): string[] => (signals?.missing ?? []).map(({ series }) => series);

describe('daily signals', () => {
  const all = runOf(walk);

  test('warm up one after the other and are then all there', () => {
    expect(all[0]).toMatchObject({ bars: 1, obv: 0, rsi: null, macd: null, vixSpxCorrelation21: null, cor1mPercentile: null, missing: [] });
    const nulls = Object.entries(lastOf(all)).filter(([, value]) => value === null);
    expect(nulls).toEqual([]);
    expect(lastOf(all)).toMatchObject({ bars: 400, date: walk.at(-1)?.date, close: walk.at(-1)?.price.close });
  });

  test('meet every state on a long enough walk, so that the tests above have something to fail on', () => {
    const long = runOf(randomWalk(42, 2_500));
    const states = new Set(long.flatMap(({ divergences }) => divergences.map(({ state }) => state)));
    expect([...states].toSorted()).toEqual(['confirmedDown', 'expired', 'forming', 'invalidated', 'qualified']);
    expect(long.some(({ vixRegime }) => vixRegime?.press)).toBe(true);
    expect(long.some(({ rsiFailure }) => rsiFailure.on)).toBe(true);
    expect(long.some(({ spxMacdBearish }) => spxMacdBearish)).toBe(true);
    expect(long.some(({ creditStress }) => creditStress?.on)).toBe(true);
    expect(new Set(long.map(({ termStructure }) => termStructure?.shape)).size).toBe(3);
  });

  test('list divergences newest first, OBV and A/D in one list', () => {
    const known = all.map(({ divergences }) => divergences.map(({ knownOn }) => knownOn));
    for (const dates of known) expect(dates).toEqual(dates.toSorted().toReversed());
    expect(new Set(all.flatMap(({ divergences }) => divergences.map(({ series }) => series)))).toEqual(new Set(['obv', 'adLine']));
  });

  test('the VIX against SPX figure is the difference of the two histograms, each in its own ATR', () => {
    const { vixMacd, vixAtr, macd, atr, vixVsSpx } = lastOf(all);
    expect(vixVsSpx).toBeCloseTo((vixMacd?.histogram ?? 0) / (vixAtr ?? 1) - (macd?.histogram ?? 0) / (atr ?? 1), 12);
  });

  describe('read the VIX by the policy, thresholds included', () => {
    const lastWith = (parameters: typeof steward): DailySignals => {
      const signals = createDailySignals(parameters);
      return lastOf(walk.map((session) => taken(signals.add(session))));
    };
    const { vixRsi, vixSpxCorrelation21 } = lastOf(all);

    test('volTrigger: RSI of VIX at or above its level', () => {
      const at = (volTrigger: number) => lastWith({ ...steward, rsi: { ...steward.rsi, volTrigger } }).volTrigger;
      expect(at(vixRsi ?? NaN)).toBe(true);
      expect(at((vixRsi ?? NaN) + 1e-9)).toBe(false);
    });
    test('slippage: the correlation weaker than, that is above, its level', () => {
      const at = (slippage: number) => lastWith({ ...steward, correlation: { ...steward.correlation, slippage } }).correlationSlippage;
      expect(at(vixSpxCorrelation21 ?? NaN)).toBe(false);
      expect(at((vixSpxCorrelation21 ?? NaN) - 1e-9)).toBe(true);
    });
    test('timing: the histogram above zero, or a cross-up at most five bars ago', () => {
      const read = all.flatMap(({ vixTiming, vixMacd, vixCrossUpBarsAgo }) => (vixMacd === null ? [] : [{ vixTiming, above: vixMacd.histogram > 0, ago: vixCrossUpBarsAgo }]));
      const below = (ago: number) => read.filter((one) => !one.above && one.ago === ago).map(({ vixTiming }) => vixTiming);
      expect(read.filter(({ above }) => above).every(({ vixTiming }) => vixTiming)).toBe(true);
      expect(below(5)).toContain(true);
      expect(below(5)).not.toContain(false);
      expect(below(6)).toContain(false);
      expect(below(6)).not.toContain(true);
    });
  });

  test('`replace` redoes the open session: the last of many versions is the one that counts', () => {
    const signals = createDailySignals(steward);
    for (const [i, session] of walk.entries()) {
      signals.add({ ...session, price: { ...session.price, close: session.price.low }, spy: null });
      expect(taken(signals.replace(session))).toEqual(all[i]);
    }
    expect(signals.latest).toEqual(lastOf(all));
  });
});

describe('a stored state', () => {
  test('goes on bit for bit, through text', () => {
    const signals = createDailySignals(steward);
    walk.slice(0, 300).forEach((session) => signals.add(session));
    const restored = createDailySignals(steward, JSON.parse(JSON.stringify(signals.state())));
    expect(JSON.stringify(restored.latest)).toBe(JSON.stringify(signals.latest));
    for (const session of walk.slice(300)) expect(JSON.stringify(taken(restored.add(session)))).toBe(JSON.stringify(taken(signals.add(session))));
  });

  test.each([
    ['of other parameters', { ...steward, rsi: { ...steward.rsi, period: 10 } }],
    ['of other divergence windows', { ...steward, divergence: { ...steward.divergence, lookbackBars: 40 } }],
  ])('%s is not restored: nothing is known until the history is fed again', (_, parameters) => {
    const signals = createDailySignals(parameters);
    walk.slice(0, 50).forEach((session) => signals.add(session));
    expect(createDailySignals(steward, signals.state()).latest).toBeNull();
  });

  test.each([null, undefined, 'text', 5, {}, { version: 0 }, []])('%j is not a state', (stored) => {
    expect(createDailySignals(steward, stored).latest).toBeNull();
  });
});

describe('missing series', () => {
  test('each is named with what it disables', () => {
    const bare = lastOf(runOf(changed(() => ({ spy: null, vix: null, breadth: null, cor1m: null, cor3m: null, creditSpread: null, vxx: null, term: null }))));
    expect(seriesNames(bare)).toEqual(['SPY volume', 'Advances and declines', 'VIX', 'COR1M', 'Credit spread']);
    for (const { disables } of bare.missing) expect(disables).not.toBe('');
    expect(bare).toMatchObject({ obv: null, adLine: null, vixClose: null, vixRegime: null, volTrigger: null, creditStress: null, divergences: [] });
    expect(bare.rsi).not.toBeNull();
    expect(seriesNames(lastOf(runOf(changed(() => ({ term: null })))))).toEqual(['VIX term structure']);
  });

  test('a day without VIX holds the VIX signals and does not advance them', () => {
    const holed = runOf(changed((_, i) => (i === 300 ? { vix: null } : {})));
    const [before, hole] = [holed[299], holed[300]];
    expect(hole).toMatchObject({ vixClose: null, missing: [], vixRsi: before?.vixRsi, vixMacd: before?.vixMacd, vixRegime: before?.vixRegime });
    expect(hole?.rsi).not.toBe(before?.rsi);
    const without = runOf(walk.filter((_, i) => i !== 300));
    expect(lastOf(holed).vixRsi).toBe(lastOf(without).vixRsi);
  });

  test('a day without breadth has no A/D value, and the line goes on after it', () => {
    const holed = runOf(changed((_, i) => (i === 300 ? { breadth: null } : {})));
    const breadth = walk[301]?.breadth;
    expect(holed[300]).toMatchObject({ adLine: null, breadthUniverse: 'test', missing: [] });
    expect(holed[301]?.adLine).toBe((holed[299]?.adLine ?? 0) + (breadth?.advances ?? 0) - (breadth?.declines ?? 0));
  });

  test('breadth absent for more than five sessions is disabled, its live divergences end, and it begins anew', () => {
    const isLive = ({ divergences }: DailySignals): boolean => divergences.some(({ series, state }) => series === 'adLine' && (state === 'forming' || state === 'qualified'));
    const run = runOf(walk);
    const gap = run.findIndex((signals, i) => i > 60 && i < 390 && isLive(signals) && run.slice(i, i + 6).every(isLive));
    expect(gap).toBeGreaterThan(60);
    const holed = runOf(changed((_, i) => (i >= gap && i < gap + 6 ? { breadth: null } : {})));
    expect(seriesNames(holed[gap + 4])).toEqual([]);
    expect(holed.slice(gap, gap + 5).every(isLive)).toBe(true);
    expect(seriesNames(holed[gap + 5])).toEqual(['Advances and declines']);
    expect(holed[gap + 5]).toMatchObject({ adLine: null, breadthUniverse: null });
    expect(holed.slice(gap + 5, gap + 16).some(isLive)).toBe(false);
    const back = walk[gap + 6]?.breadth;
    expect(holed[gap + 6]?.adLine).toBe((back?.advances ?? 0) - (back?.declines ?? 0));
  });

  test('another universe starts the line again and no divergence reaches back across the change', () => {
    const moved = runOf(changed(({ breadth }, i) => (breadth !== null && i >= 200 ? { breadth: { ...breadth, universe: 'other' } } : {})));
    const { advances, declines } = walk[200]?.breadth ?? { advances: 0, declines: 0 };
    expect(moved[200]).toMatchObject({ adLine: advances - declines, breadthUniverse: 'other' });
    const change = walk[200]?.date ?? '';
    const later = moved.slice(200).flatMap(({ divergences }) => divergences.filter(({ series, knownOn }) => series === 'adLine' && knownOn >= change));
    expect(later.length).toBeGreaterThan(0);
    for (const { from } of later) expect(from.date >= change).toBe(true);
  });
});

describe('the explanation of a session', () => {
  const explainedAfter = (sessions: readonly DailyInput[], parameters = steward) => {
    const signals = createDailySignals(parameters);
    sessions.forEach((session) => taken(signals.add(session)));
    return signals.explain();
  };
  const always = [
    'obv', 'adLine', 'rsi', 'rsiFailure', 'macd', 'spxMacdBearish', 'pivots', 'vixRsi', 'vixRsiFailure', 'vixMacd', 'vixTiming', 'vixSpxCorrelation21',
    'vixSpxCorrelation63', 'vixBeta60', 'termStructure', 'vixRegime', 'volTrigger', 'vixVsSpx', 'cor1mPercentile', 'creditStress',
  ];

  test('names every signal once, those of a series that is not read at all left out', () => {
    const keys = explainedAfter(walk).map(({ signal }) => signal);
    expect(keys.toSorted()).toEqual([...always, 'vxxRsi', 'cor3mPercentile'].toSorted());
    expect(explainedAfter(changed(() => ({ vxx: null, cor3m: null }))).map(({ signal }) => signal).toSorted()).toEqual(always.toSorted());
  });

  test('before the warm-up is over a signal says what it waits for', () => {
    const [correlation] = explainedAfter(walk.slice(0, 10)).filter(({ signal }) => signal === 'vixSpxCorrelation63');
    expect(correlation).toMatchObject({ title: 'VIX–SPX correlation, 63 days', reading: 'no value', because: ['needs 64 bars of its series without a long hole'] });
  });

  test('what stands on another signal waits for that one, and says so from the first session on', () => {
    const first = new Map(explainedAfter(walk.slice(0, 5)).map((one) => [one.signal, one]));
    expect(first.get('spxMacdBearish')?.because).toEqual(['needs 34 bars of its series without a long hole']);
    expect(first.get('vixVsSpx')?.because).toEqual(['needs 34 bars of its series without a long hole']);
    expect(first.get('vixTiming')?.because.at(-1)).toBe('needs 34 bars of VIX without a long hole');
    expect(first.get('volTrigger')?.because).toEqual(['on at or above 70, by the policy from VIX', 'RSI of VIX needs 15 bars of its series without a long hole']);
    expect(first.get('rsiFailure')?.reading).toBe('RSI is warming up');
  });

  test('timing and trigger tell their state with the figures behind it', () => {
    for (const length of [200, 250, 300, 350, 400]) {
      const sessions = walk.slice(0, length);
      const { vixTiming, volTrigger, vixRsi } = lastOf(runOf(sessions));
      const told = new Map(explainedAfter(sessions).map((one) => [one.signal, one.reading]));
      expect(told.get('vixTiming')?.startsWith(vixTiming === true ? 'on: histogram ' : 'off: histogram ')).toBe(true);
      expect(told.get('volTrigger')).toBe(`${volTrigger === true ? 'on' : 'off'}: RSI of VIX ${vixRsi?.toFixed(1)}`);
    }
  });

  test('a series that has been absent for a few sessions says so beside its last value', () => {
    const gone = explainedAfter(changed((_, i) => (i >= walk.length - 3 ? { cor1m: null, creditSpread: null, vix: null } : {})));
    for (const key of ['cor1mPercentile', 'creditStress', 'vixRsi', 'termStructure', 'vixRegime']) {
      expect(gone.find(({ signal }) => signal === key)?.because.at(-1)).toBe('the series has been absent for 3 of at most 5 sessions: this is its last value');
    }
  });
});
