import { previousTradingDay, sessionHours } from '../calendar.ts';
import type { SessionHours } from '../calendar.ts';
import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { newYorkMicros } from '../time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../units.ts';
import { instrumentOf } from './instrument.ts';
import type { FutureInstrument, OptionInstrument } from './instrument.ts';

/** Cboe: the special opening quotation takes the opening prices of the settlement day, of a late opening too. */
function momentOf(symbol: InstrumentSymbol): Result<Micros> {
  const expiring = expiringOf(symbol);
  if (!expiring.ok) return expiring;
  const { instrument, hours } = expiring.value;
  if (instrument.kind === 'future') return success(futureMoment(instrument));
  return success(instrument.spec.settlement === 'morning' ? hours.openUs : hours.closeUs);
}

const futureMoment = ({ contract }: FutureInstrument): Micros => newYorkMicros(contract.expiration, 9, 0);

interface Expiring {
  readonly instrument: OptionInstrument | FutureInstrument;
  /** Hours of the expiration day. */
  readonly hours: SessionHours;
}

function expiringOf(symbol: InstrumentSymbol): Result<Expiring> {
  const instrument = instrumentOf(symbol);
  if (!instrument.ok) return instrument;
  const it = instrument.value;
  if (it.kind !== 'option' && it.kind !== 'future') return failed('not-applicable', `${symbol} does not expire`);
  const hours = sessionHours(it.contract.expiration);
  if (hours === null) return failed('invalid-input', `${symbol} expires on ${it.contract.expiration}, when the exchange is closed`);
  return success({ instrument: it, hours });
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

const tradesUntilTheDayBefore = ({ instrument }: Expiring): boolean => instrument.kind === 'option' && instrument.spec.settlement === 'morning';

/** The last session in which the contract can be traded: the business day before a morning settlement of an option. */
export function lastTradingDay(symbol: InstrumentSymbol): Result<IsoDate> {
  const expiring = expiringOf(symbol);
  if (!expiring.ok) return expiring;
  const { expiration } = expiring.value.instrument.contract;
  return success(tradesUntilTheDayBefore(expiring.value) ? previousTradingDay(expiration) : expiration);
}

/**
 * The moment after which the contract can no longer be traded in regular hours.
 * SPX, VIX, VIXW: 16:15 New York of the business day before the settlement, 13:15 of an early close (Cboe: regular hours of
 * index options end a quarter of an hour after the stock market's; that the last day keeps that quarter is our reading, and
 * the extended sessions before and after are not counted). SPXW: the close of its last day, 16:00 or 13:00 (Cboe: expiring
 * p.m.-settled series stop at 15:00 Chicago). VX, VXM: 09:00 of the settlement day (CFE). SPY: the close of its last
 * day (our reading: an expiring option is not relied upon after it).
 * Fails with `not-applicable` for what does not expire, `invalid-input` for an expiration without a session.
 */
export function lastTradingMoment(symbol: InstrumentSymbol): Result<Micros> {
  const expiring = expiringOf(symbol);
  if (!expiring.ok) return expiring;
  const { instrument, hours } = expiring.value;
  if (instrument.kind === 'future') return success(futureMoment(instrument));
  const dayBefore = tradesUntilTheDayBefore(expiring.value) ? sessionHours(previousTradingDay(instrument.contract.expiration)) : null;
  return success(dayBefore === null ? hours.closeUs : dayBefore.curbCloseUs);
}
