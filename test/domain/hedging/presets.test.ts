import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addTradingDays } from '../../../src/domain/calendar.ts';
import { policyDiff, policyValues } from '../../../src/domain/hedging/policy/policyDiff.ts';
import { parsePolicy, type Policy } from '../../../src/domain/hedging/policy/policySchema.ts';
import { vixMonthlyExpiration } from '../../../src/domain/instruments/expirations.ts';
import { calendarDaysBetween } from '../../../src/domain/time.ts';

const FOLDER = join(import.meta.dirname, '../../../resources/policies');

function preset(name: string): Policy {
  const parsed = parsePolicy(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.failure.detail}`);
  return parsed.value;
}

const NAMES = ['steward', 'light', 'paired', 'fixed-442', 'vxth'] as const;
const steward = preset('steward');
const changes = (name: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(policyDiff(steward.values, preset(name).values).map(({ path, to }) => [path, to]));

describe('the bundled policies', () => {
  it('are these five, each named as its file', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((name) => `${name}.json`).sort());
    expect(NAMES.map((name) => preset(name).name)).toEqual(NAMES);
  });

  it.each(NAMES)('%s says in one line what it is for, and of every single value where it comes from', (name) => {
    const { description, values, notes } = preset(name);
    expect(description).toMatch(/^[A-Z0-9].{20,}\.$/);
    expect(Object.keys(notes)).toEqual(policyValues(values).map(({ path }) => path));
    const source = /^(method( D[0-4])?\b|measured: |product default: |Wilder |Appel: |Cboe\b)/;
    expect(Object.entries(notes).filter(([, note]) => !source.test(note))).toEqual([]);
  });

  it('light is steward in the lower third of each band, with a smaller drag', () => {
    expect(changes('light')).toEqual({
      'stages.first.band': [0.33, 0.3867], 'stages.confirmed.band': [0.5, 0.5833], 'stages.stress.band': [0.6, 0.7], 'guards.drag': 0.001,
    });
    for (const stage of ['first', 'confirmed', 'stress'] as const) {
      const [low, high] = steward.values.stages[stage].band;
      const [from, to] = preset('light').values.stages[stage].band;
      expect(from).toBe(low);
      expect(to).toBeCloseTo(low + (high - low) / 3, 4);
    }
  });

  it('paired is steward with a standing floor of 33 % and a first layer of 30–90 days', () => {
    expect(changes('paired')).toEqual({
      'layers.base.targetDte': 60, 'layers.base.entryDte': [30, 90], 'layers.base.heldDte': [0, 90], 'layers.intermediate.heldDte': [91, 149],
      'stages.watch.band': [0.33, 0.5], 'stages.watch.layers': ['base'], 'stages.watch.notionalCeiling': 0.01, 'stages.watch.floor': 0.33,
    });
  });

  it('fixed-442 is the ladder by itself: 4/4/2 for every 10 condors, rolled below 21 days', () => {
    expect(changes('fixed-442')).toEqual({
      program: { kind: 'fixedLadder', perCondors: 10, contracts: { base: 4, intermediate: 4, outer: 2 } },
      'layers.intermediate.rollBelowDte': 21, 'layers.outer.rollBelowDte': 21,
    });
    expect(preset('fixed-442').values.layers.base.rollBelowDte).toBe(21);
  });

  it('vxth is the Cboe VIX Tail Hedge: the next monthly 30-delta call, weighted by its future, held to settlement', () => {
    expect(changes('vxth')).toEqual({
      program: {
        kind: 'tailHedge', buyWithinDays: 2,
        weights: [{ upTo: 15, weight: 0 }, { upTo: 30, weight: 0.01 }, { upTo: 50, weight: 0.005 }, { upTo: null, weight: 0 }],
      },
      'layers.base.targetDte': 30, 'layers.base.entryDte': [20, 40], 'layers.base.weeklies': false, 'layers.base.fallbackDte': null, 'layers.base.rollBelowDte': 0,
      'strike.delta': 0.3,
    });
    expect(preset('vxth').values.strike.secondDelta).toBe(0.3);
  });

  it('the window of vxth holds the next monthly expiry and no other on the days on which it buys, after every settlement to 2030', () => {
    const { layers, program } = preset('vxth').values;
    const buyWithinDays = program.kind === 'tailHedge' ? program.buyWithinDays : Number.NaN;
    const [low, high] = layers.base.entryDte;
    const months = Array.from({ length: 24 * 12 }, (_, i) => vixMonthlyExpiration(2006 + Math.floor(i / 12), (i % 12) + 1));
    months.slice(0, -2).forEach((settlement, i) => {
      for (let day = 0; day <= buyWithinDays; day += 1) {
        const date = addTradingDays(settlement, day);
        const within = months.filter((month) => calendarDaysBetween(date, month) >= low && calendarDaysBetween(date, month) <= high);
        expect(within, date).toEqual([months[i + 1]]);
      }
    });
  });
});
