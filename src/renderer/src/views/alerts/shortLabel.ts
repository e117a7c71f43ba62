/**
 * `VIXW 24 Nov 26 19 C` → `24 Nov 19 C`: the card's column is narrow; the full name stands in the headline and under Why.
 * A number is a year only when the strike still follows it.
 */
export function shortLabel(label: string): string {
  return label.replace(/^VIXW? /, '').replace(/^(\d{1,2} [A-Z][a-z]{2}) (?:\d{2}|\d{4}) (?=[\d.]+ [CP]$)/, '$1 ');
}
