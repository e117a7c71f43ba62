/** The trader's own macro file, `macro.json` in the data folder; the shape is described in docs/macro.md. */
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { MacroEvent, MacroReading } from '../../domain/hedging/macro.ts';
import { failed, success, type Result } from '../../domain/result.ts';
import { isIsoDate } from '../../domain/time.ts';
import { readJsonFile } from './jsonFile.ts';

/** Events and readings, each oldest first. */
export interface MacroData {
  readonly events: readonly MacroEvent[];
  readonly readings: readonly MacroReading[];
}

const isoDate = z.string({ error: 'must be a date like 2026-11-20' }).refine(isIsoDate, { error: 'must be a date like 2026-11-20' });
const within = (low: number, high: number, error: string) => z.number({ error }).min(low, { error }).max(high, { error });
const figure = within(-1000, 1000, 'must be a number of per cent').optional();
const percentile = within(0, 100, 'must be a percentile, from 0 to 100').nullable().default(null);

/** One event as the trader writes it. */
export const eventSchema = z.strictObject({
  date: isoDate,
  kind: z.enum(['FOMC', 'CPI', 'PPI'], { error: 'must be "FOMC", "CPI" or "PPI"' }),
  label: z.string().min(1).max(60).optional(),
  actual: figure, consensus: figure, prior: figure,
});

/** One reading as the trader writes it. */
export const readingSchema = z.strictObject({
  date: isoDate,
  dollarChange63: within(-1, 1, 'must be a share from -1 to 1: 0.03 is +3 %').nullable().default(null),
  sectorShiftPoints: within(0, 100, 'must be percentage points, from 0 to 100').nullable().default(null),
  dispersionPercentile: percentile,
  quickRatiosFalling: z.boolean({ error: 'must be true or false' }).nullable().default(null),
  equityPremiumPercentile: percentile,
});

const macroSchema = z.strictObject({ events: z.array(eventSchema).max(5_000).default([]), readings: z.array(readingSchema).max(20_000).default([]) });

const byDate = (a: { readonly date: string }, b: { readonly date: string }): number => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
const slot = ({ date, kind }: Pick<MacroEvent, 'date' | 'kind'>): string => `${kind} on ${date}`;

export function eventOf({ date, kind, label, actual, consensus, prior }: z.output<typeof eventSchema>): MacroEvent {
  return {
    date, kind, label: label ?? kind,
    ...(actual === undefined ? {} : { actual }), ...(consensus === undefined ? {} : { consensus }), ...(prior === undefined ? {} : { prior }),
  };
}

const doubled = (names: readonly string[]): string | undefined => names.find((name, at) => names.indexOf(name) !== at);

/** Failures: `refused`, `invalid-input`; each names the file and the line or field. No file is no data. */
async function readMacroFile(path: string): Promise<Result<MacroData>> {
  const read = await readJsonFile(path, { schema: macroSchema, mostMebibytes: 5, whole: 'the macro file' });
  if (!read.ok) return read.failure.reason === 'not-found' ? success({ events: [], readings: [] }) : read;
  const { events, readings } = read.value;
  const twice = doubled(events.map(slot)) ?? doubled(readings.map(({ date }) => `a reading of ${date}`));
  if (twice !== undefined) return failed('invalid-input', `${path}: ${twice} stands there twice`);
  return success({ events: events.map(eventOf), readings: readings.toSorted(byDate) });
}

/** The trader's events beside the bundled ones; of the same date and kind the trader's stands. */
export function withOwnEvents(bundled: readonly MacroEvent[], own: readonly MacroEvent[]): readonly MacroEvent[] {
  const taken = new Set(own.map(slot));
  return [...bundled.filter((event) => !taken.has(slot(event))), ...own].toSorted(byDate);
}

export interface MacroReader {
  /** Bundled and own events, own readings; null where the file stands as it was when last read. */
  read(): Promise<Result<MacroData> | null>;
}

/** Reads the file again whenever it has changed: a release is typed in while the engine runs. */
export function createMacroReader(path: string, bundled: readonly MacroEvent[]): MacroReader {
  let known: string | null = null;
  return {
    async read() {
      const state = await stat(path).then(({ mtimeMs, size }) => `${mtimeMs}/${size}`, () => 'absent');
      if (state === known) return null;
      known = state;
      const own = await readMacroFile(path);
      return own.ok ? success({ events: withOwnEvents(bundled, own.value.events), readings: own.value.readings }) : own;
    },
  };
}
