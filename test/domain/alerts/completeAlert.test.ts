import { describe, expect, it } from 'vitest';
import { alertSchema } from '../../../src/contract/api.ts';
import { acknowledge, applyDecisions } from '../../../src/domain/alerts/alertBook.ts';
import { completeAlert, type StoredAlert } from '../../../src/domain/alerts/completeAlert.ts';
import { stewardPolicy } from '../../support/builders.ts';
import { decision, NOON } from './someDecisions.ts';

/** A row as version 0.1.0 wrote it before alerts had a level. */
const OLD_ROW = `{"id":"delayer.press.1/base/e2","state":"open","raisedUs":1793811600000000,"changedUs":1793811600000000,"snoozedUntilUs":null,"filledContracts":0,"note":null,
"decision":{"action":"delayer","layer":"base","contracts":2,"severity":"act","headline":"Sell 2 of 4 VIXW 24 Nov 26 19 C, base layer","why":"The press is on.","rule":"delayer.press.1",
"rulePath":["stages.press","delayer.tranche1"],"facts":[],"arithmetic":["n = 4, ⌈4/2⌉ = 2"],"candidates":[{"symbol":"VIXW  261124C00019000","label":"VIXW 24 Nov 26 19 C","contracts":2,"bid":4.1,"ask":4.3,"mid":4.2,
"delta":0.81,"daysToSettlement":19.7,"vegaPerVixPoint":44.5,"cost":-820,"breakEvenVix":null,"drag":0,"executionRatio":null,"gainAtVixPlus10":1600,"coverageNow":0.2,"coverageIn7Days":null,"coverageIn14Days":null,
"ticket":[{"side":"sell","contracts":2,"symbol":"VIXW  261124C00019000","price":4.1,"layer":"base","legId":"leg-1","strategy":null}]}],
"coverage":{"now":0.4,"after":0.2,"bandLow":0,"bandHigh":0,"target":0},"boundBy":[],"cancelledBy":"a new spike","id":"delayer.press.1/base/e2","stage":"press","alternatives":[],"expiresUs":1793826900000000,"modelled":true}}`;
const policy = stewardPolicy();
const old = (): StoredAlert => JSON.parse(OLD_ROW) as StoredAlert;

describe('an alert of an earlier version', () => {
  it('is completed: level, cause, lens, instrument; it was told when it was raised', () => {
    expect(completeAlert(old(), policy.values)).toMatchObject({
      id: 'delayer.press.1/base/e2', level: 'critical', cause: 'delayer.press/e2', notifiedUs: 1_793_811_600_000_000, timesNotified: 1, untold: null, silentUntilUs: null,
      decision: { lens: 'promoter', candidates: [{ instrument: 'vixCall', margin: 0, warnings: [], bid: 4.1 }] },
    });
  });

  it('passes the contract then, which it does not as it was stored', () => {
    expect(alertSchema.safeParse(old()).success).toBe(false);
    expect(alertSchema.safeParse(completeAlert(old(), policy.values)).success).toBe(true);
  });

  it('can be answered like any other', () => {
    expect(acknowledge(completeAlert(old(), policy.values), 1_793_811_700_000_000, null)).toMatchObject({ ok: true, value: { state: 'acknowledged' } });
  });
});

it('a complete alert comes back as it was stored', () => {
  const [alert] = applyDecisions([], [decision()], NOON, policy).alerts;
  expect(completeAlert(JSON.parse(JSON.stringify(alert)) as StoredAlert, policy.values)).toEqual(alert);
});
