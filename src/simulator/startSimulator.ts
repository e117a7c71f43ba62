import { failed, success } from '../domain/result.ts';
import type { Result } from '../domain/result.ts';
import type { Micros } from '../domain/units.ts';
import { createMarketSimulation } from './marketSimulation.ts';
import { createSimulatorServer } from './simulatorServer.ts';
import { isStoryName, STORY_NAMES } from './stories.ts';

export interface SimulatorConfig {
  readonly story: string;
  /** Market seconds per real second. */
  readonly speed: number;
  readonly seed: number;
  /** Market time at which a restarted host takes the market up again. */
  readonly resumeFromUs?: Micros | null;
}

export interface RunningSimulator {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a simulated market with its own WebSocket server on loopback. Fails with one sentence on an unknown story or speed. */
export async function startSimulator({ story, speed, seed, resumeFromUs }: SimulatorConfig): Promise<Result<RunningSimulator>> {
  if (!isStoryName(story)) return failed('invalid-input', `There is no story "${story}"; the stories are ${STORY_NAMES.join(', ')}.`);
  if (!(Number.isFinite(speed) && speed > 0)) return failed('invalid-input', `The speed of the simulated market must be above 0, not ${speed}.`);
  const simulation = createMarketSimulation({ story, speed, seed, ...(typeof resumeFromUs === 'number' ? { resumeFromUs } : {}) });
  try {
    return success(await createSimulatorServer({ simulation }));
  } catch (error) {
    return failed('not-available', `The simulated market cannot open a port on 127.0.0.1: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
