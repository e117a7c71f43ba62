import { describe, expect, test } from 'vitest';
import { advanceDeclineSignal } from '../../../src/domain/signals/advanceDeclineLine.ts';
import { averageTrueRangeSignal } from '../../../src/domain/signals/averageTrueRange.ts';
import { dailySignalsDefinition } from '../../../src/domain/signals/createDailySignals.ts';
import { creditStressSignal } from '../../../src/domain/signals/creditStress.ts';
import { divergenceSignal } from '../../../src/domain/signals/divergence.ts';
import { flowSignal } from '../../../src/domain/signals/flow.ts';
import { impliedCorrelationSignal } from '../../../src/domain/signals/impliedCorrelation.ts';
import { intradaySignalsDefinition } from '../../../src/domain/signals/intradaySignals.ts';
import { macdSignal } from '../../../src/domain/signals/macd.ts';
import { macdBearishSignal, macdCrossUpSignal } from '../../../src/domain/signals/macdState.ts';
import { obvSignal } from '../../../src/domain/signals/obv.ts';
import { optionalSeries } from '../../../src/domain/signals/optionalSeries.ts';
import { pivotSignal } from '../../../src/domain/signals/pivots.ts';
import { rsiSignal } from '../../../src/domain/signals/rsi.ts';
import { rsiFailureSignal } from '../../../src/domain/signals/rsiFailure.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import { termStructureSignal } from '../../../src/domain/signals/termStructure.ts';
import { vixBetaSignal } from '../../../src/domain/signals/vixBeta.ts';
import { vixRegimeSignal } from '../../../src/domain/signals/vixRegime.ts';
import { priceSignals } from '../../../src/domain/signals/priceSignals.ts';
import { vixSignals } from '../../../src/domain/signals/vixSignals.ts';
import { vixSpxCorrelationSignal } from '../../../src/domain/signals/vixSpxCorrelation.ts';
import { vixVsSpxSignal } from '../../../src/domain/signals/vixVsSpx.ts';
import { randomWalk } from './support/randomWalk.ts';
import { flowStream } from './support/flowStream.ts';
import { intradayWalk } from './support/intradayWalk.ts';
import { taken } from './support/runSignal.ts';
import { lawsOf, type Law } from './support/signalLaws.ts';
import { steward } from './support/steward.ts';

const walk = randomWalk(7, 420);
const holed = randomWalk(11, 420, { holes: 0.15 });
const closes = walk.map(({ price }) => price.close);
const vixCloses = walk.flatMap(({ vix }) => (vix === null ? [] : [vix.close]));
// Not a MACD, but it swings about zero as one does.
const histograms = vixCloses.map((vix, i) => vix - (vixCloses[i - 3] ?? vix));
const dates = walk.map(({ date }) => date);
const priceAndVix = closes.map((price, i) => ({ price, vix: vixCloses[i] ?? 20 }));
const spy = walk.flatMap((session) => (session.spy === null ? [] : [session.spy]));

const obvs = createSignal(obvSignal);
const divergenceInputs = walk.map(({ date, price }, i) => {
  const { close, volume } = spy[i] ?? { close: price.close, volume: 0 };
  return { date, high: price.high, low: price.low, close: price.close, value: taken(obvs.add({ close, volume })), restart: i === 200 };
});

const datedRanges = walk.map(({ date, price: { high, low } }) => ({ date, high, low }));
const term = vixCloses.map((vix) => ({ vix, vix9d: vix - 0.2, vix3m: 0.5 * vix + 9, vix6m: 20, vx: [{ days: 20, level: vix + 0.5 }, { days: 48, level: vix + 1 }] }));

const signals: readonly { readonly name: string; readonly warmUp: number; readonly laws: Law }[] = [
  { name: 'on-balance volume', warmUp: obvSignal.warmUp, laws: lawsOf(obvSignal, spy) },
  {
    name: 'advance-decline line',
    warmUp: advanceDeclineSignal.warmUp,
    laws: lawsOf(advanceDeclineSignal, walk.flatMap(({ breadth }) => (breadth === null ? [] : [breadth]))),
  },
  { name: 'pivots', warmUp: 11, laws: lawsOf(pivotSignal(steward.pivot), datedRanges) },
  { name: 'divergence', warmUp: 1, laws: lawsOf(divergenceSignal('obv', steward), divergenceInputs) },
  { name: 'RSI', warmUp: 15, laws: lawsOf(rsiSignal(14), closes) },
  {
    name: 'RSI failure',
    warmUp: 1,
    laws: lawsOf(rsiFailureSignal(steward.rsi), closes.map((close, i) => ({ date: dates[i] ?? '', rsi: i < 14 ? null : 50 + (close % 25) }))),
  },
  { name: 'MACD', warmUp: 34, laws: lawsOf(macdSignal(steward.macd), closes) },
  { name: 'MACD bearish state', warmUp: 1, laws: lawsOf(macdBearishSignal(steward.macd), histograms.map((histogram) => ({ histogram, atr: 5 }))) },
  { name: 'MACD cross-up', warmUp: 2, laws: lawsOf(macdCrossUpSignal, [-1, 1, ...histograms]) },
  { name: 'average true range', warmUp: 15, laws: lawsOf(averageTrueRangeSignal(14), walk.map(({ price: { high, low, close } }) => ({ high, low, close }))) },
  { name: 'VIX against SPX', warmUp: 1, laws: lawsOf(vixVsSpxSignal, histograms.map((histogram, i) => ({ vix: { histogram, atr: 1.5 }, spx: { histogram: histograms[i - 1] ?? 1, atr: 2 } }))) },
  { name: 'VIX–SPX correlation', warmUp: 22, laws: lawsOf(vixSpxCorrelationSignal(21, steward.correlation), priceAndVix) },
  { name: 'VIX beta', warmUp: 61, laws: lawsOf(vixBetaSignal(steward.vixBeta), priceAndVix) },
  { name: 'term structure', warmUp: 1, laws: lawsOf(termStructureSignal(steward.termStructure), term) },
  { name: 'implied correlation', warmUp: 252, laws: lawsOf(impliedCorrelationSignal(252), vixCloses) },
  { name: 'VIX regime', warmUp: 1, laws: lawsOf(vixRegimeSignal(steward.vixRegime), vixCloses.map((close, i) => ({ date: dates[i] ?? '', close, histogram: histograms[i] ?? null }))) },
  { name: 'credit stress', warmUp: 252, laws: lawsOf(creditStressSignal(steward.creditStress), vixCloses) },
  { name: 'an optional series', warmUp: 22, laws: lawsOf(optionalSeries(vixSpxCorrelationSignal(21), steward), priceAndVix.map((pair, i) => (i > 30 && i !== 60 && i % 9 < 4 ? null : pair))) },
  { name: 'price signals', warmUp: 1, laws: lawsOf(priceSignals(steward), walk.map(({ date, price: { open, high, low, close } }) => ({ date, price: { open, high, low, close } }))) },
  { name: 'VIX signals', warmUp: 1, laws: lawsOf(vixSignals(steward), walk.flatMap((session) => (session.vix === null ? [] : [{ date: session.date, price: { close: session.price.close }, vix: session.vix, term: session.term }]))) },
  { name: 'quote flow', warmUp: 61, laws: lawsOf(flowSignal(steward.flow), flowStream(1, 320), 'minuteStartUs') },
  { name: 'signals of 5-minute bars', warmUp: 1, laws: lawsOf(intradaySignalsDefinition(steward, '5m'), intradayWalk(5, 400)) },
  { name: 'signals of hourly bars', warmUp: 1, laws: lawsOf(intradaySignalsDefinition(steward, '1h'), intradayWalk(6, 400, '1h')) },
  { name: 'all daily signals', warmUp: 1, laws: lawsOf(dailySignalsDefinition(steward), walk) },
  { name: 'all daily signals, with holes', warmUp: 1, laws: lawsOf(dailySignalsDefinition(steward), holed) },
];

describe.each(signals)('$name', ({ warmUp, laws }) => {
  test('states its warm-up: the first value stands on exactly that input', () => laws.warmUp(warmUp));
  test('replacing the open bar gives what adding it first would have given', () => laws.replace());
  test('goes on from its stored state bit for bit', () => laws.restore());
  test('does not look ahead: a shorter history gives the same values', () => laws.noLookAhead());
  test('refuses what is no finite number or missing, names the field and goes on as if it had not been', () => laws.refusal());
  test('explains every state in words and figures', () => laws.explanation());
});

test('replacing before anything was added is a bug of the caller', () => {
  expect(() => createSignal(rsiSignal(14)).replace(100)).toThrow(/only after one was added/);
});
