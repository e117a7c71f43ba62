interface FreshProps {
  readonly text: string;
  readonly className?: string;
}

/** A figure that fades in briefly whenever its text changes. */
export function Fresh({ text, className = '' }: FreshProps) {
  return <span key={text} className={`fresh ${className}`}>{text}</span>;
}
