import { z } from 'zod';

/** A finite number in a closed range; the message always says the range, so that a wrong policy can be mended from it. */
export function between(low: number, high: number): z.ZodNumber {
  const error = `must be a number from ${low} to ${high}`;
  return z.number({ error }).min(low, { error }).max(high, { error });
}

/** As `between`, or null for "no such value". */
export function betweenOrNull(low: number, high: number): z.ZodNullable<z.ZodNumber> {
  const error = `must be a number from ${low} to ${high}, or null`;
  return z.number({ error }).min(low, { error }).max(high, { error }).nullable();
}

/** A whole number in a closed range. */
export function wholeBetween(low: number, high: number): z.ZodNumber {
  const error = `must be a whole number from ${low} to ${high}`;
  return z.number({ error }).int({ error }).min(low, { error }).max(high, { error });
}
