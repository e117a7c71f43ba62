/** How long an alert may rest, in market minutes. Pure. */
import type { EngineState } from '../../../../contract/api.ts';

export interface SnoozeChoice {
  readonly label: string;
  readonly marketMinutes: number;
}

const MINUTE_US = 60_000_000;
const LONGEST_MINUTES = 7 * 24 * 60;

export function snoozeChoices(clock: Pick<EngineState['clock'], 'marketTimeUs' | 'closesUs' | 'session'> | null): SnoozeChoice[] {
  const choices: SnoozeChoice[] = [
    { label: '30 minutes', marketMinutes: 30 },
    { label: '2 hours', marketMinutes: 120 },
    { label: '1 day', marketMinutes: 1440 },
    { label: '3 days', marketMinutes: 3 * 1440 },
  ];
  if (clock === null || clock.session !== 'open' || clock.marketTimeUs === null || clock.closesUs === null) return choices;
  const toClose = Math.ceil((clock.closesUs - clock.marketTimeUs) / MINUTE_US);
  if (toClose >= 1 && toClose <= LONGEST_MINUTES) choices.splice(2, 0, { label: 'Until the close', marketMinutes: toClose });
  return choices;
}
