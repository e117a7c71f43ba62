import { describe, expect, it } from 'vitest';
import { requests, type AlertView } from '../../src/contract/api.ts';
import { quietWords, stateWords } from '../../src/renderer/src/views/alerts/alertWords.ts';
import { closedAlerts, liveAlerts } from '../../src/renderer/src/views/alerts/alertOrder.ts';
import { checkDraft, draftOf, formatSymbol, netDebit, parseFigure } from '../../src/renderer/src/views/alerts/fillDraft.ts';
import { shortLabel } from '../../src/renderer/src/views/alerts/shortLabel.ts';
import { marginWords, netWords, sideWords } from '../../src/renderer/src/views/alerts/ticketWords.ts';
import { snoozeChoices } from '../../src/renderer/src/views/alerts/snoozeChoices.ts';
import { actionTitle, kindWords, messageOf } from '../../src/renderer/src/wording.ts';
import { SAMPLE_DATE, SAMPLE_NOW_US, sampleAlert, sampleState } from '../support/sampleState.ts';

const alert = (id: string, state: AlertView['state'], raisedUs: number): AlertView => ({ ...sampleAlert(), id, state, raisedUs, changedUs: raisedUs });

describe('alerts', () => {
  const alerts = [alert('snoozed', 'snoozed', 9), alert('old', 'open', 1), alert('new', 'open', 5), alert('seen', 'acknowledged', 7), alert('done', 'filled', 8), alert('gone', 'expired', 2)];

  it('that are open come first, the newest on top', () => {
    expect(liveAlerts(alerts).map((one) => one.id)).toEqual(['new', 'old', 'seen', 'snoozed']);
  });

  it('that are critical come first among the open ones, and being told again moves none', () => {
    const critical = { ...alert('critical', 'open', 0), level: 'critical' as const };
    expect(liveAlerts([...alerts, critical]).map((one) => one.id)).toEqual(['critical', 'new', 'old', 'seen', 'snoozed']);
    const [first, ...others] = alerts.map((one) => ({ ...one, level: 'critical' as const }));
    const reminded = { ...first!, notifiedUs: 99, timesNotified: 9 };
    expect(liveAlerts([reminded, ...others]).map((one) => one.id)).toEqual(liveAlerts(alerts).map((one) => one.id));
  });

  it('that are no longer advised come last, and say so', () => {
    const left = { ...alert('left', 'open', 99), goneSinceUs: SAMPLE_NOW_US };
    expect(liveAlerts([left, ...alerts]).map((one) => one.id).at(-1)).toBe('left');
    expect(stateWords(left, { marketTimeUs: SAMPLE_NOW_US, date: SAMPLE_DATE })).toMatch(/^no longer advised since \d\d:\d\d$/);
  });

  it('that are over are kept apart, the last changed on top', () => {
    expect(closedAlerts(alerts).map((one) => one.id)).toEqual(['done', 'gone']);
  });

  it('carry action and layer in their title', () => {
    expect(actionTitle({ action: 'add', layer: 'base' })).toBe('Add · base layer');
    expect(actionTitle({ action: 'delayer', layer: null })).toBe('De-layer');
  });
});

describe('what a card says of its alert', () => {
  const clock = { marketTimeUs: SAMPLE_NOW_US, date: SAMPLE_DATE };
  const open = { ...sampleAlert(), notifiedUs: SAMPLE_NOW_US - 60_000_000 };

  it.each([
    [{}, ''],
    [{ untold: 'raised' }, 'notification held back by quiet hours'],
    [{ untold: 'raised', silentUntilUs: SAMPLE_NOW_US + 1 }, 'notification held back by its cool-down'],
    [{ level: 'critical' }, 'unanswered, told 10:41'],
    [{ level: 'critical', timesNotified: 3 }, 'unanswered, told 3 times, last 10:41'],
    [{ level: 'critical', state: 'acknowledged', note: 'seen' }, 'Acknowledged Thu 19 Nov 10:41 · “seen”'],
    [{ filledContracts: 2 }, '2 of 5 contracts filled so far'],
  ] as const)('%o: %s', (changes, words) => expect(stateWords({ ...open, ...changes }, clock)).toBe(words));

  it('and until when notifications are quiet', () => {
    expect(quietWords({ untilUs: SAMPLE_NOW_US, criticalRings: true })).toBe('Quiet until 10:42 New York, critical alerts ring');
    expect(quietWords({ untilUs: SAMPLE_NOW_US, criticalRings: false })).toBe('Quiet until 10:42 New York, no notifications');
  });
});

describe('recording a fill', () => {
  const candidate = sampleAlert().decision.candidates[0]!;
  const draft = draftOf(candidate);

  it('starts from the ticket and makes a request that the contract accepts', () => {
    const check = checkDraft(sampleAlert(), draft);
    if (!check.ok) throw new Error(check.reason);
    expect(check.request).toMatchObject({ alertId: sampleAlert().id, source: 'user', lines: [{ side: 'buy', contracts: 5, price: 2.08, layer: 'base' }] });
    expect(requests.recordFill.params.safeParse(check.request).success).toBe(true);
  });

  it('costs contracts × price × 100, sales come back', () => {
    expect(netDebit(draft)).toBeCloseTo(1040, 9);
    const roll = [draft[0]!, { ...draft[0]!, ticket: { ...draft[0]!.ticket, side: 'sell' as const }, price: 0.85 }];
    expect(netDebit(roll)).toBeCloseTo(1040 - 425, 9);
  });

  it('has no total while a field is empty or a line is no contract; nothing is paid for a future', () => {
    expect(netDebit([{ ...draft[0]!, price: null }])).toBeNull();
    expect(netDebit([{ ...draft[0]!, price: -2 }])).toBeNull();
    expect(netDebit([{ ...draft[0]!, ticket: { ...draft[0]!.ticket, symbol: 'SPX' } }])).toBeNull();
    expect(netDebit([{ ...draft[0]!, ticket: { ...draft[0]!.ticket, symbol: 'VX261216' } }])).toBe(0);
  });

  it('leaves out what was not traded, refuses nonsense with a sentence', () => {
    expect(checkDraft({ id: 'a' }, [{ ...draft[0]!, contracts: 0 }])).toEqual({ ok: false, reason: 'Nothing to record: every line has 0 contracts.' });
    expect(checkDraft({ id: 'a' }, [{ ...draft[0]!, contracts: 1.5 }])).toMatchObject({ ok: false, reason: expect.stringContaining('whole number') });
    expect(checkDraft({ id: 'a' }, [{ ...draft[0]!, price: null }])).toMatchObject({ ok: false, reason: expect.stringContaining('VIX 22 Dec 2026 19 C') });
    expect(checkDraft({ id: 'a' }, [{ ...draft[0]!, price: -1 }])).toMatchObject({ ok: false, reason: expect.stringContaining('between 0 and') });
    expect(checkDraft({ id: 'a' }, [{ ...draft[0]!, price: 100_001 }])).toMatchObject({ ok: false });
    expect(checkDraft({ id: 'a' }, [{ ...draft[0]!, contracts: 10_001 }])).toMatchObject({ ok: false });
    expect(checkDraft({ id: 'a' }, [{ ...draft[0]!, contracts: -3 }])).toMatchObject({ ok: false, reason: expect.stringContaining('whole number') });
  });

  it.each([
    ['1.85', 1.85], [' 2 ', 2], ['.05', 0.05], ['3.', 3], ['-2', -2], ['−2', -2], ['1,85', null], ['1,850', null], ['', null], ['abc', null], ['1e3', null], ['0x10', null],
  ])('reads the typed figure %j as %j: it guesses nothing', (text, value) => {
    expect(parseFigure(text)).toBe(value);
  });

  it('proposes what is left of a ticket that was filled in part', () => {
    expect(draftOf(candidate, 3)[0]!.contracts).toBe(2);
    expect(draftOf(candidate, 5)[0]!.contracts).toBe(5);
  });

  it.each([
    ['a spread: both legs', [['buy', 5, null], ['sell', 5, null]], 3, [2, 2]],
    ['a roll: both sides', [['sell', 5, 'a'], ['buy', 5, null]], 3, [2, 2]],
    ['a staggered purchase: the first lines', [['buy', 2, null], ['buy', 1, null], ['buy', 1, null], ['buy', 1, null]], 3, [0, 0, 1, 1]],
    ['a roll with more bought than sold: the whole ticket', [['sell', 3, 'a'], ['buy', 5, null]], 3, [3, 5]],
    ['nothing filled', [['buy', 2, null], ['buy', 3, null]], 0, [2, 3]],
  ] as const)('… of %s', (_name, lines, filled, left) => {
    const ticket = lines.map(([side, contracts, legId]) => ({ ...candidate.ticket[0]!, side, contracts, legId }));
    expect(draftOf({ ...candidate, ticket }, filled).map((line) => line.contracts)).toEqual(left);
  });

  it('reads symbols of options and futures in words and leaves others alone', () => {
    expect(formatSymbol('SPXW  261218P06720000')).toBe('SPXW 18 Dec 2026 6720 P');
    expect(formatSymbol('VIX   261216C00017500')).toBe('VIX 16 Dec 2026 17.5 C');
    expect(formatSymbol('VX261216')).toBe('VX 16 Dec 2026');
    expect(formatSymbol('VXM270120')).toBe('VXM 20 Jan 2027');
    expect(formatSymbol('SPY')).toBe('SPY');
  });
});

describe('a ticket in words', () => {
  const line = sampleAlert().decision.candidates[0]!.ticket[0]!;
  it('says buy, sell and buy back', () => {
    expect([line, { ...line, side: 'sell' as const }, { ...line, legId: 'leg' }, { ...line, side: 'sell' as const, legId: 'leg' }].map(sideWords)).toEqual(['Buy', 'Sell', 'Buy back', 'Sell']);
  });
  it('says what is to be set aside, and what a sale frees', () => {
    expect(marginWords(2143)).toBe('margin about $2,143');
    expect(marginWords(-737)).toBe('about $737 of margin freed');
  });
  it('says what the legs come to, and that nothing is paid for futures', () => {
    expect(netWords({ cost: 1040, ticket: [line] })).toBe('Net debit $1,040');
    expect(netWords({ cost: -325, ticket: [line] })).toBe('Net credit $325');
    expect(netWords({ cost: 0, ticket: [{ ...line, symbol: 'VX261216' }] })).toBe('Nothing is paid for futures');
    expect(netWords({ cost: -500, ticket: [line, { ...line, symbol: 'VX261216' }] })).toBe('Net credit $500');
  });
});

describe('the short name of a candidate', () => {
  it.each([
    ['VIXW 24 Nov 26 19 C', '24 Nov 19 C'], ['VIX 22 Dec 19 C', '22 Dec 19 C'], ['VIX 17 Feb 2027 22.5 C', '17 Feb 22.5 C'], ['SPXW 13 Nov 26 6525 P', 'SPXW 13 Nov 26 6525 P'],
  ])('%s: the strike is never lost', (label, short) => {
    expect(shortLabel(label)).toBe(short);
  });
});

describe('snoozing', () => {
  it('offers the close while the market is open, within what the contract allows', () => {
    const choices = snoozeChoices(sampleState().clock);
    expect(choices.find((choice) => choice.label === 'Until the close')?.marketMinutes).toBe(318);
    for (const { marketMinutes } of choices) expect(requests.snoozeAlert.params.safeParse({ alertId: 'a', marketMinutes }).success).toBe(true);
  });

  it('does not offer it when the market is closed or unknown', () => {
    expect(snoozeChoices({ ...sampleState().clock, session: 'closed' }).map((choice) => choice.label)).not.toContain('Until the close');
    expect(snoozeChoices(null)).toHaveLength(4);
  });
});

describe('words', () => {
  it('turn a log kind into words', () => {
    expect([kindWords('alertRaised'), kindWords('policy-changed'), kindWords('feed.lost')]).toEqual(['alert raised', 'policy changed', 'feed lost']);
  });

  it('find the sentence in whatever failed', () => {
    expect([messageOf(new Error('full')), messageOf('plain'), messageOf({ message: 'shaped' }), messageOf(7)]).toEqual(['full', 'plain', 'shaped', 'The engine gave no reason.']);
  });
});
