import { LAYERS, type LayerName } from '../book/book.ts';
import type { InstrumentSymbol, IsoDate } from '../units.ts';
import type { Decision, Stage } from './decision.ts';
import { atPurchase, NO_STRENGTH, type EntryStrength } from './entryStrength.ts';

/** How far the filling of one stage's target has come. */
export interface AddProgress {
  readonly stage: Stage;
  /** Session the target arose. */
  readonly since: IsoDate;
  /** Session the timing rule let the ticket go; null while it waits. Once gone it stays gone. */
  readonly firedOn: IsoDate | null;
  readonly firedBy: 'timing' | 'event' | 'untimed' | null;
  /** The event that waived the wait. */
  readonly firedFor?: { readonly label: string; readonly date: IsoDate };
  readonly filledLayers: readonly LayerName[];
  /** The target was met, by fills or because the book held enough: what drifts later is the rebalance rule's. */
  readonly done: boolean;
}

/** Two-tranche sale of one layer. Sizes are fixed when the sale begins, so that a fill does not halve the rest again. */
export interface TrancheProgress {
  readonly first: number;
  readonly firstFilled: number;
  readonly firstDoneOn: IsoDate | null;
  readonly vixAtFirst: number | null;
  /** Contracts of the layer when the sale began: what is gone since, by the trader's own sale too, counts as sold. */
  readonly held?: number;
  /** Contracts that the standing floor keeps; none where absent. */
  readonly keep?: number;
}

/** What a tail hedge buys with until the next monthly VIX expiration: read once, on the buying day. */
export interface TailHedgeMonth {
  /** Of the month's calls. */
  readonly expiration: IsoDate;
  /** VIX forward of that expiration, points, to the step it is shown in. */
  readonly forward: number;
  /** Share of net liquidation value. */
  readonly weight: number;
  readonly decidedOn: IsoDate;
}

export interface ClosingReading {
  /** Session whose close it follows. */
  readonly date: IsoDate;
  /** Null without short vega, or while the spike guard held. */
  readonly coverage: number | null;
  /** Trading days since the last fill; null when nothing is held. */
  readonly daysSinceFill: number | null;
}

/** What the rules remember between evaluations. JSON-safe: it is stored beside the book and restored at the next start. */
export interface HedgeMemory {
  readonly schema: 1;
  readonly stage: Stage;
  /** Session on whose close the stage began; null before the first evaluation. */
  readonly stageSince: IsoDate | null;
  /** Last signals date that advanced stages and counters. */
  readonly evaluatedOn: IsoDate | null;
  /** Closes in a row on which the present stage's leave condition held. */
  readonly leaveDays: number;
  /** Rises by one whenever the stage leaves watch: part of every decision id. */
  readonly episode: number;
  readonly entry: 'divergence' | 'volTrigger' | null;
  /** Latched while at least one divergence is active. */
  readonly evidence: { readonly bothSeries: boolean; readonly formingOnly: boolean };
  /** What a widening of the divergence is measured from. */
  readonly entryStrength: EntryStrength;
  /** A divergence counts only if known after this session (the press began). */
  readonly rearmAfter: IsoDate | null;
  readonly add: AddProgress | null;
  /** Net short vega ($ per VIX point, negative) when advice was last taken: the spike guard compares with it. */
  readonly lastAccepted: { readonly date: IsoDate; readonly shortVega: number } | null;
  readonly lastFill: Readonly<Partial<Record<LayerName, IsoDate>>>;
  /** Session in which advice on a layer was last filled in whole: band rules leave that layer alone for the day. */
  readonly completedOn: Readonly<Partial<Record<LayerName, IsoDate>>>;
  /** Coverage at the first evaluation after a daily close: what over-hedge and rebalance rest on until the next. */
  readonly closing: ClosingReading | null;
  /** Legs whose half was rolled for time decay: once per contract. */
  readonly decayRolled: readonly string[];
  /** Contracts of a leg whose decay roll was filled in part that have yet to move. */
  readonly decayLeft: Readonly<Record<string, number>>;
  /** Keyed `press/base`, `watch/outer`, … */
  readonly tranches: Readonly<Record<string, TrancheProgress>>;
  readonly widened: Readonly<Record<string, { readonly date: IsoDate; readonly times: number }>>;
  /** On from `on` until the ratio falls below `rearm`; each layer is sold once in between. */
  readonly quickRatio: { readonly on: boolean; readonly sold: readonly LayerName[] };
  /** Session of a quick-ratio harvest: what was harvested is not bought back before the stage rises again. */
  readonly harvestedOn: IsoDate | null;
  /** Null unless the policy's program is a tail hedge. */
  readonly tailHedge: TailHedgeMonth | null;
  /** Guards that held at the last evaluation: they end only once their quantity is clearly back. */
  readonly guarded: { readonly spike: boolean; readonly collapsed: boolean };
  /** What stood in the last advice, by decision id: the same size is kept while it is nearly as good. */
  readonly advised: Readonly<Record<string, { readonly contracts: number; readonly symbol: InstrumentSymbol | null }>>;
}

export const initialMemory: HedgeMemory = {
  schema: 1,
  stage: 'watch',
  stageSince: null,
  evaluatedOn: null,
  leaveDays: 0,
  episode: 0,
  entry: null,
  evidence: { bothSeries: false, formingOnly: false },
  entryStrength: NO_STRENGTH,
  rearmAfter: null,
  add: null,
  lastAccepted: null,
  lastFill: {},
  completedOn: {},
  closing: null,
  decayRolled: [],
  decayLeft: {},
  tranches: {},
  widened: {},
  quickRatio: { on: false, sold: [] },
  harvestedOn: null,
  tailHedge: null,
  guarded: { spike: false, collapsed: false },
  advised: {},
};

/** Memory as stored, completed by what an earlier version did not know; anything else starts afresh. */
export function restoreMemory(stored: unknown): HedgeMemory {
  if (typeof stored !== 'object' || stored === null || (stored as { schema?: unknown }).schema !== 1) return initialMemory;
  return { ...initialMemory, ...(stored as Partial<HedgeMemory>) };
}

export interface FillNote {
  /** The advice the fill answers; null for a trade of the trader's own. */
  readonly decision: Decision | null;
  /** Contracts filled now (of the bought contract; of the sold one for a de-layer). */
  readonly contracts: number;
  readonly date: IsoDate;
  /** Net short vega before the fill, $ per VIX point; null when it could not be valued. */
  readonly shortVega: number | null;
  /** Share of the value at the last accepted advice below which short vega has collapsed (policy: `guards.collapsedVega`). */
  readonly collapsedVega?: number;
  /** The fill trades what is protected, not the hedge. */
  readonly changesProtected?: boolean;
  /** VIX level at the fill; tranche 2 of a press compares with it. */
  readonly vix: number | null;
  /** Layers whose legs changed; defaults to the decision's layer. */
  readonly layers?: readonly LayerName[];
  /** Legs a sell reduced; defaults to those of the decision's first candidate. */
  readonly legIds?: readonly string[];
}

/** The advice, or what was left of it after earlier parts, is filled. */
const completes = (memory: HedgeMemory, note: FillNote, decision: Decision): boolean =>
  note.contracts >= Math.min(decision.contracts, memory.advised[decision.id]?.contracts ?? decision.contracts);

function noteAdd(memory: HedgeMemory, note: FillNote, decision: Decision): AddProgress | null {
  const progress = memory.add;
  if (progress === null || decision.layer === null || decision.stage !== progress.stage) return progress;
  if (!completes(memory, note, decision) || progress.filledLayers.includes(decision.layer)) return progress;
  return { ...progress, filledLayers: [...progress.filledLayers, decision.layer] };
}

function noteTranche(memory: HedgeMemory, note: FillNote, decision: Decision): HedgeMemory['tranches'] {
  const kind = /^delayer\.(press|watch)\.1$/.exec(decision.rule)?.[1];
  if (kind === undefined || decision.layer === null) return memory.tranches;
  const key = `${kind}/${decision.layer}`;
  const progress = memory.tranches[key];
  if (progress === undefined) return memory.tranches;
  const filled = progress.firstFilled + note.contracts;
  const done = filled >= progress.first;
  return { ...memory.tranches, [key]: { ...progress, firstFilled: filled, firstDoneOn: done ? note.date : null, vixAtFirst: done ? note.vix : null } };
}

function noteHarvest(memory: HedgeMemory, before: HedgeMemory, note: FillNote, decision: Decision): HedgeMemory {
  if (decision.layer === null || !completes(before, note, decision)) return memory;
  return { ...memory, harvestedOn: note.date, quickRatio: { ...memory.quickRatio, sold: [...memory.quickRatio.sold, decision.layer] } };
}

const soldLegs = (note: FillNote, decision: Decision): readonly string[] =>
  note.legIds ?? (decision.candidates[0]?.ticket ?? []).flatMap((line) => (line.side === 'sell' && line.legId !== null ? [line.legId] : []));

/** Advice whose size was reckoned on short vega: purchases for a stage or for coverage, and cuts down to the band. A harvest or a plain roll is not. */
const sizedOnCoverage = ({ action, rule, rulePath }: Decision): boolean =>
  action === 'add' || action === 'rebalance' || rule === 'delayer.over-hedge' || (action === 'roll' && rulePath.some((key) => key.startsWith('add.') || key === 'rebalance.up'));

/**
 * What the spike guard compares with from now on: short vega when a size was last reckoned on it and taken. A harvest makes no new
 * reference, and nothing does while short vega has collapsed: else sales in a crash, or condors running off, would end the guard by
 * and by. When the trader changes what is protected himself, the old reference says nothing any more.
 */
function acceptedVega({ lastAccepted }: HedgeMemory, { decision, date, shortVega, collapsedVega = 0, changesProtected = false }: FillNote): HedgeMemory['lastAccepted'] {
  if (decision === null && changesProtected) return null;
  if (shortVega === null || (lastAccepted !== null && decision !== null && !sizedOnCoverage(decision))) return lastAccepted;
  const collapsed = lastAccepted !== null && Math.abs(shortVega) < collapsedVega * Math.abs(lastAccepted.shortVega);
  return collapsed ? lastAccepted : { date, shortVega };
}

/** Records that advice was taken (whole or in part) so that the decision vanishes and its followers know when. */
export function noteFill(memory: HedgeMemory, note: FillNote): HedgeMemory {
  const { decision, date } = note;
  const layers = note.layers ?? (decision?.layer === null || decision === null ? [] : [decision.layer]);
  const lastFill = { ...memory.lastFill };
  for (const layer of LAYERS) if (layers.includes(layer)) lastFill[layer] = date;
  const lastAccepted = acceptedVega(memory, note);
  const completedOn = decision !== null && decision.layer !== null && completes(memory, note, decision) ? { ...memory.completedOn, [decision.layer]: date } : memory.completedOn;
  const base: HedgeMemory = { ...memory, lastFill, lastAccepted, completedOn };
  if (decision === null) return base;
  const entryStrength = buys(decision) ? atPurchase(memory.entryStrength, date) : memory.entryStrength;
  return noteAnswer({ ...base, entryStrength, advised: lessAdvised(memory, note, decision) }, memory, note, decision);
}

/** The hedge grows: a roll only moves it. */
const buys = ({ action, rule }: Decision): boolean => action === 'add' || rule === 'rebalance.up';

/** What is left of an advice filled in part: else the same size would be kept once more on top of what was done. */
function lessAdvised(memory: HedgeMemory, note: FillNote, decision: Decision): HedgeMemory['advised'] {
  const { [decision.id]: known, ...others } = memory.advised;
  const left = (known?.contracts ?? 0) - note.contracts;
  return known === undefined || left <= 0 ? others : { ...others, [decision.id]: { ...known, contracts: left } };
}

function noteAnswer(base: HedgeMemory, memory: HedgeMemory, note: FillNote, decision: Decision): HedgeMemory {
  const { date } = note;
  switch (decision.action) {
    case 'add':
      return { ...base, add: noteAdd(memory, note, decision) };
    case 'delayer':
      return decision.rule === 'delayer.quick-ratio' ? noteHarvest(base, memory, note, decision) : { ...base, tranches: noteTranche(memory, note, decision) };
    case 'roll': {
      const add = decision.rulePath.some((rule) => rule.startsWith('add.')) ? noteAdd(memory, note, decision) : memory.add;
      const legs = soldLegs(note, decision);
      const [leg] = legs;
      if (decision.rule === 'roll.decay' && leg !== undefined && legs.length === 1 && !completes(memory, note, decision)) return { ...base, add, decayLeft: { ...memory.decayLeft, [leg]: (memory.decayLeft[leg] ?? decision.contracts) - note.contracts } };
      // Of a leg that a roll leaves a part of, the rest has rolled for decay, whatever else the ticket rolled.
      const decayRolled = [...new Set([...memory.decayRolled, ...legs])];
      return { ...base, add, decayRolled, decayLeft: Object.fromEntries(Object.entries(memory.decayLeft).filter(([id]) => !legs.includes(id))) };
    }
    case 'widen': {
      const strategy = decision.candidates[0]?.ticket[0]?.strategy ?? null;
      if (strategy === null) return base;
      return { ...base, lastFill: memory.lastFill, widened: { ...memory.widened, [strategy]: { date, times: (memory.widened[strategy]?.times ?? 0) + 1 } } };
    }
    case 'rebalance':
    case 'hold':
      return base;
  }
}
