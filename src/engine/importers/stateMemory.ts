/** What the rules remember, as far as a state says it; the rest is as on the first day. */
import { z } from 'zod';
import { initialMemory, type HedgeMemory } from '../../domain/hedging/hedgeMemory.ts';
import { isoDate } from './bookFile.ts';

const date = isoDate.nullable();
const layer = z.enum(['base', 'intermediate', 'outer']);
const stage = z.enum(['watch', 'first', 'confirmed', 'stress', 'press']);
const strength = z.number().min(0).max(1).nullable();
const count = z.int().nonnegative();

/** Keys of its own; `decide` prints all of them, so that what it prints can be put to it again. */
const fields = {
  schema: z.literal(1),
  stage,
  stageSince: date,
  evaluatedOn: date,
  leaveDays: count,
  episode: count,
  entry: z.enum(['divergence', 'volTrigger']).nullable(),
  evidence: z.strictObject({ bothSeries: z.boolean(), formingOnly: z.boolean() }),
  rearmAfter: date,
  add: z.strictObject({
    stage, since: isoDate, firedOn: date.default(null), firedBy: z.enum(['timing', 'event', 'untimed']).nullable().default(null),
    firedFor: z.strictObject({ label: z.string(), date: isoDate }).exactOptional(),
    filledLayers: z.array(layer).default([]), done: z.boolean().default(false),
  }).nullable(),
  lastAccepted: z.strictObject({ date: isoDate, shortVega: z.number().max(0) }).nullable(),
  lastFill: z.partialRecord(layer, isoDate),
  completedOn: z.partialRecord(layer, isoDate),
  closing: z.strictObject({ date: isoDate, coverage: z.number().nullable(), daysSinceFill: count.nullable() }).nullable(),
  decayRolled: z.array(z.string()),
  decayLeft: z.record(z.string(), z.number().int().min(1)),
  tranches: z.record(z.string(), z.strictObject({ first: count, firstFilled: count.default(0), firstDoneOn: date.default(null), vixAtFirst: z.number().positive().nullable().default(null), held: count.optional(), keep: count.optional() })),
  widened: z.record(z.string(), z.strictObject({ date: isoDate, times: count })),
  quickRatio: z.strictObject({ on: z.boolean(), sold: z.array(layer).default([]) }),
  harvestedOn: date,
  entryStrength: z.strictObject({ latest: strength, atEntry: strength, since: date, bought: z.boolean() }),
  tailHedge: z.strictObject({ expiration: isoDate, forward: z.number().positive(), weight: z.number().min(0).max(1), decidedOn: isoDate }).nullable(),
  guarded: z.strictObject({ spike: z.boolean(), collapsed: z.boolean() }),
  advised: z.record(z.string(), z.strictObject({ contracts: count, symbol: z.string().nullable() })),
};

export const stateMemorySchema = z.strictObject(fields).partial();
export type StateMemory = z.output<typeof stateMemorySchema>;

export function memoryOfState(stated: StateMemory): HedgeMemory {
  const said = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as Partial<HedgeMemory>;
  return { ...initialMemory, ...said };
}
