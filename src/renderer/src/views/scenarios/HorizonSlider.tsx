import { horizonText } from './scenarioWords.ts';

export const LONGEST_HORIZON_DAYS = 30;

interface HorizonSliderProps {
  readonly days: number;
  readonly asOfUs: number | null;
  readonly onChange: (days: number) => void;
}

/** How many calendar days pass before the shocks. */
export function HorizonSlider({ days, asOfUs, onChange }: HorizonSliderProps) {
  return (
    <label className="horizon">
      <span className="field-label">Horizon</span>
      <input
        type="range" className="range-input" min={0} max={LONGEST_HORIZON_DAYS} step={1} value={days} aria-valuetext={horizonText(days, asOfUs)}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <output className="horizon-text">{horizonText(days, asOfUs)}</output>
    </label>
  );
}
