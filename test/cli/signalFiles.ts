import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createSignalsCommand } from '../../src/cli/signals.ts';
import type { signalLine } from '../../src/cli/signalLine.ts';
import type { DailyInput } from '../../src/domain/signals/dailySignals.ts';
import type { CsvFolder } from '../support/csvFolder.ts';

export const resourcesDir = join(import.meta.dirname, '..', '..', 'resources');

export type SignalLine = ReturnType<typeof signalLine>;

/** What `ballast signals` does with these words: exit code, what it printed, what it said. */
export async function ballastSignals(...words: readonly string[]) {
  let out = '';
  let err = '';
  const output = new Writable({ decodeStrings: false, write(chunk: string, _encoding, done) { out += chunk; done(); } });
  const code = await createSignalsCommand(output)(words, { console: { out: () => {}, err: (sentence) => { err += sentence; } }, resourcesDir });
  return { code, out, err };
}

/** The lines of a run that must succeed. */
export async function signalLines(...words: readonly string[]): Promise<SignalLine[]> {
  const { code, out, err } = await ballastSignals(...words);
  if (code !== 0) throw new Error(err);
  return linesOf(out);
}

export const linesOf = (out: string): SignalLine[] => out.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as SignalLine);

export const BAR_HEADER = 'date,open,high,low,close,volume';

/** Every session has a bar, as the command needs it. */
export const barRow = ({ date, price: { open, high, low, close }, spy }: DailyInput): string => [date, open, high, low, close, spy?.volume ?? 1_000_000].join(',');

const rowsOf = (walk: readonly DailyInput[], cells: (session: DailyInput) => readonly (string | number | null)[] | null): string[] =>
  walk.flatMap((session) => {
    const row = cells(session);
    return row === null ? [] : [[session.date, ...row.map((cell) => cell ?? '')].join(',')];
  });

/** The walk as files of every kind; where a series is absent on a day, its file has no row. Numbers with all their digits. */
export function filesOf(scratch: CsvFolder, walk: readonly DailyInput[]): string[] {
  const { file } = scratch;
  return [
    '--bars', file(BAR_HEADER, ...walk.map(barRow)),
    '--vix', file('date,open,high,low,close', ...rowsOf(walk, ({ vix }) => vix && [vix.open, vix.high, vix.low, vix.close])),
    '--vol', file('date,close', ...rowsOf(walk, ({ vxx }) => (vxx === null ? null : [vxx]))),
    '--breadth', file('date,universe,advances,declines', ...rowsOf(walk, ({ breadth }) => breadth && [breadth.universe, breadth.advances, breadth.declines])),
    '--term', file('date,front_days,vx1,vx2,vix9d,vix3m', ...rowsOf(walk, ({ term }) => term && [12, term.vx[0]?.level ?? null, term.vx[1]?.level ?? null, term.vix9d, term.vix3m])),
    '--correlation', file('date,cor1m,cor3m', ...rowsOf(walk, ({ cor1m, cor3m }) => (cor1m === null && cor3m === null ? null : [cor1m, cor3m]))),
    '--credit', file('date,spread', ...rowsOf(walk, ({ creditSpread }) => (creditSpread === null ? null : [creditSpread]))),
  ];
}
