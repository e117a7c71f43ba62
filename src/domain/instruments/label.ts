import { partsOfDate } from '../time.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import { instrumentOf } from './instrument.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function shortDate(date: IsoDate): string {
  const { month, day } = partsOfDate(date);
  return `${day} ${MONTHS[month - 1] ?? '?'} ${date.slice(2, 4)}`;
}

/** For people: `VIX 16 Dec 26 19 C`, `VX 16 Dec 26`; a symbol it cannot read is shown as it is. */
export function labelOf(symbol: InstrumentSymbol): string {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return symbol.trim();
  const it = instrument.value;
  if (it.kind === 'option') return `${it.contract.root} ${shortDate(it.contract.expiration)} ${it.contract.strike} ${it.contract.right}`;
  return it.kind === 'future' ? `${it.contract.root} ${shortDate(it.contract.expiration)}` : it.symbol;
}
