import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Book } from '../../src/domain/book/book.ts';
import { createEngineCore, restoreCore } from '../../src/engine/createEngineCore.ts';
import type { EngineCore } from '../../src/engine/engineCore.ts';
import { loadPolicy } from '../../src/engine/policies.ts';
import { createMemoryJournal } from '../../src/engine/store/journalStore.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { must, RESOURCES } from '../support/engineHarness.ts';

const policy = must(loadPolicy('steward', [join(RESOURCES, 'policies')]));
const bookOf = (netLiquidation: number): Book => ({
  name: 'Mine', sample: false, netLiquidation,
  legs: [{ id: 'h1', symbol: 'VIX   261216C00019000', quantity: 4, price: 1.85, openedOn: '2026-11-18', strategy: null, layer: 'base', source: 'user', entry: null }],
});

describe('a book given at the start', () => {
  const journal = createMemoryJournal();
  const startWith = (book: Book | null): EngineCore => {
    const core = createEngineCore({
      policy: policy.policy, policyVersion: policy.version, journal, store: createMemoryMarketStore(), events: [], sample: null, renewSample: false, spxFromSpy: false,
    });
    restoreCore(core, book);
    return core;
  };
  const changes = (): number => journal.readLog({ limit: 100 }).filter(({ kind }) => kind === 'bookChanged').length;

  it('is taken and logged, and given again unchanged it leaves the fills recorded since; changed, it is taken again', () => {
    expect(startWith(bookOf(1_000_000)).book).toEqual(bookOf(1_000_000));
    expect(changes()).toBe(1);
    const filled: Book = { ...bookOf(1_000_000), legs: [] };
    journal.commit({ log: [], book: filled });
    expect(startWith(bookOf(1_000_000)).book).toEqual(filled);
    expect(startWith(null).book).toEqual(filled);
    expect(changes()).toBe(1);
    // A changed file is another book.
    expect(startWith(bookOf(900_000)).book).toEqual(bookOf(900_000));
    expect(changes()).toBe(2);
  });
});
