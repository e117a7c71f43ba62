import { PROTOCOL_VERSION, type EngineState, type RequestName, type RequestResult } from '../../src/contract/api.ts';
import type { EngineEvent, EngineService, ValidParams } from '../../src/contract/engineService.ts';
import { failed, success, type Result } from '../../src/domain/result.ts';

type Answers = { readonly [N in RequestName]?: (params: ValidParams<N>) => unknown };

export interface FakeEngine extends EngineService {
  emit(event: EngineEvent): void;
  readonly subscribers: () => number;
  readonly handled: RequestName[];
}

/** An engine that answers what a test scripted, and refuses the rest. Answers that throw are the engine's bugs. */
export function createFakeEngine(answers: Answers = {}): FakeEngine {
  const listeners = new Set<(event: EngineEvent) => void>();
  const handled: RequestName[] = [];
  return {
    handled,
    subscribers: () => listeners.size,
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    handle<N extends RequestName>(name: N, params: ValidParams<N>): Result<RequestResult<N>> | Promise<Result<RequestResult<N>>> {
      handled.push(name);
      if (name === 'hello') return success({ protocol: PROTOCOL_VERSION, engine: 'test' } as RequestResult<N>);
      const answer = answers[name] as ((given: ValidParams<N>) => unknown) | undefined;
      if (answer === undefined) return failed('not-found', `nothing scripted for ${name}`);
      const value = answer(params);
      return value instanceof Promise ? (value as Promise<Result<RequestResult<N>>>) : success(value as RequestResult<N>);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export const updated = (seq: number, version: string): EngineEvent => ({
  name: 'updated', payload: { seq, changes: { policy: { name: 'steward', version } } },
});

/** The engine before its first frame: every slice present, nothing known. */
export const emptyState: EngineState = {
  clock: { marketTimeUs: null, date: null, session: 'closed', speed: 1, closesUs: null, opensUs: null, simulated: true, sourceLabel: 'Simulated market' },
  health: {
    monitoring: false, causes: ['no feed yet'], feed: 'connecting', feedLabel: 'Connecting', endpoint: 'ws://127.0.0.1:1', quotesPerSecond: 0,
    oldestAgeMs: null, instruments: 0, staleInstruments: 0, received: 0, stored: 0, conflated: 0, rejected: 0, rejectedByReason: {},
    reconnects: 0, evaluatedUs: null, evaluationMs: null, recording: false, quoteConditions: {}, disabled: [],
  },
  market: { levels: [], curve: [], curveWeekAgo: [], curveShape: null, contangoPct: null, asOfUs: null, modelled: false },
  signals: {
    asOf: null, rsi: null, macdHistogram: null, vixMacdHistogram: null, vixTiming: null, vixCrossUpBarsAgo: null, correlation21: null,
    spxMacdBearish: null, spike: null, press: null, creditZ: null, divergences: [],
    explanations: [], timeframes: [], flow: null, repairs: [],
  },
  book: {
    name: 'Sample', sample: true, netLiquidation: 1_000_000, condors: 10, convention: 'measured', legs: [], complete: false,
    incompleteBecause: ['no quotes yet'], modelMarked: [], quoteConditions: {}, asOfUs: null, shortVega: null, hedgeVega: null, netVega: null, coverage: null, hasBand: true, coverageNote: null,
    bandLow: 0, bandHigh: 0, target: null, proposedCoverage: null, rawVegaSpx: null, rawVegaVix: null, thetaPerDay: null, marketValue: null, shocks: [],
  },
  layers: [],
  verdict: { stage: 'watch', stageSince: null, headline: 'Waiting for data', detail: '', action: 'hold', alertId: null, severity: 'informational', nextEvent: null },
  alerts: [], quietHours: null,
  policy: { name: 'steward', version: '000000000000' }, vegaTables: { policy: { convention: 'measured', beta: [], weight: [] }, estimate: null, note: '' },
  log: { count: 0, headHash: '0'.repeat(64), recent: [] },
};
