import { useRef } from 'react';

interface FreshProps {
  readonly text: string;
  readonly className?: string;
}

/** A figure that changes faster than this is plainly live; fading it each time would only make it pale. */
const QUIET_MS = 1_500;

/** A figure that fades in briefly when its text changes after a while of standing still. */
export function Fresh({ text, className = '' }: FreshProps) {
  const seen = useRef({ text, changedMs: 0, turn: 0 });
  if (seen.current.text !== text) {
    const nowMs = performance.now();
    const { changedMs, turn } = seen.current;
    seen.current = { text, changedMs: nowMs, turn: nowMs - changedMs > QUIET_MS ? turn + 1 : turn };
  }
  const { turn } = seen.current;
  return <span key={turn} className={turn === 0 ? className : `fresh ${className}`}>{text}</span>;
}
