import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { plural } from '../domain/figureText.ts';
import { failed, success, type Result } from '../domain/result.ts';
import { cleanSession, startCleaning } from '../domain/signals/cleanSession.ts';
import { createDailySignals } from '../domain/signals/createDailySignals.ts';
import { countRepairs, noRepairs, repairsInWords, type RepairCounts } from '../domain/signals/repairs.ts';
import { streamSessions } from '../engine/importers/dailySessions.ts';
import { EXIT, refuse, type Command } from './commandLine.ts';
import { signalLine } from './signalLine.ts';
import { readSignalOptions, type SignalOptions } from './signalOptions.ts';

export const SIGNALS_HELP = `ballast signals --bars FILE [--vix FILE] [--breadth FILE [--universe NAME]] [--term FILE] [--correlation FILE]
                [--credit FILE] [--vol FILE] [--policy NAME|FILE] [--from DATE] [--to DATE]

Runs daily history through the signals and prints one JSON line for every date of the bars, from --from to --to; earlier rows warm
the signals up. What a line says of a series that has no row that day is null. Files are read in step, in bounded memory.`;

/** As much as is written at once. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Writes no faster than the reader takes it. */
function createLineOutput(output: Writable) {
  let waiting = '';
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    if (text !== '' && !output.write(text)) await once(output, 'drain');
  };
  return {
    flush,
    async print(line: object): Promise<void> {
      waiting += `${JSON.stringify(line)}\n`;
      if (waiting.length >= CHUNK_CHARACTERS) await flush();
    },
  };
}

type LineOutput = ReturnType<typeof createLineOutput>;

interface SignalCount {
  /** Sessions that went through the signals, and how many of them were printed. */
  readonly taken: number;
  readonly printed: number;
  readonly repairs: RepairCounts;
}

async function printSignals({ files, from, to, values }: SignalOptions, output: LineOutput): Promise<Result<SignalCount>> {
  const daily = createDailySignals(values.signals);
  let cleaning = startCleaning;
  let count: SignalCount = { taken: 0, printed: 0, repairs: noRepairs };
  for await (const session of streamSessions(files)) {
    if (!session.ok) return session;
    const { date } = session.value;
    // The files are read on, because what is wrong with them is wrong whichever dates are asked for.
    if (date > to) continue;
    const { state, input, repairs } = cleanSession(cleaning, session.value);
    cleaning = state;
    const signals = daily.add(input);
    if (!signals.ok) return failed(signals.failure.reason, `${files.bars}, ${date}: ${signals.failure.detail}`);
    if (date >= from) await output.print(signalLine({ input, signals: signals.value }, values));
    count = { taken: count.taken + 1, printed: count.printed + (date >= from ? 1 : 0), repairs: countRepairs(count.repairs, repairs) };
  }
  return success(count);
}

function summaryOf({ taken, printed, repairs }: SignalCount): string {
  const sessions = printed === taken ? plural(taken, 'session') : `${plural(taken, 'session')}, ${printed} of them printed`;
  const words = repairsInWords(repairs);
  return `signals: ${sessions}; ${words.length === 0 ? 'nothing was repaired' : words.join('; ')}.`;
}

const sentence = (detail: string): string => `signals: ${detail}${detail.endsWith('.') ? '' : '.'}`;

/** `ballast signals`: lines go to `output`, the count of sessions and repairs to stderr. */
export const createSignalsCommand = (output: Writable): Command => async (words, surroundings) => {
  const options = readSignalOptions(words, surroundings);
  if (!options.ok) return refuse(surroundings, sentence(options.failure.detail));
  const lines = createLineOutput(output);
  const counted = await printSignals(options.value, lines);
  // Lines before the bad one were sound; they stay.
  await lines.flush();
  if (!counted.ok) return refuse(surroundings, sentence(counted.failure.detail));
  surroundings.console.err(summaryOf(counted.value));
  return EXIT.done;
};
