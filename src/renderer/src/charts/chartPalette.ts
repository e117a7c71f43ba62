/** The design tokens as canvas colors. Read again whenever the theme changes. */
export interface ChartPalette {
  readonly text: string;
  readonly soft: string;
  readonly quiet: string;
  readonly grid: string;
  readonly line: string;
  readonly price: string;
  readonly obv: string;
  readonly adLine: string;
  readonly act: string;
  readonly positive: string;
  readonly negative: string;
  readonly panel: string;
}

export function readChartPalette(): ChartPalette {
  const styles = getComputedStyle(document.documentElement);
  const token = (name: string): string => styles.getPropertyValue(name).trim();
  return {
    text: token('--text'), soft: token('--soft'), quiet: token('--quiet'), grid: token('--grid'), line: token('--line-strong'), price: token('--price'), obv: token('--obv'),
    adLine: token('--ad'), act: token('--act'), positive: token('--positive'), negative: token('--negative'), panel: token('--panel'),
  };
}
