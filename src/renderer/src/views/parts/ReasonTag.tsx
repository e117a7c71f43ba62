import { Tooltip } from '@base-ui/react/tooltip';

interface ReasonTagProps {
  readonly text: string;
  readonly reason: string;
}

/** A small word that says its reason to the pointer, to the keyboard and to a screen reader. */
export function ReasonTag({ text, reason }: ReasonTagProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger className="tag tag-reason" aria-label={`${text}: ${reason}`} delay={150}>{text}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner side="top" sideOffset={6} className="floating">
          <Tooltip.Popup className="tooltip">{reason}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
