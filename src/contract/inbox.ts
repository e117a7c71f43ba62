import type { Transport } from './transport.ts';

/** The receiving half that every pipe shares: text waits for the first listener, and a pipe closes once, for one reason. */
export interface Inbox {
  readonly onMessage: Transport['onMessage'];
  readonly onClose: Transport['onClose'];
  deliver(text: string): void;
  /** Returns false when the pipe was closed before. */
  end(reason: string): boolean;
  isEnded(): boolean;
}

export function createInbox(onFirstListener?: () => void): Inbox {
  const messageListeners: ((text: string) => void)[] = [];
  const closeListeners: ((reason: string) => void)[] = [];
  let waiting: string[] = [];
  let endedBecause: string | null = null;

  return {
    onMessage(listener) {
      messageListeners.push(listener);
      if (messageListeners.length > 1) return;
      onFirstListener?.();
      const early = waiting;
      waiting = [];
      for (const text of early) listener(text);
    },
    onClose(listener) {
      if (endedBecause === null) closeListeners.push(listener);
      else listener(endedBecause);
    },
    deliver(text) {
      if (endedBecause !== null) return;
      if (messageListeners.length === 0) waiting.push(text);
      for (const listener of messageListeners) listener(text);
    },
    end(reason) {
      if (endedBecause !== null) return false;
      endedBecause = reason;
      for (const listener of closeListeners) listener(reason);
      return true;
    },
    isEnded: () => endedBecause !== null,
  };
}

export const CLOSED_HERE = 'This side closed the connection.';
export const CLOSED_THERE = 'The other side closed the connection.';
