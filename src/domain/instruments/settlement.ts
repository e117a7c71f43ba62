import { previousTradingDay, sessionHours } from '../calendar.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { newYorkMicros } from '../time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';
import { instrumentOf } from './instrument.ts';

const morningMoment = (expiration: IsoDate): Micros => newYorkMicros(expiration, 9, 30);

function momentOf(symbol: InstrumentSymbol): Result<Micros> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  if (it.kind === 'future') return success(newYorkMicros(it.contract.expiration, 9, 0));
  if (it.kind !== 'option') return failed('not-applicable', `${symbol} does not expire`);
  if (it.spec.settlement === 'morning') return success(morningMoment(it.contract.expiration));
  const hours = sessionHours(it.contract.expiration);
  if (hours === null) return failed('invalid-input', `${symbol} expires on ${it.contract.expiration}, when the exchange is closed`);
  return success(hours.closeUs);
}

const REMEMBERED = 20_000;
const moments = new Map<InstrumentSymbol, Result<Micros>>();

/**
 * The moment the contract stops having time value: 09:30 New York for morning-settled options (the opening quotation),
 * the session's close for afternoon-settled ones, 09:00 for an expiring VX future, which trades until then.
 */
export function settlementMoment(symbol: InstrumentSymbol): Result<Micros> {
  const known = moments.get(symbol);
  if (known !== undefined) return known;
  const moment = momentOf(symbol);
  if (moments.size >= REMEMBERED) moments.clear();
  moments.set(symbol, moment);
  return moment;
}

/** The last session in which the contract can be traded: the business day before a morning settlement of an option. */
export function lastTradingDay(symbol: InstrumentSymbol): Result<IsoDate> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  if (it.kind !== 'option' && it.kind !== 'future') return failed('not-applicable', `${symbol} does not expire`);
  const morningOption = it.kind === 'option' && it.spec.settlement === 'morning';
  return success(morningOption ? previousTradingDay(it.contract.expiration) : it.contract.expiration);
}
