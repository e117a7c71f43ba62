import type { Divergence, DivergenceKind, DivergenceSeries, DivergenceState } from './dailySignals.ts';
import type { StudiedSession } from './divergenceSightings.ts';
import { fallsOf, recordCloses } from './falls.ts';
import type { Fall } from './falls.ts';
import type { SignalParameters } from './signalParameters.ts';
import { firingsOf, KINDS, SERIES } from './studiedSignals.ts';
import type { Firing } from './studiedSignals.ts';

/** What is taken for a fall, and how long before its peak a signal may have come to have preceded it. */
export interface StudyRules {
  /** 0.05: falls of 5 % and more, close to close. */
  readonly fallShare: number;
  /** Sessions before the peak; the peak's own close counts too. */
  readonly sessionsBefore: number;
}

export interface SignalStudy {
  readonly rules: StudyRules;
  readonly sessions: number;
  readonly falls: readonly Fall[];
  /** By session: no close before was higher. */
  readonly records: readonly boolean[];
  readonly firings: readonly Firing[];
}

/** How often a signal fired, and what it was worth as a forecast of falls. */
export interface FiringCount {
  readonly key: string;
  /** Sessions on which the signal had a value; all that follows is counted on these. */
  readonly sessions: number;
  /** Sessions on which it was on. */
  readonly on: number;
  /** Times it came on. */
  readonly times: number;
  readonly falls: number;
  /** Falls with the signal on within the sessions before the peak, or on it. */
  readonly preceded: number;
  /** The same two for falls that began at the highest close so far. */
  readonly recordFalls: number;
  readonly recordPreceded: number;
  /** Share of *all* sessions with the signal on within as many sessions before them, or on them: what chance alone would precede. */
  readonly baseRate: number | null;
  /** The same share of the sessions with a record close. */
  readonly recordBaseRate: number | null;
}

export function studySignals(sessions: readonly StudiedSession[], parameters: SignalParameters, rules: StudyRules): SignalStudy {
  const closes = sessions.map(({ input }) => input.price.close);
  return {
    rules,
    sessions: sessions.length,
    falls: fallsOf(closes, rules.fallShare),
    records: recordCloses(closes),
    firings: firingsOf(sessions, parameters),
  };
}

/** For every session how long ago the signal was last on; 0 on that day, infinite before the first. */
function sessionsSinceOn(on: readonly (boolean | null)[]): readonly number[] {
  let since = Number.POSITIVE_INFINITY;
  return on.map((value) => {
    since = value === true ? 0 : since + 1;
    return since;
  });
}

/** Times it came on: on after more sessions off than the pause allows. */
function timesOn(on: readonly (boolean | null)[], pause: number): number {
  const since = sessionsSinceOn(on);
  return on.filter((value, session) => value === true && (since[session - 1] ?? Number.POSITIVE_INFINITY) > pause).length;
}

const shareOf = (sessions: readonly number[], isOn: (session: number) => boolean): number | null =>
  (sessions.length === 0 ? null : sessions.filter(isOn).length / sessions.length);

function countFiring({ key, on, pause }: Firing, falls: readonly Fall[], { records, rules: { sessionsBefore } }: SignalStudy): FiringCount {
  const since = sessionsSinceOn(on);
  const recentlyOn = (session: number): boolean => (since[session] ?? Number.POSITIVE_INFINITY) <= sessionsBefore;
  const counted = on.flatMap((value, session) => (value === null ? [] : [session]));
  const met = falls.filter(({ peak }) => on[peak] !== null);
  const fromRecord = met.filter((fall) => fall.fromRecord);
  return {
    key,
    sessions: counted.length,
    on: on.filter((value) => value === true).length,
    times: timesOn(on, pause),
    falls: met.length,
    preceded: met.filter(({ peak }) => recentlyOn(peak)).length,
    recordFalls: fromRecord.length,
    recordPreceded: fromRecord.filter(({ peak }) => recentlyOn(peak)).length,
    baseRate: shareOf(counted, recentlyOn),
    recordBaseRate: shareOf(counted.filter((session) => records[session] === true), recentlyOn),
  };
}

/** Falls that were known by then. */
export const fallsKnown = ({ falls }: SignalStudy, sessions: number): readonly Fall[] => falls.filter(({ knownAt }) => knownAt < sessions);

/** Counts over the first so many sessions, as they stood on the close of the last of these: what comes later changes none of them. */
export function countFirings(study: SignalStudy, sessions: number = study.sessions): readonly FiringCount[] {
  const falls = fallsKnown(study, sessions);
  return study.firings.map((firing) => countFiring({ ...firing, on: firing.on.slice(0, sessions) }, falls, study));
}

export interface EndCount {
  readonly series: DivergenceSeries;
  readonly kind: DivergenceKind;
  /** Divergences that began, each counted once over its life. */
  readonly begun: number;
  readonly ended: Readonly<Record<'confirmedDown' | 'invalidated' | 'expired', number>>;
}

/** How the divergences ended, by series and kind. What is still alive on the last session has begun and not ended. */
export function countEnds(sessions: readonly StudiedSession[]): readonly EndCount[] {
  const lives = new Map<string, Pick<Divergence, 'series' | 'kind' | 'state'>>();
  for (const { signals } of sessions) for (const { id, series, kind, state } of signals.divergences) lives.set(id, { series, kind, state });
  const all = [...lives.values()];
  return SERIES.flatMap((series) => KINDS.map((kind) => {
    const own = all.filter((life) => life.series === series && life.kind === kind);
    const inState = (state: DivergenceState): number => own.filter((life) => life.state === state).length;
    return { series, kind, begun: own.length, ended: { confirmedDown: inState('confirmedDown'), invalidated: inState('invalidated'), expired: inState('expired') } };
  }));
}
