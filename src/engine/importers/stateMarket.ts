/** The market of a state: a chain, or two levels that the model makes a chain of; and what is wrong with its data. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { sessionPhase } from '../../domain/calendar.ts';
import { parseAnySymbol } from '../../domain/instruments/anySymbol.ts';
import type { LevelView, MarketView, QuoteView } from '../../domain/market/marketView.ts';
import { modelledView } from '../../domain/modelled/modelledView.ts';
import { failed, success, type Result } from '../../domain/result.ts';
import type { InstrumentSymbol } from '../../domain/units.ts';
import { chainSchema, marketOfChain, moment, readChainFile, type ChainFileOptions } from './chainFile.ts';

const symbols = z.array(z.string()).max(10_000).default([]);
const side = z.number().nonnegative().nullable();

/** A path, or the chain itself: the complaint names the field of the form that was chosen. */
const chain = z.unknown().transform((value, context) => {
  if (typeof value === 'string' && value !== '') return value;
  const read = chainSchema.safeParse(value);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
});

export const stateMarketSchema = z.strictObject({
  chain: chain.optional(),
  modelled: z.strictObject({
    at: moment, spx: z.number().min(100).max(100_000), vix: z.number().min(5).max(150),
    vvix: z.number().min(40).max(300).optional(), rate: z.number().min(-0.05).max(0.25).optional(),
  }).optional(),
  session: z.enum(['open', 'curb', 'closed']).optional(),
  delayed: z.boolean().optional(),
  stale: symbols,
  missing: symbols,
  quotes: z.array(z.strictObject({ symbol: z.string(), bid: side.optional(), ask: side.optional(), halted: z.boolean().default(false) })).max(10_000).default([]),
}).refine((market) => (market.chain === undefined) !== (market.modelled === undefined), 'needs either chain or modelled');

export type StateMarket = z.output<typeof stateMarketSchema>;

/** The market before anything is wrong with it: what the state's book is opened in. */
export async function soundMarket(state: StateMarket, at: { readonly file: string; readonly alsoListed: readonly InstrumentSymbol[]; readonly options: ChainFileOptions }): Promise<Result<MarketView>> {
  const { chain: given, modelled } = state;
  if (modelled !== undefined) {
    const { at: nowUs, spx, vix, vvix, rate = at.options.policyRate } = modelled;
    return success(modelledView({ nowUs, spx, vix, rate, session: sessionPhase(nowUs), alsoListed: at.alsoListed, ...(vvix === undefined ? {} : { vvix }) }));
  }
  if (typeof given === 'string') return readChainFile(resolve(dirname(at.file), given), at.options);
  if (given === undefined) return failed('invalid-input', `${at.file}: market: needs either chain or modelled`);
  const market = marketOfChain(given, at.options);
  return market.ok ? market : failed(market.failure.reason, `${at.file}: market.chain.${market.failure.detail}`);
}

interface Written {
  readonly levels: Map<InstrumentSymbol, LevelView>;
  readonly quotes: Map<InstrumentSymbol, QuoteView>;
}

function markStale({ levels, quotes }: Written, symbol: InstrumentSymbol): boolean {
  const level = levels.get(symbol);
  const quote = quotes.get(symbol);
  if (level !== undefined) levels.set(symbol, { ...level, stale: true });
  if (quote !== undefined) quotes.set(symbol, { ...quote, stale: true });
  return level !== undefined || quote !== undefined;
}

const takeOut = ({ levels, quotes }: Written, symbol: InstrumentSymbol): boolean => levels.delete(symbol) || quotes.delete(symbol);

/** The same market with what the state says is stale, missing or quoted otherwise. A failure names the field. */
export function withDefects(market: MarketView, state: StateMarket): Result<MarketView> {
  const written: Written = { levels: new Map(market.levels), quotes: new Map(market.quotes) };
  const named = (field: string, text: string, apply: (symbol: InstrumentSymbol) => boolean): Result<true> => {
    const symbol = parseAnySymbol(text);
    if (!symbol.ok) return failed('invalid-input', `market.${field}: ${symbol.failure.detail}`);
    return apply(symbol.value) ? success(true) : failed('invalid-input', `market.${field}: ${text} is not in the market`);
  };
  const steps = [
    ...state.quotes.map(({ symbol: text, bid, ask, halted }, i) => () => named(`quotes[${i}]`, text, (symbol) => {
      const quote = written.quotes.get(symbol);
      if (quote === undefined) return false;
      written.quotes.set(symbol, { ...quote, bid: bid === undefined ? quote.bid : bid, ask: ask === undefined ? quote.ask : ask, halted });
      return true;
    })),
    ...state.stale.map((text, i) => () => named(`stale[${i}]`, text, (symbol) => markStale(written, symbol))),
    ...state.missing.map((text, i) => () => named(`missing[${i}]`, text, (symbol) => takeOut(written, symbol))),
  ];
  for (const step of steps) {
    const done = step();
    if (!done.ok) return done;
  }
  return success({ ...market, ...written, session: state.session ?? market.session, delayed: state.delayed ?? market.delayed });
}
