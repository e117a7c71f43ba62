import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/contract/api.ts';
import type { MacroEvent } from '../../src/domain/hedging/macro.ts';
import { dayOfWeek, newYorkMicros } from '../../src/domain/time.ts';
import { dataFiles, openDataFolder } from '../../src/engine/dataFolder.ts';
import { loadMacroEvents } from '../../src/engine/macroEvents.ts';
import { createMacroReader, withOwnEvents } from '../../src/engine/importers/macroFile.ts';
import type { Logger } from '../../src/engine/ports.ts';
import { startEngine } from '../../src/engine/startEngine.ts';
import { must, RESOURCES, silentLogger } from '../support/engineHarness.ts';
import { createManualTime } from './feeds/manualTime.ts';
import { startScriptedServer } from './feeds/scriptedServer.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function scratch(content?: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-macro-'));
  folders.push(folder);
  if (content !== undefined) writeFileSync(dataFiles(folder).macroFile, typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

const cpi: MacroEvent = { date: '2026-11-10', kind: 'CPI', label: 'CPI' };
const reader = (folder: string, bundled: readonly MacroEvent[] = [cpi]) => createMacroReader(dataFiles(folder).macroFile, bundled);
const refusal = async (content: unknown): Promise<string> => {
  const read = await reader(scratch(content)).read();
  return read === null || read.ok ? 'taken' : read.failure.detail;
};

describe('macro.json in the data folder', () => {
  it('need not be there: the bundled calendar stands, and there is no reading', async () => {
    expect(must((await reader(scratch()).read())!)).toEqual({ events: [cpi], readings: [] });
  });

  it('adds events, and of the same date and kind replaces the bundled one', async () => {
    const own = { events: [{ date: '2026-11-13', kind: 'PPI' }, { date: '2026-11-10', kind: 'CPI', label: 'CPI of October', actual: 0.4, consensus: 0.3, prior: 0.2 }] };
    expect(must((await reader(scratch(own)).read())!).events).toEqual([
      { date: '2026-11-10', kind: 'CPI', label: 'CPI of October', actual: 0.4, consensus: 0.3, prior: 0.2 }, { date: '2026-11-13', kind: 'PPI', label: 'PPI' },
    ]);
    expect(withOwnEvents([cpi], [{ ...cpi, kind: 'PPI' }])).toHaveLength(2);
  });

  it('gives readings oldest first; what a reading does not say is null', async () => {
    const own = { readings: [{ date: '2026-11-13', quickRatiosFalling: true }, { date: '2026-11-06', dollarChange63: 0.031, sectorShiftPoints: 2.1, dispersionPercentile: 84, equityPremiumPercentile: 12 }] };
    expect(must((await reader(scratch(own)).read())!).readings).toEqual([
      { date: '2026-11-06', dollarChange63: 0.031, sectorShiftPoints: 2.1, dispersionPercentile: 84, quickRatiosFalling: null, equityPremiumPercentile: 12 },
      { date: '2026-11-13', dollarChange63: null, sectorShiftPoints: null, dispersionPercentile: null, quickRatiosFalling: true, equityPremiumPercentile: null },
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a dollar change in per cent', { readings: [{ date: '2026-11-06', dollarChange63: 3 }] }, /macro\.json: readings\[0\]\.dollarChange63: must be a share from -1 to 1: 0\.03 is \+3 %$/],
    ['a percentile above 100', { readings: [{ date: '2026-11-06', dispersionPercentile: 101 }] }, /readings\[0\]\.dispersionPercentile: must be a percentile, from 0 to 100$/],
    ['a date that is none', { events: [{ date: '2026-02-30', kind: 'CPI' }] }, /events\[0\]\.date: must be a date like 2026-11-20$/],
    ['an unknown kind', { events: [{ date: '2026-11-06', kind: 'NFP' }] }, /events\[0\]\.kind: must be "FOMC", "CPI" or "PPI"$/],
    ['an unknown field', { readings: [{ date: '2026-11-06', vix: 16 }] }, /readings\[0\]: .*vix/],
    ['an event twice', { events: [cpi, cpi] }, /CPI on 2026-11-10 stands there twice$/],
    ['a reading twice', { readings: [{ date: '2026-11-06' }, { date: '2026-11-06' }] }, /a reading of 2026-11-06 stands there twice$/],
    ['no JSON', '{\n "events": [}', /macro\.json, line 2: not valid JSON$/],
  ])('refuses %s, naming file and field', async (_name, content, sentence) => {
    expect(await refusal(content)).toMatch(sentence);
  });

  it('is read again only when it has changed; one that is taken away leaves the bundled calendar', async () => {
    const folder = scratch({ events: [] });
    const file = reader(folder);
    expect(await file.read()).not.toBeNull();
    expect(await file.read()).toBeNull();
    writeFileSync(dataFiles(folder).macroFile, JSON.stringify({ events: [{ ...cpi, actual: 0.5 }] }));
    expect(must((await file.read())!).events).toEqual([{ ...cpi, actual: 0.5 }]);
    rmSync(dataFiles(folder).macroFile);
    expect(must((await file.read())!).events).toEqual([cpi]);
  });

  it('belongs to the data folder: it does not make the folder one that is shared', () => {
    const folder = must(openDataFolder(scratch({ events: [] })));
    folder.release();
    expect(folder.shared).toBe(false);
  });

  it('that cannot be taken stops the start with one sentence, and nothing is left open', async () => {
    const server = await startScriptedServer();
    const { clock, scheduler } = createManualTime();
    const folder = scratch({ readings: [{ date: '2026-11-06', dispersionPercentile: 'high' }] });
    const config = { dataDir: folder, feed: { kind: 'json', url: server.url }, policy: 'steward', fills: 'none', resourcesDir: RESOURCES } as const;
    const host = { clock, scheduler, logger: silentLogger, random: () => 0.5 };
    const refused = await startEngine(config, host);
    expect(refused.ok ? '' : refused.failure.detail).toMatch(/macro\.json: readings\[0\]\.dispersionPercentile: must be a percentile/);
    writeFileSync(dataFiles(folder).macroFile, '{}');
    await must(await startEngine(config, host)).stop();
    await server.close();
  });

  it('is taken up while the engine runs; one that cannot be taken is told, and the last one stands', async () => {
    const server = await startScriptedServer();
    const { clock, scheduler, advance } = createManualTime();
    const folder = scratch({ events: [{ date: '2026-11-18', kind: 'FOMC', label: 'first' }] });
    let tell: (fault: string) => void = () => undefined;
    const logger: Logger = { ...silentLogger, error: (_text, details) => tell(String(details?.['fault'])) };
    const engine = must(await startEngine(
      { dataDir: folder, feed: { kind: 'json', url: server.url }, policy: 'steward', fills: 'none', resourcesDir: RESOURCES }, { clock, scheduler, logger, random: () => 0.5 },
    ));
    const shown = (): string | undefined => {
      const snapshot = engine.service.handle('getSnapshot', {}) as { readonly value?: Snapshot };
      return snapshot.value?.state.verdict.nextEvent?.label;
    };
    try {
      await new Promise<void>((resolve) => {
        server.onChange(() => { if (server.received.length > 0) resolve(); });
        if (server.received.length > 0) resolve();
      });
      server.newest().send(JSON.stringify({ t: 'hello', protocol: 1, source: 'Test', simulated: true }));
      server.newest().send(JSON.stringify({ t: 'clock', marketTimeUs: newYorkMicros('2026-11-18', 10, 0), speed: 1, session: 'open' }));
      await expect.poll(() => { advance(100); return shown(); }).toBe('first');
      writeFileSync(dataFiles(folder).macroFile, JSON.stringify({ events: [{ date: '2026-11-18', kind: 'FOMC', label: 'the second one' }] }));
      await expect.poll(() => { advance(1_000); return shown(); }).toBe('the second one');
      const fault = new Promise<string>((resolve) => { tell = resolve; });
      writeFileSync(dataFiles(folder).macroFile, '{ "events": 3 }');
      advance(6_000);
      expect(await fault).toMatch(/macro\.json: events: /);
      expect(shown()).toBe('the second one');
    } finally {
      await engine.stop();
      await server.close();
    }
  });

  it('has an example in the docs, which is taken', async () => {
    const text = readFileSync(new URL('../../docs/macro.md', import.meta.url), 'utf8');
    const example = /```json\n([\s\S]+?)```/.exec(text)?.[1] ?? '';
    const { events, readings } = must((await reader(scratch(example), []).read())!);
    expect([events.length, readings.length]).toEqual([2, 2]);
  });
});

describe('the bundled calendar', () => {
  const events = must(loadMacroEvents(RESOURCES));
  const dates = (kind: MacroEvent['kind'], year: string) => events.filter((event) => event.kind === kind && event.date.startsWith(year)).map(({ date }) => date);

  it('holds FOMC of 2026 and 2027, CPI and PPI of 2026, on weekdays, oldest first, each once', () => {
    expect([dates('FOMC', '2026'), dates('FOMC', '2027'), dates('CPI', '2026'), dates('PPI', '2026')].map(({ length }) => length)).toEqual([8, 8, 12, 13]);
    expect(events.map(({ date }) => date)).toEqual(events.map(({ date }) => date).toSorted());
    expect(new Set(events.map(({ date, kind }) => `${date} ${kind}`)).size).toBe(events.length);
    expect(events.every(({ date }) => dayOfWeek(date) >= 1 && dayOfWeek(date) <= 5)).toBe(true);
  });
});
