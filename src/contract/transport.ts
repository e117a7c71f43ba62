/** A two-method pipe for JSON text. Everything else (ids, timeouts, events, errors) sits above and is the same on every pipe. */
export interface Transport {
  send(text: string): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: (reason: string) => void): void;
  close(reason?: string): void;
}

