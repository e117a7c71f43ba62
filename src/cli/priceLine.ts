/** One line of the `price` command: JSON text in, JSON text out. Fields and units are described in docs/cli.md. */
import { z } from 'zod';
import { americanPriceAndDelta, checkAmericanInput } from '../domain/pricing/american.ts';
import { americanImpliedVolatility } from '../domain/pricing/americanImpliedVolatility.ts';
import { black76 } from '../domain/pricing/black76.ts';
import { checkBlack76Input } from '../domain/pricing/checkBlack76Input.ts';
import { impliedVolatility } from '../domain/pricing/impliedVolatility.ts';
import { failed, success, type Failure, type Result } from '../domain/result.ts';
import type { InputLine } from './inputLines.ts';

type LineId = string | number;
type Figures = Readonly<Record<string, number>>;

/** A larger integer would come back as another number. */
const lineId = z.union([z.string(), z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value))]);
const aboveZero = z.number().positive();
const atLeastZero = z.number().nonnegative();

const contract = { id: lineId, right: z.enum(['C', 'P']), strike: aboveZero, timeYears: atLeastZero, rate: z.number() };
const european = { ...contract, model: z.literal('black76'), forward: aboveZero };
const onSpot = { ...contract, model: z.literal('american'), spot: aboveZero, dividendYield: z.number() };

interface Asked {
  readonly id: LineId;
  readonly figures: Result<Figures>;
}

/** Fails for a line that cannot be read or makes no sense; what it asks may then still have no answer. */
type Reader = (json: object) => Result<Asked>;

/** Any volatility will do where the line asks for it: the rest of the line is checked. */
const SOME_VOLATILITY = 0.2;

function reading<Line extends { readonly id: LineId }>(
  schema: z.ZodType<Line>, check: (line: Line) => Result<unknown>, answer: (line: Line) => Result<Figures>,
): Reader {
  return (json) => {
    const line = schema.safeParse(json);
    if (!line.success) return failed('invalid-input', line.error.issues.map((issue) => issueSentence(issue, json)).join('; '));
    const sense = check(line.data);
    return sense.ok ? success({ id: line.data.id, figures: answer(line.data) }) : sense;
  };
}

const READERS: Readonly<Record<string, { readonly byVolatility: Reader; readonly byPrice: Reader }>> = {
  black76: {
    byVolatility: reading(z.strictObject({ ...european, volatility: atLeastZero }), checkBlack76Input, (line) => success({ ...black76(line) })),
    byPrice: reading(
      z.strictObject({ ...european, price: atLeastZero }), (line) => checkBlack76Input({ ...line, volatility: SOME_VOLATILITY }),
      (line) => named('impliedVolatility', impliedVolatility(line)),
    ),
  },
  american: {
    byVolatility: reading(z.strictObject({ ...onSpot, volatility: atLeastZero }), checkAmericanInput, (line) => success({ ...americanPriceAndDelta(line) })),
    byPrice: reading(
      z.strictObject({ ...onSpot, price: atLeastZero }), (line) => checkAmericanInput({ ...line, volatility: SOME_VOLATILITY }),
      (line) => named('impliedVolatility', americanImpliedVolatility(line)),
    ),
  },
};

const named = (name: string, value: Result<number>): Result<Figures> => (value.ok ? success({ [name]: value.value }) : value);

const LONGEST_SHOWN = 40;

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** What each field must be, for the sentence that refuses it. */
const EXPECTED: Readonly<Record<string, string>> = {
  id: 'a text or a number that JSON can hold exactly',
  right: '"C" or "P"',
  forward: 'a number above 0',
  spot: 'a number above 0',
  strike: 'a number above 0',
  timeYears: 'a number, 0 or above',
  volatility: 'a number, 0 or above',
  price: 'a number, 0 or above',
  rate: 'a number',
  dividendYield: 'a number',
};

function issueSentence(issue: z.core.$ZodIssue, json: object): string {
  if (issue.code === 'unrecognized_keys') return `${shown(issue.keys.join(', '))} does not belong to this line`;
  const field = String(issue.path[0] ?? '');
  const value: unknown = Object.entries(json).find(([name]) => name === field)?.[1];
  return value === undefined ? `${field} is missing` : `${field} is ${shown(value)}, not ${EXPECTED[field] ?? 'what belongs there'}`;
}

function readJson(text: string): Result<object> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? success(json) : failed('invalid-input', 'the line is no JSON object');
  } catch {
    return failed('invalid-input', 'the line is not valid JSON');
  }
}

function ask(json: object): Result<Asked> {
  const model = 'model' in json ? json.model : undefined;
  if (typeof model !== 'string' || !Object.hasOwn(READERS, model)) {
    return failed('invalid-input', model === undefined ? 'model is missing' : `model is ${shown(model)}, not "black76" or "american"`);
  }
  const readers = READERS[model];
  if ('price' in json && 'volatility' in json) return failed('invalid-input', 'price and volatility: give one, the other is computed');
  const read = 'price' in json ? readers?.byPrice : readers?.byVolatility;
  return read === undefined ? failed('invalid-input', `model is ${shown(model)}`) : read(json);
}

/** Overflow of far magnitudes is a failure, never a figure. */
function finite(figures: Figures): Result<Figures> {
  const wrong = Object.keys(figures).find((name) => !Number.isFinite(figures[name]));
  return wrong === undefined ? success(figures) : failed('out-of-bounds', `${wrong} is no finite number for these inputs`);
}

const idOf = (json: object): { readonly id?: LineId } => {
  const id = 'id' in json ? lineId.safeParse(json.id) : null;
  return id?.success === true ? { id: id.data } : {};
};

const errorOf = ({ reason, detail }: Failure): { readonly error: Failure } => ({ error: { reason, detail } });

/** The answer to one line, and whether it holds figures. A bad line is answered with its number. */
export function answerLine({ number, text }: InputLine): { readonly json: string; readonly answered: boolean } {
  const json = text === null ? failed('invalid-input', 'the line is longer than any question') : readJson(text);
  const asked = json.ok ? ask(json.value) : json;
  if (!asked.ok) return { json: JSON.stringify({ ...(json.ok ? idOf(json.value) : {}), line: number, ...errorOf(asked.failure) }), answered: false };
  const { id, figures: computed } = asked.value;
  const figures = computed.ok ? finite(computed.value) : computed;
  return { json: JSON.stringify({ id, ...(figures.ok ? figures.value : errorOf(figures.failure)) }), answered: figures.ok };
}
