import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEnvelope, encodeEnvelope } from '../../src/contract/codec.ts';
import type { Envelope } from '../../src/contract/envelope.ts';

const wide = { maxChars: 1_000_000 };
const seeded = { seed: 20_261_120, numRuns: 500 };
const event = (payload: unknown): Envelope => ({ k: 'event', name: 'updated', payload });
/** JSON has no negative zero, and nobody here means one. */
const jsonValue = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe('the codec', () => {
  it('gives back what was put in', () => {
    const envelope = fc.oneof(
      fc.record({ k: fc.constant('request' as const), id: fc.maxSafeNat(), method: fc.string(), params: jsonValue }),
      fc.record({ k: fc.constant('response' as const), id: fc.maxSafeNat(), result: jsonValue }),
      fc.record({ k: fc.constant('event' as const), name: fc.string(), payload: jsonValue }),
      fc.record({ k: fc.constant('ack' as const), events: fc.maxSafeNat() }),
      fc.record({
        k: fc.constant('response' as const), id: fc.maxSafeNat(),
        error: fc.record({ code: fc.constantFrom('refused' as const, 'not-found' as const), message: fc.string() }),
      }),
    );
    fc.assert(
      fc.property(envelope, (sent) => {
        expect(decodeEnvelope(encodeEnvelope(sent, wide), wide)).toEqual({ ok: true, envelope: sent });
      }),
      seeded,
    );
  });

  it.each([
    ['NaN', { vega: Number.NaN }, '.payload.vega is NaN'],
    ['an infinity', { rows: [1, Number.NEGATIVE_INFINITY] }, '.payload.rows[1] is -Infinity'],
    ['undefined as a meaning', { note: undefined }, '.payload.note is undefined'],
    ['a hole in a list', { rows: [1, undefined, 3] }, '.payload.rows[1] is undefined'],
    ['a Date', { at: new Date(0) }, '.payload.at is a Date object'],
    ['a Map', { by: new Map([['a', 1]]) }, '.payload.by is a Map object'],
    ['a Set', { by: new Set([1]) }, '.payload.by is a Set object'],
    ['a typed array', { by: new Float64Array(2) }, '.payload.by is a Float64Array object'],
    ['a bigint', { n: 1n }, '.payload.n is bigint'],
    ['a function', { f: () => 1 }, '.payload.f is function'],
    ['a symbol', { s: Symbol('s') }, '.payload.s is symbol'],
  ])('refuses to send %s and names the place', (_what, payload, sentence) => {
    expect(() => encodeEnvelope(event(payload), wide)).toThrow(sentence);
  });

  it('refuses a cycle instead of hanging', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(() => encodeEnvelope(event(loop), wide)).toThrow('nested too deeply');
  });

  it('refuses more text than the limit, at both ends, to the character', () => {
    const text = encodeEnvelope(event('x'.repeat(100)), wide);
    expect(encodeEnvelope(event('x'.repeat(100)), { maxChars: text.length })).toBe(text);
    expect(() => encodeEnvelope(event('x'.repeat(100)), { maxChars: text.length - 1 })).toThrow('too large');
    expect(decodeEnvelope(text, { maxChars: text.length })).toMatchObject({ ok: true });
    expect(decodeEnvelope(text, { maxChars: text.length - 1 })).toMatchObject({ ok: false, error: { code: 'too-large' } });
  });

  it.each([
    '', '{', 'null', '[]', '1', '"text"', '{}', '{"k":"request"}', '{"k":"request","id":-1,"method":"hello"}', '{"k":"request","id":1.5,"method":"hello"}',
    '{"k":"request","id":"1","method":"hello"}', '{"k":"request","id":1,"method":7}', '{"k":"response","id":1}', '{"k":"response","id":1,"error":"no"}',
    '{"k":"response","id":1,"error":{"code":"made-up","message":""}}', '{"k":"response","id":1,"error":{"code":"toString","message":""}}',
    '{"k":"response","id":1,"result":1,"error":{"code":"refused","message":""}}', '{"k":"event"}', '{"k":"ack","events":-1}', '{"k":"bye"}',
    '{"k":"event","name":"updated","payload":1e999}', `{"k":"event","name":"updated","payload":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  ])('refuses %s', (text) => {
    expect(decodeEnvelope(text, wide)).toMatchObject({ ok: false });
  });

  it('never throws, whatever arrives', () => {
    const valid = encodeEnvelope({ k: 'request', id: 3, method: 'getChart', params: { sessions: 10 } }, wide);
    const mutated = fc.tuple(fc.nat(valid.length), fc.string({ maxLength: 4 })).map(([at, text]) => valid.slice(0, at) + text + valid.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated, fc.json(), fc.anything()), (arrived) => {
        const decoded = decodeEnvelope(arrived, { maxChars: 10_000 });
        expect(typeof decoded.ok).toBe('boolean');
      }),
      { ...seeded, numRuns: 2_000 },
    );
  });
});
