import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProject, type Project } from './project.ts';

let project: Project;
beforeEach(() => {
  project = createProject();
  project.write('src/domain/tsconfig.json', '{}');
  project.write('src/engine/tsconfig.json', '{}');
  project.write('node_modules/typescript/bin/tsc', tool('types'));
  project.write('node_modules/oxlint/bin/oxlint', tool('lint'));
  project.write('scripts/checkImports.ts', tool('imports'));
  project.write('node_modules/vitest/vitest.mjs', TESTS);
});
afterEach(() => { project.remove(); });

/** Writes down that it ran; fails where a file of its name says so. */
const tool = (name: string): string => `
const { appendFileSync, existsSync } = await import('node:fs');
appendFileSync('steps.txt', '${name}\\n');
if (existsSync('bad-${name}')) { console.log('src/a.ts(1,1): error'); process.exit(1); }
`;

const TESTS = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('steps.txt', 'tests ' + process.argv.slice(2).filter((word) => !word.startsWith('--')).join(' ') + '\\n');
const target = process.argv.find((word) => word.startsWith('--outputFile.json=')).split('=')[1];
const report = JSON.parse(existsSync('report.json') ? readFileSync('report.json', 'utf8') : '{"numPassedTests":3,"numFailedTests":0,"numPendingTests":0,"numTodoTests":0,"testResults":[]}');
if (!existsSync('no-report')) writeFileSync(target, JSON.stringify(report));
console.log('as vitest prints');
process.exit(report.exit ?? 0);
`;

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);

describe.skipIf(process.platform === 'win32')('npm test', () => {
  it('goes through every gate in order, names it, and ends with the counts alone on a line', async () => {
    const { code, stdout, stderr } = await project.launch(['test']).ended;
    expect(code).toBe(0);
    expect(project.lines('steps.txt')).toEqual(['types', 'types', 'types', 'imports', 'lint', 'tests run']);
    expect(stderr.match(/ballast: ([a-z ]+): ok/g)).toEqual(['types', 'import directions', 'lint', 'build', 'tests'].map((step) => `ballast: ${step}: ok`));
    expect(lastLine(stdout)).toBe('3 passed, 0 failed');
  });

  it('hands further words to the test runner', async () => {
    await project.launch(['test', 'test/domain']).ended;
    expect(project.lines('steps.txt').at(-1)).toBe('tests run test/domain');
  });

  it.each(['types', 'imports', 'lint'])('stops at the first gate that fails (%s), with its exit code', async (name) => {
    project.write(`bad-${name}`, '');
    const { code, stderr } = await project.launch(['test']).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/: failed after/);
    expect(project.lines('steps.txt').at(-1)).toBe(name);
  });

  it('says a complaint that several folders share once', async () => {
    project.write('bad-types', '');
    const { stdout } = await project.launch(['check']).ended;
    expect(stdout).toBe('src/a.ts(1,1): error\n');
  });

  it.each<[string, object, string]>([
    ['failed and skipped tests', { numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 0, testResults: [], exit: 1 }, '5 passed, 2 failed, 1 skipped'],
    ['a file that does not load', { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [{ status: 'failed', assertionResults: [] }], exit: 1 }, '5 passed, 1 failed'],
    ['a run that failed without a failed test', { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [], exit: 1 }, '5 passed, 1 failed'],
  ])('counts %s', async (_what, report, line) => {
    project.write('report.json', JSON.stringify(report));
    const { code, stdout } = await project.launch(['test']).ended;
    expect(code).toBe(1);
    expect(lastLine(stdout)).toBe(line);
  });

  it('counts a run without a report as failed', async () => {
    project.write('no-report', '');
    expect(lastLine((await project.launch(['test']).ended).stdout)).toBe('0 passed, 1 failed');
  });
});
