/** The ranges a chart offers, in sessions. */
export const chartRanges = [
  { label: '3 m', sessions: 63 },
  { label: '6 m', sessions: 126 },
  { label: '1 y', sessions: 252 },
] as const;
export const defaultRangeSessions = 126;
