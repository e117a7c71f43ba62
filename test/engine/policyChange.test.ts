import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngineCore, restoreCore } from '../../src/engine/createEngineCore.ts';
import { logText } from '../../src/engine/logText.ts';
import { loadPolicy, type LoadedPolicy } from '../../src/engine/policies.ts';
import type { JournalStore } from '../../src/engine/ports.ts';
import { createMemoryJournal, openJournal } from '../../src/engine/store/journalStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { must, RESOURCES } from '../support/engineHarness.ts';
import { scratchFolder } from './store/scratch.ts';

const PRESETS = join(RESOURCES, 'policies');
const preset = (name: string): LoadedPolicy => must(loadPolicy(name, [PRESETS]));
const [steward, light] = [preset('steward'), preset('light')];

/** Steward's values under another name. */
function renamed(): LoadedPolicy {
  const file = join(scratchFolder(), 'mine.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(join(PRESETS, 'steward.json'), 'utf8')), name: 'mine' }));
  return must(loadPolicy(file, []));
}

function start(journal: JournalStore, { policy, version }: LoadedPolicy): void {
  restoreCore(createEngineCore({
    policy, policyVersion: version, journal, store: createMemoryMarketStore(), events: [], sample: null, renewSample: false, spxFromSpy: false,
  }), null);
}

const entriesOf = (journal: JournalStore) => journal.readLog({ limit: 100 }).filter(({ kind }) => kind === 'policyChanged');

describe('a policy that changed between two starts', () => {
  const opened: JournalStore[] = [];
  afterEach(() => opened.splice(0).forEach((journal) => journal.close()));

  it('stands in the log with every value that changed; the same policy again is no entry', () => {
    const journal = createMemoryJournal();
    start(journal, steward);
    start(journal, steward);
    expect(entriesOf(journal)).toEqual([]);
    start(journal, light);
    start(journal, light);
    const entries = entriesOf(journal);
    expect(entries.map(({ payload }) => payload)).toEqual([{
      from: `steward@${steward.version}`, to: `light@${light.version}`,
      changes: [
        { path: 'stages.first.band', from: [0.33, 0.5], to: [0.33, 0.3867] },
        { path: 'stages.confirmed.band', from: [0.5, 0.75], to: [0.5, 0.5833] },
        { path: 'stages.stress.band', from: [0.6, 0.9], to: [0.6, 0.7] },
        { path: 'guards.drag', from: 0.0015, to: 0.001 },
      ],
    }]);
    expect(entries.map(logText)).toEqual([`Policy steward@${steward.version} → light@${light.version}: 4 values changed`]);
  });

  it('is told from what the journal on disk remembers', () => {
    const file = join(scratchFolder(), 'journal.sqlite');
    const reopen = (): JournalStore => {
      opened.splice(0).forEach((journal) => journal.close());
      const journal = must(openJournal(file));
      opened.push(journal);
      return journal;
    };
    start(reopen(), light);
    start(reopen(), steward);
    const journal = reopen();
    expect(entriesOf(journal).map(({ payload }) => (payload as { changes: unknown[] }).changes[3])).toEqual([{ path: 'guards.drag', from: 0.001, to: 0.0015 }]);
  });

  it('in its name only is an entry without a changed value', () => {
    const journal = createMemoryJournal();
    start(journal, steward);
    start(journal, renamed());
    expect(entriesOf(journal).map(logText)).toEqual([`Policy steward@${steward.version} → mine@${steward.version}: no value changed`]);
  });

  it.each([
    ['kept no values', undefined],
    ['kept them for another version', light.policy.values],
    ['kept something else', 'light'],
  ])('from a release that %s is told with its versions, and that the former values are not known', (_case, kept) => {
    const journal = createMemoryJournal();
    journal.commit({ log: [], settings: { policy: 'mine@0123456789ab', ...(kept === undefined ? {} : { policyValues: kept }) } });
    start(journal, steward);
    const entries = entriesOf(journal);
    expect(entries.map(({ payload }) => payload)).toEqual([{ from: 'mine@0123456789ab', to: `steward@${steward.version}`, changes: null }]);
    expect(entries.map(logText)).toEqual([`Policy mine@0123456789ab → steward@${steward.version}: the former values are not known`]);
  });

  it('in an entry of an older release has its two versions', () => {
    const journal = createMemoryJournal();
    start(journal, steward);
    start(journal, light);
    const [entry] = entriesOf(journal);
    expect(entry === undefined ? '' : logText({ ...entry, payload: { from: 'steward@a', to: 'light@b' } })).toBe('Policy steward@a → light@b');
  });
});
