/** Paging through the log from the newest entry back. Pure. */
import type { LogEntryView } from '../../../../contract/api.ts';

export const PAGE_SIZE = 50;

/** Cursors of the pages opened so far; the first page has none. */
export interface Paging {
  readonly cursors: readonly (number | null)[];
}

export const firstPage: Paging = { cursors: [null] };

export function cursorOf(paging: Paging): number | null {
  return paging.cursors.at(-1) ?? null;
}

export function older(paging: Paging, entries: readonly LogEntryView[]): Paging {
  const oldest = entries.at(-1);
  return oldest === undefined ? paging : { cursors: [...paging.cursors, oldest.seq] };
}

export function newer(paging: Paging): Paging {
  return paging.cursors.length <= 1 ? firstPage : { cursors: paging.cursors.slice(0, -1) };
}

/** Newest first, whatever order the engine answered in. */
export function newestFirst(entries: readonly LogEntryView[]): LogEntryView[] {
  return [...entries].sort((a, b) => b.seq - a.seq);
}
