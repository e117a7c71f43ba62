/** The list of signals and which of them is chosen. Pure. */
import type { EngineState } from '../../../../contract/api.ts';
import { unbroken } from '../../format.ts';
import { withPlainDates } from '../../formatTime.ts';

export type Explanation = EngineState['signals']['explanations'][number];

/** The sentences with dates as a trader reads them. */
export function signalList(explanations: readonly Explanation[], today: string | null): Explanation[] {
  const readable = (sentence: string): string => unbroken(withPlainDates(sentence, today));
  return explanations.map(({ reading, because, ...rest }) => ({ ...rest, reading: readable(reading), because: because.map(readable) }));
}

/** The one asked for while it is listed, else the first; null for an empty list. */
export function chosenSignal(list: readonly Explanation[], asked: string | null): Explanation | null {
  return list.find(({ signal }) => signal === asked) ?? list[0] ?? null;
}
