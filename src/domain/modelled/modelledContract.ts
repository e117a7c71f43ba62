import { instrumentOf } from '../instruments/instrument.ts';
import { lastTradingDay, settlementMoment } from '../instruments/settlement.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';

/** A contract with everything that pricing needs already looked up, since a stream prices it thousands of times. */
export interface ModelledContract {
  readonly symbol: InstrumentSymbol;
  readonly underlying: 'SPX' | 'VIX';
  readonly kind: 'option' | 'future';
  readonly right: 'C' | 'P';
  /** Index points; 0 for a future. */
  readonly strike: number;
  readonly expiration: IsoDate;
  readonly settlesUs: Micros;
  readonly lastTradingDay: IsoDate;
}

/** Fails with `invalid-input` for what is no symbol and `not-available` for what the model does not price. */
export function describeContract(symbol: InstrumentSymbol): Result<ModelledContract> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  if (it.kind !== 'option' && it.kind !== 'future') return failed('not-available', `${symbol} is a level, not a contract`);
  const { underlying } = it.spec;
  if (underlying !== 'SPX' && underlying !== 'VIX') return failed('not-available', `${symbol}: the model prices SPX and VIX contracts only`);
  const settles = settlementMoment(symbol);
  if (!settles.ok) return settles;
  const last = lastTradingDay(symbol);
  if (!last.ok) return last;
  const terms = it.kind === 'option' ? { right: it.contract.right, strike: it.contract.strike } : { right: 'C' as const, strike: 0 };
  return success({ symbol, underlying, kind: it.kind, ...terms, expiration: it.contract.expiration, settlesUs: settles.value, lastTradingDay: last.value });
}
