import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive, watchParent } from '../../src/headless/parentWatch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

describe('a host watches the launcher that started it', () => {
  it('and ends with it', () => {
    const gone = vi.fn();
    watchParent(String(deadPid()), gone);
    vi.advanceTimersByTime(5_000);
    expect(gone).toHaveBeenCalledOnce();
  });

  it('goes on while the launcher lives, and when told to stop watching', () => {
    const gone = vi.fn();
    watchParent(String(process.pid), gone);
    watchParent(String(deadPid()), gone)();
    vi.advanceTimersByTime(60_000);
    expect(gone).not.toHaveBeenCalled();
    expect(isAlive(process.pid)).toBe(true);
  });

  it.each([undefined, '', 'x', '-1', '0', '1.5'])('watches nothing when started by hand (%j)', (pid) => {
    const gone = vi.fn();
    watchParent(pid, gone);
    vi.advanceTimersByTime(60_000);
    expect(gone).not.toHaveBeenCalled();
  });
});
