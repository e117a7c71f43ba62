import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSampleTemplate } from '../domain/book/sampleBook.ts';
import type { Decision } from '../domain/hedging/decision.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { isIsoDate } from '../domain/time.ts';
import { readBookFile } from '../engine/importers/bookFile.ts';
import { readBarsFile, readBreadthFile, readVixFile } from '../engine/importers/dailyHistory.ts';
import { streamCorrelation } from '../engine/importers/correlationStream.ts';
import { streamSpread } from '../engine/importers/dailyStream.ts';
import { loadMacroEvents } from '../engine/macroEvents.ts';
import { loadPolicy } from '../engine/policies.ts';
import { replayHistory, type ReplayInput } from '../engine/replay.ts';
import { createReplaySummary } from './replaySummary.ts';
import { createReplayTelling } from './replayTelling.ts';
import { emptyOption, EXIT, parseWords, refuse, type Command, type Surroundings } from './commandLine.ts';

export const REPLAY_HELP = `ballast replay --bars SPY.csv --vix VIX.csv [--breadth AD.csv [--universe NAME]] [--credit FILE] [--correlation FILE]
               [--book FILE] [--policy NAME|FILE] [--fills advised|none] [--from DATE] [--to DATE] [--summary]

Streams daily history through the engine and prints one JSON line when a decision appears (with fills also when its size moves by
more than the policy's guards.repeatSizeChange). Chains and the VX curve are modelled from SPX (10 × SPY) and VIX, and every line says
so. --summary prints counts by year and action, moves of the stage and the hedge's trades instead, the last row their total.
docs/replay.md says more.`;

/** VIX options were first listed on 24 February 2006 (Cboe). */
const MODELLED_NOTE = 'Modelled: every option chain and the VX curve, from SPX (10 × SPY) and VIX alone. VIX options exist since 2006-02-24; nothing of the hedge could have been traded before.';

interface ReplayOptions {
  readonly from: string;
  readonly to: string;
  readonly summary: boolean;
  readonly input: ReplayInput;
  /** What is modelled, and which series end where: said once all is printed, where it is not scrolled away. */
  readonly notes: readonly string[];
}

/** Prints the decisions of the days asked for; the signals warm up on all earlier rows. */
export const runReplay: Command = async (words, surroundings) => {
  const options = await readOptions(words, surroundings);
  if (!options.ok) return refuse(surroundings, options.failure.detail);
  const { from, to, summary, input, notes } = options.value;
  const { out, err } = surroundings.console;
  const telling = createReplayTelling(input.fills === 'advised' ? input.policy.values.guards.repeatSizeChange : null);
  const counted = createReplaySummary();
  for (const day of replayHistory(input)) {
    const news = telling(day);
    if (day.date < from || day.date > to) continue;
    if (summary) counted.count(day, news);
    else for (const decision of news) out(`${JSON.stringify(lineOf(decision, day.date, input))}\n`);
  }
  if (summary) for (const row of counted.rows()) out(`${JSON.stringify(row)}\n`);
  for (const note of notes) err(note);
  return EXIT.done;
};

const lineOf = ({ id, action, stage, layer, contracts, rule, facts, modelled }: Decision, date: string, input: ReplayInput): object => ({
  id, date, action, stage, layer, contracts, policy: `${input.policy.name}@${input.policyVersion}`, rule, facts, modelled,
});

interface Span { readonly first: string; readonly last: string }

const spanOf = (rows: readonly { readonly date: string }[]): Span | null => {
  const [first, last] = [rows[0], rows.at(-1)];
  return first === undefined || last === undefined ? null : { first: first.date, last: last.date };
};

/** A series that does not reach over all bars disables its rules where it is absent, and that is said. */
function gapNote(whole: Span | null, series: string, span: Span | null, consequence: string): string | null {
  if (whole === null) return null;
  if (span === null) return `${series}: none given; ${consequence}.`;
  if (span.first <= whole.first && span.last >= whole.last) return null;
  return `${series} covers ${span.first} to ${span.last}: outside it ${consequence}.`;
}

type SideSeries = ReplayInput['side'];

const datesOf = (side: SideSeries, symbol: string): readonly { readonly date: string }[] => [...(side.get(symbol)?.keys() ?? [])].map((date) => ({ date }));

/** Credit spread and implied correlation, as the signals command reads them; a file that is not given leaves its series out. */
async function readSideFiles({ credit, correlation }: { readonly credit?: string | undefined; readonly correlation?: string | undefined }): Promise<Result<SideSeries>> {
  const side = new Map<string, Map<string, number>>();
  const keep = (symbol: string, date: string, close: number | null): void => {
    if (close !== null && close > 0) side.set(symbol, (side.get(symbol) ?? new Map<string, number>()).set(date, close));
  };
  if (credit !== undefined) {
    for await (const row of streamSpread(credit)) {
      if (!row.ok) return row;
      keep('CREDIT', row.value.date, row.value.spread);
    }
  }
  if (correlation !== undefined) {
    for await (const row of streamCorrelation(correlation)) {
      if (!row.ok) return row;
      keep('COR1M', row.value.date, row.value.cor1m);
      keep('COR3M', row.value.date, row.value.cor3m);
    }
  }
  return success(side);
}

const shape = {
  bars: { type: 'string' }, vix: { type: 'string' }, breadth: { type: 'string' }, universe: { type: 'string' }, credit: { type: 'string' }, correlation: { type: 'string' }, book: { type: 'string' },
  policy: { type: 'string' }, fills: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, summary: { type: 'boolean' },
} as const;

async function readOptions(words: readonly string[], { resourcesDir }: Surroundings): Promise<Result<ReplayOptions>> {
  const parsed = parseWords(words, shape);
  if (!parsed.ok) return failed(parsed.failure.reason, `${parsed.failure.detail}\n\n${REPLAY_HELP}`);
  const { values, positionals } = parsed.value;
  if (positionals.length > 0) return failed('invalid-input', `replay takes no word "${positionals[0] ?? ''}".\n\n${REPLAY_HELP}`);
  const empty = emptyOption(values);
  if (empty !== null) return failed('invalid-input', `${empty}.`);
  if (values.bars === undefined || values.vix === undefined) return failed('invalid-input', `replay needs --bars FILE and --vix FILE.\n${REPLAY_HELP}`);
  const fills = values.fills ?? 'none';
  if (fills !== 'advised' && fills !== 'none') return failed('invalid-input', `--fills must be "advised" or "none", not "${fills}".`);
  for (const name of ['from', 'to'] as const) {
    const date = values[name];
    if (date !== undefined && !isIsoDate(date)) return failed('invalid-input', `--${name} must be a date like 2020-02-28, not "${date}".`);
  }
  if (values.from !== undefined && values.to !== undefined && values.from > values.to) return failed('invalid-input', `--from ${values.from} comes after --to ${values.to}.`);
  if (values.universe !== undefined && values.breadth === undefined) return failed('invalid-input', '--universe chooses within --breadth FILE, which is missing.');
  const policy = loadPolicy(values.policy ?? 'steward', [join(resourcesDir, 'policies')]);
  if (!policy.ok) return policy;
  const bars = await readBarsFile(values.bars);
  if (!bars.ok) return bars;
  const vix = await readVixFile(values.vix);
  if (!vix.ok) return vix;
  const breadth = values.breadth === undefined ? success([]) : await readBreadthFile(values.breadth, values.universe);
  if (!breadth.ok) return breadth;
  const side = await readSideFiles(values);
  if (!side.ok) return side;
  const book = values.book === undefined ? null : await readBookFile(values.book);
  if (book !== null && !book.ok) return book;
  const sample = parseSampleTemplate(JSON.parse(readFileSync(join(resourcesDir, 'sample-book.json'), 'utf8')));
  if (!sample.ok) return sample;
  const events = loadMacroEvents(resourcesDir);
  if (!events.ok) return events;
  const whole = spanOf(bars.value);
  const notes = [
    MODELLED_NOTE,
    gapNote(whole, 'VIX', spanOf(vix.value), 'VIX signals rest and no chain can be modelled, so nothing is sized'),
    gapNote(whole, 'Breadth', spanOf(breadth.value), 'advance-decline divergences are disabled'),
    gapNote(whole, 'Credit', spanOf(datesOf(side.value, 'CREDIT')), 'the stage stress is never reached'),
    gapNote(whole, 'Implied correlation', spanOf(datesOf(side.value, 'COR1M')), 'no target is raised by it'),
    gapNote(whole, 'The event calendar', spanOf(events.value), 'FOMC, CPI and PPI waive no wait and roll nothing'),
  ].filter((note) => note !== null);
  return success({
    from: values.from ?? '', to: values.to ?? '9999-12-31', summary: values.summary ?? false, notes,
    input: {
      bars: bars.value, vix: vix.value, breadth: breadth.value, side: side.value, policy: policy.value.policy, policyVersion: policy.value.version, book: book?.value ?? null,
      sample: sample.value, fills, events: events.value,
    },
  });
}
