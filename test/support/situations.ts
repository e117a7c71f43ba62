/** Situations as a trader tells them, given, when, then, read from JSON and played on a desk. The words stand in test/domain/hedging/situations/README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { settleExpired } from '../../src/domain/book/settleExpired.ts';
import type { LayerName } from '../../src/domain/book/book.ts';
import { addTradingDays, sessionPhase, tradingDaysBetween } from '../../src/domain/calendar.ts';
import type { DecideInput, Judgement } from '../../src/domain/hedging/decide.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import { restoreMemory, type HedgeMemory } from '../../src/domain/hedging/hedgeMemory.ts';
import type { MacroEvent, MacroReading } from '../../src/domain/hedging/macro.ts';
import { parsePolicy, type Policy } from '../../src/domain/hedging/policy/policySchema.ts';
import type { QuoteView } from '../../src/domain/market/marketView.ts';
import type { DailySignals, Divergence, DivergenceKind, DivergenceSeries, DivergenceState } from '../../src/domain/signals/dailySignals.ts';
import { newYorkMicros } from '../../src/domain/time.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import { openHedge } from '../../src/engine/importers/stateBook.ts';
import { aContext, aDivergence, aMarket, createDesk, type Desk, type MarketInput, type SignalChanges } from './builders.ts';

type Range = number | readonly [number, number];

interface ToldDivergence {
  readonly series?: DivergenceSeries;
  readonly kind?: DivergenceKind;
  readonly state?: DivergenceState;
  readonly strength?: number;
  /** Sessions since the first day; 0 is the day of the opening. */
  readonly known?: number;
  readonly since?: number;
  readonly active?: boolean;
}

interface ToldRegime {
  readonly spike?: boolean;
  readonly lastSpike?: number;
  readonly peak20?: number;
  readonly spikeAt?: number;
  readonly press?: boolean;
  readonly pressSince?: number;
}

type ToldSignals = Partial<Omit<DailySignals, 'divergences' | 'vixRegime'>> & {
  readonly divergences?: readonly ToldDivergence[];
  readonly regime?: ToldRegime;
};

interface QuoteChange {
  /** `hedge`, `condors`, a layer, or the beginning of a symbol. */
  readonly of: string;
  readonly bid?: number | null;
  readonly ask?: number | null;
  readonly halted?: boolean;
  readonly stale?: boolean;
  readonly gone?: boolean;
}

interface Expected {
  readonly stage?: string;
  readonly changes?: readonly string[];
  readonly rules?: readonly string[];
  readonly includes?: readonly string[];
  readonly never?: readonly string[];
  readonly nothingToDo?: boolean;
  readonly held?: Partial<Record<LayerName, number>>;
  readonly decisions?: readonly ExpectedDecision[];
}

interface ExpectedDecision {
  readonly rule: string;
  readonly layer?: LayerName | null;
  readonly action?: Decision['action'];
  readonly severity?: Decision['severity'];
  readonly lens?: Decision['lens'];
  readonly contracts?: Range;
  readonly target?: Range;
  readonly now?: Range | null;
  readonly after?: Range | null;
  /** $ per VIX point of the first candidate's ticket: contracts × vega of one. */
  readonly hedgeVega?: Range;
  readonly cost?: Range;
  readonly days?: Range;
  readonly delta?: Range;
  readonly boundBy?: readonly string[];
  readonly ticket?: readonly (readonly [string, number])[];
  readonly instrument?: string;
  readonly says?: readonly string[];
  readonly silentOn?: readonly string[];
  readonly alternatives?: readonly string[];
  readonly expires?: string;
}

interface Session {
  /** Trading days since the first day. */
  readonly session?: number;
  /** A calendar date instead, for days without a session. */
  readonly on?: IsoDate;
  readonly spx?: number;
  readonly vix?: number;
  readonly vvix?: number;
  readonly hour?: number;
  readonly phase?: MarketInput['session'];
  readonly delayed?: boolean;
  readonly stale?: readonly string[];
  readonly missing?: readonly string[];
  readonly quotes?: readonly QuoteChange[];
  readonly signals?: ToldSignals | null;
  readonly events?: readonly (Omit<MacroEvent, 'date' | 'label'> & { readonly in: number })[];
  readonly macro?: Partial<Omit<MacroReading, 'date'>> & { readonly session?: number };
}

type Step = Session & {
  readonly fill?: string;
  readonly contracts?: number;
  readonly fillAll?: true;
  readonly restart?: true;
  readonly closeCondors?: true;
  readonly then?: Expected;
};

interface ToldHedge { readonly layer: LayerName; readonly contracts: number; readonly days: number; readonly delta?: number; readonly costPerUnit?: number; readonly bought?: number }
interface ToldCondor { readonly contracts: number; readonly days: number; readonly put?: number; readonly call?: number; readonly width?: number }

export interface Told {
  readonly name: string;
  readonly todo?: string;
  /** Rules whose explanation is shown by this situation rather than by the first that comes to them. */
  readonly tells?: readonly string[];
  readonly given: {
    readonly date?: IsoDate;
    readonly spx?: number;
    readonly vix?: number;
    readonly policy?: string;
    /** Policy paths with other values. */
    readonly but?: Readonly<Record<string, unknown>>;
    readonly netLiquidation?: number;
    readonly condors?: readonly ToldCondor[];
    readonly legs?: readonly { readonly symbol: string; readonly quantity: number; readonly price: number; readonly layer?: LayerName; readonly strategy?: string; readonly bought?: number }[];
    readonly hedges?: readonly ToldHedge[];
    /** What the rules remember; session numbers stand as `"@-3"`. */
    readonly memory?: Partial<HedgeMemory>;
  };
  readonly when: readonly Step[];
  readonly then?: Expected;
}

export interface Theme {
  readonly file: string;
  readonly theme: string;
  readonly situations: readonly Told[];
}

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

/** `rule` or `rule layer`. */
function decisionOf(judgement: Judgement, wanted: string): Decision {
  const [rule, layer] = wanted.split(' ');
  const found = judgement.decisions.find((d) => d.rule === rule && (layer === undefined || d.layer === layer));
  if (found === undefined) throw new Error(`no ${wanted}; there is ${judgement.decisions.map((d) => `${d.rule}${d.layer === null ? '' : ` ${d.layer}`} (${d.headline}: ${d.why})`).join('; ')}`);
  return found;
}

function within(value: number | null, range: Range | null, what: string): void {
  if (range === null || value === null) expect(value, what).toBe(range);
  else if (typeof range === 'number') expect(value, what).toBeCloseTo(range, 6);
  else {
    expect(value, what).toBeGreaterThanOrEqual(range[0]);
    expect(value, what).toBeLessThanOrEqual(range[1]);
  }
}

const textOf = (d: Decision): string => [d.headline, d.why, ...d.facts.map(({ label, text }) => `${label}: ${text}`), ...d.arithmetic, ...d.rulePath, d.cancelledBy, ...d.candidates.flatMap(({ warnings }) => warnings)].join('\n');

function checkDecision(judgement: Judgement, expected: ExpectedDecision): void {
  const { rule, layer, contracts, target, now, after, hedgeVega, cost, days, delta, ticket, says = [], silentOn = [], alternatives = [], expires, instrument, ...same } = expected;
  const d = decisionOf(judgement, layer === undefined || layer === null ? rule : `${rule} ${layer}`);
  const [first] = d.candidates;
  expect(d, rule).toMatchObject({ ...same, ...(layer === undefined ? {} : { layer }) });
  if (contracts !== undefined) within(d.contracts, contracts, `${rule}: contracts`);
  if (target !== undefined) within(d.coverage.target, target, `${rule}: target`);
  if (now !== undefined) within(d.coverage.now, now, `${rule}: coverage now`);
  if (after !== undefined) within(d.coverage.after, after, `${rule}: coverage after`);
  if (hedgeVega !== undefined) within(d.contracts * (first?.vegaPerVixPoint ?? Number.NaN), hedgeVega, `${rule}: $ per VIX point`);
  if (cost !== undefined) within(first?.cost ?? null, cost, `${rule}: cost`);
  if (days !== undefined) within(first?.daysToSettlement ?? null, days, `${rule}: days to settlement`);
  if (delta !== undefined) within(first?.delta ?? null, delta, `${rule}: delta`);
  if (instrument !== undefined) expect(first?.instrument, `${rule}: instrument`).toBe(instrument);
  if (ticket !== undefined) expect(first?.ticket.map((line) => [line.side, line.contracts]), `${rule}: ticket`).toEqual(ticket);
  for (const text of says) expect(textOf(d), rule).toContain(text);
  for (const text of silentOn) expect(textOf(d), rule).not.toContain(text);
  for (const text of alternatives) expect(d.alternatives.map((a) => a.text).join('\n'), `${rule}: alternatives`).toContain(text);
  if (expires !== undefined) expect(d.expiresUs === null ? null : new Date(d.expiresUs / 1000).toISOString(), `${rule}: expiry`).toBe(expires);
}

/** What a `then` says, held against a judgement. */
export function check(judgement: Judgement, expected: Expected, { desk }: Played): void {
  const rules = judgement.decisions.map((d) => d.rule);
  if (expected.stage !== undefined) expect(desk.memory.stage).toBe(expected.stage);
  if (expected.changes !== undefined) expect(judgement.stageChanges.map(({ from, to }) => `${from} → ${to}`)).toEqual(expected.changes);
  if (expected.rules !== undefined) expect(rules).toEqual(expected.rules);
  for (const rule of expected.includes ?? []) expect(rules).toContain(rule);
  for (const rule of expected.never ?? []) expect(rules.filter((one) => one.startsWith(rule))).toEqual([]);
  if (expected.nothingToDo === true) expect(judgement.decisions.filter((d) => d.severity === 'act').map((d) => d.headline)).toEqual([]);
  for (const [layer, quantity] of Object.entries(expected.held ?? {})) expect(desk.book.legs.filter((leg) => leg.layer === layer && leg.quantity > 0).reduce((sum, leg) => sum + leg.quantity, 0), `held in ${layer}`).toBe(quantity);
  for (const decision of expected.decisions ?? []) checkDecision(judgement, decision);
}
