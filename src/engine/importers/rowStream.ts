import { success, type Result } from '../../domain/result.ts';
import type { IsoDate } from '../../domain/units.ts';

export interface Dated {
  readonly date: IsoDate;
}

/** Rows as they are asked for, dates rising. A failure is the last thing given; it names file, line and field. */
export type RowStream<T extends Dated> = AsyncGenerator<Result<T>, void, undefined>;

export interface PassedOver {
  readonly count: number;
  readonly lastDate: IsoDate;
}

/** Walks along a stream by date, one row in memory. */
export interface RowFollower<T extends Dated> {
  /** The row of that date, or null; earlier ones are passed over. To be asked for rising dates. */
  rowOn(date: IsoDate): Promise<Result<T | null>>;
  /** Rows passed over since this was last asked; null for none. */
  passedOver(): PassedOver | null;
  /** Reads what is left, for the sake of what may be wrong with it. */
  finish(): Promise<Result<null>>;
  close(): Promise<void>;
}

const NOTHING = success(null);

/** Of a series that is not read: no row on any date. */
const nothingToFollow: RowFollower<never> = {
  rowOn: () => Promise.resolve(NOTHING), passedOver: () => null, finish: () => Promise.resolve(NOTHING), close: () => Promise.resolve(),
};

export function followRows<T extends Dated>(stream: RowStream<T> | null): RowFollower<T> {
  if (stream === null) return nothingToFollow;
  let head: Result<T> | null = null;
  let ended = false;
  let passed: PassedOver | null = null;
  const advance = async (): Promise<void> => {
    const next = await stream.next();
    ended = next.done === true;
    head = next.done === true ? null : next.value;
  };
  return {
    async rowOn(date) {
      if (head === null && !ended) await advance();
      while (head?.ok === true && head.value.date < date) {
        passed = { count: (passed?.count ?? 0) + 1, lastDate: head.value.date };
        await advance();
      }
      if (head === null || !head.ok) return head ?? NOTHING;
      if (head.value.date > date) return NOTHING;
      const row = head;
      head = null;
      return row;
    },
    passedOver() {
      const told = passed;
      passed = null;
      return told;
    },
    async finish() {
      while (!ended && head?.ok !== false) await advance();
      return head?.ok === false ? head : NOTHING;
    },
    close: async () => {
      await stream.return();
    },
  };
}
