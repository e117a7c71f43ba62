import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisionLines, transitionLines } from '../../../src/cli/decideText.ts';
import type { Decision } from '../../../src/domain/hedging/decision.ts';
import type { StageChange } from '../../../src/domain/hedging/stages.ts';
import { isIsoDate } from '../../../src/domain/time.ts';
import { play, themes } from '../../support/situations.ts';
import type { Told } from '../../support/situationWords.ts';

const SOURCE = join(import.meta.dirname, '..', '..', '..', 'src', 'domain', 'hedging');
const POLICIES = ['steward', 'fixed-442', 'vxth'].map((name) => (JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'resources', 'policies', `${name}.json`), 'utf8')) as { values: unknown }).values);

/** What the templates of rule names in the code come to. A template that is not here fails the test. */
const EXPANSIONS: Readonly<Record<string, readonly string[]>> = {
  'add.${s.stage}': ['add.watch', 'add.first', 'add.confirmed', 'add.stress'],
  'add.${progress.firedBy ?? \'untimed\'}': [],
  'roll.${cause}': ['roll.settlement', 'roll.floor', 'roll.event', 'roll.decay'],
  'delayer.${kind}.1': ['delayer.press.1', 'delayer.watch.1'],
  'delayer.${kind}.2': ['delayer.press.2', 'delayer.watch.2'],
  '${rule}-no-bid': ['hold.press-no-bid', 'hold.watch-no-bid'],
  'hold.quality.${hold.cause}': ['closed', 'warming-up', 'missing', 'stale', 'delayed', 'incomplete', 'model-marks', 'old-signals'].map((cause) => `hold.quality.${cause}`),
};

/** In a rule path they say how a purchase came to its moment; they are no rules. */
const MARKS = ['add.timing', 'add.event', 'add.untimed'];

const isPolicyPath = (path: string): boolean => POLICIES.some((values) => path.split('.').reduce<unknown>((node, key) => (node === null || typeof node !== 'object' ? undefined : (node as Record<string, unknown>)[key]), values) !== undefined);

const sources = (): readonly string[] => readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(SOURCE, file), 'utf8'));

/** Every rule name in the code: literals that are no policy path, and the templates above. */
function ruleNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of sources()) {
    for (const [, literal = ''] of text.matchAll(/'((?:add|roll|delayer|rebalance|widen|hold|stage)\.[a-z][a-z0-9.-]*)'/g)) {
      if (!isPolicyPath(literal) && !MARKS.includes(literal) && !literal.endsWith('.')) names.add(literal);
    }
    for (const [, template = ''] of text.matchAll(/rule(?:: | = )`([^`]*\$\{[^`]*)`/g)) {
      expect(Object.keys(EXPANSIONS), `rule names made by \`${template}\``).toContain(template);
      for (const name of EXPANSIONS[template] ?? []) names.add(name);
    }
  }
  return names;
}

interface Explained {
  readonly told: Told;
  readonly lines: readonly string[];
}

interface Seen {
  readonly decisions: readonly Decision[];
  readonly byRule: ReadonlyMap<string, Explained>;
}

/** Every decision of every situation, and the first explanation of each rule. */
function seeAll(): Seen {
  const decisions: Decision[] = [];
  const byRule = new Map<string, Explained>();
  const keep = (rule: string, told: Told, lines: () => readonly string[]): void => {
    const known = byRule.get(rule)?.told;
    const tellsIt = told.tells?.includes(rule) === true && known !== told && known?.tells?.includes(rule) !== true;
    if (known === undefined || tellsIt) byRule.set(rule, { told, lines: lines() });
  };
  for (const { situations } of themes()) for (const told of situations) {
    play(told, (judgement) => {
      decisions.push(...judgement.decisions);
      for (const change of judgement.stageChanges) keep(change.rule, told, () => transitionText(change));
      for (const decision of judgement.decisions) keep(decision.rule, told, () => decisionLines(decision, 0).slice(1));
    });
  }
  return { decisions, byRule };
}

const transitionText = (change: StageChange): readonly string[] => transitionLines(change);

const seen = seeAll();
const names = [...ruleNames()].sort();

describe('explanations', () => {
  it.each(names)('%s is explained in plain English', async (rule) => {
    const explained = seen.byRule.get(rule);
    expect(explained, `no situation comes to ${rule}`).toBeDefined();
    await expect(`Situation: ${explained!.told.name}\n\n${explained!.lines.join('\n')}\n`).toMatchFileSnapshot(`explanations/${rule}.txt`);
  });

  it('no situation comes to a rule that the code does not name', () => {
    expect([...seen.byRule.keys()].filter((rule) => !names.includes(rule))).toEqual([]);
  });

  it('the same situation is explained in the same words', () => {
    const told = themes().flatMap(({ situations }) => situations.slice(0, 2));
    const words = (one: Told): string => {
      const all: string[] = [];
      play(one, ({ decisions }) => all.push(JSON.stringify(decisions)));
      return all.join('\n');
    };
    for (const one of told) expect(words(one), one.name).toBe(words(one));
  });
});

const textsOf = (d: Decision): readonly string[] => [
  d.headline, d.why, d.cancelledBy, ...d.facts.flatMap(({ label, text }) => [label, text]), ...d.arithmetic, ...d.alternatives.map(({ text }) => text), ...d.candidates.flatMap(({ label, warnings }) => [label, ...warnings]),
];
const offending = (wrong: (d: Decision) => unknown): readonly string[] => [...new Set(seen.decisions.filter((d) => Boolean(wrong(d))).map((d) => `${d.rule}: ${d.headline}`))];

describe('every decision of every situation', () => {
  it('has a headline of one line and a why of whole sentences', () => {
    expect(offending((d) => d.headline === '' || d.headline.includes('\n') || d.headline.length > 240)).toEqual([]);
    expect(offending((d) => !/^[A-Z0-9].*[.]$/.test(d.why))).toEqual([]);
  });

  it('holds no figure that is none, and no hyphen for a minus', () => {
    expect(offending((d) => textsOf(d).some((text) => /NaN|undefined|null|Infinity|∞/.test(text)))).toEqual([]);
    expect(offending((d) => textsOf(d).some((text) => /(?:^|[\s(×])-\d/.test(text)))).toEqual([]);
  });

  it('dates every fact, and says what it speaks of', () => {
    expect(offending((d) => d.facts.some(({ asOf, label, text }) => !isIsoDate(asOf) || label === '' || text === ''))).toEqual([]);
  });

  it('names policy keys that exist, in its rule path, and ends with the rule where it is to be acted on', () => {
    expect([...new Set(seen.decisions.flatMap(({ rulePath }) => rulePath).filter((key) => !isPolicyPath(key) && !names.includes(key) && !MARKS.includes(key)))]).toEqual([]);
    expect(offending((d) => d.severity === 'act' && (d.rulePath.length < 2 || !d.rulePath.includes(d.rule)))).toEqual([]);
  });

  it('to be acted on, has arithmetic, a ticket, an expiry and a coverage afterwards', () => {
    expect(offending((d) => d.severity === 'act' && (d.arithmetic.length === 0 || (d.candidates[0]?.ticket.length ?? 0) === 0 || d.expiresUs === null || d.contracts < 1))).toEqual([]);
  });

  it('says what would cancel it', () => {
    expect(offending((d) => d.cancelledBy === '')).toEqual([]);
  });

  it('gives every amount of dollars its unit, and every share its per cent', () => {
    expect(offending((d) => d.arithmetic.some((line) => /(?:vega|Premium|Proceeds|Notional|closing|credit) −?[\d,.]+(?! [$%]|[\d,.])/.test(line)))).toEqual([]);
  });
});

/** A printed figure and how far its rounding may be off. */
interface Printed {
  readonly value: number;
  readonly off: number;
}

function printed(text = ''): Printed {
  const plain = text.replaceAll(',', '').replace('−', '-');
  const decimals = plain.split('.')[1]?.length ?? 0;
  return { value: Number(plain), off: 0.5 * 10 ** -decimals };
}

const FIGURE = '(−?[\\d,]+(?:\\.\\d+)?)';
const line = (pattern: string): RegExp => new RegExp(pattern.replaceAll('#', FIGURE));
const SALE = line('^# × # × \\(bid # − cost #\\) = # \\$$');
const TARGET = line('^# % of # \\$ = # \\$ per VIX point; band');
const COVERED = line('^Hedge # \\$ ÷ short # \\$ per VIX point = # %');
const ROLLED = line('^Hedge vega # \\$ − # \\$ \\+ # \\$ = # \\$ per VIX point');
const SHORT = line('^Short vega # \\$ per VIX point .*; hedge # \\$; coverage # %$');
const ADDED = line('^Add (.*): coverage # %$');
const PART = new RegExp(`(\\d+) × ${FIGURE} \\$`, 'g');

type Sum = readonly [told: Printed, reckoned: Printed];

/** What a line says, and what a pocket calculator makes of its other figures. */
function sumsOf(lines: readonly string[]): readonly Sum[] {
  const found = (pattern: RegExp): readonly (readonly Printed[])[] => lines.flatMap((text) => {
    const match = pattern.exec(text);
    return match === null ? [] : [match.slice(1).map(printed)];
  });
  const at = (figures: readonly Printed[], i: number): Printed => figures[i] ?? { value: Number.NaN, off: 0 };
  const ratio = (a: Printed, b: Printed): Printed => {
    const value = (a.value / b.value) * 100;
    return { value, off: Math.abs(value) * (a.off / Math.max(Math.abs(a.value), 1e-9) + b.off / Math.max(Math.abs(b.value) - b.off, 1e-9)) + (a.value === 0 ? (a.off / Math.max(Math.abs(b.value), 1e-9)) * 100 : 0) };
  };
  const sales = found(SALE).map((f): Sum => [at(f, 4), { value: at(f, 0).value * at(f, 1).value * (at(f, 2).value - at(f, 3).value), off: at(f, 0).value * at(f, 1).value * 0.01 }]);
  const targets = found(TARGET).map((f): Sum => [at(f, 2), { value: (at(f, 0).value / 100) * at(f, 1).value, off: (at(f, 0).off / 100) * at(f, 1).value + at(f, 1).off }]);
  const covered = found(COVERED).map((f): Sum => [at(f, 2), ratio(at(f, 0), at(f, 1))]);
  const rolled = found(ROLLED).map((f): Sum => [at(f, 3), { value: at(f, 0).value - at(f, 1).value + at(f, 2).value, off: at(f, 0).off + at(f, 1).off + at(f, 2).off }]);
  const [book] = found(SHORT);
  const added = book === undefined ? [] : lines.flatMap((text): readonly Sum[] => {
    const match = ADDED.exec(text);
    if (match === null) return [];
    const parts = [...(match[1] ?? '').matchAll(PART)].map(([, contracts, each]) => ({ contracts: Number(contracts), each: printed(each) }));
    const vega = parts.reduce<Printed>((sum, { contracts, each }) => ({ value: sum.value + contracts * each.value, off: sum.off + contracts * each.off }), at(book, 1));
    const short = at(book, 0);
    return [[printed(match[2]), ratio(vega, { value: Math.abs(short.value), off: short.off })]];
  });
  return [...sales, ...targets, ...covered, ...rolled, ...added];
}

describe('the arithmetic of every decision', () => {
  it('comes out as told, within the rounding of the figures printed', () => {
    const reckoned = seen.decisions.map((d) => ({ d, sums: sumsOf(d.arithmetic) }));
    const wrong = reckoned.flatMap(({ d, sums }) => sums.filter(([told, own]) => !(Math.abs(told.value - own.value) <= told.off + own.off + 1e-6)).map(([told, own]) => `${d.rule}: told ${told.value}, reckoned ${own.value} (${d.headline})`));
    expect([...new Set(wrong)]).toEqual([]);
    const rules = new Set(reckoned.filter(({ sums }) => sums.length > 0).map(({ d }) => d.rule));
    for (const rule of ['add.first', 'add.confirmed', 'roll.floor', 'rebalance.up', 'rebalance.down', 'delayer.press.1', 'delayer.over-hedge', 'delayer.watch.1']) expect(rules).toContain(rule);
  });
});
