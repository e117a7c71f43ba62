import type { Gauge, GaugeMark } from './coverage.ts';

const kindWords: Record<GaugeMark['kind'], string> = { now: 'now', proposed: 'with the proposal', target: 'target' };

/** Coverage from 0 to 100 % of short vega: the band, where the book stands, the target and where the proposal leads. */
export function CoverageGauge({ gauge }: { readonly gauge: Gauge }) {
  const words = gauge.marks.map((mark) => `${kindWords[mark.kind]} ${mark.label}`).join(', ');
  return (
    <div className="gauge" role="img" aria-label={`Coverage: ${words === '' ? 'not known' : words}`}>
      <div className="gauge-track" />
      {gauge.band === null ? null : <div className="gauge-band" style={{ left: `${gauge.band.from}%`, width: `${gauge.band.width}%` }} />}
      {gauge.marks.map((mark) => (
        <div key={mark.kind} className={`gauge-mark gauge-${mark.kind}`} style={{ left: `${mark.at}%` }} title={`${kindWords[mark.kind]} ${mark.label}`} />
      ))}
      {gauge.marks.filter((mark) => mark.labelled).map((mark) => (
        <span key={mark.kind} className={`gauge-label ${mark.kind === 'proposed' ? 'act' : ''} ${edge(mark.at)}`} style={{ left: `${mark.at}%` }}>{mark.label}</span>
      ))}
      {gauge.endLabelled ? <span className="gauge-label gauge-label-end">100 %</span> : null}
    </div>
  );
}

/** Labels at the ends lean inward instead of being cut off. */
function edge(at: number): string {
  if (at < 5) return 'gauge-label-start';
  return at > 95 ? 'gauge-label-end' : '';
}
