import { formatNumber, percent, plural, points } from '../figureText.ts';
import { calendarDaysBetween } from '../time.ts';
import type { IsoDate } from '../units.ts';
import type { Fact } from './decision.ts';
import { isFresh, type MacroReading } from './macro.ts';
import type { PolicyValues } from './policy/policySchema.ts';

/** A reading of the trader's files against the policy's limit. */
interface JudgedReading {
  readonly label: string;
  readonly on: boolean;
  readonly text: string;
  /** Why it tilts the target, in the line of the arithmetic. */
  readonly because: string;
}

type Tilts = PolicyValues['sizing']['tilts'];

const percentile = (value: number): string => `percentile ${formatNumber(value, 0)}`;

/** The four readings that tilt a target; what the files do not say is left out. */
function judgedReadings(reading: MacroReading, tilts: Tilts): readonly JudgedReading[] {
  const { sectorShiftPoints: shift, dispersionPercentile: dispersion, quickRatiosFalling: falling, equityPremiumPercentile: premium } = reading;
  const rows: (JudgedReading | null)[] = [
    shift === null ? null : {
      label: 'Sector rotation', on: shift >= tilts.sectorShiftPoints, because: 'sector weights shift',
      text: `largest weekly change of a sector's weight ${plural(Number(shift.toFixed(2)), 'point')} (tilts from ${formatNumber(tilts.sectorShiftPoints, 1)})`,
    },
    dispersion === null ? null : {
      label: 'Dispersion of valuations', on: dispersion > tilts.dispersionPercentile, because: 'valuations disperse',
      text: `${percentile(dispersion)} (tilts above ${formatNumber(tilts.dispersionPercentile, 0)})`,
    },
    falling === null ? null : { label: 'Quick ratios of the top holdings', on: falling, because: 'quick ratios fall', text: falling ? 'falling' : 'not falling' },
    premium === null ? null : {
      label: 'Equity risk premium', on: premium < tilts.equityPremiumPercentile, because: 'the equity premium is low',
      text: `${percentile(premium)} (tilts below ${formatNumber(tilts.equityPremiumPercentile, 0)})`,
    },
  ];
  return rows.filter((row) => row !== null);
}

/** Facts of the macro reading behind a target and a stage; none where there is no reading. A reading too old is named and does not count. */
export function macroFacts(reading: MacroReading | null, on: IsoDate, policy: PolicyValues): readonly Fact[] {
  if (reading === null) return [];
  const { tilts } = policy.sizing;
  const { dollarRise } = policy.stages.stress;
  const dollar = dollarRise === null || reading.dollarChange63 === null ? [] : [{
    label: 'Broad dollar', on: reading.dollarChange63 > dollarRise, text: `${percent(reading.dollarChange63)} in 63 days (stress above ${percent(dollarRise)})`,
  }];
  const rows = [...judgedReadings(reading, tilts), ...dollar];
  const age = calendarDaysBetween(reading.date, on);
  const old = isFresh(reading, on, tilts.maxAgeDays) ? '' : `, but the reading is ${plural(age, 'day')} old and does not count (at most ${tilts.maxAgeDays})`;
  return rows.map(({ label, text, on: speaks }) => ({ label, text: `${text}${old}`, asOf: reading.date, supports: speaks && old === '' }));
}

/** Coverage points (0.05 = 5 points) by which the readings raise a target, and the words for the arithmetic. */
export function tiltOf(reading: MacroReading | null, on: IsoDate, policy: PolicyValues): { readonly tilt: number; readonly lines: readonly string[] } {
  const { tilts } = policy.sizing;
  if (reading === null || tilts.points === 0 || !isFresh(reading, on, tilts.maxAgeDays)) return { tilt: 0, lines: [] };
  const speaking = judgedReadings(reading, tilts).filter((row) => row.on);
  const wanted = Number((speaking.length * tilts.points).toFixed(9));
  const lines = speaking.map(({ because }) => `+ ${points(tilts.points)} because ${because}`);
  return wanted > tilts.most ? { tilt: tilts.most, lines: [...lines, `at most ${points(tilts.most)} together`] } : { tilt: wanted, lines };
}
