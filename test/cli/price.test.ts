import { once } from 'node:events';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/commandLine.ts';
import { LONGEST_LINE } from '../../src/cli/inputLines.ts';
import { createPriceCommand, priceLines } from '../../src/cli/price.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

function collector() {
  let text = '';
  const output = new Writable({ write(chunk: Buffer, _encoding, done) { text += chunk.toString(); done(); } });
  return { output, lines: () => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>), text: () => text };
}

async function answersTo(...chunks: Buffer[]) {
  const { output, lines } = collector();
  await priceLines({ input: Readable.from(chunks), output });
  return lines();
}

const ask = async (...questions: object[]) => answersTo(bytes(questions.map((question) => JSON.stringify(question)).join('\n')));
const answerTo = async (question: object) => (await ask(question))[0]!;

const option = { id: 'q1', model: 'black76', right: 'C', forward: 100, strike: 100, timeYears: 0.5, rate: 0.02, volatility: 0.2 };
const spy = { id: 's1', model: 'american', right: 'P', spot: 100, strike: 100, timeYears: 0.1, rate: 0.1, dividendYield: 0.1, volatility: 0.15 };
const { volatility: _, ...unpriced } = option;

describe('a line with a volatility', () => {
  it('is answered with price and greeks, in the order and under the names of the contract', async () => {
    const answer = await answerTo(option);
    expect(Object.keys(answer)).toEqual(['id', 'price', 'delta', 'gamma', 'vegaPerVolPoint', 'thetaPerDay', 'rhoPerRatePoint']);
    // py_vollib doctest: black('c', 100, 100, .5, .02, .2).
    expect(answer['price']).toBeCloseTo(5.5811067246048118, 12);
  });

  it('gives the published greeks of Black-76: F 49, K 50, r 5 %, 20 weeks, 20 % (py_vollib doctests)', async () => {
    const base = { ...option, forward: 49, strike: 50, timeYears: 0.3846, rate: 0.05 };
    const [call, put] = await ask(base, { ...base, right: 'P' });
    expect(call!['delta']).toBeCloseTo(0.45107017482201828, 12);
    expect(call!['gamma']).toBeCloseTo(0.0640646705882, 11);
    expect(call!['vegaPerVolPoint']).toBeCloseTo(0.118317785624, 11);
    expect(call!['thetaPerDay']).toBeCloseTo(-0.00816236877462, 11);
    expect(put!['thetaPerDay']).toBeCloseTo(-0.00802799155312, 11);
    expect(call!['rhoPerRatePoint']).toBeCloseTo(-0.0074705380059582, 11);
    expect(put!['rhoPerRatePoint']).toBeCloseTo(-0.011243286001308, 11);
  });

  it('of an American option is answered with price and delta to the spot', async () => {
    const answer = await answerTo(spy);
    expect(Object.keys(answer)).toEqual(['id', 'price', 'delta']);
    // Barone-Adesi and Whaley by QuantLib's test suite: 1.8771 at q = r = 10 %, T 0.1, 15 %; their tolerance 3e-3.
    expect(Math.abs((answer['price'] as number) - 1.8771)).toBeLessThan(3e-3);
    expect(answer['delta']).toBeGreaterThan(-1);
    expect(answer['delta']).toBeLessThan(0);
  });

  it('says at settlement what the contract pays', async () => {
    expect(await answerTo({ ...option, forward: 110, timeYears: 0 })).toMatchObject({ id: 'q1', price: 10, delta: 1, gamma: 0, thetaPerDay: 0 });
  });
});

describe('a line with a price', () => {
  it('is answered with the implied volatility', async () => {
    expect(await answerTo({ ...unpriced, price: 5.5811067246048118 })).toEqual({ id: 'q1', impliedVolatility: expect.closeTo(0.2, 12) });
  });

  const terms = [fc.double({ min: 80, max: 125, noNaN: true }), fc.double({ min: 0.05, max: 2, noNaN: true }), fc.double({ min: 0.1, max: 1.5, noNaN: true })] as const;

  it('gives back the volatility of every price it printed out of the money: no digit is lost on the way', async () => {
    await fc.assert(
      fc.asyncProperty(...terms, async (strike, timeYears, volatility) => {
        const question = { ...unpriced, right: strike < 100 ? 'P' : 'C', strike, timeYears };
        const { price } = await answerTo({ ...question, volatility });
        expect((await answerTo({ ...question, price }))['impliedVolatility']).toBeCloseTo(volatility, 9);
      }),
      { seed: 12, numRuns: 100 },
    );
  });

  it('in the money, where a price holds fewer digits of the volatility, gives one that has the same price, or says that it holds none', async () => {
    await fc.assert(
      fc.asyncProperty(...terms, async (strike, timeYears, volatility) => {
        const question = { ...unpriced, right: strike < 100 ? 'C' : 'P', strike, timeYears };
        const { price } = await answerTo({ ...question, volatility });
        const { impliedVolatility, error } = await answerTo({ ...question, price });
        if (impliedVolatility === undefined) expect(error).toMatchObject({ reason: 'out-of-bounds' });
        else expect((await answerTo({ ...question, volatility: impliedVolatility }))['price']).toBeCloseTo(price as number, 11);
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  it('of an American option, too', async () => {
    const { volatility, ...terms } = spy;
    const { price } = await answerTo(spy);
    expect(await answerTo({ ...terms, price })).toEqual({ id: 's1', impliedVolatility: expect.closeTo(volatility, 9) });
  });

  it.each([
    ['below intrinsic value', { ...unpriced, forward: 120, price: 5 }, 'out-of-bounds'],
    ['above the forward', { ...unpriced, price: 101 }, 'out-of-bounds'],
    ['without time', { ...unpriced, timeYears: 0, price: 1 }, 'expired'],
    ['of an American put above its strike', { ...spy, volatility: undefined, price: 101 }, 'out-of-bounds'],
  ])('%s is answered with the reason, under its id', async (_what, question, reason) => {
    expect(await answerTo(question)).toEqual({ id: question.id, error: { reason, detail: expect.stringMatching(/\w/) } });
  });
});

describe('a bad line', () => {
  it.each<[string, string, object]>([
    ['is not JSON', '{"id":"q1",', { line: 1, error: { reason: 'invalid-input', detail: 'the line is not valid JSON' } }],
    ['holds NaN', '{"id":"q1","rate":NaN}', { line: 1, error: { detail: 'the line is not valid JSON' } }],
    ['is no object', '[1,2]', { line: 1, error: { detail: 'the line is no JSON object' } }],
    ['is null', 'null', { line: 1, error: { detail: 'the line is no JSON object' } }],
  ])('that %s is answered with its number', async (_what, text, expected) => {
    expect((await answersTo(bytes(text)))[0]).toMatchObject(expected);
  });

  it.each<[string, object, RegExp]>([
    ['no model', { ...option, model: undefined }, /^model is missing$/],
    ['another model', { ...option, model: 'bachelier' }, /^model is "bachelier", not "black76" or "american"$/],
    ['a model that names a property of every object', { ...option, model: 'constructor' }, /^model is "constructor"/],
    ['no strike', { ...option, strike: undefined }, /^strike is missing$/],
    ['a strike of text', { ...option, strike: '100' }, /^strike is "100", not a number above 0$/],
    ['a strike of zero', { ...option, strike: 0 }, /^strike is 0, not a number above 0$/],
    ['no strike but null', { ...option, strike: null }, /^strike is null, not /],
    ['a negative forward', { ...option, forward: -7000 }, /^forward is -7000, not a number above 0$/],
    ['a negative time', { ...option, timeYears: -0.1 }, /^timeYears is -0.1, not a number, 0 or above$/],
    ['a negative volatility', { ...option, volatility: -0.2 }, /^volatility is -0.2, not a number, 0 or above$/],
    ['a right in words', { ...option, right: 'call' }, /^right is "call", not "C" or "P"$/],
    ['price and volatility', { ...option, price: 5 }, /^price and volatility: give one/],
    ['neither price nor volatility, misspelt', { ...unpriced, volatilty: 0.2 }, /^volatility is missing; "volatilty" does not belong to this line$/],
    ['a spot for a forward', { ...option, spot: 100 }, /^"spot" does not belong to this line$/],
    ['no dividend yield on an American option', { ...spy, dividendYield: undefined }, /^dividendYield is missing$/],
    ['a forward no market knows', { ...option, forward: 1e300 }, /^forward must be a number of points from 1e-100 to 1e\+100$/],
    ['a strike no market knows', { ...option, strike: 1e-300 }, /^strike must be a number of points from 1e-100 to 1e\+100$/],
    ['a time no market knows', { ...option, timeYears: 1e-300 }, /^timeYears must be a number of years, 0 or from 1e-15 to 10000$/],
    ['a volatility no market knows', { ...option, volatility: 1e-300 }, /^volatility must be 0 or from 1e-100 to 1000000, /],
    ['a discount beyond any rate', { ...option, rate: -5000 }, /^rate must be a yearly rate, 0.04 for 4 %, and rate × timeYears within ±100$/],
    ['an American strike no market knows', { ...spy, strike: 1e-300 }, /^strike must be a number of points from 1e-50 to 1e\+50$/],
    ['a dividend yield beyond any share', { ...spy, dividendYield: 60 }, /^dividendYield must be a yearly yield, .* within ±50 over the whole time$/],
  ])('with %s is answered with its id, its number and the field', async (_what, question, detail) => {
    const id = 'id' in question ? question.id : null;
    expect(await answerTo(question)).toEqual({ id, line: 1, error: { reason: 'invalid-input', detail: expect.stringMatching(detail) } });
  });

  it('with a number too large for a double is answered with the field', async () => {
    expect((await answersTo(bytes(JSON.stringify(option).replace('"strike":100', '"strike":1e999'))))[0]).toMatchObject({ id: 'q1', error: { detail: expect.stringMatching(/^strike is Infinity/) } });
  });

  it.each([[undefined], [null], [true], [['a']], [9007199254740993]])('whose id is %j is answered without one', async (id) => {
    const answer = await answerTo({ ...option, id });
    expect(answer).toEqual({ line: 1, error: { reason: 'invalid-input', detail: expect.stringMatching(/^id is /) } });
  });

  it('whatever it holds never ends the others, and no figure is anything but a finite number', async () => {
    const wild = fc.oneof(fc.double(), fc.constantFrom(0, -1, 1e-320, 1e308, '0.2', null, true, 'C', 'P', 'black76', 'american'), fc.json());
    const line = fc.oneof(fc.string(), fc.record({ id: wild, model: wild, right: wild, forward: wild, spot: wild, strike: wild, timeYears: wild, rate: wild, volatility: wild, price: wild, dividendYield: wild }, { requiredKeys: [] }).map((it) => JSON.stringify(it)));
    // Every magnitude that a double has, mixed with those of a market.
    const number = fc.oneof(fc.double({ noNaN: true, min: 0 }), fc.constantFrom(0, 5e-324, 1e-100, 1e-8, 0.01, 0.1, 1, 10, 700, 7000, 1e20, 1e100, 1e308), fc.double({ noNaN: true, min: 0, max: 10 }));
    const yearly = fc.oneof(fc.double({ noNaN: true }), fc.double({ noNaN: true, min: -0.1, max: 0.2 }));
    const valued = fc.record({
      id: fc.nat(), model: fc.constantFrom('black76', 'american'), right: fc.constantFrom('C', 'P'), strike: number, timeYears: number, rate: yearly, volatility: number, price: number, spot: number, forward: number, dividendYield: yearly,
    }).chain(({ volatility, price, spot, forward, dividendYield, ...terms }) => fc.boolean().map((asksPrice) => JSON.stringify({
      ...terms, ...(terms.model === 'american' ? { spot, dividendYield } : { forward }), ...(asksPrice ? { volatility } : { price }),
    })));
    await fc.assert(
      fc.asyncProperty(fc.oneof(line, valued), async (text) => {
        const oneLine = text.replaceAll('\n', ' ');
        const answers = await answersTo(bytes(`${oneLine}\n${JSON.stringify(option)}`));
        expect(answers).toHaveLength(oneLine.trim() === '' ? 1 : 2);
        expect(answers.at(-1)).toMatchObject({ id: 'q1', price: expect.closeTo(5.5811067246048118, 12) });
        const { id: _id, error, ...figures } = answers[0]!;
        if (error === undefined) for (const figure of Object.values(figures)) expect(Number.isFinite(figure)).toBe(true);
      }),
      { seed: 31, numRuns: 1_500 },
    );
  });
});

describe('the stream', () => {
  it('is answered in its order, each line on its own', async () => {
    const answers = await ask({ ...option, id: 1 }, { ...option, id: 2, strike: 'x' }, { ...unpriced, id: 3, price: 200 }, { ...option, id: 4 });
    expect(answers.map(({ id, line, error }) => [id, line, error === undefined])).toEqual([[1, undefined, true], [2, 2, false], [3, undefined, false], [4, undefined, true]]);
  });

  it('may start with a byte order mark, end lines with CRLF, hold blank lines and lack the last line end', async () => {
    const answers = await answersTo(bytes(`\uFEFF${JSON.stringify(option)}\r\n\r\n   \nnonsense\r\n${JSON.stringify({ ...option, id: 'last' })}`));
    expect(answers).toMatchObject([{ id: 'q1', delta: expect.any(Number) }, { line: 4, error: {} }, { id: 'last', delta: expect.any(Number) }]);
  });

  it('may arrive in pieces of any size, cut within a letter', async () => {
    const text = [{ ...option, id: 'β 1' }, { ...option, id: '≥ 2', strike: 0 }, { ...option, id: '€ 3' }].map((it) => JSON.stringify(it)).join('\r\n');
    const whole = await answersTo(bytes(text));
    expect(whole.map(({ id }) => id)).toEqual(['β 1', '≥ 2', '€ 3']);
    for (const size of [1, 2, 3, 7, 64]) {
      const all = bytes(text);
      const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.subarray(at * size, (at + 1) * size));
      expect(await answersTo(...pieces)).toEqual(whole);
    }
  });

  it('with a line without end is answered for it without keeping it', async () => {
    const long = bytes('x'.repeat(LONGEST_LINE));
    const answers = await answersTo(bytes(`${JSON.stringify(option)}\n`), long, long, long, bytes(`\n${JSON.stringify({ ...option, id: 'after' })}\n`), long, long);
    expect(answers).toMatchObject([{ id: 'q1' }, { line: 2, error: { detail: expect.stringMatching(/longer than any/) } }, { id: 'after' }, { line: 4, error: { detail: expect.stringMatching(/longer than any/) } }]);
  });

  it('is read no faster than its answers are taken', async () => {
    const line = bytes(`${JSON.stringify(option)}\n`.repeat(100));
    let read = 0;
    let release: (() => void) | null = null;
    async function* input() {
      for (; read < 50; read++) yield line;
    }
    const output = new Writable({ highWaterMark: 1, write(_chunk, _encoding, done) { release = done; } });
    const counted = priceLines({ input: input(), output });
    while (release === null) await new Promise(setImmediate);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(read).toBe(0);
    let finished = false;
    void counted.then(() => { finished = true; });
    while (!finished) {
      (release as (() => void) | null)?.();
      release = null;
      await new Promise(setImmediate);
    }
    expect(await counted).toEqual({ asked: 5_000, failed: 0 });
  });
});

describe('ballast price', () => {
  async function command(words: readonly string[], text: string, isTTY?: boolean) {
    const { output, text: out } = collector();
    let err = '';
    const input = Object.assign(Readable.from(text === '' ? [] : [bytes(text)]), isTTY === undefined ? {} : { isTTY });
    const code = await createPriceCommand({ input, output })(words, { console: { out: () => {}, err: (sentence) => { err += sentence; } }, resourcesDir: '' });
    return { code, out: out(), err };
  }

  it('ends with 0 when every line has figures, with 1 and a count when some have none', async () => {
    expect(await command([], `${JSON.stringify(option)}\n`)).toMatchObject({ code: EXIT.done, err: '' });
    expect(await command([], '')).toEqual({ code: EXIT.done, out: '', err: '' });
    expect(await command([], `${JSON.stringify(option)}\nx\n`)).toMatchObject({ code: EXIT.no, err: 'price: 1 of 2 lines has no answer; each says why.' });
    expect(await command([], JSON.stringify({ ...unpriced, price: 500 }))).toMatchObject({ code: EXIT.no, err: expect.stringMatching(/1 of 1 lines/) });
  });

  it('takes no words, and does not wait for a keyboard', async () => {
    expect(await command(['--rate', '1'], '')).toMatchObject({ code: EXIT.refused, err: expect.stringMatching(/"--rate" is not an option/) });
    expect(await command([], '', true)).toMatchObject({ code: EXIT.refused, err: expect.stringMatching(/standard input/) });
  });

  it.skipIf(process.platform === 'win32')('refuses a folder as its input, which Node would read as no lines at all', () => {
    const input = openSync(ROOT, 'r');
    const ended = spawnSync(process.execPath, [join(ROOT, 'src/cli/index.ts'), 'price'], { stdio: [input, 'pipe', 'pipe'], encoding: 'utf8' });
    closeSync(input);
    expect(ended).toMatchObject({ status: EXIT.refused, stdout: '', stderr: expect.stringMatching(/standard input is a folder/) });
  });

  it('prints what its page says it prints', async () => {
    const page = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
    const [questions = '', printed = ''] = [...page.slice(page.indexOf('## `price`')).matchAll(/```json\n([^`]+)```/g)].map((block) => block[1]);
    const parsed = (text: string) => text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    // The American method is good to half a cent; the closed form to its last digits.
    const digitsOf = parsed(questions).map(({ model }) => (model === 'american' ? 3 : 10));
    const nearly = (answer: Record<string, unknown>, digits: number) => Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, typeof value === 'number' ? expect.closeTo(value, digits) : value]));
    expect(parsed((await command([], questions)).out)).toEqual(parsed(printed).map((answer, at) => nearly(answer, digitsOf[at]!)));
    expect(parsed(questions)).toHaveLength(5);
  });

  it('ends in silence when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [join(ROOT, 'src/cli/index.ts'), 'price'], { stdio: 'pipe' });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
    child.stdin.on('error', () => { /* the command has gone before all was written */ });
    child.stdin.write(`${JSON.stringify(option)}\n`);
    const [first] = await once(child.stdout, 'data') as [Buffer];
    expect(JSON.parse(first.toString())).toMatchObject({ id: 'q1' });
    child.stdout.destroy();
    child.stdin.end(`${JSON.stringify(option)}\n`.repeat(20_000));
    const [code] = await once(child, 'exit');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
