import { failed, success } from '../result.ts';
import type { Result } from '../result.ts';
import { isIsoDate } from '../time.ts';
import type { IsoDate } from '../units.ts';
import type { DailyInput } from './dailySignals.ts';

type Problem = string | null;

const positive = (field: string, value: number): Problem =>
  Number.isFinite(value) && value > 0 ? null : `${field} must be a number above 0, not ${String(value)}`;

const count = (field: string, value: number): Problem =>
  Number.isFinite(value) && value >= 0 ? null : `${field} must be a number of 0 or more, not ${String(value)}`;

const optionalPositive = (field: string, value: number | null): Problem => (value === null ? null : positive(field, value));

const firstOf = (...problems: readonly Problem[]): Problem => problems.find((problem) => problem !== null) ?? null;

function checkDate(date: IsoDate, previous: IsoDate | null): Problem {
  if (!isIsoDate(date)) return `date must be a calendar date written YYYY-MM-DD, not "${date}"`;
  return previous !== null && date <= previous ? `date ${date} does not come after ${previous}` : null;
}

/** The open is not held against the range: published VIX history has opens outside it, and no signal uses them. */
function checkRange(field: string, bar: DailyInput['price']): Problem {
  const prices = firstOf(
    positive(`${field}.open`, bar.open),
    positive(`${field}.high`, bar.high),
    positive(`${field}.low`, bar.low),
    positive(`${field}.close`, bar.close),
  );
  if (prices !== null) return prices;
  if (bar.high < bar.low) return `${field}.high ${bar.high} is below ${field}.low ${bar.low}`;
  return bar.close > bar.high || bar.close < bar.low ? `${field}.close ${bar.close} lies outside ${bar.low}–${bar.high}` : null;
}

function checkBreadth(breadth: NonNullable<DailyInput['breadth']>): Problem {
  if (breadth.universe === '') return 'breadth.universe must be named';
  return firstOf(count('breadth.advances', breadth.advances), count('breadth.declines', breadth.declines));
}

function problemOf(input: DailyInput, previous: IsoDate | null): Problem {
  const { price, spy, vix, breadth, cor1m, creditSpread, term } = input;
  return firstOf(
    checkDate(input.date, previous),
    checkRange('price', price),
    spy === null ? null : firstOf(positive('spy.close', spy.close), count('spy.volume', spy.volume)),
    vix === null ? null : checkRange('vix', vix),
    breadth === null ? null : checkBreadth(breadth),
    cor1m === null ? null : count('cor1m', cor1m),
    creditSpread === null || Number.isFinite(creditSpread) ? null : `creditSpread must be a number, not ${String(creditSpread)}`,
    term === null
      ? null
      : firstOf(optionalPositive('term.vx1', term.vx1), optionalPositive('term.vx2', term.vx2), optionalPositive('term.vix3m', term.vix3m)),
  );
}

/**
 * Checks one session before it reaches the signals, which take their input as checked.
 * `previousDate` is the session before it, null for the first. The failure names the date and the field.
 */
export function checkDailyInput(input: DailyInput, previousDate: IsoDate | null): Result<DailyInput> {
  const problem = problemOf(input, previousDate);
  return problem === null ? success(input) : failed('invalid-input', `Session ${input.date}: ${problem}.`);
}
