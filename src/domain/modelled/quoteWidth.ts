/** Tick and width rules of one listed class, dollars per unit. */
export interface QuoteWidth {
  /** Price increment at a price level. */
  tick(price: number): number;
  /** Half of the market maker's usual width at a fair value, before rounding outward to ticks. */
  halfWidth(fair: number): number;
}

/** SPXW: 0.05 below 3, 0.10 above; wider for dear contracts and in stressed markets. */
export function spxwWidth(vix: number): QuoteWidth {
  const stress = 1 + Math.max(0, vix - 16) / 30;
  return {
    tick: (price) => (price < 3 ? 0.05 : 0.1),
    halfWidth: (fair) => Math.min(2.5, 0.015 + 0.006 * fair) * stress,
  };
}

/** VIX options: 0.01 below 3, 0.05 above. */
export function vixOptionWidth(vix: number): QuoteWidth {
  const stress = 1 + Math.max(0, vix - 16) / 40;
  return {
    tick: (price) => (price < 3 ? 0.01 : 0.05),
    halfWidth: (fair) => Math.min(0.25, 0.015 + 0.012 * fair) * stress,
  };
}

/** VX futures: 0.05; the nearest months one tick wide. */
export function vxFutureWidth(days: number): QuoteWidth {
  return { tick: () => 0.05, halfWidth: () => (days > 150 ? 0.035 : 0.005) };
}

/** Rounds outward to the class's ticks: the fair value always lies between bid and ask. A worthless contract is bid at 0. */
export function quoteAround(fair: number, width: QuoteWidth): { readonly bid: number; readonly ask: number } {
  const half = width.halfWidth(fair);
  const bidTick = width.tick(fair - half);
  const askTick = width.tick(fair + half);
  const bid = Math.max(0, Math.floor((fair - half) / bidTick + 1e-9) * bidTick);
  const ask = Math.max(Math.ceil((fair + half) / askTick - 1e-9) * askTick, bid + askTick);
  return { bid: cents(bid), ask: cents(ask) };
}

const cents = (price: number): number => Math.round(price * 100) / 100;
