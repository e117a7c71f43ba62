import { instrumentOf } from '../instruments/instrument.ts';
import type { BookLeg } from './book.ts';

/** All VIX legs and the SPX legs tagged with a layer protect; all other legs are what is protected. */
export function isHedgeLeg({ symbol, layer }: BookLeg): boolean {
  if (layer !== null) return true;
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return false;
  const it = instrument.value;
  return (it.kind === 'option' || it.kind === 'future' ? it.spec.underlying : it.symbol) === 'VIX';
}
