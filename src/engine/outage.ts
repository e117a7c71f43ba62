import { MUTE_AFTER_MS } from './config.ts';
import type { EngineCore } from './engineCore.ts';

/** Why there is nothing to judge on; empty when the data flow. */
export function dataOutageCauses({ feed }: EngineCore, atMs: number): readonly string[] {
  if (feed.state === 'connecting' || feed.state === 'disconnected' || feed.state === 'mute') return [feed.detail];
  if (feed.lastFrameMs === null) return ['the feed has sent nothing yet'];
  const silentMs = atMs - feed.lastFrameMs;
  if (silentMs > MUTE_AFTER_MS) return [`the feed is connected but has been silent for ${Math.floor(silentMs / 1000)} s`];
  if (!feed.historyDone) return ['waiting for price history'];
  return feed.arrivingUntilMs === null ? [] : ['waiting for the first quotes'];
}

/** Why the product does not monitor: no data, or a hedge log that cannot be written. Empty when it does. */
export function outageCauses(core: EngineCore, atMs: number): readonly string[] {
  return [...dataOutageCauses(core, atMs), ...(core.recording ? [] : ['the hedge log cannot be written: nothing is recorded'])];
}
