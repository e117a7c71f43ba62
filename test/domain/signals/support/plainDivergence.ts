import { plainForming, plainQualified } from './plainSignals.ts';
import type { PlainBar, PlainPair } from './plainSignals.ts';

export interface PlainSession extends PlainBar {
  readonly date: string;
  readonly close: number;
}

interface Life {
  readonly id: string;
  readonly firstSeen: number;
  pair: PlainPair;
  state: string;
  fresh: number;
  changed: number;
}

export interface PlainDivergence {
  readonly id: string;
  readonly state: string;
  readonly from: string;
  readonly to: string;
  readonly strength: number;
}

/** Bearish divergences at every close, told as a diary: everything is looked up again from the first bar. */
export function plainDivergences(bars: readonly PlainSession[], series: string): PlainDivergence[][] {
  const lives: Life[] = [];
  const live = (life: Life): boolean => life.state === 'forming' || life.state === 'qualified';
  const dateOf = (bar: number): string => bars[bar]?.date ?? '';

  const see = (day: number, pair: PlainPair | null, state: string): void => {
    if (pair === null) return;
    const sameAnchor = lives.filter((life) => life.pair.from === pair.from);
    const open = sameAnchor.find(live);
    if (open === undefined) {
      if (sameAnchor.some((life) => life.pair.to >= pair.to) || lives.some((life) => life.firstSeen === day)) return;
      lives.push({ id: `${series}:bearish:${dateOf(day)}`, firstSeen: day, pair, state, fresh: day, changed: day });
    } else if (state === 'qualified' || open.state === 'forming') {
      if (open.state !== state) open.changed = day;
      Object.assign(open, { pair, state, fresh: day });
    }
  };

  const end = (day: number, life: Life): void => {
    const lows = bars.slice(life.pair.from + 1, life.pair.to).map((bar) => bar.low);
    const older = bars.slice(Math.max(0, life.pair.from - 3), life.pair.from + 4).map((bar) => bar.value ?? -Infinity);
    const { close, value } = bars[day] ?? { close: 0, value: 0 };
    const before = life.state;
    if (close < Math.min(...lows)) life.state = 'confirmedDown';
    else if (value !== null && value > Math.max(...older)) life.state = 'invalidated';
    else if (day - life.fresh >= (before === 'forming' ? 10 : 40)) life.state = 'expired';
    if (life.state !== before) life.changed = day;
  };

  return bars.map((_, day) => {
    see(day, plainQualified(bars.slice(0, day + 1), day), 'qualified');
    see(day, plainForming(bars.slice(0, day + 1), day), 'forming');
    lives.filter(live).forEach((life) => end(day, life));
    const listed = lives.filter((life) => live(life) || day - life.changed <= 60);
    return listed.map(({ id, state, pair }) => ({ id, state, from: dateOf(pair.from), to: dateOf(pair.to), strength: pair.strength })).toReversed();
  });
}
