/** Run as a child process: writes journal and ticks without pause and says after each commit how far it got, until it is killed. */
import { writeSync } from 'node:fs';
import { openDataFolder } from '../../../src/engine/dataFolder.ts';
import { openJournal } from '../../../src/engine/store/journalStore.ts';
import { openMarketStore } from '../../../src/engine/store/marketStore.ts';

const folder = openDataFolder(process.argv[2] ?? '');
if (!folder.ok) throw new Error(folder.failure.detail);
const journal = openJournal(folder.value.journalFile);
const market = openMarketStore(folder.value.marketFile);
if (!journal.ok || !market.ok) throw new Error('the stores do not open');

for (let round = 1; ; round += 1) {
  for (let index = 0; index < 200; index += 1) {
    market.value.bufferQuote({ symbol: `S${index}`, eventTimeUs: round, bid: 1, ask: 2, bidSize: 1, askSize: 1 });
  }
  market.value.flush();
  journal.value.commit({
    log: [{ marketTimeUs: round, kind: 'decision', engine: 'test', policy: 'test', payload: { round } }],
    settings: { round },
  });
  writeSync(1, `${round}\n`);
}
