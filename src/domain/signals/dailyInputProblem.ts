import { isIsoDate } from '../time.ts';
import type { IsoDate } from '../units.ts';
import type { DailyInput } from './dailySignals.ts';
import { firstProblem, numberProblem, orderProblem } from './signal.ts';
import { termProblem } from './termStructure.ts';

type Problem = string | null;

const positive = (field: string, value: number): Problem => numberProblem(field, value, { above: 0 });
const count = (field: string, value: number): Problem => numberProblem(field, value, { least: 0 });
const optional = (field: string, value: number | null, check: (field: string, value: number) => Problem): Problem => (value === null ? null : check(field, value));

const checkDate = (date: IsoDate, previous: IsoDate | null): Problem =>
  (isIsoDate(date) ? orderProblem(date, previous) : `date must be a calendar date written YYYY-MM-DD, not "${date}"`);

/** The open is not held against the range: published VIX history has opens outside it, and no signal uses them. */
export function barProblem(field: string, bar: DailyInput['price']): Problem {
  const prices = firstProblem(
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
  return firstProblem(count('breadth.advances', breadth.advances), count('breadth.declines', breadth.declines));
}

/** What is wrong with one session, naming the field, or null; `previousDate` is the session before it, null for the first. */
export function dailyInputProblem(input: DailyInput, previousDate: IsoDate | null): Problem {
  const { price, spy, vix, breadth, term } = input;
  const curve = term === null ? null : termProblem(term);
  return firstProblem(
    checkDate(input.date, previousDate),
    barProblem('price', price),
    spy === null ? null : firstProblem(positive('spy.close', spy.close), count('spy.volume', spy.volume)),
    vix === null ? null : barProblem('vix', vix),
    breadth === null ? null : checkBreadth(breadth),
    optional('cor1m', input.cor1m, numberProblem),
    optional('cor3m', input.cor3m, numberProblem),
    optional('creditSpread', input.creditSpread, numberProblem),
    optional('vxx', input.vxx, positive),
    curve === null ? null : `term.${curve}`,
  );
}
