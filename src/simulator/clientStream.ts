import type { MarketFrame, StreamFrame } from './frames.ts';
import { wants } from './clientRequest.ts';
import type { Subscription } from './clientRequest.ts';

/** A frame and its text, encoded at most once however many clients take it whole. */
export interface EncodedFrame {
  readonly frame: StreamFrame;
  text(): string;
}

export function encodeOnce(frame: StreamFrame): EncodedFrame {
  let text: string | null = null;
  return { frame, text: () => (text ??= encodeFrame(frame)) };
}

export const encodeFrame = (frame: MarketFrame): string => JSON.stringify(frame);

/** The text of what a client wants of a frame; null when it wants none of it. */
export function filteredText(encoded: EncodedFrame, subscription: Subscription): string | null {
  const { frame } = encoded;
  if (!subscription.channels.has(frame.t)) return null;
  if (frame.t === 'clock') return encoded.text();
  if (frame.t === 'chain') return subscription.roots.has(frame.root) ? encoded.text() : null;
  const rows = (frame.rows as readonly (readonly [string, ...unknown[]])[]).filter((row) => wants(subscription, row[0]));
  if (rows.length === 0) return null;
  return rows.length === frame.rows.length ? encoded.text() : JSON.stringify({ t: frame.t, rows });
}
