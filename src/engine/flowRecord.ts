import { sessionHours, type SessionHours } from '../domain/calendar.ts';
import type { Quote } from '../domain/market/quote.ts';
import { flowSignal, MINUTE_US, type Flow, type FlowMinute } from '../domain/signals/flow.ts';
import { createSignal } from '../domain/signals/signal.ts';
import type { SignalParameters } from '../domain/signals/signalParameters.ts';
import { newYorkDate } from '../domain/time.ts';
import type { InstrumentSymbol, IsoDate, Micros } from '../domain/units.ts';

/**
 * Counts our own quote stream by the minute of market time, within sessions only, and judges every minute that has ended. Minutes that
 * market time leaps over tell nothing and are not counted as silent. Not stored: after a start it warms up again.
 */
export interface FlowRecord {
  quote(quote: Quote): void;
  /** Market time that the feed's clock has reached: nothing comes for earlier minutes any more. */
  reach(marketTimeUs: Micros): void;
  /** Contracts no longer listed are forgotten. */
  retain(isListed: (symbol: InstrumentSymbol) => boolean): void;
  /** The last minute that ended, null before the first; `flow` null while warming up. */
  readonly latest: { readonly minute: FlowMinute; readonly flow: Flow | null } | null;
  /** How far the warm-up has come, in words. */
  readonly warmUp: string;
  /** Contracts with a mean spread. */
  readonly contracts: number;
}

/** A contract's mean spread: a spread weighs in by the session time since the one before, against the length of the window. */
interface MeanSpread {
  mean: number;
  atUs: Micros;
}

interface OpenMinute {
  quotes: number;
  widening: number;
  twoSided: number;
}

export function createFlowRecord({ flow: parameters }: SignalParameters): FlowRecord {
  const signal = createSignal(flowSignal(parameters));
  const means = new Map<InstrumentSymbol, MeanSpread>();
  const open = new Map<Micros, OpenMinute>();
  const windowUs = parameters.windowMinutes * MINUTE_US;
  /** The minute that the last quote was counted to. */
  let newest: { readonly startUs: Micros; readonly minute: OpenMinute } | null = null;
  let latest: FlowRecord['latest'] = null;
  let measured = 0;
  /** Minutes that begin before have ended. */
  let endedUs: Micros = Number.NEGATIVE_INFINITY;
  let session: { readonly date: IsoDate; readonly hours: SessionHours; readonly beforeUs: Micros } | null = null;

  const inSession = (timeUs: Micros): boolean => {
    if (session !== null && timeUs >= session.hours.openUs && timeUs < session.hours.closeUs) return true;
    const date = newYorkDate(timeUs);
    const hours = sessionHours(date);
    if (hours === null || timeUs < hours.openUs || timeUs >= hours.closeUs) return false;
    const beforeUs = session === null ? 0 : session.beforeUs + session.hours.closeUs - session.hours.openUs;
    session = { date, hours, beforeUs };
    return true;
  };
  /** How much wider than its own mean the contract's spread is; the mean then takes it in. Nights do not pass. */
  const wideningOf = (symbol: InstrumentSymbol, spread: number, timeUs: Micros): number => {
    const atUs = session === null ? timeUs : session.beforeUs + timeUs - session.hours.openUs;
    const known = means.get(symbol);
    if (known === undefined) {
      means.set(symbol, { mean: spread, atUs });
      return 0;
    }
    const widening = Math.log(spread / known.mean);
    const passedUs = Math.max(0, atUs - known.atUs);
    known.mean += (passedUs / (passedUs + windowUs)) * (spread - known.mean);
    known.atUs += passedUs;
    return widening;
  };
  const minuteOf = (timeUs: Micros): OpenMinute => {
    if (newest !== null && timeUs >= newest.startUs && timeUs < newest.startUs + MINUTE_US) return newest.minute;
    const startUs = Math.floor(timeUs / MINUTE_US) * MINUTE_US;
    const minute = open.get(startUs) ?? { quotes: 0, widening: 0, twoSided: 0 };
    open.set(startUs, minute);
    newest = { startUs, minute };
    return minute;
  };
  const end = (minuteStartUs: Micros, { quotes, widening, twoSided }: OpenMinute): void => {
    const minute: FlowMinute = { minuteStartUs, quotes, spreadWidening: twoSided === 0 ? null : widening / twoSided };
    const taken = signal.add(minute);
    if (taken.ok) latest = { minute, flow: taken.value };
    if (taken.ok && quotes >= parameters.minQuotes) measured += 1;
  };

  return {
    quote({ symbol, eventTimeUs, bid, ask }) {
      if (!inSession(eventTimeUs)) return;
      const minute = minuteOf(Math.max(endedUs, eventTimeUs));
      minute.quotes += 1;
      if (bid === null || ask === null || bid <= 0 || ask <= bid) return;
      minute.widening += wideningOf(symbol, ask - bid, eventTimeUs);
      minute.twoSided += 1;
    },
    reach(marketTimeUs) {
      const nowUs = Math.floor(marketTimeUs / MINUTE_US) * MINUTE_US;
      if (nowUs <= endedUs) return;
      for (const minuteUs of [...open.keys()].filter((start) => start < nowUs).sort((a, b) => a - b)) {
        const minute = open.get(minuteUs);
        open.delete(minuteUs);
        if (minute !== undefined) end(minuteUs, minute);
      }
      newest = null;
      const lastUs = nowUs - MINUTE_US;
      const passedThrough = endedUs === lastUs;
      endedUs = nowUs;
      if (passedThrough && latest !== null && latest.minute.minuteStartUs < lastUs && inSession(lastUs)) end(lastUs, { quotes: 0, widening: 0, twoSided: 0 });
    },
    retain(isListed) {
      for (const symbol of means.keys()) if (!isListed(symbol)) means.delete(symbol);
    },
    get latest() {
      return latest;
    },
    get warmUp() {
      return `warming up: ${Math.min(measured, signal.warmUp)} of ${signal.warmUp} minutes`;
    },
    get contracts() {
      return means.size;
    },
  };
}
