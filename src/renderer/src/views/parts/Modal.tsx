import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';

interface ModalProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly wide?: boolean;
  /** What has the focus first; the first control otherwise. */
  readonly firstFocus?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** A dialog over the screen: focus is kept inside, Escape and the cross close it. */
export function Modal({ open, onClose, title, description, wide = false, firstFocus, children }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => { if (!next) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Backdrop className="veil" />
        <Dialog.Popup {...(firstFocus === undefined ? {} : { initialFocus: firstFocus })} className={`dialog ${wide ? 'dialog-wide' : ''}`}>
          <div className="dialog-head">
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">✕</Dialog.Close>
          </div>
          {description === undefined ? null : <Dialog.Description className="dialog-description">{description}</Dialog.Description>}
          <div className="dialog-body">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
