/** What the bar on top says: pure text and tone from the state. */
import type { EngineState } from '../../../contract/api.ts';
import { formatEvent } from '../format.ts';
import { formatAge, formatClock, formatDay, formatSpan, withPlainDates } from '../formatTime.ts';
import type { ScreenState } from '../engineStore.ts';
import { stageWords } from '../wording.ts';

export type Tone = 'alarm' | 'act' | 'quiet';

export interface BarText {
  readonly tone: Tone;
  /** The stage; none while nobody monitors, so that the sentence stands alone. */
  readonly pill: string | null;
  readonly headline: string;
  readonly detail: string;
  /** Session since which the stage holds. */
  readonly since: string | null;
}

const LOST = 'lost the connection to the engine, reconnecting';

/** "Not monitoring" outranks every verdict: advice that is not kept up to date is not advice. */
export function barText(screen: Pick<ScreenState, 'connection' | 'engine'>): BarText {
  const { connection, engine } = screen;
  if (connection.phase === 'lost') {
    const reason = connection.detail === null ? '' : connection.detail;
    return { tone: 'alarm', pill: null, headline: `Not monitoring: ${LOST}`, detail: reason, since: null };
  }
  if (engine === null) return { tone: 'quiet', pill: 'Connecting', headline: 'Connecting to the engine', detail: '', since: null };
  const { health, verdict } = engine;
  if (!health.monitoring) {
    const causes = health.causes.length === 0 ? 'the engine named no cause' : health.causes.join('; ');
    return { tone: 'alarm', pill: null, headline: `Not monitoring: ${causes}`, detail: `Last known stage: ${stageWords[verdict.stage]}`, since: null };
  }
  const tone: Tone = verdict.stage === 'watch' && verdict.severity !== 'act' ? 'quiet' : 'act';
  const critical = engine.alerts.some((alert) => alert.id === verdict.alertId && alert.level === 'critical' && alert.state === 'open');
  return { tone, pill: stageWords[verdict.stage], headline: critical ? `Critical: ${verdict.headline}` : verdict.headline, detail: withPlainDates(verdict.detail, engine.clock.date), since: verdict.stageSince };
}

/** The window's title: nobody watching, or how many alerts ask for action, before the name. */
export function titleText(screen: Pick<ScreenState, 'connection' | 'engine'>): string {
  if (barText(screen).tone === 'alarm') return 'Not monitoring · Ballast';
  const acting = screen.engine?.alerts.filter((alert) => alert.state === 'open' && alert.decision.severity === 'act' && alert.goneSinceUs === undefined).length ?? 0;
  return acting === 0 ? 'Ballast' : `(${acting}) Ballast`;
}

export interface DataTrust {
  readonly level: 'good' | 'doubtful' | 'bad';
  readonly text: string;
}

export function dataTrust(health: EngineState['health'], lost: boolean): DataTrust {
  if (lost) return { level: 'bad', text: 'not connected' };
  if (health.feed === 'disconnected') return { level: 'bad', text: 'feed disconnected' };
  if (health.feed === 'mute') return { level: 'bad', text: 'feed silent' };
  if (health.feed === 'connecting') return { level: 'doubtful', text: 'feed connecting' };
  if (health.feed === 'connected') return { level: 'doubtful', text: 'waiting for quotes' };
  // Under a second every figure is as good as live; the exact age stands in the report.
  const age = health.oldestAgeMs === null || health.oldestAgeMs < 1_000 ? '' : `, ${formatAge(health.oldestAgeMs)}`;
  if (health.staleInstruments > 0) return { level: 'doubtful', text: `${health.staleInstruments} of ${health.instruments} stale` };
  if (!health.recording) return { level: 'doubtful', text: `live${age}, not recorded` };
  if (health.disabled.length > 0) return { level: 'good', text: `live${age} · ${health.disabled.length} ${health.disabled.length === 1 ? 'rule' : 'rules'} off` };
  return { level: 'good', text: `all live${age}` };
}

/** `10:42:17 · closes 5 h 17 m`: time and what is left of the session. */
export function clockText(clock: EngineState['clock']): string {
  if (clock.marketTimeUs === null) return 'no market time yet';
  const time = formatClock(clock.marketTimeUs);
  if (clock.session === 'open' && clock.closesUs !== null) return `${time} · closes ${formatSpan(clock.closesUs - clock.marketTimeUs)}`;
  if (clock.opensUs !== null) return `${time} · opens ${formatSpan(clock.opensUs - clock.marketTimeUs)}`;
  return `${time} · ${clock.session}`;
}

export function clockLabel(clock: EngineState['clock']): string {
  return clock.date === null ? 'New York' : `New York · ${formatDay(clock.date, 'weekday')}`;
}

export function eventText(verdict: EngineState['verdict']): { label: string; text: string } {
  const next = verdict.nextEvent;
  return next === null ? { label: 'Next event', text: 'none listed' } : { label: next.label, text: formatEvent(next.date, next.days) };
}

/** `×1`, `×600`: market seconds per second. */
export function speedText(speed: number): string {
  return `×${speed >= 10 ? Math.round(speed).toLocaleString('en-US') : Number(speed.toFixed(1))}`;
}
