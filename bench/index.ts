/** `npm run bench [-- NAME …]`: each bench prints our figure beside its limit or peer from the same run. */
import { figureLine, type Bench } from './bench.ts';
import { decideBench } from './decide.ts';
import { ingest } from './ingest.ts';
import { pricing } from './pricing.ts';
import { shockGridBench } from './shockGrid.ts';
import { signals } from './signals.ts';

const BENCHES: readonly Bench[] = [decideBench, ingest, pricing, shockGridBench, signals];
const REFUSED = 2;

function runBenches(names: readonly string[]): number {
  const unknown = names.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no bench "${unknown}"; there are ${BENCHES.map(({ name }) => name).join(', ')}.\n`);
    return REFUSED;
  }
  process.stdout.write(`Node ${process.versions.node}, ${process.platform}-${process.arch}; median of three runs\n`);
  for (const bench of BENCHES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    process.stdout.write(`\n${bench.name}: ${bench.about}\n`);
    for (const figure of bench.run()) process.stdout.write(`  ${figureLine(figure)}\n`);
  }
  return 0;
}

process.exitCode = runBenches(process.argv.slice(2));
