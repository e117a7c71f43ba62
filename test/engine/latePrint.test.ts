import { expect, it } from 'vitest';
import { sessionHours } from '../../src/domain/calendar.ts';
import { createMemoryMarketStore } from '../../src/engine/store/memoryMarketStore.ts';
import { createHarness } from '../support/engineHarness.ts';

it('a print stamped at the bell that comes after its session was closed changes neither the judged bar nor the stored one', () => {
  const store = createMemoryMarketStore();
  const harness = createHarness({ store });
  const { core } = harness.engine;
  const rows = core.record.rows.length;
  expect(harness.until(() => core.record.rows.length > rows, 400)).toBe(true);
  const { date } = core.record.latest ?? { date: '' };
  const hours = sessionHours(date);
  const judged = core.record.bar('SPX', date);
  if (hours === null || judged === null) throw new Error('a session was closed');

  harness.feed({ t: 'index', rows: [['SPX', hours.closeUs, judged.close + 30]] });
  expect(core.market.level('SPX')).toMatchObject({ level: judged.close + 30 });
  harness.feed({ t: 'clock', marketTimeUs: hours.closeUs + 60_000_000, speed: 1, session: 'curb' });

  expect(core.record.bar('SPX', date)).toEqual(judged);
  expect(store.readBars('SPX', '1d').find((bar) => bar.date === date)).toMatchObject({ high: judged.high, close: judged.close });
  expect(harness.snapshot().state.signals.repairs).toContainEqual({ kind: 'duplicates left out, SPX', count: 1, last: `${date}: close ${judged.close + 30} left out, ${judged.close} told first stays` });
});
