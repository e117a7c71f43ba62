import type { Alert } from '../../../../src/domain/alerts/alert.ts';
import { applyDecisions } from '../../../../src/domain/alerts/alertBook.ts';
import type { Book } from '../../../../src/domain/book/book.ts';
import type { ContractFigures } from '../../../../src/domain/book/valuation.ts';
import type { ValuationContext } from '../../../../src/domain/book/valuationContext.ts';
import { valueBook } from '../../../../src/domain/book/valueBook.ts';
import { decide, type Judgement } from '../../../../src/domain/hedging/decide.ts';
import type { HedgeMemory } from '../../../../src/domain/hedging/hedgeMemory.ts';
import type { Policy } from '../../../../src/domain/hedging/policy/policySchema.ts';
import { success } from '../../../../src/domain/result.ts';
import type { DailySignals } from '../../../../src/domain/signals/dailySignals.ts';
import { newYorkMicros } from '../../../../src/domain/time.ts';

/** What stands still while one quantity trembles. */
export interface Scene {
  readonly context: ValuationContext;
  readonly book: Book;
  readonly memory: HedgeMemory;
  readonly signals: DailySignals;
  readonly policy: Policy;
}

/** How one evaluation departs from the scene. */
export interface Shake {
  readonly figures?: (figures: ContractFigures) => Partial<ContractFigures>;
  readonly vix?: number;
  readonly spx?: number;
  readonly nowUs?: number;
  readonly netLiquidation?: number;
  readonly signals?: Partial<DailySignals>;
}

function shaken({ context }: Scene, { figures: change, vix, spx, nowUs }: Shake): ValuationContext {
  const levels = new Map(context.market.levels);
  for (const [symbol, level] of [['VIX', vix], ['SPX', spx]] as const) {
    const view = levels.get(symbol);
    if (level !== undefined && view !== undefined) levels.set(symbol, { ...view, level });
  }
  return {
    ...context, market: { ...context.market, levels, nowUs: nowUs ?? context.market.nowUs },
    figures(symbol) {
      const figures = context.figures(symbol);
      return figures.ok && change !== undefined ? success({ ...figures.value, ...change(figures.value) }) : figures;
    },
  };
}

export function judgeShaken(scene: Scene, shake: Shake, memory: HedgeMemory = scene.memory): Judgement {
  const context = shaken(scene, shake);
  const book = shake.netLiquidation === undefined ? scene.book : { ...scene.book, netLiquidation: shake.netLiquidation };
  return decide({ context, book, valuation: valueBook(context, book, [10]), signals: { ...scene.signals, ...shake.signals }, policy: scene.policy, memory, events: [], macro: null });
}

export const EVALUATIONS = 1_000;
const OPEN_HOUR = 9.5;
const SESSION_US = 6.4 * 3_600_000_000;

export interface Heard {
  /** Alerts raised and escalated, by rule and layer or condor. */
  readonly rings: ReadonlyMap<string, number>;
  readonly stageChanges: number;
  /** How often an advice that stood changed its contract, the most of any. */
  readonly switches: number;
}

/** One session of evaluations, each with its own noise (−1 to 1), into one alert book. */
export function listen(scene: Scene, shakeOf: (noise: number) => Shake, noise: () => number): Heard {
  const openUs = newYorkMicros(scene.context.market.date, Math.floor(OPEN_HOUR), 30);
  const rings = new Map<string, number>();
  let { memory } = scene;
  let alerts: readonly Alert[] = [];
  let stageChanges = 0;
  const contracts = new Map<string, { readonly symbol: string; readonly switches: number }>();
  for (let n = 0; n < EVALUATIONS; n++) {
    const judgement = judgeShaken(scene, shakeOf(noise()), memory);
    memory = judgement.memory;
    const book = applyDecisions(alerts, judgement.decisions, openUs + Math.round((n * SESSION_US) / EVALUATIONS), scene.policy);
    alerts = book.alerts;
    for (const { kind, alert } of book.transitions) {
      if (kind !== 'raised' && kind !== 'escalated') continue;
      const key = `${alert.decision.rule} ${alert.decision.layer ?? alert.decision.id.split('/')[1] ?? ''}`;
      rings.set(key, (rings.get(key) ?? 0) + 1);
    }
    stageChanges += judgement.stageChanges.length;
    for (const { id, candidates } of judgement.decisions) {
      const symbol = candidates[0]?.symbol;
      const known = contracts.get(id);
      if (symbol !== undefined) contracts.set(id, { symbol, switches: (known?.switches ?? 0) + (known !== undefined && known.symbol !== symbol ? 1 : 0) });
    }
  }
  return { rings, stageChanges, switches: Math.max(0, ...[...contracts.values()].map(({ switches }) => switches)) };
}

/** Independent noise at every evaluation. */
export const quickNoise = (random: () => number) => (): number => 2 * random() - 1;

/** Evaluations of one stretch: 77 minutes, more than a cool-down of alerts. */
const STRETCH = 200;

/** Noise that lingers on one side for longer than a cool-down, as a market does that has found its price; then on the other. */
export function slowNoise(random: () => number): () => number {
  let n = 0;
  return () => (Math.floor(n++ / STRETCH) % 2 === 0 ? 1 : -1) * (0.3 + 0.7 * random());
}
