/** SQLite's own errors (disk full, I/O) are the world's doing: shown and survived. Anything else is a bug and ends the process. */
export const isStorageFault = (fault: unknown): boolean =>
  typeof fault === 'object' && fault !== null && 'code' in fault && typeof fault.code === 'string' && fault.code.startsWith('SQLITE_');
