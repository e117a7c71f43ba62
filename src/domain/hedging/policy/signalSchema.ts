import { z } from 'zod';
import { between, wholeBetween } from './ranges.ts';

const bars = wholeBetween(1, 2000);
const share = between(0, 1);

/** Ranges of the signal parameters; the meaning of each key stands in `signals/signalParameters.ts`. */
export const signalParametersSchema = z.strictObject({
  pivot: z.strictObject({ left: wholeBetween(1, 50), right: wholeBetween(1, 50) }),
  divergence: z.strictObject({
    lookbackBars: bars, pivotsBack: wholeBetween(1, 20), minPriceRise: share, anchorWindow: wholeBetween(0, 20),
    minStrength: share, rangeBars: bars, formingWindow: bars, expireBars: bars, formingExpireBars: bars, activeAfterConfirmedDays: bars,
  }),
  rsi: z.strictObject({ period: wholeBetween(2, 200), failurePeak: between(0, 100), failureBars: bars, volTrigger: between(0, 100), volSource: z.enum(['VIX', 'VXX']) }),
  macd: z.strictObject({
    fast: wholeBetween(2, 200), slow: wholeBetween(3, 400), signal: wholeBetween(1, 100), atrPeriod: wholeBetween(2, 200),
    bearishEnterAtr: between(-1, 1), bearishLeaveAtr: between(-1, 1), crossUpBars: wholeBetween(0, 60),
  }).refine((m) => m.fast < m.slow, { error: 'fast must be shorter than slow' })
    .refine((m) => m.bearishEnterAtr <= m.bearishLeaveAtr, { error: 'bearishEnterAtr must not lie above bearishLeaveAtr' }),
  correlation: z.strictObject({ shortDays: wholeBetween(5, 500), longDays: wholeBetween(5, 500), reference: between(-1, 1), slippage: between(-1, 1) }),
  vixBeta: z.strictObject({ days: wholeBetween(10, 1000), minSideDays: wholeBetween(2, 500) }),
  termStructure: z.strictObject({ contango: between(0.5, 1.5), backwardation: between(0.5, 1.5), hysteresis: between(0, 0.2) })
    .refine((t) => t.contango <= t.backwardation, { error: 'contango must not lie above backwardation' }),
  impliedCorrelation: z.strictObject({ days: wholeBetween(20, 2000) }),
  vixRegime: z.strictObject({
    spikeOneDay: between(0.01, 5), spikeFiveDay: between(0.01, 5), spikeLongDays: wholeBetween(2, 60), spikeMemoryDays: bars, peakDays: bars, pressMinPeak: between(5, 150),
    pressRatio: share, pressEndRatio: share, pressMacdCloses: wholeBetween(1, 20), pressMaxDays: bars,
  }).refine((v) => v.pressRatio <= v.pressEndRatio, { error: 'pressRatio must not lie above pressEndRatio' }),
  creditStress: z.strictObject({
    days: wholeBetween(20, 2000), onZ: between(-5, 10), onDays: bars, offZ: between(-5, 10), offDays: bars,
    wacc: z.strictObject({ equityWeight: share, equityBeta: between(0, 5), equityPremium: between(0, 0.2), taxRate: share }),
  }),
  flow: z.strictObject({ windowMinutes: wholeBetween(10, 2000), minQuotes: wholeBetween(1, 1_000_000), surgeZ: between(0, 20), wideZ: between(0, 20), spreadNoise: between(0, 1) }),
  absentSessions: wholeBetween(0, 60),
  intraday: z.strictObject({ maxGapBars: wholeBetween(0, 100) }),
});
