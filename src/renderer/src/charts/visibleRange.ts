/** Half a month's name needs about this many bars to the left of its tick. */
const LABEL_BARS = 7;

/** The first bar to show: a month that starts right at the edge would have its name cut in half, so it is left out of sight. */
export function pastMonthStart(dates: readonly string[], first: number): number {
  const monthOf = (index: number): string => (dates[index] ?? '').slice(0, 7);
  for (let index = Math.min(first + LABEL_BARS, dates.length - 1); index >= first; index -= 1) {
    const startsMonth = index === 0 || monthOf(index) !== monthOf(index - 1);
    if (startsMonth && index + 1 < dates.length) return index + 1;
  }
  return first;
}
