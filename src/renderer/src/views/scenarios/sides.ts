/** Which part of the book a scenario speaks of. */
export const sides = ['total', 'condors', 'hedge'] as const;
export type Side = (typeof sides)[number];

export const sideWords: Record<Side, string> = { total: 'Together', condors: 'Condors', hedge: 'Hedge' };
