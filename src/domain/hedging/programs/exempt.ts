import type { Stage } from '../decision.ts';
import type { PolicyValues } from '../policy/policySchema.ts';
import type { TargetBand } from '../situation.ts';

export type Program = PolicyValues['program'];
export type ProgramOf<Kind extends Program['kind']> = Extract<Program, { readonly kind: Kind }>;

/** The baselines know no band: nothing is aimed at, and 0–0 reads "none" wherever a band is shown. */
export const NO_BAND: TargetBand = { low: 0, high: 0, target: 0, clipped: false, lines: [] };

/** The band that a stage stands for under the policy; none for the baselines, whatever the stage. */
export const bandOfStage = ({ program, stages }: Pick<PolicyValues, 'program' | 'stages'>, stage: Stage): readonly [number, number] =>
  program.kind === 'bands' ? stages[stage].band : [NO_BAND.low, NO_BAND.high];
