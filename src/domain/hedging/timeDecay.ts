import type { BookLeg } from '../book/book.ts';
import { parseOptionSymbol, settlementMoment } from '../instruments/index.ts';
import { black76Price } from '../pricing/black76.ts';
import { newYorkMicros, yearFraction } from '../time.ts';
import type { HeldUnits } from './instruments/heldUnits.ts';

/** What time alone has taken from a unit, per unit of the underlying. */
export interface TimeDecay {
  /** Model value at entry, and at the same forward and volatility now. */
  readonly opened: number;
  readonly now: number;
  /** 1 − now ÷ opened. */
  readonly share: number;
}

/** Of the whole premium, at the entry's forward and volatility. Null when the entry of a leg is unknown or a leg is no option. */
export function timeDecayOf({ legs }: Pick<HeldUnits, 'legs'>, nowUs: number, rate: number): TimeDecay | null {
  const sum = (valueOf: (leg: BookLeg) => number | null): number | null => legs.reduce<number | null>((total, leg) => plus(total, valueOf(leg)), 0);
  const opened = sum((leg) => valueAtEntry(leg, newYorkMicros(leg.openedOn, 16, 0), rate));
  const now = sum((leg) => valueAtEntry(leg, nowUs, rate));
  return opened !== null && now !== null && opened > 0 ? { opened, now, share: 1 - now / opened } : null;
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** Model value of a leg at a moment, at the forward and volatility of its entry; negative for a short one. */
function valueAtEntry(leg: BookLeg, fromUs: number, rate: number): number | null {
  const parsed = parseOptionSymbol(leg.symbol);
  const settles = settlementMoment(leg.symbol);
  if (leg.entry === null || !parsed.ok || !settles.ok) return null;
  const { forward, volatility } = leg.entry;
  const { right, strike } = parsed.value;
  return Math.sign(leg.quantity) * black76Price({ right, forward, strike, timeYears: Math.max(0, yearFraction(fromUs, settles.value)), rate, volatility });
}
