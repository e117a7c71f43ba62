interface SegmentsProps<Value extends string | number> {
  readonly label: string;
  readonly choices: readonly { readonly value: Value; readonly text: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}

/** A few choices side by side, one of them pressed. */
export function Segments<Value extends string | number>({ label, choices, value, onChange, className = '' }: SegmentsProps<Value>) {
  return (
    <span className={`segments ${className}`} role="group" aria-label={label}>
      {choices.map((choice) => (
        <button key={choice.value} type="button" className="segment" aria-pressed={choice.value === value} onClick={() => onChange(choice.value)}>{choice.text}</button>
      ))}
    </span>
  );
}
