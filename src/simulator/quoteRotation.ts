import type { ListedClass } from '../domain/modelled/contractListing.ts';
import type { ModelledContract } from '../domain/modelled/modelledContract.ts';
import type { ModelledMarket } from '../domain/modelled/modelledMarket.ts';
import type { Quote } from '../domain/market/quote.ts';
import type { QuoteFrame, QuoteRow } from './frames.ts';

/** A screen shows a quote as stale when it has not come for a while: every contract is sent again at least this often. */
const RESEND_SECONDS = 8;
const ROWS_PER_FRAME = 400;
/** Rotations per real second are bounded, however fast market time runs. */
const MIN_ROTATION_SECONDS = 0.05;
/** VIX expirations are sent in this many turns, SPXW expirations one by one. */
const VIX_TURNS = 3;

export interface QuoteRotation {
  /** Call when the lists of contracts have changed. */
  relist(contracts: (listedClass: ListedClass) => readonly ModelledContract[]): void;
  /** Quotes due at this step: whole expirations at a time, so that calls, puts and forward agree. */
  due(market: ModelledMarket): readonly QuoteFrame[];
  /** Every listed contract, as at the opening and the closing bell. */
  all(market: ModelledMarket): readonly QuoteFrame[];
  /** The same for one client that joins late: the others' turns do not notice. */
  snapshot(market: ModelledMarket): readonly QuoteFrame[];
}

interface Sent {
  bid: number;
  ask: number;
  step: number;
}

function byExpiration(contracts: readonly ModelledContract[]): readonly (readonly ModelledContract[])[] {
  const groups = new Map<string, ModelledContract[]>();
  for (const contract of contracts) {
    const group = groups.get(contract.expiration);
    if (group === undefined) groups.set(contract.expiration, [contract]);
    else group.push(contract);
  }
  return [...groups.values()];
}

const rowsOf = (quote: Quote | null): readonly QuoteRow[] =>
  quote === null ? [] : [[quote.symbol, quote.eventTimeUs, quote.bid, quote.ask, quote.bidSize, quote.askSize]];

function framesOf(rows: readonly QuoteRow[]): readonly QuoteFrame[] {
  const frames: QuoteFrame[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_FRAME) frames.push({ t: 'quote', rows: rows.slice(from, from + ROWS_PER_FRAME) });
  return frames;
}

/** `wallSecondsPerStep`: real seconds between two steps of the stream. */
export function createQuoteRotation(wallSecondsPerStep: number): QuoteRotation {
  const stepsPerRotation = Math.max(1, Math.round(MIN_ROTATION_SECONDS / wallSecondsPerStep));
  const resendSteps = Math.max(1, Math.floor(RESEND_SECONDS / wallSecondsPerStep / 2));
  let spxw: readonly (readonly ModelledContract[])[] = [];
  let vix: readonly (readonly ModelledContract[])[] = [];
  let futures: readonly ModelledContract[] = [];
  let sent = new Map<string, Sent>();
  let step = 0;
  let turn = 0;

  const quoteRows = (contracts: readonly ModelledContract[], market: ModelledMarket, always: boolean): readonly QuoteRow[] => {
    const rows: QuoteRow[] = [];
    for (const contract of contracts) {
      const quote = market.quote(contract);
      if (quote === null || quote.bid === null || quote.ask === null) continue;
      const before = sent.get(contract.symbol);
      if (before === undefined) sent.set(contract.symbol, { bid: quote.bid, ask: quote.ask, step });
      else {
        if (!always && before.bid === quote.bid && before.ask === quote.ask && step - before.step < resendSteps) continue;
        [before.bid, before.ask, before.step] = [quote.bid, quote.ask, step];
      }
      rows.push(...rowsOf(quote));
    }
    return rows;
  };

  const everything = (): readonly (readonly ModelledContract[])[] => [futures, vix.flat(), spxw.flat()];

  /** More than one expiration a turn when steps are far apart, so that a full round stays within the resend time. */
  const turnsOf = (groups: number): number => Math.min(groups, Math.max(1, Math.ceil((groups * wallSecondsPerStep) / (RESEND_SECONDS / 2))));

  return {
    relist(contracts) {
      [spxw, vix, futures] = [byExpiration(contracts('SPXW')), byExpiration(contracts('VIX')), contracts('VX')];
      const listed = new Set([...spxw.flat(), ...vix.flat(), ...futures].map((contract) => contract.symbol));
      sent = new Map([...sent].filter(([symbol]) => listed.has(symbol)));
    },
    due(market) {
      step += 1;
      if (step % stepsPerRotation !== 0) return [];
      const spxwTurns = turnsOf(spxw.length);
      const vixTurns = Math.min(vix.length, Math.max(Math.ceil(vix.length / VIX_TURNS), turnsOf(vix.length)));
      const pick = (groups: readonly (readonly ModelledContract[])[], count: number): readonly ModelledContract[] =>
        Array.from({ length: count }, (_, i) => groups[(turn * count + i) % groups.length] ?? []).flat();
      const frames = [futures, pick(vix, vixTurns), pick(spxw, spxwTurns)].flatMap((contracts) => framesOf(quoteRows(contracts, market, false)));
      turn += 1;
      return frames;
    },
    all: (market) => everything().flatMap((contracts) => framesOf(quoteRows(contracts, market, true))),
    snapshot: (market) => everything().flatMap((contracts) => framesOf(contracts.flatMap((contract) => rowsOf(market.quote(contract))))),
  };
}
