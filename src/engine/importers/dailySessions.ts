import { failed, success, type Failure, type Result } from '../../domain/result.ts';
import type { RawSession, RowsLeftOut, SideSeries } from '../../domain/signals/cleanSession.ts';
import type { IsoDate } from '../../domain/units.ts';
import { streamBreadth } from './breadthStream.ts';
import { streamCorrelation } from './correlationStream.ts';
import type { DailyBar, DailyLevel } from './dailyRow.ts';
import { streamBars, streamLevels, streamSpread } from './dailyStream.ts';
import { followRows, type Dated, type RowFollower } from './rowStream.ts';
import { streamTerm } from './termStream.ts';

/** Paths of the files; null for a series that is not read. */
export interface SessionFiles extends Readonly<Record<SideSeries, string | null>> {
  readonly bars: string;
  /** Chooses within the breadth file. */
  readonly universe: string | null;
}

const SIDES = ['vix', 'vol', 'breadth', 'term', 'correlation', 'credit'] as const satisfies readonly SideSeries[];

const openSides = ({ vix, vol, breadth, universe, term, correlation, credit }: SessionFiles) => ({
  vix: followRows(vix === null ? null : streamLevels(vix)),
  vol: followRows(vol === null ? null : streamLevels(vol)),
  breadth: followRows(breadth === null ? null : streamBreadth(breadth, universe)),
  term: followRows(term === null ? null : streamTerm(term)),
  correlation: followRows(correlation === null ? null : streamCorrelation(correlation)),
  credit: followRows(credit === null ? null : streamSpread(credit)),
});

type Sides = ReturnType<typeof openSides>;
type SideRows = Pick<RawSession, 'vix' | 'vxx' | 'breadth' | 'cor1m' | 'cor3m' | 'creditSpread' | 'term'>;

const rangeOf = ({ open, high, low, close }: DailyLevel): NonNullable<RawSession['vix']> => ({ open, high, low, close });

/** One file after the other: of several that are wrong on a date the first is told of. */
async function rowsOn(date: IsoDate, sides: Sides): Promise<Result<SideRows>> {
  const failures: Failure[] = [];
  const rowOf = async <T extends Dated>(follower: RowFollower<T>): Promise<T | null> => {
    const row = await follower.rowOn(date);
    if (row.ok) return row.value;
    failures.push(row.failure);
    return null;
  };
  const vix = await rowOf(sides.vix);
  const vol = await rowOf(sides.vol);
  const breadth = await rowOf(sides.breadth);
  const term = await rowOf(sides.term);
  const correlation = await rowOf(sides.correlation);
  const credit = await rowOf(sides.credit);
  const [failure] = failures;
  if (failure !== undefined) return failed(failure.reason, failure.detail);
  return success({
    vix: vix === null ? null : rangeOf(vix),
    vxx: vol?.close ?? null,
    breadth: breadth === null ? null : { universe: breadth.universe, advances: breadth.advances, declines: breadth.declines },
    cor1m: correlation?.cor1m ?? null,
    cor3m: correlation?.cor3m ?? null,
    creditSpread: credit?.spread ?? null,
    term: term?.term ?? null,
  });
}

const leftOutOf = (sides: Sides): readonly RowsLeftOut[] =>
  SIDES.flatMap((series) => {
    const passed = sides[series].passedOver();
    return passed === null ? [] : [{ series, ...passed }];
  });

const sessionOf = (bar: DailyBar, rows: SideRows, followed: readonly SideSeries[], leftOut: readonly RowsLeftOut[]): RawSession => ({
  date: bar.date, price: rangeOf(bar), share: { ...rangeOf(bar), volume: bar.volume }, priceIsShare: true, ...rows, followed, leftOut,
});

/**
 * Every date of the bars with what the other files hold of it: all are read in step, so that memory holds one row of each. A failure
 * is the last thing given and names file, line and field. Every file is read to its end, also where the bars end before it.
 */
export async function* streamSessions(files: SessionFiles): AsyncGenerator<Result<RawSession>, void, undefined> {
  const sides = openSides(files);
  const followed = SIDES.filter((series) => files[series] !== null);
  try {
    for await (const bar of streamBars(files.bars)) {
      if (!bar.ok) return yield bar;
      const rows = await rowsOn(bar.value.date, sides);
      if (!rows.ok) return yield rows;
      yield success(sessionOf(bar.value, rows.value, followed, leftOutOf(sides)));
    }
    for (const series of SIDES) {
      const finished = await sides[series].finish();
      if (!finished.ok) return yield finished;
    }
  } finally {
    await Promise.all(SIDES.map(async (series) => sides[series].close()));
  }
}
