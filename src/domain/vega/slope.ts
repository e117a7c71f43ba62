/** One change of a series beside the change of VIX that went with it, points. Several may share a session. */
export interface PairedChange {
  readonly session: string;
  readonly vixChange: number;
  readonly change: number;
}

/** Slope of y on x by ordinary least squares with intercept. */
export interface Slope {
  readonly value: number;
  readonly intercept: number;
  /** Classical: errors independent and of one variance. */
  readonly standardError: number;
  /** White's sandwich with sessions as clusters (Liang and Zeger 1986, corrected by G/(G−1)·(n−1)/(n−2)): holds where calm and wild days differ. */
  readonly robustStandardError: number;
  readonly rSquared: number;
  readonly observations: number;
}

interface Sums {
  readonly meanX: number;
  readonly meanY: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

function sumsOf(pairs: readonly PairedChange[]): Sums {
  const n = pairs.length;
  const meanX = pairs.reduce((sum, { vixChange }) => sum + vixChange, 0) / n;
  const meanY = pairs.reduce((sum, { change }) => sum + change, 0) / n;
  let [xx, xy, yy] = [0, 0, 0];
  for (const { vixChange, change } of pairs) {
    xx += (vixChange - meanX) ** 2;
    xy += (vixChange - meanX) * (change - meanY);
    yy += (change - meanY) ** 2;
  }
  return { meanX, meanY, xx, xy, yy };
}

/** Null with fewer than three pairs, from one session only, or where VIX or the series never moved: no line is better than another then. */
export function slopeOf(pairs: readonly PairedChange[]): Slope | null {
  const n = pairs.length;
  if (n < 3) return null;
  const { meanX, meanY, xx, xy, yy } = sumsOf(pairs);
  if (!(xx > 0) || !(yy > 0)) return null;
  const value = xy / xx;
  const intercept = meanY - value * meanX;
  const scores = new Map<string, number>();
  let squares = 0;
  for (const { session, vixChange, change } of pairs) {
    const residual = change - intercept - value * vixChange;
    squares += residual * residual;
    scores.set(session, (scores.get(session) ?? 0) + (vixChange - meanX) * residual);
  }
  const clusters = scores.size;
  const meat = [...scores.values()].reduce((sum, score) => sum + score * score, 0);
  const correction = (clusters / (clusters - 1)) * ((n - 1) / (n - 2));
  const slope: Slope = {
    value, intercept, observations: n, rSquared: Math.min(1, (xy * xy) / (xx * yy)),
    standardError: Math.sqrt(squares / (n - 2) / xx), robustStandardError: Math.sqrt(correction * meat) / xx,
  };
  // One session alone has no spread between sessions; moves of 1e-160 points are no moves.
  return Object.values(slope).every(Number.isFinite) ? slope : null;
}
