import type { ReactNode } from 'react';
import { Fresh } from './Fresh.tsx';

interface RowProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly className?: string;
  readonly title?: string | undefined;
}

/** Label on the left, figure on the right. */
export function Row({ label, value, className = '', title }: RowProps) {
  return (
    <div className="row" title={title}>
      <span>{label}</span>
      <b className={className}><Fresh text={value} /></b>
    </div>
  );
}
