/** Integer microseconds since the epoch, UTC. Exact in a double until the year 2255. */
export type Micros = number;

/** Calendar date in New York, `YYYY-MM-DD`. Compares correctly as text. */
export type IsoDate = string;

/** Canonical instrument symbol: an index (`SPX`), an ETF (`SPY`), a future (`VX261216`), or a 21-character OSI option symbol. */
export type InstrumentSymbol = string;

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
/** Year fractions count seconds over a 365-day year. */
export const SECONDS_PER_YEAR = 365 * 86_400;
