import type { Divergence } from '../signals/dailySignals.ts';
import type { IsoDate } from '../units.ts';

/** How strong the divergences were when the hedge of an episode began: what "widening since entry" is measured from. */
export interface EntryStrength {
  /** Of the strongest divergence that counts, at the last close; share of its range. Null while none does. */
  readonly latest: number | null;
  /** The same when the hedge was first bought, until then when the stage left watch; after a VIX trigger, when a divergence first counted. */
  readonly atEntry: number | null;
  readonly since: IsoDate | null;
  readonly bought: boolean;
}

export const NO_STRENGTH: EntryStrength = { latest: null, atEntry: null, since: null, bought: false };

export const strongestOf = (counting: readonly Divergence[]): number | null => (counting.length === 0 ? null : Math.max(...counting.map(({ strength }) => strength)));

/** One close later; watch has no entry. */
export function atClose(known: EntryStrength, { date, latest, inWatch }: { readonly date: IsoDate; readonly latest: number | null; readonly inWatch: boolean }): EntryStrength {
  if (inWatch) return { ...NO_STRENGTH, latest };
  return known.atEntry === null && latest !== null ? { ...known, latest, atEntry: latest, since: date } : { ...known, latest };
}

/** The first purchase of the episode is the entry; later ones change nothing. */
export function atPurchase(known: EntryStrength, date: IsoDate): EntryStrength {
  if (known.bought) return known;
  return known.latest === null ? { ...known, bought: true } : { ...known, atEntry: known.latest, since: date, bought: true };
}
