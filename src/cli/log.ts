import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { dataFiles, defaultDataPath } from '../engine/dataFolder.ts';
import { checksumLine, exportCsv, exportJsonLines } from '../engine/exporters/logExport.ts';
import { checksumFileOf, verifyLogFile } from '../engine/exporters/logVerify.ts';
import { openJournalReadOnly } from '../engine/store/journalStore.ts';
import { success, type Result } from '../domain/result.ts';
import { EXIT, parseWords, refuse, type Command, type ExitCode, type Surroundings } from './commandLine.ts';
import { outputRefusal, writeWhole } from './outputFile.ts';

type LogForm = 'csv' | 'jsonl';
type Journal = Extract<ReturnType<typeof openJournalReadOnly>, { ok: true }>['value'];

const EXPORT_OPTIONS = {
  data: { type: 'string' }, format: { type: 'string' }, out: { type: 'string' }, force: { type: 'boolean' },
} as const;

export const logCommand: Command = (words, surroundings) => {
  const [verb, ...rest] = words;
  if (verb === 'export') return exportLog(rest, surroundings);
  if (verb === 'verify') return verifyLog(rest, surroundings);
  return refuse(surroundings, `log: ${verb === undefined ? 'say' : `"${verb}" is not known; say`} "log export" or "log verify".`);
};

function exportLog(words: readonly string[], surroundings: Surroundings): ExitCode {
  const parsed = parseWords(words, EXPORT_OPTIONS);
  if (!parsed.ok) return refuse(surroundings, `log export: ${parsed.failure.detail}.`);
  const { values, positionals } = parsed.value;
  const { format, out, force = false } = values;
  if (positionals.length > 0) return refuse(surroundings, `log export: "${positionals[0]}" is not an option; the file is given with --out.`);
  if (format !== 'csv' && format !== 'jsonl') return refuse(surroundings, `log export: --format must be csv or jsonl${format === undefined ? '' : `, not "${format}"`}.`);
  if (out === undefined || out === '') return refuse(surroundings, 'log export: --out FILE is missing.');
  const written = filesOf(out, format).map((path) => outputRefusal(path, force)).find((refusal) => refusal !== null);
  if (written !== undefined) return refuse(surroundings, `log export: ${written}.`);
  const journal = openJournalReadOnly(dataFiles(resolve(values.data ?? defaultDataPath())).journalFile);
  if (!journal.ok) return refuse(surroundings, journal.failure.detail);
  try {
    const entries = writeExport(journal.value, format, out);
    if (!entries.ok) return refuse(surroundings, `log export: ${entries.failure.detail}.`);
    surroundings.console.err(`${entries.value} ${entries.value === 1 ? 'entry' : 'entries'} written to ${filesOf(out, format).join(' and ')}.`);
    return EXIT.done;
  } finally {
    journal.value.close();
  }
}

const filesOf = (out: string, form: LogForm): readonly string[] => (form === 'csv' ? [out, checksumFileOf(out)] : [out]);

/** The head is read first: what a running Ballast adds meanwhile stays out. Returns the number of entries. */
function writeExport(journal: Journal, form: LogForm, out: string): Result<number> {
  const head = journal.logHead();
  if (form === 'jsonl') {
    const written = writeWhole(out, exportJsonLines(journal.iterateLog(), head));
    return written.ok ? success(head.count) : written;
  }
  const digest = createHash('sha256');
  const written = writeWhole(out, digested(exportCsv(journal.iterateLog(), head), (part) => digest.update(part, 'utf8')));
  if (!written.ok) return written;
  const vouched = writeWhole(checksumFileOf(out), [checksumLine(digest.digest('hex'), basename(out))]);
  return vouched.ok ? success(head.count) : vouched;
}

function* digested(parts: Iterable<string>, see: (part: string) => void): Generator<string> {
  for (const part of parts) {
    see(part);
    yield part;
  }
}

async function verifyLog(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const parsed = parseWords(words, {});
  if (!parsed.ok) return refuse(surroundings, `log verify: ${parsed.failure.detail}.`);
  const [file, more] = parsed.value.positionals;
  if (file === undefined || more !== undefined) return refuse(surroundings, 'log verify: give exactly one exported file.');
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) return refuse(surroundings, `${file} is a folder, not a file.`);
  const verdict = await verifyLogFile(file);
  if (verdict.ok) {
    const { entries, headHash, form } = verdict.value;
    surroundings.console.out(`${file}: whole, ${entries} ${entries === 1 ? 'entry' : 'entries'} (${form}), head ${headHash}\n`);
    return EXIT.done;
  }
  const { reason, detail } = verdict.failure;
  if (reason === 'not-found' || reason === 'refused') return refuse(surroundings, detail);
  surroundings.console.err(`${file}: ${detail}`);
  return EXIT.no;
}
