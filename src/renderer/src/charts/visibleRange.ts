/** Half a month's name needs about this many bars on either side of its tick. */
const LABEL_BARS = 6;

/** The first bar to show: a month that starts right at the edge, inside or outside, would have its name cut in half there. */
export function pastMonthStart(dates: readonly string[], first: number): number {
  const monthOf = (index: number): string => (dates[index] ?? '').slice(0, 7);
  const last = Math.min(first + LABEL_BARS, dates.length - 1);
  for (let index = last; index >= Math.max(0, first - LABEL_BARS); index -= 1) {
    const startsMonth = index === 0 || monthOf(index) !== monthOf(index - 1);
    if (startsMonth) return Math.min(Math.max(first, index + LABEL_BARS + 1), dates.length - 1);
  }
  return first;
}
