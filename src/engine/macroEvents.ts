import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { MacroEvent } from '../domain/hedging/macro.ts';
import { failed, success, type Result } from '../domain/result.ts';

const calendarSchema = z.object({
  source: z.string(),
  events: z.array(z.object({ date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), kind: z.enum(['FOMC', 'CPI', 'PPI']), label: z.string() })),
});

/** Scheduled macro events, oldest first. They may waive a wait; they never change a size. */
export function loadMacroEvents(resourcesDir: string): Result<readonly MacroEvent[]> {
  const file = join(resourcesDir, 'macro-events.json');
  try {
    const { events } = calendarSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return success(events.toSorted((a, b) => (a.date < b.date ? -1 : 1)));
  } catch (fault) {
    return failed('invalid-input', `The event calendar ${file} cannot be read: ${fault instanceof Error ? fault.message.split('\n')[0] : String(fault)}`);
  }
}
