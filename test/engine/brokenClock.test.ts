import { describe, expect, it } from 'vitest';
import { MICROS_PER_DAY } from '../../src/domain/units.ts';
import { createHarness } from '../support/engineHarness.ts';

const invariantOf = ({ received, stored, conflated, rejected }: { received: number; stored: number; conflated: number; rejected: number }): number => received - stored - conflated - rejected;

describe('a sender whose clock runs far ahead', () => {
  it.each(['index', 'trade', 'quote', 'breadth'])('moves neither the market nor the book with a row of %s', (kind) => {
    const harness = createHarness();
    harness.steps(30);
    const before = harness.snapshot().state;
    const core = harness.engine.core;
    const legs = core.book?.legs.length ?? 0;
    expect(legs).toBeGreaterThan(0);
    const eventTimeUs = (core.market.nowUs ?? 0) + 400 * MICROS_PER_DAY;
    const [contract] = [...(core.market.view({ atMs: 0, limits: { levelMs: 0, optionMs: 0 }, rate: 0, delayed: false, modelled: false })?.quotes.keys() ?? [])];
    const row = { index: ['SPX', eventTimeUs, 7000], trade: ['SPY', eventTimeUs, 700, 1, null], quote: [contract, eventTimeUs, 1, 1.1, 1, 1], breadth: ['NYSE', eventTimeUs, 1, 1, 1] }[kind];
    harness.feed({ t: kind, rows: [row] });
    harness.pass(200);
    const after = harness.snapshot().state;
    expect(after.clock.marketTimeUs).toBe(before.clock.marketTimeUs);
    expect(after.health.rejectedByReason['future-event-time']).toBe(1);
    expect(invariantOf(after.health)).toBe(0);
    expect(core.book?.legs).toHaveLength(legs);
    expect(after.log.recent.map((entry) => entry.kind)).not.toContain('settled');
  });

  it('is believed again once the clock of the feed says so', () => {
    const harness = createHarness();
    harness.steps(5);
    const later = (harness.engine.core.market.nowUs ?? 0) + 10 * MICROS_PER_DAY;
    harness.feed({ t: 'clock', marketTimeUs: later, speed: 1, session: 'open' });
    harness.feed({ t: 'index', rows: [['SPX', later + 1, 7000]] });
    expect(harness.engine.core.market.level('SPX')).toMatchObject({ eventTimeUs: later + 1, level: 7000 });
  });
});
