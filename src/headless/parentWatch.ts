const POLL_MS = 1_000;

/** True while a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A host started by a launcher ends with it: otherwise a killed `npm start` would leave a server behind. Returns a stop. */
export function watchParent(parentPid: string | undefined, onGone: () => void): () => void {
  const pid = Number(parentPid);
  if (parentPid === undefined || !Number.isSafeInteger(pid) || pid <= 0) return () => undefined;
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    onGone();
  }, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
