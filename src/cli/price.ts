import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { EXIT, refuse, type Command, type ExitCode, type Surroundings } from './commandLine.ts';
import { linesOf } from './inputLines.ts';
import { answerLine } from './priceLine.ts';

export interface PriceStreams {
  readonly input: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  readonly output: Writable;
}

/** How many lines were asked, and how many of them were answered with an error. */
export interface PriceCount {
  readonly asked: number;
  readonly failed: number;
}

/** Answers line by line, in order. Reads on only when what was written has been taken: memory does not grow with the input. */
export async function priceLines({ input, output }: PriceStreams): Promise<PriceCount> {
  let asked = 0;
  let failed = 0;
  for await (const lines of linesOf(input)) {
    let text = '';
    for (const line of lines) {
      const { json, answered } = answerLine(line);
      text += `${json}\n`;
      asked += 1;
      if (!answered) failed += 1;
    }
    if (text !== '' && !output.write(text)) await once(output, 'drain');
  }
  return { asked, failed };
}

/** `ballast price`: exit code 0 when every line was answered with figures, 1 when some were not. */
export const createPriceCommand = (streams: PriceStreams): Command => async (words, surroundings) => {
  if (words.length > 0) return refuse(surroundings, `price: "${words[0]}" is not an option; the lines are read from standard input.`);
  if (streams.input.isTTY === true) return refuse(surroundings, 'price reads JSON Lines from standard input: give it a pipe or a file (< FILE).');
  return answerAll(streams, surroundings);
};

async function answerAll(streams: PriceStreams, surroundings: Surroundings): Promise<ExitCode> {
  try {
    const { asked, failed } = await priceLines(streams);
    if (failed === 0) return EXIT.done;
    surroundings.console.err(`price: ${failed} of ${asked} lines ${failed === 1 ? 'has' : 'have'} no answer; each says why.`);
    return EXIT.no;
  } catch (error) {
    // The device or the network under the input fails; a bug has no system call.
    if (!(error instanceof Error && 'syscall' in error && error.syscall === 'read')) throw error;
    return refuse(surroundings, `price: standard input could not be read (${'code' in error ? String(error.code) : error.message}).`);
  }
}
