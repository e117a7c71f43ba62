import { describe, expect, it } from 'vitest';
import { divergenceRemark, divergenceState, divergenceText, type DivergenceView } from '../../src/renderer/src/divergenceWords.ts';
import { divergenceRows } from '../../src/renderer/src/views/signals/divergenceRows.ts';
import { sampleState } from '../support/sampleState.ts';

const { signals } = sampleState();
const one = (changes: Partial<DivergenceView>): DivergenceView => ({ ...signals.divergences[0]!, overlaps: null, ...changes });

describe('divergences as a table', () => {
  it('stand newest first, with state, strength and the bar they were known on', () => {
    const older = one({ id: 'older', to: { ...one({}).to, date: '2026-10-02' } });
    const rows = divergenceRows({ divergences: [older, ...signals.divergences] });
    expect(rows.map((row) => row.id)).toEqual(['adLine:bearish:2026-11-18', 'obv:bearish:2026-11-18', 'older']);
    expect(rows[0]).toMatchObject({ active: true, acts: true, state: 'forming since 18\u00a0Nov', strength: '0.18', known: '18 Nov' });
    expect(rows[0]!.text).toMatch(/^A\/D line bearish, SPX 6,993 \(.*\) → 7,024 /);
  });

  it.each([
    ['bearish', 'OBV bearish', ''],
    ['bullish', 'OBV bullish', 'no rule uses it'],
    ['hiddenBearish', 'OBV hidden bearish', 'no rule uses it'],
    ['hiddenBullish', 'OBV hidden bullish', 'no rule uses it'],
  ] as const)('name the kind %s in words and say whether a rule reads it', (kind, name, remark) => {
    const [row] = divergenceRows({ divergences: [one({ kind })] });
    expect(row!.text).toMatch(new RegExp(`^${name}, SPX `));
    expect(row!.remark).toBe(remark);
    expect(row!.acts).toBe(kind === 'bearish');
  });

  it('say that the other series agrees', () => {
    expect(divergenceRemark(one({ overlaps: 'adLine:bearish:2026-11-18' }))).toBe('A/D line diverges too');
    expect(divergenceRemark(one({ series: 'adLine', kind: 'hiddenBullish', overlaps: 'x' }))).toBe('OBV diverges too; no rule uses it');
  });

  it('are confirmed down over highs, and simply confirmed over lows', () => {
    const words = (['bearish', 'hiddenBearish', 'bullish', 'hiddenBullish'] as const).map((kind) => divergenceState({ kind, state: 'confirmedDown' }));
    expect(words).toEqual(['confirmed down', 'confirmed down', 'confirmed', 'confirmed']);
    expect(divergenceState({ kind: 'bullish', state: 'invalidated' })).toBe('invalidated');
  });

  it('tell the bar of an intraday one', () => {
    const hourly = signals.timeframes[0]!.divergences[0]!;
    expect(divergenceText(hourly)).toBe('OBV bearish, SPX 6,998 (12 Nov 11:30) → 7,021 (18 Nov 14:30)');
  });

  it('that have ended are not in the color of advice', () => {
    expect(divergenceRows({ divergences: [one({ state: 'expired', active: false })] })[0]).toMatchObject({ active: false, acts: false });
  });
});
