/**
 * Shape of the modelled VIX futures curve. A future moves with spot VIX by a share that decays with its time to settlement
 * and always lies between spot and a long-run level that carries a small premium.
 */
export interface VixCurve {
  /** Modelled futures price, VIX points, `days` calendar days before settlement (0 = spot). */
  forward(days: number): number;
}

/**
 * VX points per spot-VIX point by days to settlement: a smooth fit (within 0.07) of the measured table, whose nodes run from
 * 1.00 at settlement over 0.43 at 30 days to 0.16 at 230 (VX settles 2006–2014).
 */
export function modelledBeta(days: number): number {
  const tau = Math.max(0, days);
  return 0.38 * Math.exp(-tau / 5) + 0.38 * Math.exp(-tau / 45) + 0.24 * Math.exp(-tau / 600);
}

/** Extra points that buyers of distant volatility pay: 0 at settlement, about one point at eight months. */
function termPremium(days: number): number {
  return 1.1 * (1 - Math.exp(-Math.max(0, days) / 100));
}

export function createVixCurve(vix: number, longRunVix: number): VixCurve {
  return {
    forward: (days) => longRunVix + modelledBeta(days) * (vix - longRunVix) + termPremium(days),
  };
}

/** Modelled VVIX: +2.0 per VIX point (measured 2007–26) around 93 at VIX 17, kept within the index's own history. */
export function modelledVvix(vix: number): number {
  return Math.min(200, Math.max(65, 93 + 2 * (vix - 17)));
}

/**
 * Implied volatility (1.00 = 100 %) of a VIX option. At the money about 95/70/58 % at 30/110/220 days for VVIX 95, falling as a
 * power of time; higher strikes dearer, since volatility jumps upward.
 */
export function vixOptionVolatility(strike: number, forward: number, days: number, vvix: number): number {
  const tau = Math.max(4, days);
  const atTheMoney = (vvix / 100) * (tau / 30) ** -0.24;
  const moneyness = Math.log(strike / forward) / (atTheMoney * Math.sqrt(tau / 365));
  const skew = (0.25 * moneyness) / (1 + 0.1 * Math.abs(moneyness));
  return atTheMoney * Math.max(0.45, 1 + skew);
}
