import type { EngineState } from '../../../../contract/api.ts';
import { useLost, useScreen, useSlice } from '../../engineStore.ts';

interface SignalsInSight {
  readonly signals: EngineState['signals'] | null;
  /** Sentences for a panel that has nothing to show yet. */
  readonly loading: string | false;
  readonly failed: string | null;
}

/** The signals, or why there are none: nothing has come yet, or nothing can come. */
export function useSignals(): SignalsInSight {
  const signals = useSlice('signals');
  const lost = useLost();
  const detail = useScreen((state) => state.connection.detail);
  if (signals !== null) return { signals, loading: false, failed: null };
  return { signals, loading: !lost && 'Waiting for signals.', failed: lost ? detail ?? 'not connected to the engine' : null };
}
