import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Divergence, DivergenceAnchor } from '../../../src/domain/signals/dailySignals.ts';
import type { DivergenceInput } from '../../../src/domain/signals/divergence.ts';
import { dateOf, divergencesOf, mirrored, redrawn, sketch } from './support/sketch.ts';

const folder = new URL('divergenceCases/', import.meta.url);

const corners = z.array(z.tuple([z.number(), z.number()]));
const kind = z.enum(['bearish', 'bullish', 'hiddenBearish', 'hiddenBullish']);

/** Anchors and moments are given by the number of their bar; what is left out is not looked at. */
const anchor = z.strictObject({ bar: z.number(), price: z.number().optional(), value: z.number().optional(), valueBar: z.number().optional() });
const expectation = z.strictObject({
  state: z.enum(['forming', 'qualified', 'confirmedDown', 'invalidated', 'expired']),
  strength: z.number().optional(),
  active: z.boolean().optional(),
  from: anchor.optional(),
  to: anchor.optional(),
  known: z.number().optional(),
  since: z.number().optional(),
});
const change = z.strictObject({
  high: z.number().optional(), low: z.number().optional(), close: z.number().optional(), value: z.number().nullable().optional(), restart: z.boolean().optional(),
});

/** Highs and series by their corners, then turned upside down about a price, then single bars redrawn. */
const picture = z.strictObject({
  shows: z.string(),
  highs: corners,
  series: corners,
  kind: kind.optional(),
  upsideDownAbout: z.number().optional(),
  redrawn: z.record(z.string(), change).optional(),
  /** By bar: all divergences of the kind that are listed at its close, newest first. */
  at: z.record(z.string(), z.union([z.literal('none'), expectation, z.array(expectation)])).refine((at) => Object.keys(at).length > 0, 'nothing is expected'),
});

/** One sentence of the definition and the pictures that show what it means. */
const hand = z.strictObject({ sentence: z.string(), kind, pictures: z.array(picture).min(1) });

type Picture = z.infer<typeof picture>;
type Expectation = z.infer<typeof expectation>;

const cases = readdirSync(folder).filter((name) => name.endsWith('.json')).toSorted().map((name) => hand.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))));

function barsOf({ highs, series, upsideDownAbout, redrawn: changes = {} }: Picture): DivergenceInput[] {
  const upright = sketch(highs, series);
  const drawn = upsideDownAbout === undefined ? upright : mirrored(upright, upsideDownAbout);
  return redrawn(drawn, changes as Readonly<Record<number, Partial<DivergenceInput>>>);
}

function expectAnchor(found: DivergenceAnchor, { bar, price, value, valueBar }: z.infer<typeof anchor>): void {
  expect(found.date).toBe(dateOf(bar));
  if (price !== undefined) expect(found.price).toBeCloseTo(price, 9);
  if (value !== undefined) expect(found.value).toBeCloseTo(value, 9);
  if (valueBar !== undefined) expect(found.valueDate).toBe(dateOf(valueBar));
}

function expectAs(found: Divergence, { state, strength, active, from, to, known, since }: Expectation): void {
  expect(found.state).toBe(state);
  if (strength !== undefined) expect(found.strength).toBeCloseTo(strength, 9);
  if (active !== undefined) expect(found.active).toBe(active);
  if (from !== undefined) expectAnchor(found.from, from);
  if (to !== undefined) expectAnchor(found.to, to);
  if (known !== undefined) expect(found).toMatchObject({ knownOn: dateOf(known), id: `${found.series}:${found.kind}:${dateOf(known)}` });
  if (since !== undefined) expect(found.stateSince).toBe(dateOf(since));
}

describe.each(cases)('$sentence', ({ kind: ofCase, pictures }) => {
  test.each(pictures)('$shows', (drawn) => {
    const days = divergencesOf(barsOf(drawn));
    for (const [bar, wanted] of Object.entries(drawn.at)) {
      const day = days[Number(bar)];
      if (day === undefined) throw new Error(`the picture has no bar ${bar}`);
      const listed = day.filter((one) => one.kind === (drawn.kind ?? ofCase));
      const all = wanted === 'none' ? [] : [wanted].flat();
      expect(listed.map(({ state }) => state), `bar ${bar}`).toEqual(all.map(({ state }) => state));
      listed.forEach((found, i) => {
        const one = all[i];
        if (one !== undefined) expectAs(found, one);
      });
    }
  });
});
