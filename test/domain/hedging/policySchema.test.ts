import { describe, expect, it } from 'vitest';
import { policyNote, policyValues } from '../../../src/domain/hedging/policy/policyDiff.ts';
import { parsePolicy, policyFaults } from '../../../src/domain/hedging/policy/policySchema.ts';
import { stewardJson, stewardPolicy } from '../../support/builders.ts';

type Json = { [key: string]: Json | number | string | boolean | null | (number | string | number[])[] };

function changed(path: string, value: unknown): unknown {
  const policy = structuredClone(stewardJson()) as Json;
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<Json>((at, key) => at[key] as Json, policy);
  (parent as Record<string, unknown>)[last] = value;
  return policy;
}

const refusal = (json: unknown): string => {
  const parsed = parsePolicy(json);
  return parsed.ok ? 'accepted' : parsed.failure.detail;
};

describe('a policy file', () => {
  it('the bundled steward policy is accepted and keeps its values', () => {
    const parsed = parsePolicy(stewardJson());
    expect(parsed.ok && parsed.value.values.stages.first.band).toEqual([0.33, 0.5]);
    expect(parsed.ok && parsed.value.values.vega.beta[4]).toEqual([30, 0.43]);
  });

  it.each([
    ['values.guards.drag', 3, 'values.guards.drag: must be a number from 0 to 0.05'],
    ['values.guards.drag', '0.15 %', 'values.guards.drag: must be a number from 0 to 0.05'],
    ['values.guards.drag', Number.NaN, 'values.guards.drag: must be a number from 0 to 0.05'],
    ['values.rebalance.everyDays', 2.5, 'values.rebalance.everyDays: must be a whole number from 1 to 60'],
    ['values.stages.first.band', [0.5, 0.33], 'values.stages.first.band: must be [low, high] with low ≤ high'],
    ['values.vega.beta', [[0, 1.2], [30, 0.4]], 'values.vega.beta[0][1]: must be a number from 0 to 1'],
    ['values.vega.beta', [[30, 0.4], [30, 0.5]], 'values.vega.beta: days must ascend'],
    ['values.layers.base.rollBelowDte', 30, 'values.layers.base: rollBelowDte must lie below the entry window'],
    ['values.delayer.quickRatio.rearm', 2.5, 'values.delayer.quickRatio: rearm must lie below on'],
    ['values.quality.marks.maxSpreadShare', 0, 'values.quality.marks.maxSpreadShare: must be a number from 0.01 to 2'],
    ['values.quality.maxModelShare', 1.5, 'values.quality.maxModelShare: must be a number from 0 to 1'],
    ['values.guards.luck', 1, 'values.guards: unknown key luck'],
    ['values.program', 'bands', 'values.program: must be a group of keys in { }'],
    ['values.program', { kind: 'ladder' }, 'values.program.kind: must be one of "bands", "fixedLadder", "tailHedge"'],
    ['values.program', { kind: 'bands', perCondors: 10 }, 'values.program: unknown key perCondors'],
    ['values.program', { kind: 'fixedLadder', perCondors: 0, contracts: { base: 4, intermediate: 4, outer: 2 } }, 'values.program.perCondors: must be a whole number from 1 to 1000'],
    ['values.program', { kind: 'fixedLadder', perCondors: 10, contracts: { base: 4.5, intermediate: 4, outer: 2 } }, 'values.program.contracts.base: must be a whole number from 0 to 1000'],
    ['values.program', { kind: 'fixedLadder', perCondors: 10, contracts: { base: 0, intermediate: 0, outer: 0 } }, 'values.program.contracts: must hold at least one contract'],
    ['values.program', { kind: 'tailHedge', buyWithinDays: 2, weights: [] }, 'values.program.weights: must have at least 1 entry'],
    ['values.program', { kind: 'tailHedge', buyWithinDays: 2, weights: [{ upTo: 30, weight: 0.01 }, { upTo: 15, weight: 0 }, { upTo: null, weight: 0 }] }, 'values.program.weights: upTo must ascend, and only the last one is null'],
    ['values.program', { kind: 'tailHedge', buyWithinDays: 2, weights: [{ upTo: 15, weight: 0.2 }, { upTo: null, weight: 0 }] }, 'values.program.weights[0].weight: must be a number from 0 to 0.1'],
    ['values.program', { kind: 'tailHedge', buyWithinDays: 2, weights: [{ upTo: 'all', weight: 0 }] }, 'values.program.weights[0].upTo: must be a number from 1 to 500, or null'],
    ['values.layers.base.instrument', 'call', 'values.layers.base.instrument: must be one of "vixCall", "vixCallSpread", "vixCallDiagonal", "vxFuture", "vxmFuture", "spxPutSpread"'],
    ['values.layers.outer.instrument', 'spxPutSpread', 'values.layers: spxPutSpread is for the intermediate layer only'],
    ['values.layers.base.split', 'both', 'values.layers.base.split: must be one of "single", "staggered"'],
    ['values.layers.base.weeklies', 'yes', 'values.layers.base.weeklies: must be true or false'],
    ['values.layers.base.targetDte', 50, 'values.layers.base: targetDte must lie within the entry window'],
    ['values.layers.base.fallbackDte', [25], 'values.layers.base.fallbackDte: must be [low, high] with low ≤ high, or null'],
    ['values.layers.base.fallbackDte', [60, 25], 'values.layers.base.fallbackDte: must be [low, high] with low ≤ high, or null'],
    ['values.layers.base.entryDte', 35, 'values.layers.base.entryDte: must be [low, high] with low ≤ high'],
    ['values.layers.base.heldDte', [0, 70], 'values.layers: the heldDte windows of base, intermediate and outer must ascend without overlap'],
    ['values.strike.rule', 'atm', 'values.strike.rule: must be one of "delta", "pointsOtm", "percentOtm"'],
    ['values.strike.secondDelta', 0.6, 'values.strike: secondDelta must not lie above delta: the second choice is the cheaper one'],
    ['values.strike.secondPointsOtm', 0, 'values.strike: the second choice must not lie nearer to the money'],
    ['values.strike.secondPercentOtm', 0, 'values.strike: the second choice must not lie nearer to the money'],
    ['values.strike.fallbackTolerance', 0.01, 'values.strike: fallbackTolerance must not lie below tolerance'],
    ['values.strike.maxGapPoints', 0, 'values.strike.maxGapPoints: must be a number from 0.1 to 20'],
    ['values.instruments.putSpread.shortDelta', 0.4, 'values.instruments.putSpread: shortDelta must lie below longDelta'],
    ['values.instruments.callDiagonal.shortDte', [45, 20], 'values.instruments.callDiagonal.shortDte: must be [low, high] with low ≤ high'],
    ['values.instruments.margin.futureShare', 3, 'values.instruments.margin.futureShare: must be a number from 0.01 to 2'],
    ['values.stages.first.layers', ['front'], 'values.stages.first.layers[0]: must be one of "base", "intermediate", "outer"'],
    ['values.stages.watch.floor', 0.33, 'values.stages.watch: floor must not lie above the band'],
    ['values.stages.stress.dollarRise', 0, 'values.stages.stress.dollarRise: must be a number from 0.001 to 1, or null'],
    ['values.sizing.tilts.dispersionPercentile', 101, 'values.sizing.tilts.dispersionPercentile: must be a number from 0 to 100'],
    ['values.roll.hotWithinDays', 61, 'values.roll.hotWithinDays: must be a whole number from 0 to 60'],
    ['values.candidates.holdFloorIn7Days', 1, 'values.candidates.holdFloorIn7Days: must be true or false'],
    ['values.alerts.critical', 'all', 'values.alerts.critical: must be a list in [ ]'],
    ['values.alerts.critical', [''], 'values.alerts.critical[0]: must be a rule or the beginning of one, like delayer.press or hold.quality'],
    ['values.alerts.critical', ['delayr.press'], 'values.alerts.critical[0]: must be a rule or the beginning of one, like delayer.press or hold.quality'],
    ['values.alerts.renotifyMinutes', 0, 'values.alerts.renotifyMinutes: must be a number from 1 to 10080'],
    ['values.alerts.quietHours', '22:00–07:00', 'values.alerts.quietHours: must be {"from", "to"} or null'],
    ['values.alerts.quietHours', { from: '22:00', to: '24:00' }, 'values.alerts.quietHours.to: must be a New York time like 22:00'],
    ['values.alerts.quietHours', { from: '22:00', to: '22:00' }, 'values.alerts.quietHours: from and to must differ'],
    ['values.alerts.quietHours', { from: '22:00', to: '07:00', zone: 'UTC' }, 'values.alerts.quietHours: unknown key zone'],
    ['values.vega.beta', [[0], [30, 0.4]], 'values.vega.beta[0]: must be [days, value]'],
    ['schema', 2, 'schema: must be 1'],
    ['name', '', 'name: must have at least 1 character'],
    ['description', 'x'.repeat(201), 'description: must have at most 200 characters'],
    ['name', 'two\nlines', 'name: must be one line'],
    ['description', 'two\nlines', 'description: must be one line'],
    ['notes', { 'guards.luck': 'a rabbit’s foot' }, 'notes: "guards.luck" is no path of a value'],
    ['notes', { 'vega.beta.0': 'a place in a list' }, 'notes: "vega.beta.0" is no path of a value'],
    ['notes', { guards: 7 }, 'notes.guards: must be a text'],
  ])('%s = %j is refused, naming path and range', (path, value, text) => {
    expect(refusal(changed(path, value))).toBe(text);
  });

  it('a missing key is named', () => {
    const policy = structuredClone(stewardJson()) as { values: { guards: { drag?: number } } };
    delete policy.values.guards.drag;
    expect(refusal(policy)).toBe('values.guards.drag: is missing, must be a number from 0 to 0.05 (the bundled steward policy has it)');
  });

  it('of before a group of keys came is refused with the name of the group, not with words of the checker', () => {
    const policy = structuredClone(stewardJson()) as { values: { quality: { marks?: object; maxModelShare?: number } } };
    delete policy.values.quality.marks;
    delete policy.values.quality.maxModelShare;
    expect(refusal(policy)).toBe('values.quality.marks: is missing (the bundled steward policy has it); values.quality.maxModelShare: is missing, must be a number from 0 to 1 (the bundled steward policy has it)');
  });

  describe('every single value', () => {
    const values = policyValues(stewardPolicy().values);
    const wordless = /Invalid|Too (big|small)|expected|undefined/;

    it.each(values.map(({ path }) => path))('%s is told in plain words when it is of the wrong kind, and when it is missing', (path) => {
      const wrong = refusal(changed(`values.${path}`, { luck: 1 }));
      expect(wrong).toMatch(new RegExp(`^values\\.${path.replaceAll('.', '\\.')}.*: (must be |is missing, must be |unknown key luck)`));
      expect(wrong).not.toMatch(wordless);
      const missing = refusal(changed(`values.${path}`, undefined));
      expect(missing).toMatch(new RegExp(`^values\\.${path.replaceAll('.', '\\.')}: is missing.*\\(the bundled steward policy has it\\)$`));
      expect(missing).not.toMatch(wordless);
    });

    it.each(values.filter(({ value }) => typeof value === 'number').map(({ path }) => path))('%s has a range, and the refusal names it', (path) => {
      for (const value of [-1e9, 1e9]) expect(refusal(changed(`values.${path}`, value))).toMatch(/: must be a (whole )?number from -?[\d.]+ to -?[\d.]+(, or null)?(;|$)/);
    });

    it('and every group refuses a key that it does not know', () => {
      const groups = new Set(values.flatMap(({ path }) => path.split('.').map((_, i, keys) => keys.slice(0, i).join('.'))));
      expect(groups.size).toBeGreaterThan(40);
      for (const group of groups) {
        const at = group === '' ? 'values' : `values.${group}`;
        expect(refusal(changed(`${at}.luck`, 1))).toBe(`${at}: unknown key luck`);
      }
    });
  });

  it('three faults are told and the others counted; asked for all, all are told', () => {
    const policy = structuredClone(stewardJson()) as { values: { guards: Record<string, number>; sizing: Record<string, number> }; notes: Record<string, string> };
    Object.assign(policy.values.guards, { drag: 1, dragDays: 0, collapsedVega: 2 });
    policy.values.sizing['keepScore'] = -1;
    policy.notes['luck'] = 'none';
    expect(refusal(policy)).toMatch(/^values\.sizing\.keepScore: .*; values\.guards\.drag: .*; values\.guards\.dragDays: .* \(and 2 more\)$/);
    expect(policyFaults(policy)).toEqual([
      'values.sizing.keepScore: must be a number from 0 to 2',
      'values.guards.drag: must be a number from 0 to 0.05',
      'values.guards.dragDays: must be a whole number from 1 to 365',
      'values.guards.collapsedVega: must be a number from 0 to 1',
      'notes: "luck" is no path of a value',
    ]);
    expect(policyFaults(stewardJson())).toEqual([]);
  });

  it('a policy of the trader\'s own may say less of its sources; a value then has the note of the nearest group around it', () => {
    const parsed = parsePolicy(changed('notes', { stages: 'my reading', 'stages.first.band': 'narrower', 'stages.first': 'my first' }));
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    expect(policyNote(parsed.value, 'stages.first.band')).toBe('narrower');
    expect(policyNote(parsed.value, 'stages.first.layers')).toBe('my first');
    expect(policyNote(parsed.value, 'stages.stress.band')).toBe('my reading');
    expect(policyNote(parsed.value, 'guards.drag')).toBeNull();
  });

  it.each([null, 'steward', 42, [], {}])('%j is refused with a sentence', (json) => {
    expect(refusal(json)).not.toBe('accepted');
  });
});
