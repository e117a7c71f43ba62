import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/runCli.ts';

const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');
const STATE = join(resourcesDir, 'examples', 'state.json');
const CHAIN = join(resourcesDir, 'examples', 'modelled-chain.json');
const folder = mkdtempSync(join(tmpdir(), 'ballast-decide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function decide(...words: readonly string[]) {
  let out = '';
  let err = '';
  const code = await runCli(['decide', ...words], { console: { out: (text) => { out += text; }, err: (sentence) => { err += sentence; } }, resourcesDir });
  return { code, out, err };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a JSON document is read as its reader would
type Json = any;
const example = (): Json => JSON.parse(readFileSync(STATE, 'utf8'));
let written = 0;
function stateFile(state: Json): string {
  const path = join(folder, `state-${++written}.json`);
  writeFileSync(path, typeof state === 'string' ? state : JSON.stringify(state));
  return path;
}
async function told(state: Json, ...more: readonly string[]): Promise<Json> {
  const answer = await decide('--state', stateFile(state), ...more);
  expect(answer).toMatchObject({ code: 0, err: '' });
  return JSON.parse(answer.out);
}
const acts = (document: Json): Json[] => document.decisions.filter((d: Json) => d.severity === 'act');
const ruled = (document: Json, rule: string): Json => {
  const found = document.decisions.find((d: Json) => d.rule === rule);
  expect(found, `${rule} in ${document.decisions.map((d: Json) => d.rule)}`).toBeDefined();
  return found;
};
it('an active divergence is not denied where the stages have moved on that close already', async () => {
  const answer = await told({ ...example(), memory: { stage: 'watch', evaluatedOn: '2026-11-03' } });
  const hold = ruled(answer, 'hold.watch');
  expect(hold.headline).toBe('Hold: an active divergence counts at the next close');
  expect(hold.why).not.toContain('no bearish divergence');
});

const number = (text: string | undefined): number => Number((text ?? 'NaN').replaceAll(',', '').replace('−', '-'));
const lineOf = (decision: Json, pattern: RegExp): RegExpExecArray => {
  const found = decision.arithmetic.map((line: string) => pattern.exec(line)).find((match: RegExpExecArray | null) => match !== null);
  expect(found, `${pattern} in ${decision.arithmetic.join('\n')}`).toBeDefined();
  return found;
};

/** The example with a hedge held and a memory that fits: stage first since the day before. */
const hedged = (hedges: readonly Json[], changes: { readonly memory?: Json; readonly signals?: Json; readonly modelled?: Json } = {}): Json => {
  const state = example();
  const { at, spx, vix } = { ...state.market.modelled, ...changes.modelled };
  return {
    ...state, market: { modelled: { at, spx, vix } }, signals: { ...state.signals, ...changes.signals }, book: { ...state.book, hedges },
    memory: { stage: 'first', stageSince: '2026-10-20', evaluatedOn: '2026-11-03', episode: 1, entry: 'divergence', ...changes.memory },
  };
};

describe('decide --state: a situation written by hand', () => {
  it('tells the stage before and after, the facts of the move, the book’s vega and the decisions', async () => {
    const answer = await decide('--state', STATE);
    expect(answer).toMatchObject({ code: 0, err: '' });
    const document: Json = JSON.parse(answer.out);
    expect(document).toMatchObject({ report: 'decide', asOf: '2026-11-04T20:00:00.000Z', session: 'open', modelled: true, policy: expect.stringMatching(/^steward@[0-9a-f]{12}$/) });
    expect(document.stage).toMatchObject({ before: 'watch', after: 'first', since: '2026-11-03', transitions: [{ from: 'watch', to: 'first', rule: 'stage.first', why: 'Active bearish divergence of OBV.' }] });
    expect(document.stage.transitions[0].facts[0]).toMatchObject({ label: 'OBV divergence', asOf: '2026-11-03', supports: true });
    expect(document.valuation).toMatchObject({ complete: true, convention: 'measured', hedgeVegaPerVixPoint: 0, coverage: 0, condorContracts: 10 });
    expect(document.valuation.shortVegaPerVixPoint).toBeLessThan(-250);
    const [add] = acts(document);
    expect(add).toMatchObject({ rule: 'add.first', layer: 'base', stage: 'first', lens: 'steward', modelled: true, expires: '2026-11-04T21:15:00.000Z' });
    for (const key of ['headline', 'why', 'rulePath', 'facts', 'arithmetic', 'candidates', 'boundBy', 'alternatives', 'cancelledBy']) expect(add).toHaveProperty(key);
  });

  it('prints the same bytes every time, and no unit without a figure of its name', async () => {
    const { out } = await decide('--state', STATE, '--json');
    expect((await decide('--state', STATE)).out).toBe(out);
    const { units, ...figures } = JSON.parse(out) as { units: Record<string, string> };
    for (const name of Object.keys(units)) if (name !== 'null') expect(JSON.stringify(figures)).toContain(`"${name}":`);
  });

  it('what is not said is unknown, not quiet, and is named', async () => {
    const bare = example();
    bare.signals = { divergences: bare.signals.divergences };
    const { events: _events, ...silent } = bare;
    const document = await told(silent);
    expect(document.signals).toMatchObject({ date: '2026-11-03', events: 'unknown', unknown: expect.arrayContaining(['vixTiming', 'vixRegime', 'creditStress', 'rsi']) });
    const [add] = acts(document);
    expect(add.facts[0]).toMatchObject({ label: 'Timing', text: 'untimed: no VIX MACD to wait for', supports: false });
    expect(add.facts.map((fact: Json) => fact.label)).toEqual(['Timing', 'OBV divergence']);
  });

  it('without signals at all nothing is judged, and that is said', async () => {
    const document = await told({ ...example(), signals: null });
    expect(document).toMatchObject({ stage: { after: 'watch' }, decisions: [{ rule: 'hold.quality.warming-up', action: 'hold' }] });
  });

  it('the memory it prints, put to it again, is the same evening: nothing moves, the advice stands', async () => {
    const first = await told(example());
    const again = await told({ ...example(), memory: first.memory });
    expect(again.stage).toMatchObject({ before: 'first', after: 'first', transitions: [] });
    expect(again.decisions).toEqual(first.decisions);
    expect(again.memory).toEqual(first.memory);
  });

  it('a policy by name or file is taken', async () => {
    const policy: Json = JSON.parse(readFileSync(join(resourcesDir, 'policies', 'steward.json'), 'utf8'));
    policy.name = 'mine';
    policy.values.stages.first.band = [0.1, 0.2];
    const path = join(folder, 'mine.json');
    writeFileSync(path, JSON.stringify(policy));
    const document = await told(example(), '--policy', path);
    expect(document.policy).toMatch(/^mine@/);
    expect(acts(document)[0].coverage).toMatchObject({ bandLow: 0.1, bandHigh: 0.2 });
  });

  it('takes a chain by its path or in the file itself: the same answer', async () => {
    const { netLiquidation, legs } = JSON.parse(readFileSync(join(resourcesDir, 'examples', 'book.json'), 'utf8')) as Json;
    const signals = { ...example().signals, date: '2026-11-19' };
    const state = (chain: Json): Json => ({ market: { chain }, signals, book: { netLiquidation, legs } });
    const byPath = await told(state(CHAIN));
    expect(byPath).toMatchObject({ asOf: '2026-11-20T16:00:00.000Z', modelled: true, valuation: { condorContracts: 10 } });
    expect(await told(state(JSON.parse(readFileSync(CHAIN, 'utf8'))))).toEqual(byPath);
  });

  it('legs that had settled are named and left out', async () => {
    const state = example();
    state.book.legs = [{ id: 'old', symbol: 'VIX   261021C00018000', quantity: 2, price: 1, openedOn: '2026-09-10', layer: 'base' }];
    expect((await told(state)).valuation.settled).toEqual([{ id: 'old', symbol: 'VIX   261021C00018000', quantity: 2, note: expect.stringContaining('in cash') }]);
  });

  it.each<[string, Json, string]>([
    ['delayed', { delayed: true }, 'hold.quality.delayed'],
    ['closed', { session: 'closed' }, 'hold.quality.closed'],
    ['a stale level', { stale: ['SPX'] }, 'hold.quality.stale'],
    ['no level of VIX', { missing: ['VIX'] }, 'hold.quality.missing'],
  ])('bad data can be stated: %s', async (_what, defect, rule) => {
    const state = example();
    const document = await told({ ...state, market: { ...state.market, ...defect } });
    expect(document.decisions.map((d: Json) => d.rule)).toEqual([rule]);
    expect(document.decisions[0].why).not.toBe('');
  });

  it('reads as text too: headline, why, facts, arithmetic, alternatives', async () => {
    const { code, out } = await decide('--state', STATE, '--text');
    expect(code).toBe(0);
    await expect(out.replace(/@[0-9a-f]{12}/, '@VERSION')).toMatchFileSnapshot('decide.example.txt');
  });
});

describe('a decision is checked with a pocket calculator, from what is printed', () => {
  it('add: short vega, target, contracts, coverage, premium, drag, notional', async () => {
    const [add] = acts(await told(example()));
    const [, short] = lineOf(add, /^Short vega (−[\d,.]+) \$ per VIX point/);
    const [, target, of, wanted, low, high] = lineOf(add, /^([\d.]+) % of ([\d,.]+) \$ = ([\d,.]+) \$ per VIX point; band ([\d,.]+) \$ to ([\d,.]+) \$/);
    expect(number(of)).toBe(-number(short));
    expect(Math.abs((number(target) / 100) * number(of) - number(wanted))).toBeLessThan(1);
    const [, contracts, each, coverage] = lineOf(add, /^Add (\d+) × ([\d.]+) \$ \(base\): coverage ([\d.]+) %/);
    const vega = number(contracts) * number(each);
    expect(number(contracts)).toBe(add.contracts);
    expect(vega).toBeGreaterThan(number(low));
    expect(vega).toBeLessThan(number(high));
    expect(Math.abs((vega / number(of)) * 100 - number(coverage))).toBeLessThan(0.3);
    const [, premium, drag, share, equity] = lineOf(add, /^Premium at the ask ([\d,]+) \$; expected 30-day cost of the whole hedge ([\d,]+) \$ = ([\d.]+) % of ([\d,]+) \$/);
    expect(number(premium)).toBeCloseTo(number(contracts) * 100 * add.candidates[0].ask, 6);
    expect(Math.abs((number(drag) / number(equity)) * 100 - number(share))).toBeLessThan(0.001);
    const [, notional, condors, spx, part] = lineOf(add, /^Notional ([\d,]+) \$ ÷ \((\d+) condors × 100 × SPX ([\d,]+)\) = ([\d.]+) %/);
    expect(Math.abs((number(notional) / (number(condors) * 100 * number(spx))) * 100 - number(part))).toBeLessThan(0.01);
  });

  it('roll: sold at the bid, bought at the ask, net debit, vega before and after', async () => {
    const state = hedged([{ layer: 'base', contracts: 4, days: 14, costPerUnit: 1.9, openedOn: '2026-10-14' }], { memory: { lastFill: { base: '2026-10-14' } } });
    const roll = ruled(await told(state), 'roll.floor');
    const [, sold, bid, bought, ask, net] = lineOf(roll, /^Sell (\d+) × 100 × ([\d.]+) at the bid, buy (\d+) × 100 × ([\d.]+) at the ask: net debit (−?[\d,.]+) \$/);
    expect(number(bought) * 100 * number(ask) - number(sold) * 100 * number(bid)).toBeCloseTo(number(net), 0);
    expect(number(net)).toBeCloseTo(roll.candidates[0].cost, 0);
    expect(roll.headline).toContain(`${Math.abs(number(net) / (100 * number(bought))).toFixed(2)} debit`);
    const [, before, out, into, after] = lineOf(roll, /^Hedge vega ([\d,.]+) \$ − ([\d,.]+) \$ \+ ([\d,.]+) \$ = ([\d,.]+) \$/);
    expect(Math.abs(number(before) - number(out) + number(into) - number(after))).toBeLessThan(1.5);
  });

  it('delayer: contracts × 100 × (bid − cost), proceeds and profit', async () => {
    const state = hedged([{ layer: 'base', contracts: 7, days: 30, costPerUnit: 1.2, openedOn: '2026-10-14' }], {
      memory: { stage: 'press', stageSince: '2026-11-02', rearmAfter: '2026-11-02' },
      signals: { vixRegime: { spike: false, lastSpike: '2026-10-28', press: true, pressSince: '2026-11-02', peak20: 31 }, vixClose: 21 }, modelled: { vix: 21 },
    });
    const sale = ruled(await told(state), 'delayer.press.1');
    const [, contracts, bid, cost, profit] = lineOf(sale, /^(\d+) × 100 × \(bid ([\d.]+) − cost ([\d.]+)\) = (−?[\d,.]+) \$/);
    expect(number(contracts)).toBe(4);
    expect(number(contracts) * 100 * (number(bid) - number(cost))).toBeCloseTo(number(profit), 0);
    const [, proceeds, total] = lineOf(sale, /^Proceeds at the bid ([\d,.]+) \$; profit (−?[\d,.]+) \$/);
    expect(number(contracts) * 100 * number(bid)).toBeCloseTo(number(proceeds), 0);
    expect(number(total)).toBe(number(profit));
  });

  it('rebalance: hedge ÷ short is the coverage, and what is bought leads to the coverage printed', async () => {
    const state = hedged([{ layer: 'base', contracts: 2, days: 35, costPerUnit: 1.9, openedOn: '2026-10-28' }], { memory: { lastFill: { base: '2026-10-28' } } });
    const rebalance = ruled(await told(state), 'rebalance.up');
    const [, short, hedge, now] = lineOf(rebalance, /^Short vega −([\d,.]+) \$ per VIX point \(measured weights\); hedge ([\d,.]+) \$; coverage ([\d.]+) %/);
    expect(Math.abs((number(hedge) / number(short)) * 100 - number(now))).toBeLessThan(0.3);
    const [, contracts, each, after] = lineOf(rebalance, /^Add (\d+) × ([\d.]+) \$ \(base\): coverage ([\d.]+) %/);
    expect(number(contracts)).toBe(rebalance.contracts);
    expect(Math.abs(((number(hedge) + number(contracts) * number(each)) / number(short)) * 100 - number(after))).toBeLessThan(0.4);
  });
});

describe('a state that cannot be read is refused with one sentence that names file and field', () => {
  const changed = (change: (state: Json) => void): (() => string) => () => {
    const state = example();
    change(state);
    return stateFile(state);
  };

  it.each<[string, () => string, RegExp]>([
    ['a file that is not there', () => '/nowhere/state.json', /^decide: \/nowhere\/state\.json/],
    ['text that is no JSON', () => stateFile('{\n"market":'), /state-\d+\.json, line 2: not valid JSON/],
    ['an unknown key', changed((s) => { s.colour = 'red'; }), /the state: Unrecognized key: "colour"/],
    ['an unknown signal', changed((s) => { s.signals.mood = 1; }), /signals: Unrecognized key: "mood"/],
    ['no divergences, not even none', changed((s) => { delete s.signals.divergences; }), /signals\.divergences: /],
    ['a divergence without anchors', changed((s) => { delete s.signals.divergences[0].from; }), /signals\.divergences\[0\]\.from: /],
    ['an RSI failure without RSI', changed((s) => { delete s.signals.rsi; s.signals.rsiFailure = { on: true }; }), /signals\.rsiFailure: needs rsi beside it/],
    ['a memory of tomorrow', changed((s) => { s.memory = { lastFill: { base: '2026-11-05' } }; }), /memory\.lastFill\.base: 2026-11-05 is later than the market's own 2026-11-04/],
    ['macro readings of tomorrow', changed((s) => { s.macro = { date: '2026-11-05', dollarChange63: 0.03 }; }), /macro\.date: 2026-11-05 is later/],
    ['a spike to come', changed((s) => { s.signals.vixRegime.lastSpike = '2027-01-04'; }), /signals\.vixRegime\.lastSpike: 2027-01-04 is later/],
    ['a moment in the year 9999', changed((s) => { s.market.modelled.at = '9999-11-04T15:00:00-05:00'; }), /market\.modelled\.at: is "9999/],
    ['NaN in its line', () => stateFile('{\n"market": {\n"rate": NaN\n},\n"book": {}\n}'), /line 3: not valid JSON/],
    ['signals of tomorrow', changed((s) => { s.signals.date = '2026-11-05'; }), /signals\.date: 2026-11-05 is later than the market's own 2026-11-04/],
    ['two markets', changed((s) => { s.market.chain = CHAIN; }), /market: needs either chain or modelled/],
    ['no market', changed((s) => { s.market = {}; }), /market: needs either chain or modelled/],
    ['a chain without quotes', changed((s) => { s.market = { chain: { asOf: '2026-11-04T15:00:00-05:00', quotes: [] } }; }), /market\.chain\.quotes: holds no quote/],
    ['a chain file that is not there', changed((s) => { s.market = { chain: 'nowhere.json' }; }), /nowhere\.json/],
    ['a moment without offset', changed((s) => { s.market.modelled.at = '2026-11-04T15:00'; }), /market\.modelled\.at: is "2026-11-04T15:00", not a time/],
    ['a stale symbol that is not quoted', changed((s) => { s.market.stale = ['VIX   261216C00999000']; }), /market\.stale\[0\]: .* is not in the market/],
    ['a condor that is not listed', changed((s) => { s.book.condors[0].shortPutMoneyness = 0.2; }), /book\.condors\[0\]: no strike is listed near 0\.2 of the forward/],
    ['a condor of an expiry that is not listed', changed((s) => { s.book.condors[0].targetDays = 200; }), /book\.condors\[0\]: no expiry is listed near 200 days/],
    ['a hedge of an expiry that is not listed', changed((s) => { s.book.hedges = [{ layer: 'outer', contracts: 1, days: 600 }]; }), /book\.hedges\[0\]: no VIX option is listed near 600 days/],
    ['two legs of one id', changed((s) => { s.book.legs = ['a', 'a'].map((id) => ({ id, symbol: 'VIX   261216C00020000', quantity: 1, price: 1, openedOn: '2026-11-02' })); }), /book: two legs have the id a/],
    ['an unknown memory', changed((s) => { s.memory = { mood: 1 }; }), /memory: Unrecognized key: "mood"/],
    ['a stage that is none', changed((s) => { s.memory = { stage: 'panic' }; }), /memory\.stage: /],
  ])('%s', async (_what, path, sentence) => {
    expect(await decide('--state', path())).toMatchObject({ code: 2, out: '', err: expect.stringMatching(sentence) });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no file', [], /--state FILE is needed/],
    ['an empty name', ['--state', ''], /--state is empty/],
    ['two answers', ['--state', STATE, '--json', '--text'], /say one/],
    ['a stray word', [STATE], /is not an option/],
    ['an unknown policy', ['--state', STATE, '--policy', 'brave'], /no policy "brave"/],
  ])('%s', async (_what, words, sentence) => {
    expect(await decide(...words)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(sentence) });
  });
});
