/** Longer than any line that a program writes for us: a file without line ends must not be held in memory. */
export const LONGEST_LINE = 64 * 1024;

export interface InputLine {
  /** From 1, blank lines counted. */
  readonly number: number;
  /** Null for a line longer than `LONGEST_LINE`, whose text is not kept. */
  readonly text: string | null;
}

/** Splits what is read into lines; blank ones are counted and left out. */
interface LineSplitter {
  push(text: string): readonly InputLine[];
  end(): readonly InputLine[];
}

function createLineSplitter(): LineSplitter {
  let number = 0;
  let carried = '';
  let tooLong = false;
  const close = (text: string, lines: InputLine[]): void => {
    number += 1;
    if (tooLong || text.length > LONGEST_LINE) lines.push({ number, text: null });
    else if (text.trim() !== '') lines.push({ number, text });
    tooLong = false;
  };
  return {
    push(text) {
      const lines: InputLine[] = [];
      const parts = text.split('\n');
      for (let at = 0; at < parts.length - 1; at++) {
        close(at === 0 ? carried + parts[0] : (parts[at] ?? ''), lines);
        carried = '';
      }
      carried += parts[parts.length - 1] ?? '';
      if (carried.length > LONGEST_LINE) {
        tooLong = true;
        carried = '';
      }
      return lines;
    },
    end() {
      const lines: InputLine[] = [];
      if (carried !== '' || tooLong) close(carried, lines);
      return lines;
    },
  };
}

/**
 * Lines of a byte stream (UTF-8, byte order mark allowed, ended by LF or CRLF, the last one perhaps by nothing), in
 * batches as they arrive. Memory is bounded by one chunk and one line.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly InputLine[]> {
  const decoder = new TextDecoder();
  const splitter = createLineSplitter();
  for await (const chunk of bytes) {
    const lines = splitter.push(decoder.decode(chunk, { stream: true }));
    if (lines.length > 0) yield lines;
  }
  yield [...splitter.push(decoder.decode()), ...splitter.end()];
}
