import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { failed, success, type Result } from '../domain/result.ts';

/** What a command may say: results on stdout, sentences for people on stderr. */
export interface Console {
  out(text: string): void;
  err(sentence: string): void;
}

/** Exit codes of every command: done; the answer is no (a log that does not verify); could not be done as asked. */
export const EXIT = { done: 0, no: 1, refused: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Surroundings {
  readonly console: Console;
  /** Folder of the bundled policies and the sample book. */
  readonly resourcesDir: string;
}

/** Runs with the words after the command's own name. */
export type Command = (words: readonly string[], surroundings: Surroundings) => Promise<ExitCode> | ExitCode;

/** `parseArgs` with its complaints as a value. Words that are no options come as `positionals`. */
export function parseWords<O extends ParseArgsOptionsConfig>(words: readonly string[], options: O) {
  type Parsed = ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>>;
  try {
    return success(parseArgs({ args: [...words], options, allowPositionals: true, strict: true })) as Result<Parsed>;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    // Node adds advice about `--`; the first sentence says what is wrong.
    return failed('invalid-input', error.message.split(/\. |\n/)[0] ?? error.message) as Result<Parsed>;
  }
}

const isBlank = (value: unknown): boolean => (Array.isArray(value) ? value.some(isBlank) : typeof value === 'string' && value.trim() === '');

/** Of options that name something, the first that is given and names nothing; null for none. */
export function emptyOption(values: Readonly<Record<string, unknown>>): string | null {
  const empty = Object.entries(values).find(([, value]) => isBlank(value));
  return empty === undefined ? null : `--${empty[0]} is empty`;
}

export function refuse(surroundings: Surroundings, sentence: string): ExitCode {
  surroundings.console.err(sentence);
  return EXIT.refused;
}
