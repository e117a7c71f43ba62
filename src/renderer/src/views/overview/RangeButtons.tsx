import { Segments } from '../parts/Segments.tsx';
import { chartRanges } from './chartRange.ts';

interface RangeButtonsProps {
  readonly sessions: number;
  readonly onChange: (sessions: number) => void;
}

const choices = chartRanges.map(({ label, sessions }) => ({ value: sessions, text: label }));

export function RangeButtons({ sessions, onChange }: RangeButtonsProps) {
  return <Segments<number> label="Charted range" choices={choices} value={sessions} onChange={onChange} className="ranges" />;
}
