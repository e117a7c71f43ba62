import { LAYERS, type Book, type LayerName } from '../domain/book/book.ts';
import type { PolicyValues } from '../domain/hedging/policy/policySchema.ts';
import { instrumentOf } from '../domain/instruments/instrument.ts';
import { WANTED_ROOTS } from './config.ts';

/** What each instrument is made of; SPX put spreads of the monthly contracts, of the weekly ones too where the layer takes them. */
function rootsOf({ instrument, weeklies }: PolicyValues['layers'][LayerName]): readonly string[] {
  switch (instrument) {
    case 'vixCall':
    case 'vixCallSpread':
    case 'vixCallDiagonal': return ['VIX'];
    case 'vxFuture': return ['VX'];
    case 'vxmFuture': return ['VXM'];
    case 'spxPutSpread': return weeklies ? ['SPX', 'SPXW'] : ['SPX'];
  }
}

/** The chains a feed is asked for: those every rule needs, those of the policy's layers, and whatever else the book holds legs of. `VIX` names weekly options, too. */
export function wantedRoots(book: Book | null, layers: PolicyValues['layers']): readonly string[] {
  const roots = new Set([...WANTED_ROOTS, ...LAYERS.flatMap((layer) => rootsOf(layers[layer]))]);
  for (const { symbol } of book?.legs ?? []) {
    const instrument = instrumentOf(symbol);
    const contract = instrument.ok && (instrument.value.kind === 'option' || instrument.value.kind === 'future') ? instrument.value.contract : null;
    if (contract !== null) roots.add(contract.root === 'VIXW' ? 'VIX' : contract.root);
  }
  return [...roots];
}
