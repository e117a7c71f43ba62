import { describe, expect, test } from 'vitest';
import { creditStressSignal } from '../../../src/domain/signals/creditStress.ts';
import { divergenceSignal } from '../../../src/domain/signals/divergence.ts';
import { impliedCorrelationSignal } from '../../../src/domain/signals/impliedCorrelation.ts';
import { pivotSignal } from '../../../src/domain/signals/pivots.ts';
import { createSignal } from '../../../src/domain/signals/signal.ts';
import type { Signal, SignalDefinition, SignalState } from '../../../src/domain/signals/signal.ts';
import { vixBetaSignal } from '../../../src/domain/signals/vixBeta.ts';
import { vixRegimeSignal } from '../../../src/domain/signals/vixRegime.ts';
import { vixSpxCorrelationSignal } from '../../../src/domain/signals/vixSpxCorrelation.ts';
import type { ChangesState } from '../../../src/domain/signals/vixSpxCorrelation.ts';
import { walkBars } from './support/divergenceWalk.ts';
import { randomWalk } from './support/randomWalk.ts';
import { taken } from './support/runSignal.ts';
import { steward } from './support/steward.ts';

const FIRST = 280;
const MORE = 300;

const text = (value: unknown): string => JSON.stringify(value);

/** What must hold of the plain data that a signal hands out and is given. */
interface Ownership {
  readonly heldStateStays: () => void;
  readonly givenStateStays: () => void;
  readonly restoredGoTheirOwnWays: () => void;
  readonly freshOnesShareNothing: () => void;
}

/** Two histories that are one up to `FIRST`, and of which the second then takes the bars of another walk. */
function ownershipOf<Input, State, Value>(definition: SignalDefinition<Input, State, Value>, inputs: readonly Input[], others: readonly Input[]): Ownership {
  const later = inputs.slice(FIRST, FIRST + MORE);
  const otherwise = others.slice(FIRST, FIRST + MORE);

  /** An open bar that first looks like another one. */
  const takeBar = (signal: Signal<Input, Value>, input: Input, first: Input): string => {
    taken(signal.add(first));
    return text(taken(signal.replace(input)));
  };
  const begun = (): Signal<Input, Value> => {
    const signal = createSignal(definition);
    for (const input of inputs.slice(0, FIRST)) taken(signal.add(input));
    return signal;
  };
  const restored = (state: SignalState<unknown>): Signal<Input, Value> => createSignal(definition, state as SignalState<State>);
  const alone = (bars: readonly Input[], firsts: readonly Input[]): string[] => {
    const signal = begun();
    return bars.map((bar, i) => takeBar(signal, bar, firsts[i] ?? bar));
  };

  return {
    heldStateStays: () => {
      const signal = begun();
      const held = signal.state();
      const before = text(held);
      later.forEach((bar, i) => takeBar(signal, bar, otherwise[i] ?? bar));
      expect(text(signal.state())).not.toBe(before);
      expect(text(held)).toBe(before);
    },
    givenStateStays: () => {
      const given = JSON.parse(text(begun().state())) as SignalState<State>;
      const before = text(given);
      const signal = restored(given);
      taken(signal.replace(others[FIRST - 1] ?? inputs[FIRST - 1] as Input));
      taken(signal.replace(inputs[FIRST - 1] as Input));
      later.forEach((bar, i) => takeBar(signal, bar, otherwise[i] ?? bar));
      expect(text(given)).toBe(before);
    },
    restoredGoTheirOwnWays: () => {
      const given = JSON.parse(text(begun().state())) as SignalState<State>;
      const [one, other] = [restored(given), restored(given)];
      const expected = [alone(later, otherwise), alone(otherwise, later)];
      expect(expected[0]).not.toEqual(expected[1]);
      const values = later.map((bar, i) => {
        const another = otherwise[i] ?? bar;
        return [takeBar(one, bar, another), takeBar(other, another, bar)];
      });
      expect(values.map(([first]) => first)).toEqual(expected[0]);
      expect(values.map(([, second]) => second)).toEqual(expected[1]);
    },
    freshOnesShareNothing: () => {
      const [one, other] = [createSignal(definition), createSignal(definition)];
      const values = inputs.map((bar, i) => {
        const value = text(taken(one.add(bar)));
        taken(other.add(others[i] ?? bar));
        return value;
      });
      const lone = createSignal(definition);
      expect(values).toEqual(inputs.map((bar) => text(taken(lone.add(bar)))));
    },
  };
}

const [walk, another] = [randomWalk(51, FIRST + MORE), randomWalk(52, FIRST + MORE)];
type Session = (typeof walk)[number];

function ownership<Input, State, Value>(definition: SignalDefinition<Input, State, Value>, read: (session: Session, bar: number) => Input): Ownership {
  return ownershipOf(definition, walk.map(read), another.map(read));
}

const vixOf = ({ vix }: Session): number => vix?.close ?? 20;
const priceAndVix = (session: Session) => ({ price: session.price.close, vix: vixOf(session) });

const signals: readonly { readonly name: string; readonly own: Ownership }[] = [
  { name: 'VIX–SPX correlation', own: ownership(vixSpxCorrelationSignal(21, steward.correlation), priceAndVix) },
  { name: 'VIX beta', own: ownership(vixBetaSignal(steward.vixBeta), priceAndVix) },
  { name: 'credit stress', own: ownership(creditStressSignal(steward.creditStress), ({ creditSpread }) => creditSpread ?? 2) },
  { name: 'implied correlation', own: ownership(impliedCorrelationSignal(steward.impliedCorrelation.days), ({ cor1m }) => cor1m ?? 30) },
  { name: 'pivots', own: ownership(pivotSignal(steward.pivot), ({ date, price: { high, low } }) => ({ date, high, low })) },
  { name: 'divergence', own: ownershipOf(divergenceSignal('obv', steward), walkBars(53, FIRST + MORE), walkBars(54, FIRST + MORE)) },
  // Not a MACD, but it swings about zero as one does.
  { name: 'VIX regime', own: ownership(vixRegimeSignal(steward.vixRegime), (session, bar) => ({ date: session.date, close: vixOf(session), histogram: Math.sin(bar / 9) })) },
];

describe.each(signals)('the state of $name', ({ own }) => {
  test('stays as it was handed out while the signal goes on', () => own.heldStateStays());
  test('stays as it was given while the restored signal goes on', () => own.givenStateStays());
  test('given to two signals lets each go its own way', () => own.restoredGoTheirOwnWays());
  test('is shared by no two signals that begin afresh', () => own.freshOnesShareNothing());
});

test('a state given to another definition is a bug of the caller, even where it would fit', () => {
  const short = createSignal(vixSpxCorrelationSignal(21));
  for (const session of walk.slice(0, 30)) taken(short.add(priceAndVix(session)));
  const state = short.state() as SignalState<ChangesState>;
  expect(() => createSignal(vixSpxCorrelationSignal(63), state)).toThrow(/a state of VIX–SPX correlation, 21 days was given to VIX–SPX correlation, 63 days/);
  expect(createSignal(vixSpxCorrelationSignal(21), state).value).toBe(short.value);
});
