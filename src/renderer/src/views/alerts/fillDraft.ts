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

/** The ticket as advised. Of a ticket of one line, what is still to be filled: a partial fill is often followed by the rest. */
export function draftOf(candidate: Candidate, filledContracts = 0): DraftLine[] {
  const open = (contracts: number): number => (candidate.ticket.length === 1 && filledContracts < contracts ? contracts - filledContracts : contracts);
  return candidate.ticket.map((ticket) => ({ ticket, contracts: open(ticket.contracts), price: ticket.price }));
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

/** Net debit of the draft in $ (negative = credit), null while a field is empty or a line is not an option. */
export function netDebit(lines: readonly DraftLine[]): number | null {
  let sum = 0;
  for (const { ticket, contracts, price } of lines) {
    if (contracts === null || contracts < 0 || price === null || price < 0 || ticket.symbol.length !== OSI_LENGTH) return null;
    sum += (ticket.side === 'buy' ? 1 : -1) * contracts * price * OPTION_MULTIPLIER;
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

/** An OSI option symbol in words, `VIX 16 Dec 2026 19 C`; any other symbol as it is. */
export function formatSymbol(symbol: string): string {
  const match = /^([A-Z0-9]{1,6}) *(\d\d)(\d\d)(\d\d)([CP])(\d{8})$/.exec(symbol);
  const [, root, year, month, day, right, strike] = match ?? [];
  const monthName = MONTHS[Number(month) - 1];
  if (root === undefined || day === undefined || monthName === undefined) return symbol;
  return `${root} ${Number(day)} ${monthName} 20${year} ${Number(strike) / 1000} ${right}`;
}
