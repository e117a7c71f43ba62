/** Prices are stored as integers of 1/10,000 dollar (or index point): exact decimals, and no store hands back more than it was given. */
const SCALE = 10_000;

export const toE4 = (price: number): number => Math.round(price * SCALE);
export const fromE4 = (stored: number): number => stored / SCALE;
