import { chartRanges } from './chartRange.ts';

interface RangeButtonsProps {
  readonly sessions: number;
  readonly onChange: (sessions: number) => void;
}

export function RangeButtons({ sessions, onChange }: RangeButtonsProps) {
  return (
    <span className="ranges" role="group" aria-label="Charted range">
      {chartRanges.map((range) => (
        <button key={range.label} type="button" className="range-button" aria-pressed={range.sessions === sessions} onClick={() => onChange(range.sessions)}>{range.label}</button>
      ))}
    </span>
  );
}
