import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContractFigures } from '../../../src/domain/book/valuation.ts';
import { valueBook } from '../../../src/domain/book/valueBook.ts';
import { decide, type DecideInput } from '../../../src/domain/hedging/decide.ts';
import type { Decision, Stage } from '../../../src/domain/hedging/decision.ts';
import { restoreMemory } from '../../../src/domain/hedging/hedgeMemory.ts';
import { tradingDaysBetween } from '../../../src/domain/calendar.ts';
import { findChoices } from '../../../src/domain/hedging/candidates.ts';
import { success } from '../../../src/domain/result.ts';
import { actsOf, aContext, aMarket, stewardPolicy } from '../../support/builders.ts';
import { walkDesk, walks, type Seen } from './support/deskWalk.ts';

const SEED = 20_261_127;
const RUNS = { seed: SEED, numRuns: 9, endOnFailure: true } as const;
const SESSIONS = 14;

/** The table of stages as the method has it, not as the code does. */
const UP: readonly (readonly [Stage | 'any', Stage])[] = [['watch', 'first'], ['first', 'confirmed'], ['confirmed', 'stress'], ['any', 'press']];
const DOWN: readonly (readonly [Stage, Stage])[] = [['stress', 'confirmed'], ['confirmed', 'first'], ['first', 'watch'], ['press', 'watch']];

describe('a desk in random markets that fills, fills in part, lets pass and restarts', () => {
  it('no stage is skipped: upward moves may chain, a downward one stands alone and after its dwell', () => {
    const moves = new Set<string>();
    fc.assert(fc.property(walks(22), (walk) => {
      walkDesk({ ...walk, steps: walk.steps.map((one) => ({ ...one, fills: one.fills === 'all' ? 'first' : one.fills })) }, ({ before, judgement, input }) => {
        let stage = before.stage;
        for (const { from, to } of judgement.stageChanges) {
          moves.add(`${from}>${to}`);
          expect(from).toBe(stage);
          const isDown = DOWN.some(([a, b]) => a === from && b === to);
          expect(isDown || UP.some(([a, b]) => (a === 'any' ? from !== 'press' : a === from) && b === to), `${from} to ${to}`).toBe(true);
          if (isDown) {
            expect(judgement.stageChanges).toHaveLength(1);
            expect(tradingDaysBetween(before.stageSince!, input.signals!.date)).toBeGreaterThanOrEqual(input.policy.values.stages[from].dwellDownDays);
          }
          if (to === 'press') expect(input.book.legs.some(({ layer, quantity }) => layer !== null && quantity > 0)).toBe(true);
          stage = to;
        }
        expect(judgement.memory.stage).toBe(stage);
        if (before.evaluatedOn === input.signals!.date) expect(judgement.stageChanges).toEqual([]);
      });
    }), { ...RUNS, numRuns: 6 });
    expect([...moves].sort()).toEqual(expect.arrayContaining(['confirmed>first', 'confirmed>stress', 'first>confirmed', 'watch>first']));
    expect([...moves].some((move) => move.endsWith('>press'))).toBe(true);
  });

  it('the same input gives the same output: twice, after a restart, and in whatever order the chain comes', () => {
    fc.assert(fc.property(walks(SESSIONS), (walk) => {
      walkDesk(walk, ({ input, judgement }) => {
        expect(decide(input)).toEqual(judgement);
        expect(decide({ ...input, memory: restoreMemory(JSON.parse(JSON.stringify(input.memory))) })).toEqual(judgement);
        expect(decide(inOtherOrder(input))).toEqual(judgement);
      });
    }), { ...RUNS, numRuns: 2 });
  });

  it('contracts that are equally good in everything are ranked by name, not by the order of the chain', () => {
    const market = aMarket({ date: '2026-11-04', spx: 7000, vix: 16.5 });
    const ranked = (listed: readonly string[]): readonly string[] => {
      const context = aContext({ ...market, listed });
      const alike = (symbol: string): ReturnType<typeof context.figures> => {
        const figures = context.figures(symbol);
        return figures.ok ? success({ ...figures.value, bid: 2, ask: 2.1, mark: 2.05, deltaForward: 0.5, shock: { unshockable: null, gainAtVixPlus10: 400 }, daysToSettlement: 35 }) : figures;
      };
      return findChoices({ ...context, figures: alike, valueChange: () => -10 }, stewardPolicy().values, 'base', 'first').ranked.map(({ symbol }) => symbol);
    };
    expect(ranked(market.listed).length).toBeGreaterThan(20);
    expect(ranked(market.listed.toReversed())).toEqual(ranked(market.listed));
  });

  it('guards, bands, figures and words of every ticket hold, whatever the month', () => {
    const met = { grown: 0, judged: 0 };
    fc.assert(fc.property(walks(SESSIONS), (walk) => {
      walkDesk(walk, (seen) => {
        expectReadable(seen);
        met.grown += expectWithinGuards(seen) ? 1 : 0;
        met.judged += expectInBand(seen) ? 1 : 0;
      });
    }), RUNS);
    expect(met.grown).toBeGreaterThan(15);
    expect(met.judged).toBeGreaterThan(15);
  });
});

/** Each evaluation says something, once: ids are its own, one ticket a layer, and each ticket can be read and typed in. */
function expectReadable({ judgement }: Seen): void {
  const { decisions } = judgement;
  expect(decisions.length).toBeGreaterThan(0);
  expect(new Set(decisions.map(({ id }) => id)).size).toBe(decisions.length);
  const layers = actsOf(judgement).flatMap(({ layer }) => layer ?? []);
  expect(new Set(layers).size).toBe(layers.length);
  for (const advice of actsOf(judgement)) {
    expect(advice.contracts).toBeGreaterThan(0);
    expect(advice.candidates[0]?.ticket.length).toBeGreaterThan(0);
    expect([advice.headline, advice.why, advice.cancelledBy].every((text) => text.length > 0)).toBe(true);
    expect(JSON.stringify(advice)).not.toMatch(/NaN|Infinity|undefined/);
    expect(advice.candidates.every(({ cost, drag, ticket }) => Number.isFinite(cost) && Number.isFinite(drag) && ticket.every(({ contracts, price }) => Number.isInteger(contracts) && contracts > 0 && price >= 0))).toBe(true);
  }
}

/** Growth keeps the notional ceiling and the drag limit, summed anew from its tickets; false where nothing grows. */
function expectWithinGuards(seen: Seen): boolean {
  const growth = growthOf(seen);
  if (growth.length === 0 || actsOf(seen.judgement).some(({ action }) => action === 'roll')) return false;
  const { policy, context, book, valuation } = seen.input;
  const { guards, layers, stages } = policy.values;
  const bought = growth.flatMap((decision) => decision.candidates[0]!.ticket).map((line) => ({ figures: figuresOf(seen.input, line.symbol), contracts: line.contracts, layer: line.layer! }));
  const held = book.legs.flatMap((leg) => (leg.layer === null ? [] : [{ figures: figuresOf(seen.input, leg.symbol), contracts: leg.quantity, layer: leg.layer }]));
  const notional = [...held, ...bought].reduce((sum, { figures, contracts }) => sum + contracts * 100 * figures.forward.value, 0);
  expect(notional).toBeLessThanOrEqual(stages[seen.judgement.memory.stage].notionalCeiling * valuation.condorContracts * 100 * context.market.levels.get('SPX')!.level + 1e-6);
  const monthlyCost = ({ figures, layer }: (typeof held)[number]): number => {
    const days = Math.min(Math.max(figures.daysToSettlement - layers[layer].rollBelowDte, guards.dragMinSpanDays), guards.dragDays, figures.daysToSettlement);
    return days <= 0 ? 0 : (-context.valueChange(figures, { spxPercent: 0, vixPoints: 0, days }) * guards.dragDays) / days;
  };
  const cost = [...held, ...bought].reduce((sum, row) => sum + row.contracts * monthlyCost(row), 0)
    + bought.reduce((sum, { figures, contracts }) => sum + (contracts * 100 * (figures.ask! - figures.bid!)) / 2, 0);
  expect(cost).toBeLessThanOrEqual(guards.drag * book.netLiquidation + 1e-6);
  return true;
}

/** After all tickets coverage lies in the band or they say what bound them; what they say of it is so. False where no band rule speaks. */
function expectInBand({ input, judgement }: Seen): boolean {
  const tickets = actsOf(judgement).filter(({ rule }) => /^(add\.|rebalance\.|delayer\.over-hedge)/.test(rule));
  const others = actsOf(judgement).filter((decision) => decision.action !== 'widen' && !tickets.includes(decision));
  // What grows is sized on the desk as the rolls beside it leave it; what is cut on the desk as it is.
  const rolls = tickets.every(({ rule }) => /^add\.|^rebalance\.up/.test(rule)) ? others.filter(({ action }) => action === 'roll') : [];
  const vega = [...tickets, ...rolls].flatMap((decision) => decision.candidates[0]!.ticket).reduce((sum, { side, contracts, symbol }) => sum + (side === 'buy' ? 1 : -1) * contracts * figuresOf(input, symbol).vegaPerVixPoint, 0);
  const after = (input.valuation.hedgeVega! + vega) / -input.valuation.shortVega!;
  for (const { coverage, boundBy, headline } of tickets) {
    const inBand = after >= coverage.bandLow - 1e-9 && after <= coverage.bandHigh + 1e-9;
    expect(inBand || boundBy.length > 0 || others.length > 0, `${headline}: ${after} outside ${coverage.bandLow} to ${coverage.bandHigh}`).toBe(true);
    expect(coverage.after, headline).toBeCloseTo(after, 9);
  }
  return tickets.length > 0;
}

const growthOf = ({ judgement }: Seen): readonly Decision[] => actsOf(judgement).filter(({ action, rule }) => action === 'add' || rule === 'rebalance.up');

function figuresOf({ context }: DecideInput, symbol: string): ContractFigures {
  const figures = context.figures(symbol);
  if (!figures.ok) throw new Error(`${symbol} in a ticket: ${figures.failure.detail}`);
  return figures.value;
}

/** The same market with its listing, quotes and levels the other way round. */
function inOtherOrder(input: DecideInput): DecideInput {
  const { market } = input.context;
  const turned = { ...market, listed: market.listed.toReversed(), quotes: new Map([...market.quotes].toReversed()), levels: new Map([...market.levels].toReversed()) };
  const context = aContext(turned, input.policy);
  return { ...input, context, valuation: valueBook(context, input.book, input.policy.values.vega.shockVixPoints) };
}
