/** Where a text stops being JSON. Pure. */

/** The parser's complaint; null for JSON. */
export function jsonError(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/** The parser does not always name a position, so the first line is sought at which the text stops being the beginning of some JSON. */
export function firstBadLine(text: string): number {
  const lines = text.trimEnd().split('\n');
  const isBeginning = (count: number): boolean => {
    const beginning = lines.slice(0, count).join('\n');
    const message = jsonError(beginning);
    const position = /position (\d+)/.exec(message ?? '')?.[1];
    return message === null || /^(?:Unexpected end|Unterminated)/.test(message) || Number(position) >= beginning.length;
  };
  let good = 0;
  let bad = lines.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isBeginning(middle)) good = middle;
    else bad = middle;
  }
  return bad;
}
