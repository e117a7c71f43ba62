/** Writes resources/examples/: a small book and the *modelled* quotes it can be valued on, for the examples of docs/cli.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatFutureSymbol, formatOptionSymbol, vxExpirations } from '../src/domain/instruments/index.ts';
import { createModelledMarket } from '../src/domain/modelled/modelledMarket.ts';
import { newYorkMicros } from '../src/domain/time.ts';

const NOW = '2026-11-20T11:00:00-05:00';
const CONDOR_DATE = '2026-12-18';
const range = (from: number, to: number, step: number): number[] => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
const spxw = (right: 'C' | 'P', strike: number): string => formatOptionSymbol({ root: 'SPXW', expiration: CONDOR_DATE, right, strike });
const vixCall = (expiration: string, strike: number): string => formatOptionSymbol({ root: 'VIX', expiration, right: 'C', strike });

const months = vxExpirations('2026-11-21', 8);
const [base = '', , , intermediate = '', , , outer = ''] = months;
const STRIKES = [...new Set([...range(6200, 7400, 50), 6590, 6600, 7260, 7270])].sort((a, b) => a - b);

function listed(): string[] {
  const options = STRIKES.flatMap((strike) => [spxw('P', strike), spxw('C', strike)]);
  const hedges = [base, intermediate, outer].flatMap((expiration) => range(15, 30, 1).flatMap((strike) => [vixCall(expiration, strike), formatOptionSymbol({ root: 'VIX', expiration, right: 'P', strike })]));
  return [...options, ...hedges, ...months.map((expiration) => formatFutureSymbol({ root: 'VX', expiration }))];
}

function chainText(): string {
  const market = createModelledMarket({ nowUs: newYorkMicros('2026-11-20', 11, 0), spx: 7000, vix: 16.5, rate: 0.04 });
  const rows = listed().map((symbol) => {
    const quote = market.quoteOf(symbol);
    if (!quote.ok) throw new Error(quote.failure.detail);
    const { bid, ask, bidSize, askSize } = quote.value;
    return `    ${JSON.stringify({ symbol, bid, ask, bidSize, askSize })}`;
  });
  const head = [['source', 'Ballast’s own model at SPX 7000 and VIX 16.5: no market quoted these prices'], ['modelled', true], ['asOf', NOW], ['rate', 0.04], ['levels', { SPX: 7000, VIX: 16.5 }]];
  return `{\n${head.map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('')}  "quotes": [\n${rows.join(',\n')}\n  ]\n}\n`;
}

function bookText(): string {
  const openedOn = '2026-11-18';
  const condor = (id: string, symbol: string, quantity: number, price: number): object => ({ id, symbol, quantity, price, openedOn, strategy: 'condor-1' });
  const hedge = (layer: string, symbol: string, quantity: number, price: number): object => ({ id: `hedge-${layer}`, symbol, quantity, price, openedOn, layer });
  const legs = [
    condor('short-put', spxw('P', 6600), -10, 29.5), condor('long-put', spxw('P', 6590), 10, 28.6), condor('short-call', spxw('C', 7260), -10, 17.8), condor('long-call', spxw('C', 7270), 10, 16.6),
    hedge('base', vixCall(base, 18), 4, 1.85), hedge('intermediate', vixCall(intermediate, 20), 4, 2.6), hedge('outer', vixCall(outer, 21), 2, 3.1),
  ];
  return `{\n  "name": "Example: ten condors and a 4/4/2 ladder",\n  "netLiquidation": 1000000,\n  "legs": [\n${legs.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

/** File name → text. */
export const exampleFiles: ReadonlyMap<string, string> = new Map([['modelled-chain.json', chainText()], ['book.json', bookText()]]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../resources/examples/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of exampleFiles) writeFileSync(`${folder}${name}`, text);
}
