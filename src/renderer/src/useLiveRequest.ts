import { useEffect, useRef, useState } from 'react';
import type { RequestName, RequestParams, RequestResult } from '../../contract/api.ts';
import { useEngine, type ScreenState } from './engineStore.ts';
import { createLiveRequest, type LiveAnswer, type LiveRequest } from './liveRequest.ts';

const isLive = ({ connection, engine }: ScreenState): boolean => connection.phase === 'live' && engine !== null;

/** `createLiveRequest` over the page: active while the page is in sight and connected, changes are those of book and market. */
export function useLiveRequest<N extends RequestName>(name: N, params: RequestParams<N>): LiveAnswer<RequestResult<N>> {
  const { store, request } = useEngine();
  const [shown, setShown] = useState<LiveAnswer<RequestResult<N>>>({ answer: null, failure: null });
  const live = useRef<LiveRequest<RequestParams<N>> | null>(null);
  const wanted = useRef(params);
  const key = JSON.stringify(params);
  const wantedKey = useRef(key);

  useEffect(() => {
    const made = createLiveRequest<RequestParams<N>, RequestResult<N>>(wanted.current, {
      ask: (asked) => request(name, asked),
      show: setShown,
      schedule(run, delayMs) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      nowMs: () => performance.now(),
    });
    live.current = made;
    let seen = store.read();
    const follow = (): void => made.setActive(!document.hidden && isLive(store.read()));
    const unsubscribe = store.subscribe(() => {
      const state = store.read();
      const changed = state.engine?.book !== seen.engine?.book || state.engine?.market !== seen.engine?.market;
      seen = state;
      if (changed) made.noteChange();
      follow();
    });
    document.addEventListener('visibilitychange', follow);
    follow();
    return () => {
      live.current = null;
      made.stop();
      unsubscribe();
      document.removeEventListener('visibilitychange', follow);
    };
  }, [name, request, store]);

  useEffect(() => {
    if (wantedKey.current === key) return;
    wantedKey.current = key;
    wanted.current = params;
    live.current?.want(params);
  }, [key, params]);

  return shown;
}
