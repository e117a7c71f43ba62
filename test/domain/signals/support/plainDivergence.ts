import { plainHighPivots, plainLowPivots } from './plainSignals.ts';
import type { PlainBar } from './plainSignals.ts';

export interface PlainSession extends PlainBar {
  readonly date: string;
  readonly close: number;
  readonly value: number | null;
  /** The series begins anew here. */
  readonly restart?: boolean;
}

export type PlainKind = 'bearish' | 'bullish' | 'hiddenBearish' | 'hiddenBullish';

export interface PlainDivergence {
  readonly id: string;
  readonly kind: PlainKind;
  readonly state: string;
  readonly strength: number;
  /** Dates of the anchors, then what stands there. */
  readonly from: string;
  readonly to: string;
  readonly fromPrice: number;
  readonly toPrice: number;
  readonly fromValue: number;
  readonly toValue: number;
  readonly fromValueDate: string;
  readonly toValueDate: string;
  readonly knownOn: string;
  readonly stateSince: string;
  readonly active: boolean;
}

/** The sentences of the definition that differ from kind to kind, each written out. */
interface Rules {
  readonly pivots: 'highs' | 'lows';
  readonly price: (older: number, newer: number) => boolean;
  /** A bar between the two that forbids the pair. */
  readonly inTheWay: (between: number, older: number, newer: number) => boolean;
  /** How far the series went against price, above 0 if it did. */
  readonly against: (older: number, newer: number) => number;
  readonly forms: boolean;
  readonly confirmed: (close: number, lowest: number, highest: number) => boolean;
  readonly refuted: (close: number, value: number | null, anchor: { readonly price: number; readonly value: number }) => boolean;
}

const rulesOf: Readonly<Record<PlainKind, Rules>> = {
  bearish: {
    pivots: 'highs',
    price: (older, newer) => newer >= 1.001 * older,
    inTheWay: (between, _, newer) => between > newer,
    against: (older, newer) => older - newer,
    forms: true,
    confirmed: (close, lowest) => close < lowest,
    refuted: (_, value, anchor) => value !== null && value > anchor.value,
  },
  bullish: {
    pivots: 'lows',
    price: (older, newer) => newer <= 0.999 * older,
    inTheWay: (between, _, newer) => between < newer,
    against: (older, newer) => newer - older,
    forms: true,
    confirmed: (close, _, highest) => close > highest,
    refuted: (_, value, anchor) => value !== null && value < anchor.value,
  },
  hiddenBearish: {
    pivots: 'highs',
    price: (older, newer) => newer <= 0.999 * older,
    inTheWay: (between, older) => between > older,
    against: (older, newer) => newer - older,
    forms: false,
    confirmed: (close, lowest) => close < lowest,
    refuted: (close, _, anchor) => close > anchor.price,
  },
  hiddenBullish: {
    pivots: 'lows',
    price: (older, newer) => newer >= 1.001 * older,
    inTheWay: (between, older) => between < older,
    against: (older, newer) => older - newer,
    forms: false,
    confirmed: (close, _, highest) => close > highest,
    refuted: (close, _, anchor) => close < anchor.price,
  },
};

interface Anchor {
  readonly bar: number;
  readonly price: number;
  readonly value: number;
  readonly valueBar: number;
}

interface Pair {
  readonly from: Anchor;
  readonly to: Anchor;
  readonly strength: number;
}

interface Life {
  readonly firstSeen: number;
  pair: Pair;
  state: string;
  /** Last seen true while forming; newer anchor known once qualified. */
  fresh: number;
  changed: number;
}

/** What the definition can look at, of one kind. Bars before the last restart do not exist for it. */
function lookingAt(bars: readonly PlainSession[], { pivots: edges, price, inTheWay, against }: Rules) {
  const edgeOf = (bar: number): number => (edges === 'highs' ? bars[bar]?.high : bars[bar]?.low) ?? NaN;
  const everyPivot = edges === 'highs' ? plainHighPivots(bars, bars.length - 1) : plainLowPivots(bars, bars.length - 1);
  const restarts = bars.flatMap(({ restart }, bar) => (restart === true ? [bar] : []));
  const beginning = (day: number): number => restarts.findLast((bar) => bar <= day) ?? 0;
  const pivotsKnown = (day: number): number[] => everyPivot.filter((bar) => bar - 5 >= beginning(day) && bar + 5 <= day);

  /** Known values from one bar to another, as far as they exist on that day. */
  const valuesBetween = (day: number, from: number, to: number): { bar: number; value: number }[] => {
    const found: { bar: number; value: number }[] = [];
    for (let bar = Math.max(from, beginning(day)); bar <= Math.min(to, day); bar++) {
      const value = bars[bar]?.value ?? null;
      if (value !== null) found.push({ bar, value });
    }
    return found;
  };

  const anchorAt = (day: number, bar: number, from: number, to: number): Anchor | null => {
    const values = valuesBetween(day, from, to);
    if (values.length === 0) return null;
    const all = values.map(({ value }) => value);
    const value = edges === 'highs' ? Math.max(...all) : Math.min(...all);
    return { bar, price: edgeOf(bar), value, valueBar: values.find((one) => one.value === value)?.bar ?? -1 };
  };

  const strongestOf = (day: number, to: Anchor | null, olderPivots: readonly number[]): Pair | null => {
    if (to === null) return null;
    const sixty = valuesBetween(day, day - 59, day).map(({ value }) => value);
    const range = Math.max(...sixty) - Math.min(...sixty);
    const pairs = olderPivots.flatMap((pivot): Pair[] => {
      const from = anchorAt(day, pivot, pivot - 3, pivot + 3);
      if (from === null || !(range > 0) || to.bar - pivot > 60 || !price(from.price, to.price)) return [];
      for (let bar = pivot + 1; bar < to.bar; bar++) if (inTheWay(edgeOf(bar), from.price, to.price)) return [];
      const strength = against(from.value, to.value) / range;
      return strength >= 0.05 ? [{ from, to, strength }] : [];
    });
    const greatest = Math.max(...pairs.map(({ strength }) => strength));
    return pairs.find(({ strength }) => strength === greatest) ?? null;
  };

  return {
    beginning,
    qualified(day: number): Pair | null {
      const known = pivotsKnown(day);
      const newest = known.at(-1);
      if (newest === undefined || newest !== day - 5) return null;
      return strongestOf(day, anchorAt(day, newest, newest - 3, newest + 3), known.slice(0, -1).slice(-3));
    },
    forming: (day: number): Pair | null => strongestOf(day, anchorAt(day, day, day - 3, day), pivotsKnown(day).slice(-3)),
  };
}

const isLive = ({ state }: Life): boolean => state === 'forming' || state === 'qualified';

/** Divergences of one kind at every close, told as a diary. */
function diaryOf(bars: readonly PlainSession[], series: string, kind: PlainKind): PlainDivergence[][] {
  const rules = rulesOf[kind];
  const look = lookingAt(bars, rules);
  const dateOf = (bar: number): string => bars[bar]?.date ?? '';
  const lives: Life[] = [];

  const see = (day: number, pair: Pair | null, state: string): void => {
    if (pair === null) return;
    const sameAnchor = lives.filter((life) => life.pair.from.bar === pair.from.bar);
    const open = sameAnchor.find(isLive);
    if (open === undefined) {
      const endedWithThisHigh = sameAnchor.some((life) => life.pair.to.bar >= pair.to.bar);
      const nameIsTaken = lives.some((life) => life.firstSeen === day);
      if (!endedWithThisHigh && !nameIsTaken) lives.push({ firstSeen: day, pair, state, fresh: day, changed: day });
    } else if (state === 'qualified' || open.state === 'forming') {
      if (open.state !== state) open.changed = day;
      Object.assign(open, { pair, state, fresh: day });
    }
  };

  const endingOf = (day: number, { pair, state, fresh }: Life): string => {
    const between = bars.slice(pair.from.bar + 1, pair.to.bar);
    const { close, value } = bars[day] ?? { close: NaN, value: null };
    if (rules.confirmed(close, Math.min(...between.map(({ low }) => low)), Math.max(...between.map(({ high }) => high)))) return 'confirmedDown';
    if (rules.refuted(close, value, pair.from)) return 'invalidated';
    return day - fresh >= (state === 'forming' ? 10 : 40) ? 'expired' : state;
  };

  const become = (day: number, life: Life, state: string): void => {
    if (life.state !== state) life.changed = day;
    life.state = state;
  };

  const tell = (day: number, { firstSeen, pair: { from, to, strength }, state, changed }: Life): PlainDivergence => ({
    id: `${series}:${kind}:${dateOf(firstSeen)}`, kind, state, strength: Math.min(1, strength),
    from: dateOf(from.bar), to: dateOf(to.bar), fromPrice: from.price, toPrice: to.price, fromValue: from.value, toValue: to.value,
    fromValueDate: dateOf(from.valueBar), toValueDate: dateOf(to.valueBar), knownOn: dateOf(firstSeen), stateSince: dateOf(changed),
    active: state === 'forming' || state === 'qualified' || (state === 'confirmedDown' && day - changed < 20),
  });

  return bars.map(({ restart }, day) => {
    if (restart === true) lives.filter(isLive).forEach((life) => become(day, life, 'expired'));
    see(day, look.qualified(day), 'qualified');
    if (rules.forms) see(day, look.forming(day), 'forming');
    lives.filter(isLive).forEach((life) => become(day, life, endingOf(day, life)));
    return lives.filter((life) => isLive(life) || day - life.changed <= 60).map((life) => tell(day, life)).toReversed();
  });
}

/** Divergences at every close by the words of the definition: bearish alone, which the rules use, unless others are asked for. */
export function plainDivergences(bars: readonly PlainSession[], series: string, kinds: readonly PlainKind[] = ['bearish']): PlainDivergence[][] {
  const diaries = kinds.map((kind) => diaryOf(bars, series, kind));
  return bars.map((_, day) => diaries.flatMap((diary) => diary[day] ?? []));
}
