/** The form of the fill dialog: lines prefilled from a candidate's ticket, edited by the trader, turned into a request. Pure. */
import type { AlertView, DecisionView, RequestParams } from '../../../../contract/api.ts';

type Candidate = DecisionView['candidates'][number];
type TicketLine = Candidate['ticket'][number];

export interface DraftLine {
  readonly ticket: TicketLine;
  /** What the fields hold; null while a field is empty or not a number. */
  readonly contracts: number | null;
  readonly price: number | null;
}

export type FillRequest = RequestParams<'recordFill'>;

/**
 * The ticket as advised, less what is filled: a partial fill is often followed by the rest. Where every line has as many contracts (one
 * line, a spread, a roll) each is short by the same; of a staggered purchase the first lines are taken to be the filled ones. Any
 * other ticket stands whole.
 */
export function draftOf({ ticket, contracts }: Candidate, filledContracts = 0): DraftLine[] {
  const draft = (openOf: (line: TicketLine, index: number) => number): DraftLine[] => ticket.map((line, index) => ({ ticket: line, contracts: openOf(line, index), price: line.price }));
  if (filledContracts <= 0 || filledContracts >= contracts) return draft((line) => line.contracts);
  if (ticket.every((line) => line.contracts === contracts)) return draft((line) => line.contracts - filledContracts);
  if (!ticket.every(({ side, legId }) => side === 'buy' && legId === null)) return draft((line) => line.contracts);
  return draft((line, index) => {
    const before = ticket.slice(0, index).reduce((sum, earlier) => sum + earlier.contracts, 0);
    return line.contracts - Math.min(line.contracts, Math.max(0, filledContracts - before));
  });
}

/** A figure as typed: digits with a decimal point. A comma is refused, because it means thousands to some and decimals to others. */
export function parseFigure(text: string): number | null {
  const trimmed = text.trim().replace('−', '-');
  return /^-?(?:\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : null;
}

/** The largest figures that the contract accepts. */
const MOST_CONTRACTS = 10_000;
const HIGHEST_PRICE = 100_000;
const OPTION_MULTIPLIER = 100;
const OSI_LENGTH = 21;

/** A future is margined: nothing is paid for it. */
export const isFutureSymbol = (symbol: string): boolean => /^VXM?\d{6}$/.test(symbol);

/** Net debit of the draft in $ (negative = credit), futures at nothing; null while a field is empty or a line is neither option nor future. */
export function netDebit(lines: readonly DraftLine[]): number | null {
  let sum = 0;
  for (const { ticket, contracts, price } of lines) {
    const future = isFutureSymbol(ticket.symbol);
    if (contracts === null || contracts < 0 || price === null || price < 0 || (!future && ticket.symbol.length !== OSI_LENGTH)) return null;
    sum += future ? 0 : (ticket.side === 'buy' ? 1 : -1) * contracts * price * OPTION_MULTIPLIER;
  }
  return sum;
}

export type FillCheck = { readonly ok: true; readonly request: FillRequest } | { readonly ok: false; readonly reason: string };

/** A line with 0 contracts was not traded and is left out. */
export function checkDraft(alert: Pick<AlertView, 'id'>, lines: readonly DraftLine[]): FillCheck {
  const traded: FillRequest['lines'] = [];
  for (const { ticket, contracts, price } of lines) {
    const name = formatSymbol(ticket.symbol);
    if (contracts === null || !Number.isInteger(contracts) || contracts < 0 || contracts > MOST_CONTRACTS) {
      return { ok: false, reason: `${name}: contracts must be a whole number from 0 to 10,000; 0 means this line was not traded.` };
    }
    if (contracts === 0) continue;
    if (price === null || !Number.isFinite(price)) return { ok: false, reason: `${name}: enter the price you got in dollars per unit, with a decimal point, such as ${ticket.price.toFixed(2)}.` };
    if (price < 0 || price > HIGHEST_PRICE) return { ok: false, reason: `${name}: a price lies between 0 and 100,000 $ per unit; whether you bought or sold stands on the left.` };
    traded.push({ side: ticket.side, contracts, symbol: ticket.symbol, price, layer: ticket.layer, legId: ticket.legId, strategy: ticket.strategy });
  }
  if (traded.length === 0) return { ok: false, reason: 'Nothing to record: every line has 0 contracts.' };
  return { ok: true, request: { alertId: alert.id, source: 'user', lines: traded } };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** In words: an option `VIX 16 Dec 2026 19 C`, a future `VX 16 Dec 2026`; any other symbol as it is. */
export function formatSymbol(symbol: string): string {
  const [, future, futureYear, futureMonth, futureDay] = /^(VXM?)(\d\d)(\d\d)(\d\d)$/.exec(symbol) ?? [];
  if (future !== undefined) return `${future} ${Number(futureDay)} ${MONTHS[Number(futureMonth) - 1] ?? ''} 20${futureYear}`;
  const match = /^([A-Z0-9]{1,6}) *(\d\d)(\d\d)(\d\d)([CP])(\d{8})$/.exec(symbol);
  const [, root, year, month, day, right, strike] = match ?? [];
  const monthName = MONTHS[Number(month) - 1];
  if (root === undefined || day === undefined || monthName === undefined) return symbol;
  return `${root} ${Number(day)} ${monthName} 20${year} ${Number(strike) / 1000} ${right}`;
}
