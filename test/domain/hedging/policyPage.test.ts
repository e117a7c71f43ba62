import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyValues } from '../../../src/domain/hedging/policy/policyDiff.ts';
import { stewardPolicy } from '../../support/builders.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');

/** `a.*.b`, `c` of one row: the keys after the first stand in the same group. `*` is any key or keys, `…` the rest of a word. */
function patternsOf(row: string): readonly string[] {
  const names = [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  const group = (names[0] ?? '').split('.').slice(0, -1).join('.');
  return names.map((name) => (name.includes('.') || group === '' ? name : `${group}.${name}`));
}

const start = page.indexOf('| key | meaning and unit | source |');
const patterns = page.slice(start, page.indexOf('\n\n', start)).split('\n').slice(2).flatMap(patternsOf);
const asExpression = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.+').replaceAll('…', '\\w*')}(\\.|$)`);

describe('docs/policy.md', () => {
  // A program is one value of one of three kinds: all their keys.
  const programs = ['kind', 'perCondors', 'contracts', 'weights', 'buyWithinDays'].map((key) => `program.${key}`);
  const paths = [...programs, ...policyValues(stewardPolicy().values).map(({ path }) => path).filter((path) => path !== 'program')];

  it('speaks of every key of a policy', () => {
    const expressions = patterns.map(asExpression);
    expect(paths.filter((path) => !expressions.some((expression) => expression.test(path)))).toEqual([]);
  });

  it('speaks of no key that there is not', () => {
    expect(patterns.filter((pattern) => !paths.some((path) => asExpression(pattern).test(path)))).toEqual([]);
  });
});
