import { fstatSync } from 'node:fs';
import { EXIT, refuse, type Command, type ExitCode, type Surroundings } from './commandLine.ts';
import { logCommand } from './log.ts';
import { policyCommand } from './policy.ts';

export const CLI_HELP = `Usage: npm run -s ballast -- <command> [options]

  log export --format csv|jsonl --out FILE [--data DIR] [--force]
                           write the hedge log, also beside a running Ballast
  log verify FILE          check an exported log; exit code 0: it is whole, 1: it names the first bad entry
  replay --bars FILE --vix FILE [options]
                           daily history through the engine: one JSON line whenever a decision changes
  signals --bars FILE [--vix FILE] [--breadth FILE [--universe NAME]] [--term FILE] [--correlation FILE] [--credit FILE]
          [--vol FILE] [--policy NAME|FILE] [--from DATE] [--to DATE]
                           every signal on every date of the bars, as JSON Lines
  vega --book FILE --chain FILE [--policy NAME|FILE] [--at MOMENT] [--rate R]
                           vega of a book in every convention, shock twins, coverage and greeks as one JSON document
  decide --state FILE [--policy NAME|FILE] [--json | --text]
                           one situation put to the policy: the decisions with their facts, arithmetic and tickets
  estimate [--data DIR] [--history [SYMBOL=]FILE …] [--policy NAME|FILE]
                           β and w measured again on your own daily closes, beside the policy's, as JSON
  price                    JSON Lines on standard input: option prices, greeks, implied volatilities
  policy list [--data DIR] the policies that --policy accepts, and what each is for
  policy show NAME|FILE [--data DIR]
                           one policy as JSON, with its version
  policy check FILE        everything that is wrong with a policy file, each with its path and what may stand there
  policy diff A B [--data DIR]
                           the values in which two policies differ; A and B are names or files
  help                     this text

Exit codes: 0 done, 1 the answer is no, 2 it could not be done as asked (a sentence on stderr says why).
docs/cli.md describes every command and file.
`;

interface LoadedCommand {
  readonly help: string;
  readonly run: Command;
}

/** Loaded when asked for, because much of the engine comes with it; has a help of its own. */
const loadedLater = (load: () => Promise<LoadedCommand>): Command => async (words, surroundings) => {
  const { help, run } = await load();
  if (!words.includes('--help')) return run(words, surroundings);
  surroundings.console.out(`${help}\n`);
  return EXIT.done;
};

const WITH_OWN_HELP: ReadonlyMap<string, Command> = new Map([
  ['replay', loadedLater(async () => import('./replay.ts').then(({ REPLAY_HELP, runReplay }) => ({ help: REPLAY_HELP, run: runReplay })))],
  ['estimate', loadedLater(async () => import('./estimate.ts').then(({ ESTIMATE_HELP, runEstimate }) => ({ help: ESTIMATE_HELP, run: runEstimate })))],
  ['decide', loadedLater(async () => import('./decide.ts').then(({ DECIDE_HELP, runDecide }) => ({ help: DECIDE_HELP, run: runDecide })))],
  ['signals', loadedLater(async () => import('./signals.ts').then(({ SIGNALS_HELP, createSignalsCommand }) => ({ help: SIGNALS_HELP, run: createSignalsCommand(process.stdout) })))],
  ['vega', loadedLater(async () => import('./vega.ts').then(({ VEGA_HELP, runVega }) => ({ help: VEGA_HELP, run: runVega })))],
]);

// Loaded when asked for: the input must not be opened by the other commands.
const priceCommand: Command = async (words, surroundings) => {
  // Node reads a folder as if it were empty: no lines, all of them answered.
  if (fstatSync(process.stdin.fd).isDirectory()) return refuse(surroundings, 'price: standard input is a folder, not a file.');
  const { createPriceCommand } = await import('./price.ts');
  return createPriceCommand({ input: process.stdin, output: process.stdout })(words, surroundings);
};

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ...WITH_OWN_HELP,
  ['log', logCommand],
  ['policy', policyCommand],
  ['price', priceCommand],
]);

/** `ballast <command> …`: resolves with the exit code. */
export async function runCli(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    surroundings.console.out(CLI_HELP);
    return name === undefined ? EXIT.refused : EXIT.done;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) return refuse(surroundings, `There is no command "${name}"; there are ${[...COMMANDS.keys()].join(', ')} and help.`);
  if (rest.includes('--help') && !WITH_OWN_HELP.has(name)) {
    surroundings.console.out(CLI_HELP);
    return EXIT.done;
  }
  return command(rest, surroundings);
}
