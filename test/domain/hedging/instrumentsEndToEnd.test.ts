import { describe, expect, it } from 'vitest';
import { settleExpired } from '../../../src/domain/book/settleExpired.ts';
import type { CondorTemplate } from '../../../src/domain/book/sampleBook.ts';
import { addTradingDays, tradingDaysBetween } from '../../../src/domain/calendar.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import type { Judgement } from '../../../src/domain/hedging/decide.ts';
import { isFuture, type InstrumentKind } from '../../../src/domain/hedging/instruments/unit.ts';
import type { Policy } from '../../../src/domain/hedging/policy/policySchema.ts';
import { instrumentOf } from '../../../src/domain/instruments/index.ts';
import { aBook, aContext, actsOf, aDivergence, aMarket, createDesk, only, type Desk, type MarketInput, type SignalChanges } from '../../support/builders.ts';
import { alsoListed, D0, KINDS, LAYER_OF, policyFor } from './instrumentDesk.ts';

const at = (n: number, changes: Partial<MarketInput> = {}): MarketInput => ({ date: addTradingDays(D0, n), spx: 7000, vix: 16.5, ...changes });
/** A large book: one VX future or SPX put spread covers more than ten condors want. */
const CONDORS: readonly CondorTemplate[] = [{ strategy: 'condor-1', contracts: 120, targetDays: 40, shortPutMoneyness: 0.942, shortCallMoneyness: 1.037, widthPoints: 10 }];
const LARGE = { netLiquidation: 50_000_000, condors: CONDORS };
const open = (kind: InstrumentKind, policy: Policy = policyFor(kind)): Desk => createDesk({ ...at(0), alsoListed: alsoListed(kind) }, { policy, ...LARGE });
/** Days later: what has expired is gone, and a trader has sold new condors in place of the old ones. */
function passTo(desk: Desk, market: MarketInput): void {
  const view = aMarket(market);
  const fresh = aBook(aContext(view, desk.policy), LARGE);
  const { book } = settleExpired(desk.book, view.nowUs);
  desk.book = { ...book, legs: [...fresh.legs, ...book.legs.filter(({ layer }) => layer !== null)] };
}
/** Three days after a spike band rules rest: what is due of itself shows alone. */
const guarded = (kind: InstrumentKind, n: number): SignalChanges => ({
  ...wanted(kind), vixRegime: { spike: false, lastSpike: addTradingDays(D0, n - 3), daysSinceSpike: 3, peak20: 20, spikeAt: 60, press: false, pressSince: null },
});
/** The stage in which the instrument's layer may grow. */
const wanted = (kind: InstrumentKind): SignalChanges => ({ divergences: [aDivergence(D0)], spxMacdBearish: LAYER_OF[kind] === 'intermediate' });
const press = (n: number): SignalChanges => ({ vixRegime: { spike: false, lastSpike: addTradingDays(D0, n - 6), daysSinceSpike: 6, peak20: 40, spikeAt: 60, press: true, pressSince: addTradingDays(D0, n) } });

const ofLayer = (judgement: Judgement, kind: InstrumentKind): Decision => only(actsOf(judgement).filter(({ layer }) => layer === LAYER_OF[kind]));
const hedgeLegs = (desk: Desk, kind: InstrumentKind) => desk.book.legs.filter(({ layer }) => layer === LAYER_OF[kind]);
function covered(kind: InstrumentKind, policy?: Policy): { readonly desk: Desk; readonly add: Decision } {
  const desk = open(kind, policy);
  const add = ofLayer(desk.evaluate(at(0), wanted(kind)), kind);
  desk.fill(add);
  for (let turn = 0; turn < 4 && actsOf(desk.judgement).length > 0; turn++) desk.fill(actsOf(desk.judgement)[0]!);
  return { desk, add };
}
const TWO_LEGS = (kind: InstrumentKind): boolean => ['vixCallSpread', 'vixCallDiagonal', 'spxPutSpread'].includes(kind);
const multiplierOf = (kind: InstrumentKind): number => (kind === 'vxFuture' ? 1000 : 100);
/** No sentence about a future may speak of premium, debit or cost of the contract. */
const wordsOf = ({ headline, why, arithmetic }: Decision): string => [headline, why, ...arithmetic].join('\n');

/** At these levels what was bought still has a bid on the eve of its settlement. */
const nearOf = (kind: InstrumentKind): { readonly vix: number; readonly spx: number } => (kind === 'spxPutSpread' ? { vix: 21, spx: 6750 } : { vix: 18, spx: 7000 });

describe.each(KINDS)('every rule with %s', (kind) => {
  const future = isFuture({ kind });

  it('add: into the band, filled in one ticket, then nothing more of that layer is wanted', () => {
    const { desk, add } = covered(kind);
    const [candidate] = add.candidates;
    expect(candidate).toMatchObject({ instrument: kind, contracts: add.contracts });
    expect(add.coverage.after).toBeGreaterThanOrEqual(0.33);
    expect(add.coverage.after).toBeLessThanOrEqual(LAYER_OF[kind] === 'base' ? 0.5 : 0.75);
    expect(candidate!.ticket.map(({ side, contracts }) => [side, contracts])).toEqual([['buy', add.contracts], ['sell', add.contracts]].slice(0, TWO_LEGS(kind) ? 2 : 1));
    expect(candidate!.cost).toBeCloseTo(future ? 0 : add.contracts * 100 * candidate!.ask!, 6);
    expect(candidate!.margin > 0).toBe(future || kind === 'vixCallDiagonal');
    expect(candidate!.drag).toBeLessThanOrEqual(0.0015);
    expect(only(desk.judgement.decisions)).toMatchObject({ rule: 'hold.in-band' });
    expect(desk.judgement.decisions[0]!.coverage.now).toBeCloseTo(only([add]).layer === 'base' ? add.coverage.after! : desk.judgement.decisions[0]!.coverage.now!, 6);
  });

  it('add: what is to be said of it stands with the candidate, and the arithmetic has its premium or its margin', () => {
    const { add } = covered(kind);
    const [candidate] = add.candidates;
    expect(candidate!.warnings).toHaveLength(kind === 'vixCall' ? 0 : 1);
    const line = add.arithmetic.find((text) => text.startsWith('Premium at the ask'))!;
    if (future) expect(line).toMatch(/^Premium at the ask 0 \$ and margin of about/);
    else if (kind === 'vixCallDiagonal') expect(line).toMatch(/and margin of about/);
    else expect(line).not.toMatch(/margin/);
  });

  it('half a fill leaves the rest standing under the same id', () => {
    const desk = open(kind);
    const add = ofLayer(desk.evaluate(at(0), wanted(kind)), kind);
    const rest = ofLayer(desk.fill(add, 2), kind);
    expect(rest).toMatchObject({ id: add.id, contracts: add.contracts - 2 });
  });

  it('roll under the floor: same layer, as many, both sides in one ticket, the net debit for all of it', () => {
    const { desk, add } = covered(kind);
    const dte = add.candidates[0]!.daysToSettlement;
    const floor = desk.policy.values.layers[LAYER_OF[kind]].rollBelowDte;
    const days = Math.ceil(((dte - floor) * 5) / 7) + 2;
    passTo(desk, at(days));
    const roll = ofLayer(desk.evaluate(at(days), guarded(kind, days)), kind);
    expect(roll).toMatchObject({ action: 'roll', rule: 'roll.floor', contracts: add.contracts });
    const [candidate] = roll.candidates;
    const legs = candidate!.ticket;
    expect(legs.map(({ side }) => side)).toEqual(TWO_LEGS(kind) && hedgeLegs(desk, kind).length === 2 ? ['sell', 'buy', 'buy', 'sell'] : TWO_LEGS(kind) ? ['sell', 'buy', 'sell'] : ['sell', 'buy']);
    const net = legs.reduce((sum, line) => sum + (line.side === 'buy' ? 1 : -1) * line.contracts * line.price * multiplierOf(kind), 0);
    expect(candidate!.cost).toBeCloseTo(future ? 0 : net, 6);
    if (future) {
      expect(roll.headline).toMatch(/ at \d+\.\d\d points (higher|lower) \(base layer\)$/);
      expect(wordsOf(roll)).not.toMatch(/debit|credit/);
    } else {
      expect(roll.headline).toMatch(/ for \d+\.\d\d (debit|credit) \(/);
      expect(roll.arithmetic[0]).toMatch(/net debit/);
    }
    desk.fill(roll);
    const held = hedgeLegs(desk, kind);
    expect(held).toHaveLength(TWO_LEGS(kind) ? 2 : 1);
    for (const leg of held) expect(Math.abs(leg.quantity)).toBe(add.contracts);
  });

  it('two days before its last trading day it must go', () => {
    const { desk, add } = covered(kind);
    const symbol = hedgeLegs(desk, kind)[0]!.symbol;
    const instrument = instrumentOf(symbol);
    if (!instrument.ok || (instrument.value.kind !== 'option' && instrument.value.kind !== 'future')) throw new Error(symbol);
    const { expiration } = instrument.value.contract;
    const days = tradingDaysBetween(D0, expiration) - 2;
    passTo(desk, at(days, nearOf(kind)));
    const judged = desk.evaluate(at(days, nearOf(kind)), guarded(kind, days));
    expect(judged.decisions.find(({ rule, layer }) => rule === 'roll.settlement' && layer === LAYER_OF[kind])).toMatchObject({ severity: 'act', contracts: add.contracts });
  });

  it('time decay: only what has a premium can lose it', () => {
    const steward = policyFor(kind);
    const quick: Policy = { ...steward, values: { ...steward.values, roll: { ...steward.values.roll, timeDecay: 0.05 } } };
    const { desk, add } = covered(kind, quick);
    const roll = desk.evaluate(at(8), wanted(kind)).decisions.find(({ rule, layer }) => rule === 'roll.decay' && layer === LAYER_OF[kind]);
    if (future) expect(roll).toBeUndefined();
    if (kind === 'vixCall') expect(roll).toMatchObject({ contracts: Math.ceil(add.contracts / 2), why: expect.stringMatching(/% of its premium \(limit 5 %\)/) as string });
    if (roll === undefined) return;
    desk.fill(roll);
    expect(desk.memory.decayRolled).toHaveLength(1);
    expect(desk.evaluate(at(9), wanted(kind)).decisions.filter(({ rule, layer }) => rule === 'roll.decay' && layer === LAYER_OF[kind])).toEqual([]);
  });

  it('press: the half of a layer in profit, then the rest; what is said of it is true', () => {
    const { desk, add } = covered(kind);
    const spiked = { vix: 30, spx: 6750, hour: 15 };
    const first = ofLayer(desk.evaluate(at(7, spiked), press(7)), kind);
    expect(first).toMatchObject({ rule: 'delayer.press.1', contracts: Math.ceil(add.contracts / 2) });
    const [candidate] = first.candidates;
    const gain = first.arithmetic.at(-2)!;
    if (future) {
      expect(candidate!.cost).toBe(0);
      expect(candidate!.margin).toBeLessThan(0);
      expect(gain).toMatch(/− entry \d/);
      expect(first.why).toMatch(/\d \$ at the bid since entry\): half/);
      expect(first.arithmetic.at(-1)).toMatch(/^Profit [\d,]+ \$; about [\d,]+ \$ of margin is freed$/);
      expect(wordsOf(first)).not.toMatch(/cost|Proceeds/);
    } else {
      expect(gain).toMatch(/− cost −?\d/);
      expect(first.arithmetic.at(-1)).toMatch(/^Proceeds at the bid [\d,]+ \$; profit [\d,]+ \$/);
      expect(candidate!.cost).toBeCloseTo(-first.contracts * 100 * candidate!.bid!, 6);
    }
    desk.fill(first);
    const second = ofLayer(desk.evaluate(at(10, spiked), press(7)), kind);
    expect(second).toMatchObject({ rule: 'delayer.press.2', contracts: add.contracts - first.contracts });
    desk.fill(second);
    expect(hedgeLegs(desk, kind)).toEqual([]);
  });

  it('a layer at a loss is not in profit: the press leaves it for the second tranche', () => {
    const { desk } = covered(kind);
    const down = kind === 'spxPutSpread' ? { vix: 15, spx: 7300 } : { vix: 13.5, spx: 7000 };
    expect(actsOf(desk.evaluate(at(7, down), press(7))).filter(({ layer }) => layer === LAYER_OF[kind])).toEqual([]);
  });

  it('quick ratio: the hedge at its bid, futures at what they have moved', () => {
    const policy = policyFor(kind);
    const soon: CondorTemplate[] = [...CONDORS, { strategy: 'condor-2', contracts: 1, targetDays: 5, shortPutMoneyness: 0.95, shortCallMoneyness: 1.03, widthPoints: 10 }];
    const desk = createDesk({ ...at(0), alsoListed: alsoListed(kind) }, { policy, ...LARGE, condors: soon });
    desk.fill(ofLayer(desk.evaluate(at(0), wanted(kind)), kind));
    const regime: SignalChanges = { ...wanted(kind), vixRegime: { ...press(1).vixRegime!, press: false, pressSince: null } };
    const judged = desk.evaluate(at(1, { vix: 30, spx: 6900 }), regime);
    const sale = ofLayer(judged, kind);
    expect(sale.rule).toBe('delayer.quick-ratio');
    const atBid = desk.book.legs.filter(({ layer }) => layer !== null);
    expect(atBid.length).toBeGreaterThan(0);
    expect(sale.arithmetic[0]).toMatch(/^Hedge at bid [\d,]+ \$ ÷ max/);
  });

  it('over-hedged: down to the middle of the band, from day 3 after the fill', () => {
    const { desk } = covered(kind);
    const before = hedgeLegs(desk, kind).map(({ quantity }) => Math.abs(quantity));
    // Two thirds of the condors are gone: the same hedge is too much.
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? { ...leg, quantity: leg.quantity / 3 } : leg)) };
    const cut = ofLayer(desk.evaluate(at(4), wanted(kind)), kind);
    expect(cut.rule).toBe('delayer.over-hedge');
    desk.fill(cut);
    hedgeLegs(desk, kind).forEach(({ quantity }, i) => expect(Math.abs(quantity)).toBe(before[i]! - cut.contracts));
  });

  it('rebalance: the same thing is bought again where the hedge has become too small', () => {
    const { desk } = covered(kind);
    desk.book = { ...desk.book, legs: desk.book.legs.map((leg) => (leg.layer === null ? { ...leg, quantity: leg.quantity * 2 } : leg)) };
    const more = ofLayer(desk.evaluate(at(3), wanted(kind)), kind);
    expect(more).toMatchObject({ action: 'rebalance', candidates: [expect.objectContaining({ instrument: kind }), ...more.candidates.slice(1)] });
    desk.fill(more);
    expect(hedgeLegs(desk, kind).length).toBeLessThanOrEqual(TWO_LEGS(kind) ? 4 : 2);
  });

  it('a lasting watch takes it off in two tranches', () => {
    const { desk, add } = covered(kind);
    const saleOf = (): Decision | undefined => desk.judgement.decisions.find(({ rule, layer }) => rule === 'delayer.watch.1' && layer === LAYER_OF[kind]);
    for (let n = 1; n <= 18 && (n < 2 || saleOf() === undefined); n++) desk.evaluate(at(n), {});
    const sale = saleOf();
    expect(desk.memory.stage).toBe('watch');
    expect(sale).toMatchObject({ rule: 'delayer.watch.1', contracts: Math.ceil(add.contracts / 2) });
  });
});

describe('a diagonal whose short call settles first', () => {
  const kind = 'vixCallDiagonal';
  /** The session after the short call's last. */
  const after = (desk: Desk): number => {
    const short = hedgeLegs(desk, kind).find(({ quantity }) => quantity < 0)!;
    const instrument = instrumentOf(short.symbol);
    if (!instrument.ok || instrument.value.kind !== 'option') throw new Error(short.symbol);
    return tradingDaysBetween(D0, instrument.value.contract.expiration);
  };

  it('no rule buys the short call back for being close to its settlement: it is left to settle', () => {
    const { desk } = covered(kind);
    const days = after(desk) - 2;
    passTo(desk, at(days));
    const rolls = desk.evaluate(at(days), guarded(kind, days)).decisions.filter(({ action }) => action === 'roll');
    // The long call is under its floor by then; a roll takes both legs, never the short one alone.
    for (const { candidates } of rolls) expect(candidates[0]!.ticket.map(({ side }) => side)).toEqual(['sell', 'buy', 'buy', 'sell']);
  });

  it('once it has settled the long call stands alone, at its own cost, and rolls into as many diagonals', () => {
    const { desk, add } = covered(kind);
    const days = after(desk);
    const paid = hedgeLegs(desk, kind).find(({ quantity }) => quantity > 0)!.price;
    passTo(desk, at(days));
    expect(hedgeLegs(desk, kind)).toEqual([expect.objectContaining({ quantity: add.contracts, price: paid })]);
    const roll = ofLayer(desk.evaluate(at(days), guarded(kind, days)), kind);
    expect(roll).toMatchObject({ action: 'roll', contracts: add.contracts, headline: expect.stringMatching(/^Roll \d+ VIXW? \d+ \w{3} \d\d [\d.]+ C into VIX.* diagonal for/) as string });
    expect(roll.candidates[0]!.ticket.map(({ side }) => side)).toEqual(['sell', 'buy', 'sell']);
    desk.fill(roll);
    expect(hedgeLegs(desk, kind).map(({ quantity }) => quantity).sort((a, b) => a - b)).toEqual([-add.contracts, add.contracts]);
  });
});

describe('a layer made of something else since', () => {
  const rollOf = (from: InstrumentKind, to: InstrumentKind): { readonly desk: Desk; readonly decision: Decision; readonly vega: number } => {
    const { desk } = covered(from);
    const days = 14;
    const changed = createDesk({ ...at(days), alsoListed: alsoListed(to) }, { policy: policyFor(to), ...LARGE });
    changed.book = desk.book;
    changed.memory = desk.memory;
    passTo(changed, at(days));
    const judged = changed.evaluate(at(days), guarded(to, days));
    const held = hedgeLegs(changed, to)[0]!;
    const figures = aContext(aMarket({ ...at(days), alsoListed: [held.symbol, ...alsoListed(to)] }), changed.policy).figures(held.symbol);
    if (!figures.ok) throw new Error(figures.failure.detail);
    return { desk: changed, decision: only(judged.decisions.filter(({ layer }) => layer === 'base')), vega: held.quantity * figures.value.vegaPerVixPoint };
  };

  it('calls roll into as many futures as cover no more than they do, never contract for contract', () => {
    const { desk, decision, vega } = rollOf('vixCall', 'vxmFuture');
    const [candidate] = decision.candidates;
    expect(decision.action).toBe('roll');
    expect(decision.contracts).toBe(Math.floor(vega / candidate!.vegaPerVixPoint));
    expect(decision.headline).toMatch(/^Roll \d+ VIXW .* C into \d+ VXM .* for [\d,]+ \$ credit \(base layer\)$/);
    expect(candidate!.cost).toBeLessThan(0);
    expect(decision.coverage.after).toBeLessThanOrEqual(decision.coverage.now!);
    desk.fill(decision);
    expect(hedgeLegs(desk, 'vxmFuture').map(({ quantity }) => quantity)).toEqual([decision.contracts]);
  });

  it('calls roll into as many spreads: options on VIX stand for one another one by one', () => {
    const { decision } = rollOf('vixCall', 'vixCallSpread');
    const [candidate] = decision.candidates;
    expect(candidate!.ticket.map(({ side, contracts }) => [side, contracts])).toEqual([['sell', decision.contracts], ['buy', decision.contracts], ['sell', decision.contracts]]);
  });
});

describe('decay press', () => {
  const gone: SignalChanges = { divergences: [aDivergence(D0, { state: 'expired', active: false })] };
  const review = (kind: InstrumentKind) => {
    const { desk } = covered(kind);
    return desk.evaluate(at(4, { vix: 11, spx: 7300 }), gone).decisions.find(({ rule }) => rule === 'delayer.decay-press');
  };

  it('a call that has lost more than half of its cost is to be reviewed', () => {
    expect(review('vixCall')?.headline).toMatch(/of its cost is gone/);
  });

  it('a future has no cost to lose: no review', () => {
    expect(review('vxFuture')).toBeUndefined();
    expect(review('vxmFuture')).toBeUndefined();
  });
});
