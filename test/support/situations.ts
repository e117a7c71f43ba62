/** Situations as a trader tells them, given, when, then, read from JSON and played on a desk. The words stand in test/domain/hedging/situations/README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { settleExpired } from '../../src/domain/book/settleExpired.ts';
import { addTradingDays, sessionPhase, tradingDaysBetween } from '../../src/domain/calendar.ts';
import type { DecideInput, Judgement } from '../../src/domain/hedging/decide.ts';
import { restoreMemory, type HedgeMemory } from '../../src/domain/hedging/hedgeMemory.ts';
import { parsePolicy, type Policy } from '../../src/domain/hedging/policy/policySchema.ts';
import type { QuoteView } from '../../src/domain/market/marketView.ts';
import type { Divergence } from '../../src/domain/signals/dailySignals.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import { openHedge } from '../../src/engine/importers/stateBook.ts';
import { aContext, aDivergence, aMarket, createDesk, type Desk, type SignalChanges } from './builders.ts';
import { decisionOf } from './situationChecks.ts';
import type { Expected, QuoteChange, Session, Theme, Told, ToldSignals } from './situationWords.ts';

const FOLDER = new URL('../domain/hedging/situations/', import.meta.url);
const POLICIES = new URL('../../resources/policies/', import.meta.url);
const readJson = (url: URL): unknown => JSON.parse(readFileSync(url, 'utf8')) as unknown;

export const themes = (): readonly Theme[] => readdirSync(FOLDER).filter((file) => file.endsWith('.json')).sort()
  .map((file) => ({ file, ...(readJson(new URL(file, FOLDER)) as Omit<Theme, 'file'>) }));

/** A bundled policy with some of its values changed; an unknown path is a mistake of the test. */
function policyOf({ policy = 'steward', but = {} }: Told['given']): Policy {
  const json = readJson(new URL(`${policy}.json`, POLICIES)) as { values: unknown };
  for (const [path, value] of Object.entries(but)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const owner = keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], json.values) as Record<string, unknown>;
    if (!(last in owner)) throw new Error(`the policy has no ${path}`);
    owner[last] = value;
  }
  const parsed = parsePolicy(json);
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value;
}

const FIRST_DAY = '2026-11-04';
const BEFORE = 5;

/** `"@3"` anywhere in the memory is the third session. */
const dated = (value: unknown, day: (n: number) => IsoDate): unknown => JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
  (typeof inner === 'string' && /^@-?\d+$/.test(inner) ? day(Number(inner.slice(1))) : inner)) as unknown;

function signalsOf(told: ToldSignals, date: IsoDate, day: (n: number) => IsoDate, vix: number): SignalChanges {
  const { divergences = [], regime, ...rest } = told;
  const lastSpike = regime?.lastSpike === undefined ? null : day(regime.lastSpike);
  return {
    ...(rest.spxMacdBearish === true ? { macd: { macd: -4, signal: 1, histogram: -5 } } : {}),
    ...(rest.vixTiming === false || regime?.press === true ? { vixMacd: { macd: 0.1, signal: 0.4, histogram: -0.3 }, vixTiming: false, vixCrossUpBarsAgo: null } : {}),
    ...(rest.volTrigger === true ? { vixRsi: 72 } : {}),
    ...rest,
    divergences: divergences.map((d): Divergence => {
      const state = d.state ?? 'qualified';
      const known = day(d.known ?? 0);
      const active = d.active ?? (state !== 'invalidated' && state !== 'expired');
      const { series = 'obv', kind = 'bearish' } = d;
      return aDivergence(known, { id: `${series}:${kind}:${known}`, series, kind, state, strength: d.strength ?? 0.2, stateSince: day(d.since ?? d.known ?? 0), active });
    }),
    ...(regime === undefined ? {} : {
      vixRegime: {
        spike: regime.spike ?? false, lastSpike, daysSinceSpike: lastSpike === null ? null : tradingDaysBetween(lastSpike, date), peak20: regime.peak20 ?? 17,
        spikeAt: regime.spikeAt ?? 1.2 * (rest.vixClose ?? vix), press: regime.press ?? false, pressSince: regime.pressSince === undefined ? null : day(regime.pressSince),
      },
    }),
  };
}

function changeOf(changes: readonly QuoteChange[], desk: Desk): (quote: QuoteView) => QuoteView | null {
  const legsOf = (of: string): ReadonlySet<string> => new Set(desk.book.legs.filter(({ layer }) => (of === 'hedge' ? layer !== null : of === 'condors' ? layer === null : layer === of)).map(({ symbol }) => symbol));
  const rows = changes.map((change) => ({ change, legs: legsOf(change.of) }));
  return (quote) => rows.reduce<QuoteView | null>((now, { change: { of, gone, ...change }, legs }) =>
    (now === null || !(legs.has(now.symbol) || now.symbol.startsWith(of)) ? now : gone === true ? null : { ...now, ...change }), quote);
}

interface Played {
  readonly desk: Desk;
  readonly day: (n: number) => IsoDate;
}

function openDesk({ given }: Told): Played & { readonly market: { spx: number; vix: number } } {
  const first = given.date ?? FIRST_DAY;
  const day = (n: number): IsoDate => addTradingDays(first, n);
  const market = { spx: given.spx ?? 7000, vix: given.vix ?? 16.5 };
  const policy = policyOf(given);
  const condors = given.condors?.map(({ contracts, days, put = 0.942, call = 1.037, width = 10 }, i) =>
    ({ strategy: `condor-${i + 1}`, contracts, targetDays: days, shortPutMoneyness: put, shortCallMoneyness: call, widthPoints: width }));
  const desk = createDesk({ date: first, ...market, hour: 15 }, {
    policy, ...(given.netLiquidation === undefined ? {} : { netLiquidation: given.netLiquidation }), ...(condors === undefined ? {} : { condors }),
  });
  const context = aContext(aMarket({ date: first, ...market }), policy);
  const hedges = (given.hedges ?? []).map(({ bought = -BEFORE, delta = 0.5, ...hedge }, i) => {
    const leg = openHedge(context, { ...hedge, delta, openedOn: day(bought) }, `hedge-${i + 1}`);
    if (!leg.ok) throw new Error(leg.failure.detail);
    return leg.value;
  });
  const legs = (given.legs ?? []).map(({ bought = -BEFORE, layer = null, strategy = null, ...leg }, i) => ({ id: `leg-${i + 1}`, ...leg, layer, strategy, openedOn: day(bought), entry: null, source: 'user' as const }));
  desk.book = { ...desk.book, legs: [...desk.book.legs, ...hedges, ...legs] };
  desk.memory = { ...desk.memory, ...(dated(given.memory ?? {}, day) as Partial<HedgeMemory>) };
  return { desk, day, market };
}

const KNOWN_AS = { FOMC: 'FOMC decision', CPI: 'CPI', PPI: 'PPI' } as const;

/** Plays a told situation; `seen` is called after every step that was judged, the last one with the end's own `then`. */
export function play(told: Told, seen: (judgement: Judgement, expected: Expected | undefined, played: Played) => void): void {
  const { desk, day, market } = openDesk(told);
  let now = { ...market, session: 0, signals: {} as ToldSignals | null };
  for (const [i, step] of told.when.entries()) {
    const { fill, contracts, fillAll, restart, closeCondors, then, ...session } = step;
    if (restart === true) {
      desk.memory = restoreMemory(JSON.parse(JSON.stringify(desk.memory)));
      desk.book = JSON.parse(JSON.stringify(desk.book)) as Desk['book'];
    }
    if (closeCondors === true) desk.book = { ...desk.book, legs: desk.book.legs.filter(({ layer }) => layer !== null) };
    if (fill !== undefined) desk.fill(decisionOf(desk.judgement, fill), contracts);
    if (fillAll === true) for (let turn = 0; turn < 8; turn++) {
      const open = desk.judgement.decisions.find(({ severity }) => severity === 'act');
      if (open === undefined) break;
      desk.fill(open);
    }
    if (Object.keys(session).length > 0) {
      now = { ...now, ...session, signals: session.signals === undefined ? now.signals : session.signals };
      evaluate(desk, day, now, session);
    }
    const last = i === told.when.length - 1;
    seen(desk.judgement, then ?? (last ? told.then : undefined), { desk, day });
    if (last && then !== undefined && told.then !== undefined) seen(desk.judgement, told.then, { desk, day });
  }
}

function evaluate(desk: Desk, day: Played['day'], now: { readonly spx: number; readonly vix: number; readonly session: number; readonly signals: ToldSignals | null }, { on, vvix, hour = 15, phase, delayed, stale, missing, quotes, events, macro }: Session): void {
  const date = on ?? day(now.session);
  const nowUs = newYorkMicros(date, hour, 0);
  desk.book = settleExpired(desk.book, nowUs).book;
  const more: { events?: DecideInput['events']; macro?: DecideInput['macro'] } = {
    ...(events === undefined ? {} : { events: events.map(({ in: ahead, ...event }) => ({ ...event, date: day(now.session + ahead), label: KNOWN_AS[event.kind] })) }),
    ...(macro === undefined ? {} : { macro: { date: day(macro.session ?? now.session), dollarChange63: null, sectorShiftPoints: null, dispersionPercentile: null, quickRatiosFalling: null, equityPremiumPercentile: null, ...macro } }),
  };
  desk.evaluate({
    date, spx: now.spx, vix: now.vix, hour, session: phase ?? sessionPhase(nowUs), ...(vvix === undefined ? {} : { vvix }),
    ...(delayed === undefined ? {} : { delayed }), ...(stale === undefined ? {} : { stale }), ...(missing === undefined ? {} : { missing }), ...(quotes === undefined ? {} : { changeQuote: changeOf(quotes, desk) }),
  }, now.signals === null ? null : signalsOf(now.signals, date, day, now.vix), more);
}
