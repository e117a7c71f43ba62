import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import type { ContractFigures } from '../../../src/domain/book/valuation.ts';
import { initialMemory, type HedgeMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import type { DailySignals } from '../../../src/domain/signals/dailySignals.ts';
import { createRandom } from '../../../src/simulator/random.ts';
import { actsOf, aContext, aDivergence, aMarket, createDesk, someSignals, stewardPolicy, type Desk, type MarketInput } from '../../support/builders.ts';
import { judgeShaken, listen, quickNoise, slowNoise, type Scene, type Shake } from './support/noisySession.ts';

const D0 = '2026-11-04';
const D1 = addTradingDays(D0, 1);
const SEED = 20_261_127;
const SIZE = 0.01;
const policy = stewardPolicy();

const isCondorLeg = ({ symbol }: ContractFigures): boolean => symbol.startsWith('SPX');
const isHedge = ({ symbol }: ContractFigures): boolean => symbol.startsWith('VIX');

type Confirmed = 'first' | 'confirmed';

/** A desk that has filled the advice of its stage; the next session is under way. */
const desks = new Map<string, Desk>();
function coveredDesk(stage: Confirmed, options: Parameters<typeof createDesk>[1] = {}): Desk {
  const key = `${stage} ${JSON.stringify(options)}`;
  const known = desks.get(key);
  if (known !== undefined) return known;
  const desk = createDesk({ date: D0, spx: 7000, vix: 16.5 }, options);
  desk.evaluate({ date: D0, spx: 7000, vix: 16.5 }, { divergences: [aDivergence(D0)], spxMacdBearish: stage === 'confirmed' });
  for (let turn = 0; turn < 6 && actsOf(desk.judgement).length > 0; turn++) desk.fill(actsOf(desk.judgement)[0]!);
  desks.set(key, desk);
  return desk;
}

interface Given {
  readonly stage?: Confirmed;
  readonly memory?: Partial<HedgeMemory>;
  readonly signals?: Partial<DailySignals>;
  readonly market?: Partial<MarketInput>;
  readonly hedge?: number;
  readonly openedOn?: string;
  readonly held?: boolean;
  readonly options?: Parameters<typeof createDesk>[1];
}

function aScene({ stage = 'first', memory = {}, signals = {}, market = {}, hedge, openedOn, held = true, options }: Given = {}): Scene {
  const desk = coveredDesk(stage, options);
  const context = aContext(aMarket({ date: D1, spx: 7000, vix: 16.5, alsoListed: desk.book.legs.map(({ symbol }) => symbol), ...market }), policy);
  const legs = desk.book.legs.filter(({ layer }) => layer === null || held).map((leg) => (leg.layer === null ? leg : { ...leg, quantity: hedge ?? leg.quantity, openedOn: openedOn ?? leg.openedOn }));
  return {
    context, policy, book: { ...desk.book, legs },
    memory: { ...desk.memory, advised: {}, evaluatedOn: D0, lastFill: {}, completedOn: {}, ...memory },
    signals: someSignals(D0, { vixClose: 16.5, divergences: [aDivergence(D0)], ...signals }),
  };
}

/** Scales the condors' vega so that coverage, hedge held, is exactly this. */
function coverageAt(scene: Scene, coverage: number): (factor: number) => Shake {
  const { shortVega, hedgeVega } = valueBook(scene.context, scene.book, [10]);
  const scale = hedgeVega! / coverage / -shortVega!;
  return (factor) => ({ figures: (figures) => (isCondorLeg(figures) ? { vegaPerVixPoint: (figures.vegaPerVixPoint * scale) / factor } : {}) });
}

/** The threshold is at stake: the two ends of the noise end in different advice. */
function isAtStake(scene: Scene, shakeOf: (noise: number) => Shake): boolean {
  const said = (noise: number): string => JSON.stringify(judgeShaken(scene, shakeOf(noise)).decisions.map(({ id, severity, contracts, candidates }) => (severity === 'informational' ? '' : `${id} ${contracts} ${candidates[0]?.symbol}`)));
  return new Set([-1, 0, 1].map(said)).size > 1;
}

/** Where the answer turns between two ends of a quantity. */
function edgeBetween(low: number, high: number, answer: (at: number) => unknown): number {
  const first = JSON.stringify(answer(low));
  if (first === JSON.stringify(answer(high))) throw new Error(`${first} at both ends`);
  let [from, to] = [low, high];
  for (let n = 0; n < 40; n++) [from, to] = JSON.stringify(answer((from + to) / 2)) === first ? [(from + to) / 2, to] : [from, (from + to) / 2];
  return to;
}

interface Threshold {
  readonly name: string;
  /** A limit is a limit: what passed it a minute ago does not pass it now. Only the alert's cool-down keeps it quiet. */
  readonly isLimit?: true;
  /** The size turns at it: told once more when a contract goes, which then stays away. */
  readonly turnsSize?: true;
  readonly given: () => { readonly scene: Scene; readonly shakeOf: (noise: number) => Shake };
}

const closing = (coverage: number, daysSinceFill = 3): Partial<HedgeMemory> => ({ closing: { date: D0, coverage, daysSinceFill } });
const onCoverage = (name: string, threshold: number, given: Given): Threshold => ({
  name, given: () => {
    const scene = aScene(given);
    const at = coverageAt(scene, threshold);
    return { scene, shakeOf: (noise) => at(1 + SIZE * noise) };
  },
});

const onVix = (name: string, threshold: number, given: Given, more: (scene: Scene) => Shake = () => ({})): Threshold => ({
  name, given: () => {
    const scene = aScene(given);
    return { scene, shakeOf: (noise) => ({ ...more(scene), vix: threshold * (1 + SIZE * noise) }) };
  },
});

const regime = (changes: Partial<NonNullable<DailySignals['vixRegime']>>): Partial<DailySignals> => ({
  vixRegime: { spike: false, lastSpike: addTradingDays(D0, -8), daysSinceSpike: 8, peak20: 34, spikeAt: 99, press: false, pressSince: null, ...changes },
});
const pressed: Given = { stage: 'confirmed', memory: { stage: 'press', stageSince: D0 }, signals: regime({ press: true, pressSince: D0 }), market: { vix: 24, spx: 6850 } };
const sold = { first: 3, firstFilled: 3, firstDoneOn: D0, vixAtFirst: 24 / 0.9 };
/** Bids of the hedge at this share of what it cost. */
const hedgeAtBid = (share: number): Threshold['given'] => () => {
  const scene = aScene(pressed);
  const costs = new Map(scene.book.legs.map(({ symbol, price }) => [symbol, price]));
  return { scene, shakeOf: (noise) => ({ figures: ({ symbol }) => (symbol.startsWith('VIX') && costs.has(symbol) ? { bid: costs.get(symbol)! * share * (1 + SIZE * noise) } : {}) }) };
};

const quickRatioAt = (threshold: number, on: boolean): Threshold['given'] => () => {
  const scene = aScene({
    stage: 'confirmed', signals: regime({}), market: { vix: 28, spx: 6850 }, memory: { quickRatio: { on, sold: [] } },
    options: { condors: [{ strategy: 'condor-1', contracts: 10, targetDays: 30, shortPutMoneyness: 0.942, shortCallMoneyness: 1.037, widthPoints: 10 }, { strategy: 'week', contracts: 1, targetDays: 2, shortPutMoneyness: 0.985, shortCallMoneyness: 1.015, widthPoints: 10 }] },
  });
  // Bought for next to nothing: whatever the bid, the layers are in profit.
  const cheap = { ...scene, book: { ...scene.book, legs: scene.book.legs.map((leg) => (leg.layer === null ? leg : { ...leg, price: 0.01 })) } };
  return { scene: cheap, shakeOf: quickShake(cheap, threshold) };
};

/** Scales the bids of the hedge so that the ratio, as the decision itself states it, is the threshold. */
function quickShake(scene: Scene, threshold: number): (noise: number) => Shake {
  const bids = (factor: number): Shake => ({ figures: (figures) => (isHedge(figures) ? { bid: (figures.bid ?? 0) * factor } : {}) });
  const told = judgeShaken(scene, bids(1_000)).decisions.flatMap(({ facts }) => facts).find(({ label }) => label === 'Quick ratio');
  const ratio = Number(/^([\d,.]+), limit/.exec(told?.text ?? '')?.[1]?.replaceAll(',', ''));
  if (!Number.isFinite(ratio)) throw new Error('no quick ratio is told');
  return (noise) => bids(((1_000 * threshold) / ratio) * (1 + SIZE * noise));
}

const adding = (given: Given = {}): Given => ({
  ...given, held: false, memory: { stage: 'first', add: { stage: 'first', since: D0, firedOn: D0, firedBy: 'timing', filledLayers: [], done: false }, lastAccepted: null, closing: null, ...given.memory },
});

const bestOf = (scene: Scene): string => judgeShaken(scene, {}).decisions[0]!.candidates[0]!.symbol;

/** One figure of the best candidate trembles about what decides whether it is one. */
const onBest = (name: string, change: (figures: ContractFigures, factor: number) => Partial<ContractFigures>): Threshold => ({
  name, isLimit: true, given: () => {
    const scene = aScene(adding());
    const best = bestOf(scene);
    return { scene, shakeOf: (noise) => ({ figures: (figures) => (figures.symbol === best ? change(figures, 1 + SIZE * noise) : {}) }) };
  },
});
const DEAR = { mark: 4, shock: { unshockable: null, gainAtVixPlus10: 9_000 } };

/** Net liquidation at which the best size just passes the drag limit, or the only contract does. */
const atDragLimit = (contracts: number): Threshold['given'] => () => {
  const scene = aScene(adding());
  const advised = (netLiquidation: number): number => judgeShaken(scene, { netLiquidation }).decisions.reduce((sum, { action, contracts: n }) => sum + (action === 'add' ? n : 0), 0);
  const edge = edgeBetween(1_000, 1_000_000, (netLiquidation) => advised(netLiquidation) >= contracts);
  return { scene, shakeOf: (noise) => ({ netLiquidation: edge * (1 + SIZE * noise) }) };
};

const THRESHOLDS: readonly Threshold[] = [
  onCoverage('coverage at the top of the band, over-hedged at the close', 0.5, { memory: closing(0.7) }),
  onCoverage('coverage at the top of the band, outside at the close', 0.5, { memory: closing(0.55), hedge: 10 }),
  onCoverage('coverage at the bottom of the band, outside at the close', 0.33, { memory: closing(0.3) }),
  onCoverage('coverage ten points below the band', 0.23, { memory: closing(0.35, 1) }),
  onCoverage('coverage over-hedged at a close that is read now', 0.6, { memory: { closing: null }, hedge: 10, openedOn: addTradingDays(D0, -4) }),
  { name: 'the size at the edge of the band: two contracts or one', turnsSize: true, given: () => {
    const scene = aScene({ memory: { ...closing(0.2, 1), lastAccepted: null }, hedge: 1 });
    const at = (coverage: number): Shake => coverageAt(scene, coverage)(1);
    const edge = edgeBetween(0.12, 0.22, (coverage) => (judgeShaken(scene, at(coverage)).decisions[0]?.contracts ?? 0) > 1);
    return { scene, shakeOf: (noise) => at(edge * (1 + SIZE * noise)) };
  } },
  onVix('VIX at the level that is a spike, a cut standing', 19.8, { memory: closing(0.7), hedge: 12, signals: regime({ spikeAt: 19.8, lastSpike: null, daysSinceSpike: null }) }),
  onVix('VIX at the level that is a spike, a purchase standing', 19.8, { memory: closing(0.1), hedge: 1, signals: regime({ spikeAt: 19.8, lastSpike: null, daysSinceSpike: null }) }),
  onVix('VIX at the level that cancels a harvest', 28.8, { ...pressed, signals: { vixClose: 24, ...regime({ press: true, pressSince: D0, spikeAt: 28.8 }) } }),
  onVix('VIX a tenth below its level at the first tranche', 24, { ...pressed, memory: { ...pressed.memory, tranches: { 'press/base': sold, 'press/intermediate': sold } } }),
  { name: 'a hedge that is just in profit when the press begins', given: hedgeAtBid(1) },
  { name: 'the bid below which a contract is left to settle', isLimit: true, given: () => {
    const scene = aScene({ ...pressed, memory: { stage: 'press', stageSince: addTradingDays(D0, -5) } });
    return { scene, shakeOf: (noise) => ({ figures: (figures) => (isHedge(figures) ? { bid: 0.05 * (1 + SIZE * noise) } : {}) }) };
  } },
  { name: 'the quick ratio at 2.0', given: quickRatioAt(2, false) },
  { name: 'the quick ratio at 1.5, where it re-arms', given: quickRatioAt(1.5, true) },
  { name: 'VIX at 0.9 of its peak, the quick ratio high', given: () => {
    const { scene, shakeOf } = quickRatioAt(4, false)();
    return { scene, shakeOf: (noise) => ({ ...shakeOf(0), vix: 0.9 * 34 * (1 + SIZE * noise) }) };
  } },
  { name: 'the short put at a delta of 0.30', given: () => ({
    scene: aScene(), shakeOf: (noise) => ({ figures: (figures) => (isCondorLeg(figures) && figures.deltaForward < 0 ? { deltaForward: -0.3 * (1 + SIZE * noise) } : {}) }),
  }) },
  { name: 'SPX half a σ√T above the short put', given: () => {
    const scene = aScene();
    const put = scene.book.legs.find(({ symbol, quantity }) => quantity < 0 && symbol[12] === 'P')!;
    const strike = Number(put.symbol.slice(13)) / 1_000;
    return { scene, shakeOf: (noise) => ({ spx: 7000, figures: (figures) => (figures.symbol === put.symbol ? { deltaForward: -0.2, volatility: ((7000 - strike) / 7000 / 0.5 / Math.sqrt(figures.timeYears)) * (1 + SIZE * noise) } : {}) }) };
  } },
  { name: 'the drag limit of the wanted size', turnsSize: true, given: atDragLimit(4) },
  { name: 'the drag limit of a single contract', isLimit: true, given: atDragLimit(1) },
  { name: 'the notional ceiling', given: () => {
    const scene = aScene(adding());
    const forward = judgeShaken(scene, {}).decisions[0]!.candidates[0]!;
    const figures = scene.context.figures(forward.symbol);
    if (!figures.ok) throw new Error(figures.failure.detail);
    return { scene, shakeOf: (noise) => ({ spx: ((forward.contracts * 100 * figures.value.forward.value) / (0.01 * 10 * 100)) * (1 + SIZE * noise) }) };
  } },
  { name: 'short vega collapsed to a quarter', given: () => {
    const scene = aScene({ memory: { ...closing(0.7), lastAccepted: { date: D0, shortVega: -1_000 } } });
    const { shortVega } = valueBook(scene.context, scene.book, [10]);
    return { scene, shakeOf: (noise) => ({ figures: (figures) => (isCondorLeg(figures) ? { vegaPerVixPoint: (figures.vegaPerVixPoint * 250 * (1 + SIZE * noise)) / -shortVega! } : {}) }) };
  } },
  { name: 'the share of the book that stands on model values', isLimit: true, given: () => {
    const scene = aScene();
    const [model] = scene.book.legs.filter(({ layer }) => layer === null);
    const { legs } = valueBook(scene.context, scene.book, [10]);
    const vegaOf = (row: (typeof legs)[number]): number => (row.figures.ok ? Math.abs(row.leg.quantity * row.figures.value.vegaPerVixPoint) : 0);
    const others = legs.filter(({ leg }) => leg !== model).reduce((sum, row) => sum + vegaOf(row), 0);
    const own = vegaOf(legs.find(({ leg }) => leg === model)!);
    const limit = policy.values.quality.maxModelShare;
    const scale = (limit / (1 - limit)) * (others / own);
    return { scene, shakeOf: (noise) => ({ figures: (figures) => (figures.symbol === model!.symbol ? { bid: null, ask: null, markSource: 'model', vegaPerVixPoint: figures.vegaPerVixPoint * scale * (1 + 2 * SIZE * noise) } : {}) }) };
  } },
  onBest('the widest spread of a candidate, share of its price', (_, factor) => ({ ...DEAR, mark: 2, bid: 2 - 0.25 * factor, ask: 2 + 0.25 * factor })),
  onBest('the widest spread of a candidate, points', (_, factor) => ({ ...DEAR, bid: 4 - 0.3 * factor, ask: 4 + 0.3 * factor })),
  { name: 'the least execution ratio', isLimit: true, given: () => ({
    scene: aScene(adding()),
    shakeOf: (noise) => ({ figures: ({ symbol, bid, ask }) => (symbol.startsWith('VIX') ? { shock: { unshockable: null, gainAtVixPlus10: (((ask ?? 0) - (bid ?? 0)) * 100 * (1 + SIZE * noise)) / 0.1 } } : {}) }),
  }) },
  onBest('a delta at the edge of the strike rule', (_, factor) => ({ deltaForward: 0.55 * factor })),
  { name: 'two contracts that are equally good', given: () => {
    const scene = aScene(adding());
    const best = bestOf(scene);
    const worse = (factor: number): Shake => ({ figures: (figures) => (figures.symbol === best ? { shock: { unshockable: null, gainAtVixPlus10: (figures.shock.gainAtVixPlus10 ?? 0) * factor } } : {}) });
    const edge = edgeBetween(0.5, 1, (factor) => judgeShaken(scene, worse(factor)).decisions[0]!.candidates[0]!.symbol);
    return { scene, shakeOf: (noise) => worse(edge * (1 + SIZE * noise)) };
  } },
  { name: 'vega of the candidates, six contracts or five', given: () => {
    const scene = aScene(adding());
    const dearer = (factor: number): Shake => ({ figures: (figures) => (isHedge(figures) ? { vegaPerVixPoint: figures.vegaPerVixPoint * factor } : {}) });
    const edge = edgeBetween(0.9, 1.3, (factor) => judgeShaken(scene, dearer(factor)).decisions[0]!.contracts);
    return { scene, shakeOf: (noise) => dearer(edge * (1 + SIZE * noise)) };
  } },
  { name: 'time decay of 30 %', given: () => {
    const scene = aScene({ memory: closing(0.4, 1), openedOn: addTradingDays(D0, -20) });
    const { nowUs } = scene.context.market;
    const isDue = (us: number): boolean => judgeShaken(scene, { nowUs: us }).decisions.some(({ rule }) => rule === 'roll.decay');
    const edge = edgeBetween(nowUs - 10 * DAY_US, nowUs + 10 * DAY_US, isDue);
    // Six hours are about 1 % of what has decayed.
    return { scene, shakeOf: (noise) => ({ nowUs: edge + (noise * DAY_US) / 4 }) };
  } },
];

const DAY_US = 86_400_000_000;

describe('one alert a threshold in 1,000 evaluations of one session, though the quantity trembles by 1 % about it', () => {
  it.each(THRESHOLDS)('$name', ({ given, isLimit, turnsSize }) => {
    const { scene, shakeOf } = given();
    expect(isAtStake(scene, shakeOf), 'the noise crosses the threshold').toBe(true);
    for (const noise of isLimit === true ? [quickNoise] : [quickNoise, slowNoise]) {
      const { rings, switches } = listen(scene, shakeOf, noise(createRandom(SEED).uniform));
      expect([...rings].filter(([, count]) => count > (turnsSize === true ? 2 : 1)), noise.name).toEqual([]);
      if (isLimit !== true) expect(switches, 'the contract changes at most once').toBeLessThanOrEqual(1);
      const sides = new Set([...rings.keys()].map((key) => (key.startsWith('rebalance.up') || key.startsWith('add') ? 'buys' : key.startsWith('delayer') || key.startsWith('rebalance.down') ? 'sells' : 'neither')));
      expect(sides.has('buys') && sides.has('sells'), 'bought and sold in one session').toBe(false);
    }
  });

  it('MACD by 0.01 ATR about zero: a reading that is revised within the session moves no stage twice, and a ticket that went out stays out', () => {
    const scene = aScene({ held: false, memory: initialMemory });
    const shakeOf = (noise: number): Shake => {
      const histogram = 0.01 * noise;
      const at = { macd: histogram, signal: 0, histogram };
      return { signals: { date: D0, macd: at, vixMacd: at, spxMacdBearish: histogram < 0, vixTiming: histogram > 0, vixCrossUpBarsAgo: histogram > 0 ? 0 : null } };
    };
    for (const noise of [quickNoise, slowNoise]) {
      const { rings, stageChanges } = listen(scene, shakeOf, noise(createRandom(SEED).uniform));
      expect(stageChanges).toBeLessThanOrEqual(2);
      expect([...rings.values()].filter((count) => count > 1)).toEqual([]);
      expect(rings.size).toBeGreaterThan(0);
    }
  });
});
