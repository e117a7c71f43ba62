/** One figure of ours beside a limit or a peer, measured in the same run on the same machine. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  run(): Figure[];
}

const RUNS = 3;

/** Median of three runs, each in units per second: a single run says too little on a shared machine. */
export function perSecond(units: number, work: () => void): number {
  const rates = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    work();
    return units / ((performance.now() - started) / 1000);
  });
  return rates.toSorted((a, b) => a - b)[1] ?? 0;
}

const rounded = (value: number): string => Math.round(value).toLocaleString('en-US');

export const figureLine = ({ what, unit, ours, peer, peerName }: Figure): string =>
  `${what}: ${rounded(ours)} ${unit}; ${peerName}: ${rounded(peer)} ${unit}; ${(ours / peer).toFixed(2)} of it`;
