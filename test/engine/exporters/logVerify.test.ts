import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/domain/canonicalJson.ts';
import { csvChecksum, exportCsvText, exportJsonLines, exportJsonLinesText } from '../../../src/engine/exporters/logExport.ts';
import { checksumFileOf, verifyLogFile, verifyLogText } from '../../../src/engine/exporters/logVerify.ts';
import type { LogEntry } from '../../../src/engine/ports.ts';
import { entryHash } from '../../../src/engine/store/hashChain.ts';
import { createMemoryJournal } from '../../../src/engine/store/journalStore.ts';
import { detailOf, scratchFolder, valueOf } from '../store/scratch.ts';
import { hostileJournal, sampleJournal } from './sampleLog.ts';

const jsonLines = (journal = sampleJournal()): string => exportJsonLinesText(journal.iterateLog(), journal.logHead());
const csv = (journal = sampleJournal()): string => exportCsvText(journal.iterateLog());

/** Writes the bytes (and for a CSV its checksum file) and verifies the file. */
async function verdictOn(content: Buffer | string, checksum?: string) {
  const file = join(scratchFolder(), 'log');
  writeFileSync(file, content);
  if (checksum !== undefined) writeFileSync(checksumFileOf(file), checksum);
  return verifyLogFile(file);
}

describe('a log as JSON Lines', () => {
  it('is one canonical line per entry and an anchor with count and head hash', () => {
    const journal = sampleJournal();
    const lines = jsonLines(journal).split('\n');
    expect(lines.pop()).toBe('');
    const { count, hash } = journal.logHead();
    expect(lines.pop()).toBe(`{"anchor":true,"count":${count},"headHash":"${hash}"}`);
    for (const line of lines) expect(canonicalJson(JSON.parse(line))).toBe(line);
    expect(lines.map((line) => (JSON.parse(line) as LogEntry).seq)).toEqual([1, 2, 3]);
  });

  it.each([['of three entries', sampleJournal], ['of hostile texts', hostileJournal], ['that is empty', createMemoryJournal]])('verifies when it is a log %s', async (_name, make) => {
    const journal = make();
    const { count, hash } = journal.logHead();
    expect(valueOf(await verdictOn(jsonLines(journal)))).toEqual({ form: 'jsonl', entries: count, headHash: hash });
  });

  it('leaves out what was added after the head was read', () => {
    const journal = sampleJournal();
    const head = journal.logHead();
    journal.commit({ log: [{ marketTimeUs: 9, kind: 'stopped', engine: 'e', policy: 'p', payload: {} }] });
    expect(valueOf(verifyLogText([...exportJsonLines(journal.iterateLog(), head)].join(''))).entries).toBe(3);
  });

  it('never verifies after any change of any one byte, and names an entry or line each time', () => {
    everyByteFlip(jsonLines(sampleJournal(2)), (text) => verifyLogText(text));
  });

  it('never verifies after a byte became invalid UTF-8', async () => {
    const bytes = Buffer.from(jsonLines(hostileJournal()));
    await fc.assert(fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), async (at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x80;
      return !(await verdictOn(changed)).ok;
    }), { seed: 20261120, numRuns: 60 });
  });

  it.each([
    ['line 2 removed', (lines: string[]) => [lines[0], lines[2], lines[3]], /Line 2, entry 2: it says it is entry 3/],
    ['lines 1 and 2 swapped', (lines: string[]) => [lines[1], lines[0], lines[2], lines[3]], /Line 1, entry 1: it says it is entry 2/],
    ['line 2 doubled', (lines: string[]) => [lines[0], lines[1], lines[1], lines[2], lines[3]], /Line 3, entry 3: it says it is entry 2/],
    ['the last entry removed', (lines: string[]) => [lines[0], lines[1], lines[3]], /end mark after entry 2/],
    ['the anchor removed', (lines: string[]) => lines.slice(0, 3), /After entry 3: the end mark is missing/],
    ['an anchor doubled', (lines: string[]) => [...lines, lines[3]], /Line 5, after the last line of the log: something was added/],
    ['an entry added after the anchor', (lines: string[]) => [...lines, lines[0]], /Line 5/],
    ['an empty line added', (lines: string[]) => [...lines, ''], /Line 5/],
    ['a field added', (lines: string[]) => [lines[0]?.replace('"seq":1', '"seq":1,"zzz":1'), ...lines.slice(1)], /Line 1, entry 1: it does not have the fields/],
    ['a space added', (lines: string[]) => [lines[0], lines[1]?.replace(':', ': '), ...lines.slice(2)], /Line 2, entry 2: it is not the canonical text/],
    ['a number written otherwise', (lines: string[]) => [lines[0]?.replace('-1.25', '-1.250'), ...lines.slice(1)], /Line 1, entry 1/],
    ['another price', (lines: string[]) => [lines[0], lines[1], lines[2]?.replace('-1.25', '-1.26'), lines[3]], /Line 3, entry 3: its content does not match its hash/],
  ])('with %s does not verify and names the place', (_name, change, expected) => {
    const changed = `${change(jsonLines().trimEnd().split('\n')).join('\n')}\n`;
    expect(detailOf(verifyLogText(changed))).toMatch(expected);
  });

  it('does not verify with CRLF line ends, a byte order mark, without its last line feed, or empty', async () => {
    const text = jsonLines();
    expect(detailOf(await verdictOn(text.replaceAll('\n', '\r\n')))).toMatch(/Line 1, entry 1/);
    expect(detailOf(await verdictOn(`\uFEFF${text}`))).toMatch(/Line 1/);
    expect(detailOf(await verdictOn(text.slice(0, -1)))).toMatch(/line end is missing/);
    expect(detailOf(await verdictOn(''))).toMatch(/empty/);
    expect(detailOf(await verdictOn('{"seq":'))).toMatch(/Line 1, entry 1: it is cut off/);
    expect(detailOf(await verdictOn('hello\n'))).toMatch(/neither an entry/);
  });

  it('finds an entry that was changed together with its own hash: the next one does not follow', () => {
    const lines = jsonLines().trimEnd().split('\n');
    const forged = JSON.parse(lines[1] ?? '') as LogEntry;
    const changed = { ...forged, payload: { decision: 'none' } };
    lines[1] = canonicalJson({ ...changed, hash: entryHash(changed) });
    expect(detailOf(verifyLogText(`${lines.join('\n')}\n`))).toMatch(/Line 3, entry 3: it does not follow from the entry before/);
  });

  it('does not verify at any cut', () => {
    const text = jsonLines();
    fc.assert(fc.property(fc.nat({ max: text.length - 1 }), (end) => !verifyLogText(text.slice(0, end)).ok), { seed: 20261120, numRuns: 300 });
  });

  it('never throws, whatever the file is', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => !verifyLogText(`{"${Buffer.from(bytes).toString('latin1')}`).ok), { seed: 20261120, numRuns: 300 });
    expect(verifyLogText(`{"anchor":${'['.repeat(50_000)}\n`).ok).toBe(false);
    expect(verifyLogText(`{"a":${'['.repeat(500)}${']'.repeat(500)}}\n`).ok).toBe(false);
  });
});

describe('a log as CSV', () => {
  it.each([['of three entries', sampleJournal], ['of hostile texts', hostileJournal], ['that is empty', createMemoryJournal]])('verifies with its checksum file when it is a log %s', async (_name, make) => {
    const journal = make();
    const { count, hash } = journal.logHead();
    expect(valueOf(await verdictOn(csv(journal), csvChecksum(csv(journal), 'log')))).toEqual({ form: 'csv', entries: count, headHash: hash });
  });

  it('has a checksum file in the form of sha256sum', () => {
    expect(csvChecksum('abc', 'log.csv')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  log.csv\n');
  });

  it('holds no cell that a spreadsheet would run, and numbers stay numbers', () => {
    const text = csv(hostileJournal());
    const cells = cellsOfCsv(text);
    for (const cell of cells) expect(cell).toMatch(/^(?![\s]*[=+\-@\t\r＝＋－＠])|^[+-]?\d+(?:\.\d+)?$/);
    expect(cells).toContain('-12.5');
    expect(cells).toContain('+3');
    expect(cells).toContain("'=1+1");
    expect(cells).toContain("''quoted");
  });

  it('never verifies after any change of any one byte, and names an entry or line each time', () => {
    const text = csv(sampleJournal(2));
    const checksum = csvChecksum(text, 'log');
    everyByteFlip(text, (changed) => verifyLogText(changed, { checksum }));
  });

  it.each([
    ['row 2 removed', (lines: string[]) => [lines[0], lines[1], lines[3]], /Line 3, entry 2: it says it is entry 3/],
    ['rows swapped', (lines: string[]) => [lines[0], lines[2], lines[1], lines[3]], /Line 2, entry 1: it says it is entry 2/],
    ['the last row removed', (lines: string[]) => lines.slice(0, 3), /After entry 2: the file is not the one/],
    ['the heading changed', (lines: string[]) => [lines[0]?.replace('kind', 'sort'), ...lines.slice(1)], /Line 1, the heading/],
    ['a readable date changed', (lines: string[]) => [...lines.slice(0, 2), lines[2]?.replace('2025-', '2024-'), lines[3]], /Line 3, entry 2: it is not written as the export writes it/],
    ['a headline changed', (lines: string[]) => [...lines.slice(0, 3), lines[3]?.replace('Add 2', 'Add 9')], /Line 4, entry 3/],
  ])('with %s does not verify and names the place', (_name, change, expected) => {
    const text = csv();
    const changed = `${change(text.trimEnd().split('\n')).join('\n')}\n`;
    expect(changed).not.toBe(text);
    expect(detailOf(verifyLogText(changed, { checksum: csvChecksum(text, 'log') }))).toMatch(expected);
  });

  it('is not called whole without its checksum file, with a foreign one or with a broken one', async () => {
    expect(detailOf(await verdictOn(csv()))).toMatch(/log\.sha256 is missing/);
    expect(detailOf(await verdictOn(csv(), csvChecksum('other', 'log')))).toMatch(/not the one that log\.sha256 vouches for/);
    expect(detailOf(await verdictOn(csv(), createHash('sha256').update(csv()).digest('hex')))).toMatch(/not a checksum file/);
  });
});

describe('verifying a file', () => {
  it('says when there is no such file or it is a folder', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'sub'));
    expect(detailOf(await verifyLogFile(join(folder, 'none')))).toMatch(/There is no file .*none/);
    expect(detailOf(await verifyLogFile(join(folder, 'sub')))).toMatch(/is a folder/);
  });

  it('streams: entries larger than a read are put together across chunks', async () => {
    const journal = createMemoryJournal();
    journal.commit({ log: Array.from({ length: 20 }, (_, index) => ({ marketTimeUs: index, kind: 'decision' as const, engine: 'e', policy: 'p', payload: { text: 'β'.repeat(40_000 + index) } })) });
    const text = jsonLines(journal);
    expect(valueOf(await verdictOn(text)).entries).toBe(20);
    const bytes = Buffer.from(text);
    bytes[Math.floor(bytes.length * 0.62)] = 0x20;
    expect(detailOf(await verdictOn(bytes))).toMatch(/Line 13, entry 13/);
  });
});

/** Every byte, replaced by three others that matter: a flipped low bit, a flipped high bit, a line feed. */
function everyByteFlip(text: string, verify: (changed: string) => ReturnType<typeof verifyLogText>): void {
  expect(verify(text).ok).toBe(true);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += 1) {
    const original = bytes[at] ?? 0;
    for (const other of [original ^ 1, original ^ 0x20, 0x0a, 0x0d]) {
      if (other === original) continue;
      bytes[at] = other;
      const verdict = verify(bytes.toString('latin1'));
      expect(verdict.ok, `byte ${at} changed from ${original} to ${other}`).toBe(false);
      expect(detailOf(verdict)).toMatch(/[Ee]ntry \d|Line \d/);
    }
    bytes[at] = original;
  }
}

function cellsOfCsv(text: string): string[] {
  return [...text.matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^",\n]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
}
