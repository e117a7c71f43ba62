import { waccProxy } from '../domain/signals/creditStress.ts';
import type { DailyInput, DailySignals, Divergence } from '../domain/signals/dailySignals.ts';
import { frontOverBack, rollDownPerDay } from '../domain/signals/termStructure.ts';
import type { PolicyValues } from '../domain/hedging/policy/policySchema.ts';

/** One session as the signals took it, and what they made of it. */
export interface JudgedSession {
  readonly input: DailyInput;
  readonly signals: DailySignals;
}

const ofPrice = ({ rsi, rsiFailure, macd, atr, spxMacdBearish }: DailySignals) => ({
  rsi, rsiFailure: rsi === null ? null : rsiFailure, macd, atr, spxMacdBearish,
});

/** Without VIX that day the signals hold what they said last; the line does not show it under a date that it is not of. */
function ofVix({ input, signals }: JudgedSession, { signals: { rsi } }: PolicyValues) {
  const { vixRsi, vixRsiFailure, vxxRsi, volTrigger } = signals;
  const hasVix = input.vix !== null;
  const hasTrigger = rsi.volSource === 'VIX' ? hasVix : input.vxx !== null;
  return {
    vixClose: input.vix?.close ?? null,
    vixRsi: hasVix ? vixRsi : null,
    vixRsiFailure: hasVix && vixRsi !== null ? vixRsiFailure : null,
    vxxRsi: input.vxx === null ? null : vxxRsi,
    volTrigger: hasTrigger ? volTrigger : null,
    vixMacd: hasVix ? signals.vixMacd : null,
    vixTiming: hasVix ? signals.vixTiming : null,
    vixVsSpx: hasVix ? signals.vixVsSpx : null,
    vixSpxCorrelation21: hasVix ? signals.vixSpxCorrelation21 : null,
    vixSpxCorrelation63: hasVix ? signals.vixSpxCorrelation63 : null,
    correlationSlippage: hasVix ? signals.correlationSlippage : null,
    vixBeta60: hasVix ? signals.vixBeta60 : null,
  };
}

function ofTerm({ input, signals: { termStructure } }: JudgedSession, { layers }: PolicyValues) {
  if (input.vix === null || input.term === null || termStructure === null) return null;
  // Without a pair to compare that day the signal holds the last shape.
  if (frontOverBack({ vix: input.vix.close, ...input.term }) === null) return null;
  const { shape, ratio, from, vixOverVix3m, slope, curve } = termStructure;
  const [base, intermediate, outer] = [layers.base, layers.intermediate, layers.outer].map(({ targetDte }) => rollDownPerDay(curve, targetDte));
  return { shape, ratio, from, vixOverVix3m, slope, rollDownPerDay: { base, intermediate, outer } };
}

function ofCorrelation({ input: { cor1m, cor3m }, signals }: JudgedSession) {
  if (cor1m === null && cor3m === null) return null;
  return {
    cor1m,
    cor1mPercentile: cor1m === null ? null : signals.cor1mPercentile,
    cor3m,
    cor3mPercentile: cor3m === null ? null : signals.cor3mPercentile,
  };
}

function ofCredit({ input, signals: { creditStress } }: JudgedSession, { signals, quality }: PolicyValues) {
  if (input.creditSpread === null || creditStress === null) return null;
  const { z, on, spread } = creditStress;
  return { z, on, spread, waccProxy: waccProxy(spread, quality.rate, signals.creditStress.wacc) };
}

/** Without breadth that day nothing is said of the A/D line, not even that it overlaps. */
function divergencesOf({ input, signals }: JudgedSession): readonly Divergence[] {
  const told = input.breadth === null ? signals.divergences.filter(({ series }) => series !== 'adLine').map((one) => ({ ...one, overlaps: null })) : signals.divergences;
  return told.map(({ id, series, kind, state, strength, from, to, knownOn, stateSince, active, overlaps }) => (
    { id, series, kind, state, strength, from: anchorOf(from), to: anchorOf(to), knownOn, stateSince, active, overlaps }
  ));
}

const anchorOf = ({ date, price, value, valueDate }: Divergence['from']): Divergence['from'] => ({ date, price, value, valueDate });

/** What the command prints of one session, keys in the order of docs/cli.md. */
export const signalLine = (session: JudgedSession, values: PolicyValues) => ({
  date: session.signals.date,
  close: session.signals.close,
  obv: session.signals.obv,
  adLine: session.input.breadth === null ? null : session.signals.adLine,
  universe: session.input.breadth?.universe ?? null,
  ...ofPrice(session.signals),
  ...ofVix(session, values),
  termStructure: ofTerm(session, values),
  impliedCorrelation: ofCorrelation(session),
  vixRegime: session.input.vix === null ? null : session.signals.vixRegime,
  creditStress: ofCredit(session, values),
  pivots: session.signals.pivotsKnownToday,
  divergences: divergencesOf(session),
});
