export const viewNames = ['overview', 'book', 'scenarios', 'signals', 'volatility', 'log'] as const;
export type ViewName = (typeof viewNames)[number];

export const viewTitles: Record<ViewName, string> = { overview: 'Overview', book: 'Book', scenarios: 'Scenarios', signals: 'Signals', volatility: 'Volatility', log: 'Log' };

/** `#book` → book; anything unknown is the overview. */
export function viewFromHash(hash: string): ViewName {
  return viewNames.find((name) => hash === `#${name}`) ?? 'overview';
}
