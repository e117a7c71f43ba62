import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCalendarDays } from '../../src/domain/time.ts';
import type { DailyInput } from '../../src/domain/signals/dailySignals.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import { must } from '../support/engineHarness.ts';
import { randomWalk } from '../domain/signals/support/randomWalk.ts';
import { csvFolder } from '../support/csvFolder.ts';
import { ballastSignals, BAR_HEADER, barRow, filesOf, linesOf, resourcesDir, signalLines, type SignalLine } from './signalFiles.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const scratch = csvFolder();
afterAll(() => scratch.remove());

const KEYS = [
  'date', 'close', 'obv', 'adLine', 'universe', 'rsi', 'rsiFailure', 'macd', 'atr', 'spxMacdBearish', 'vixClose', 'vixRsi', 'vixRsiFailure', 'vxxRsi', 'volTrigger', 'vixMacd',
  'vixTiming', 'vixVsSpx', 'vixSpxCorrelation21', 'vixSpxCorrelation63', 'correlationSlippage', 'vixBeta60', 'termStructure', 'impliedCorrelation', 'vixRegime', 'creditStress',
  'pivots', 'divergences',
];
/** What stands on each series: null on a line whose date it has no row of. */
const STANDS_ON: Readonly<Record<string, readonly (keyof SignalLine)[]>> = {
  vix: [
    'vixClose', 'vixRsi', 'vixRsiFailure', 'volTrigger', 'vixMacd', 'vixTiming', 'vixVsSpx', 'vixSpxCorrelation21', 'vixSpxCorrelation63', 'correlationSlippage', 'vixBeta60', 'termStructure',
    'vixRegime',
  ],
  vol: ['vxxRsi'], breadth: ['adLine', 'universe'], term: ['termStructure'], correlation: ['impliedCorrelation'], credit: ['creditStress'],
};

const WALK = randomWalk(11, 420);
const TODAY = WALK.length - 1;
const withoutToday = (changes: Partial<DailyInput>): DailyInput[] => [...WALK.slice(0, TODAY), { ...WALK[TODAY]!, ...changes }];

describe('a line', () => {
  let words: string[] = [];
  let lines: SignalLine[] = [];
  beforeAll(async () => {
    words = filesOf(scratch, WALK);
    lines = await signalLines(...words);
  });

  it('is printed for every date of the bars, with every key in its order, warmed up or not', () => {
    expect(lines.map(({ date }) => date)).toEqual(WALK.map(({ date }) => date));
    for (const line of lines) expect(Object.keys(line)).toEqual(KEYS);
  });

  it('says null until there is enough to say, and then something of every series', () => {
    const [first, last] = [lines[0]!, lines.at(-1)!];
    const known: readonly string[] = ['date', 'close', 'obv', 'adLine', 'universe', 'vixClose', 'termStructure', 'impliedCorrelation', 'vixRegime', 'pivots', 'divergences'];
    expect(Object.entries(first).filter(([, value]) => value !== null).map(([key]) => key)).toEqual(known);
    expect(Object.entries(last).filter(([, value]) => value === null)).toEqual([]);
    expect(first.impliedCorrelation).toEqual({ cor1m: WALK[0]?.cor1m, cor1mPercentile: null, cor3m: WALK[0]?.cor3m, cor3mPercentile: null });
    expect(last.impliedCorrelation).toMatchObject({ cor1mPercentile: expect.any(Number), cor3mPercentile: expect.any(Number) });
    expect(lines.slice(0, 251).every(({ creditStress }) => creditStress === null)).toBe(true);
  });

  it('says how much a layer rolls down a day, where the months reach it', async () => {
    // Years on, when every month is listed.
    const later = WALK.map((session): DailyInput => ({ ...session, date: addCalendarDays(session.date, 312 * 7) }));
    const { termStructure } = (await signalLines(...filesOf(scratch, later))).at(-1)!;
    const [spot, first, second] = [WALK[TODAY]!.vix!.close, ...WALK[TODAY]!.term!.vx.map(({ level }) => level)];
    // The base layer, 35 days, lies between the first month at 12 days and the second.
    expect(termStructure?.rollDownPerDay.base).toBeCloseTo((second! - first!) / (secondMonthDays(later[TODAY]!.date) - 12), 12);
    expect(termStructure?.rollDownPerDay).toMatchObject({ intermediate: null, outer: null });
    expect(termStructure).toMatchObject({ from: 'VIX/VIX3M', ratio: spot / WALK[TODAY]!.term!.vix3m!, slope: second! / first! - 1 });
  });

  it('says nothing of the roll-down beyond the front month while months were left unlisted, and the ratio all the same', () => {
    expect(lines.at(-1)?.termStructure).toMatchObject({ slope: expect.any(Number), ratio: expect.any(Number), rollDownPerDay: { base: null, intermediate: null, outer: null } });
  });

  it('tells a failure swing from the first RSI on, of price and of VIX', () => {
    const firstOf = (key: keyof SignalLine): number => lines.findIndex((line) => line[key] !== null);
    expect([firstOf('rsiFailure'), firstOf('vixRsiFailure')]).toEqual([firstOf('rsi'), firstOf('vixRsi')]);
    expect(firstOf('rsi')).toBe(14);
  });

  it('shows credit stress with a cost of capital at that spread', () => {
    const { spread, waccProxy } = lines.at(-1)!.creditStress!;
    const { quality: { rate }, signals } = must(loadPolicy('steward', [join(resourcesDir, 'policies')])).policy.values;
    const { equityWeight, equityBeta, equityPremium, taxRate } = signals.creditStress.wacc;
    expect(waccProxy).toBeCloseTo(equityWeight * (rate + equityBeta * equityPremium) + (1 - equityWeight) * (rate + spread / 100) * (1 - taxRate), 12);
  });

  it('lists pivots on the day they are known and divergences with both anchors', () => {
    const pivots = lines.flatMap(({ date, pivots }) => pivots.map((pivot) => ({ known: date, ...pivot })));
    expect(pivots.length).toBeGreaterThan(20);
    for (const { known, date } of pivots) expect(WALK.findIndex((day) => day.date === known) - WALK.findIndex((day) => day.date === date)).toBe(5);
    const told = lines.flatMap(({ divergences }) => divergences);
    expect(new Set(told.map(({ series }) => series))).toEqual(new Set(['obv', 'adLine']));
    for (const one of told) {
      expect(Object.keys(one)).toEqual(['id', 'series', 'kind', 'state', 'strength', 'from', 'to', 'knownOn', 'stateSince', 'active', 'overlaps']);
      expect(Object.keys(one.from)).toEqual(['date', 'price', 'value', 'valueDate']);
    }
  });

  it('is described on its page: the example has every key in its order, and so has the table', () => {
    const page = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
    const section = page.slice(page.indexOf('## `signals'), page.indexOf('## `price`'));
    const [, example = ''] = /```json\n([^`]+)```/.exec(section) ?? [];
    expect(Object.keys(JSON.parse(example) as object)).toEqual(KEYS);
    const described = [...section.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w…]+)`/g)].map(([, name = '']) => name.replace('…63', 'vixSpxCorrelation63')));
    expect(described.filter((name) => KEYS.includes(name))).toEqual(KEYS);
  });

  it('comes out in the same bytes twice', async () => {
    expect((await ballastSignals(...words)).out).toBe((await ballastSignals(...words)).out);
  });

  it('does not depend on later rows: a run that ends earlier prints the same bytes up to there', async () => {
    const whole = (await ballastSignals(...words)).out.split('\n');
    for (const length of [1, 2, 40, 137, 300, 419]) {
      const cut = await ballastSignals(...filesOf(scratch, WALK.slice(0, length)));
      expect(cut.out.split('\n').slice(0, -1)).toEqual(whole.slice(0, length));
    }
  });

  it('is the same whether earlier ones are printed or not', async () => {
    const { out, err } = await ballastSignals(...words, '--from', WALK[300]!.date, '--to', WALK[310]!.date);
    expect(linesOf(out)).toEqual(lines.slice(300, 311));
    expect(err).toMatch(/^signals: 311 sessions, 11 of them printed; /);
    expect((await ballastSignals(...words, '--from', '2999-01-01')).out).toBe('');
  });

  it('follows the policy that is named, by name or file', async () => {
    const { policy } = must(loadPolicy('steward', [join(resourcesDir, 'policies')]));
    const { signals } = policy.values;
    const changed = { ...policy, name: 'own', values: { ...policy.values, signals: { ...signals, rsi: { ...signals.rsi, period: 5 } } } };
    const path = join(scratch.folder, 'own.json');
    writeFileSync(path, JSON.stringify(changed));
    const own = await signalLines(...words, '--policy', path);
    expect([own.findIndex(({ rsi }) => rsi !== null), lines.findIndex(({ rsi }) => rsi !== null)]).toEqual([5, 14]);
    expect(await signalLines(...words, '--policy', 'steward')).toEqual(lines);
  });
});

/** Calendar days from that date to the VX month after the one that settles in twelve days, from the exchange's rule written out. */
function secondMonthDays(date: string): number {
  const front = new Date(`${date}T00:00:00Z`);
  front.setUTCDate(front.getUTCDate() + 12);
  // 30 days before the third Friday two months after the front one's; no holiday lies near it in this walk.
  const friday = new Date(Date.UTC(front.getUTCFullYear(), front.getUTCMonth() + 2, 15));
  while (friday.getUTCDay() !== 5) friday.setUTCDate(friday.getUTCDate() + 1);
  return Math.round((friday.getTime() - Date.parse(`${date}T00:00:00Z`)) / 86_400_000) - 30;
}

describe('a date on which a series has no row', () => {
  it.each<[string, Partial<DailyInput>]>([
    ['vix', { vix: null }], ['vol', { vxx: null }], ['breadth', { breadth: null }], ['term', { term: null }], ['correlation', { cor1m: null, cor3m: null }], ['credit', { creditSpread: null }],
  ])('drops nothing: of %s all that stands on it is null and all else is told', async (series, absent) => {
    const line = (await signalLines(...filesOf(scratch, withoutToday(absent)))).at(-1)!;
    expect(line.date).toBe(WALK[TODAY]?.date);
    expect(Object.entries(line).filter(([, value]) => value === null).map(([key]) => key)).toEqual(STANDS_ON[series]);
  });

  it('without breadth lists no divergence of the A/D line, nor that one of OBV overlaps it', async () => {
    // A day on which both are listed and overlap.
    const whole = await signalLines(...filesOf(scratch, WALK));
    const day = whole.findIndex(({ divergences }) => divergences.some(({ series, overlaps }) => series === 'obv' && overlaps !== null));
    expect(day).toBeGreaterThan(0);
    const holed = WALK.map((session, at) => (at === day ? { ...session, breadth: null } : session));
    const line = (await signalLines(...filesOf(scratch, holed)))[day]!;
    const ofObv = whole[day]!.divergences.filter(({ series }) => series === 'obv');
    expect(line.divergences).toEqual(ofObv.map((one) => ({ ...one, overlaps: null })));
  });

  it('one of two correlations leaves the other', async () => {
    const line = (await signalLines(...filesOf(scratch, withoutToday({ cor1m: null })))).at(-1)!;
    expect(line.impliedCorrelation).toEqual({ cor1m: null, cor1mPercentile: null, cor3m: WALK[TODAY]?.cor3m, cor3mPercentile: expect.any(Number) });
  });

  it('a curve without a pair to compare has no shape that day, whatever it had before', async () => {
    const term = { vx: [], vix9d: null, vix3m: null, vix6m: 22 };
    const dates = WALK.map(({ date }) => date);
    const levels = scratch.file('date,vix3m,vix6m', ...dates.map((date, at) => (at === TODAY ? `${date},,${term.vix6m}` : `${date},20,22`)));
    const words = filesOf(scratch, WALK);
    words[words.indexOf('--term') + 1] = levels;
    const lines = await signalLines(...words);
    expect([lines.at(-2)?.termStructure?.from, lines.at(-1)?.termStructure]).toEqual(['VIX/VIX3M', null]);
  });

  it('nor on any of the dates over which the signal holds the shape', async () => {
    const dates = WALK.slice(0, 12).map(({ date }) => date);
    const hole = (at: number): boolean => at >= 4 && at < 9;
    const levels = scratch.file('date,vx1,vx2,vix6m', ...dates.map((date, at) => (hole(at) ? `${date},18,,22` : `${date},18,20,22`)));
    const words = ['--bars', scratch.file(BAR_HEADER, ...WALK.slice(0, 12).map(barRow)), '--vix', scratch.file('date,close', ...dates.map((date) => `${date},17`))];
    const lines = await signalLines(...words, '--term', levels);
    expect(lines.map(({ termStructure }) => termStructure?.from ?? null)).toEqual(dates.map((_, at) => (hole(at) ? null : 'VX1/VX2')));
  });

  it('bars alone are enough', async () => {
    const { code, out, err } = await ballastSignals('--bars', scratch.file(BAR_HEADER, ...WALK.map(barRow)));
    expect([code, linesOf(out).length]).toEqual([0, WALK.length]);
    const last = linesOf(out).at(-1)!;
    const all = Object.values(STANDS_ON).flat();
    expect(Object.entries(last).filter(([, value]) => value === null).map(([key]) => key)).toEqual(KEYS.filter((key) => all.includes(key as keyof SignalLine)));
    expect(err).not.toMatch(/absent/);
  });

  it('a future curve without settlement days has a ratio and no roll-down', async () => {
    const words = ['--bars', scratch.file(BAR_HEADER, ...WALK.slice(0, 3).map(barRow)), '--vix', scratch.file('date,close', ...WALK.slice(0, 3).map(({ date }) => `${date},17`))];
    const lines = await signalLines(...words, '--term', scratch.file('date,vx1,vx2', ...WALK.slice(0, 3).map(({ date }) => `${date},18,20`)));
    expect(lines.at(-1)?.termStructure).toEqual({ shape: 'contango', ratio: 0.9, from: 'VX1/VX2', vixOverVix3m: null, slope: 20 / 18 - 1, rollDownPerDay: { base: null, intermediate: null, outer: null } });
  });
});

describe('hygiene', () => {
  it('a change of universe restarts the A/D line', async () => {
    const half = 200;
    const changed = WALK.map((session, at) => (at < half ? session : { ...session, breadth: { ...session.breadth!, universe: 'another' } }));
    const lines = await signalLines(...filesOf(scratch, changed));
    const { advances, declines } = WALK[half]!.breadth!;
    expect([lines[half - 1]?.universe, lines[half]?.universe, lines[half]?.adLine]).toEqual(['test', 'another', advances - declines]);
    // A new line drops its pivots, too: nothing of the old one qualifies across the change.
    const across = lines.slice(half).flatMap(({ divergences }) => divergences).filter(({ series, from, to }) => series === 'adLine' && from.date < WALK[half]!.date && to.date >= WALK[half]!.date);
    expect(across).toEqual([]);
  });

  it('a split changes no signal: prices and volume go on in the units of the first row', async () => {
    const split = WALK.map(({ price, spy, ...session }, at) => {
      if (at < 200) return { price, spy, ...session };
      const { open, high, low, close } = price;
      return { ...session, price: { open: open / 4, high: high / 4, low: low / 4, close: close / 4 }, spy: { close: close / 4, volume: spy!.volume * 4 } };
    });
    const { out, err } = await ballastSignals(...filesOf(scratch, split));
    expect(out).toBe((await ballastSignals(...filesOf(scratch, WALK))).out);
    expect(err).toMatch(/1 split of shares carried on/);
  });

  it('an open that its own bar does not bear out is no split', async () => {
    const mistyped = WALK.map((session, at) => (at === 200 ? { ...session, price: { ...session.price, open: session.price.open / 2 } } : session));
    const { out, err } = await ballastSignals(...filesOf(scratch, mistyped));
    expect(out).toBe((await ballastSignals(...filesOf(scratch, WALK))).out);
    expect(err).not.toMatch(/split/);
  });

  it('says in one line how many sessions there were and what was repaired, by kind with counts', async () => {
    const bars = scratch.file(BAR_HEADER, '2025-11-24,10,11,9,10,5', '2025-11-26,10,11,9,12,5', '2025-11-28,10,11,9,10,5', '2025-11-29,10,11,9,10,5');
    const vix = scratch.file('date,open,high,low,close', '2025-11-20,15,16,14,15', '2025-11-24,15,16,14,17', '2025-11-27,15,16,14,15');
    expect((await ballastSignals('--bars', bars, '--vix', vix)).err).toBe(
      'signals: 4 sessions; 2 ranges widened to the close (vix 1, price 1); 1 row on days without a session left out (vix 1); 3 rows absent (vix 3); '
      + '1 session of the calendar without a bar; 1 bar on days that the calendar has no session for.',
    );
    expect((await ballastSignals('--bars', scratch.file(BAR_HEADER, '2025-11-24,10,11,9,10,5'))).err).toBe('signals: 1 session; nothing was repaired.');
  });
});
