/** What the views read: the engine's state as far as it is known here, how the connection stands, and the chart rows. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ChartView, EngineState, RequestName, RequestParams, RequestResult } from '../../contract/api.ts';

export type ConnectionPhase = 'connecting' | 'live' | 'lost';

export interface ScreenState {
  readonly connection: { readonly phase: ConnectionPhase; readonly detail: string | null };
  /** Last known state; kept (and shown as old) while the connection is lost. */
  readonly engine: EngineState | null;
  readonly chart: ChartView | null;
  readonly chartFailure: string | null;
}

export type EngineRequest = <N extends RequestName>(name: N, params: RequestParams<N>) => Promise<RequestResult<N>>;

export interface EngineStore {
  read(): ScreenState;
  subscribe(listener: () => void): () => void;
  change(changes: Partial<ScreenState>): void;
}

const initial: ScreenState = { connection: { phase: 'connecting', detail: null }, engine: null, chart: null, chartFailure: null };

export function createEngineStore(start: Partial<ScreenState> = {}): EngineStore {
  let state: ScreenState = { ...initial, ...start };
  const listeners = new Set<() => void>();
  return {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    change(changes) {
      state = { ...state, ...changes };
      for (const listener of listeners) listener();
    },
  };
}

export interface Engine {
  readonly store: EngineStore;
  readonly request: EngineRequest;
}

export const EngineContext = createContext<Engine | null>(null);

export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (engine === null) throw new Error('views need an EngineContext above them');
  return engine;
}

/** Re-renders only when the selected part changes identity. Selectors must return a part of the state, not a new object. */
export function useScreen<T>(select: (state: ScreenState) => T): T {
  const { store } = useEngine();
  return useSyncExternalStore(store.subscribe, () => select(store.read()));
}

/** One slice of the engine's state; null until the first snapshot. */
export function useSlice<K extends keyof EngineState>(name: K): EngineState[K] | null {
  return useScreen((state) => state.engine?.[name] ?? null);
}

/** True when figures on the screen are no longer being kept up to date by an engine. */
export function useLost(): boolean {
  return useScreen((state) => state.connection.phase === 'lost');
}
