import type { ReactNode } from 'react';
import { useLost, useScreen } from '../../engineStore.ts';

interface PanelProps {
  readonly title: ReactNode;
  /** Unit, convention, as-of: what the figures of the panel mean. */
  readonly aside?: ReactNode;
  readonly className?: string;
  /** Nothing has arrived yet: a sentence instead of the content. */
  readonly loading?: string | false;
  readonly failed?: string | null | false;
  readonly empty?: string | false;
  /** Content is shown, greyed, with how old it is. */
  readonly stale?: string | false;
  /** False where the content is a record, which stays true when the market is no longer followed. */
  readonly market?: boolean;
  readonly label?: string;
  readonly children?: ReactNode;
}

/** One card with the five states every panel has: loading, failed, empty, stale (also: disconnected) and ready. */
export function Panel({ title, aside, className = '', loading, failed, empty, stale, market = true, label, children }: PanelProps) {
  const lost = useLost();
  const monitoring = useScreen((state) => state.engine?.health.monitoring ?? true);
  const outage = lost ? 'not connected' : market && !monitoring ? 'not live' : null;
  const note = outage ?? (stale || null);
  const notice = failed ? `Not available: ${failed}` : loading || empty || null;
  return (
    <section className={`panel ${className}`} aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
      <h2 className="panel-title">
        <span>{title}</span>
        <span className="panel-aside">{note !== null && notice === null ? <span className="stale-note" title="The figures of this panel are the last known ones">{note}</span> : aside}</span>
      </h2>
      {notice === null
        ? <div className={`panel-body ${note === null ? '' : 'is-stale'}`}>{children}</div>
        : <p className={`panel-notice ${failed ? 'negative' : ''}`} role="status">{notice}</p>}
    </section>
  );
}
