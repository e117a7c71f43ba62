import { parseArgs } from 'node:util';
import { failed, success, type Result } from '../domain/result.ts';
import type { EngineConfig } from './config.ts';
import { defaultDataPath } from './defaultDataPath.ts';

/** What `npm start -- …` can say; the same words for the desktop app and the headless host. */
export interface StartOptions {
  readonly help: boolean;
  readonly engine: Omit<EngineConfig, 'resourcesDir'>;
  /** Port of the headless host on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly openBrowser: boolean;
  readonly newKey: boolean;
}

export const DEFAULT_PORT = 7741;
/** A session of the simulated market in about ten seconds: slow enough to read an advice, fast enough to see one out within minutes. */
const DEFAULT_SPEED = 2_500;
const SLOWEST = 0.1;
const FASTEST = 100_000;
const DEFAULT_SEED = 1;
const DEFAULT_STORY = 'distribution';
const DEFAULT_POLICY = 'steward';

export const START_HELP = `Usage: npm start -- [options]

  --headless            serve the screen on 127.0.0.1 instead of opening the desktop app
  --port N              port of the headless host (${DEFAULT_PORT}; 0 takes a free one)
  --data DIR            data folder (this user's application data, "ballast")
  --story NAME          story of the simulated market: distribution, calm, crash or grind (${DEFAULT_STORY})
  --speed X             market seconds per second of the simulated market (${DEFAULT_SPEED})
  --fills advised|none  a paper trader fills every advice after a few seconds (simulated market only; advised there)
  --feed URL            read this feed instead of the simulated market; see docs/feed-protocol.md
  --policy NAME         policy preset or file (${DEFAULT_POLICY})
  --book FILE           the book to start with; taken once, and again when the file has changed
  --no-open             do not open a browser
  --new-key             sign every browser out
  --help                this text
`;

const shape = {
  headless: { type: 'boolean' }, port: { type: 'string' }, data: { type: 'string' }, story: { type: 'string' }, speed: { type: 'string' },
  fills: { type: 'string' }, feed: { type: 'string' }, policy: { type: 'string' }, book: { type: 'string' },
  'no-open': { type: 'boolean' }, 'new-key': { type: 'boolean' }, help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof shape }>>['values'];

/** `stories`: the names the simulator knows. A refusal is one sentence. */
export function parseStartOptions(argv: readonly string[], stories: readonly string[]): Result<StartOptions> {
  let values: Values;
  try {
    values = parseArgs({ args: [...argv], options: shape, strict: true, allowPositionals: false }).values;
  } catch (error) {
    return failed('invalid-input', `${firstSentence(error)} --help lists the options.`);
  }
  const port = numberOf(values.port ?? String(DEFAULT_PORT), '--port', 0, 65_535);
  if (!port.ok) return port;
  if (!Number.isInteger(port.value)) return failed('invalid-input', '--port must be a whole number.');
  const fills = values.fills ?? (values.feed === undefined ? 'advised' : 'none');
  if (fills !== 'advised' && fills !== 'none') return failed('invalid-input', `--fills must be "advised" or "none", not "${fills}".`);
  if (fills === 'advised' && values.feed !== undefined) {
    return failed('invalid-input', '--fills advised works with the simulated market only: no fill is ever made up on a live feed.');
  }
  const feed = feedOf(values, stories);
  if (!feed.ok) return feed;
  return success({
    help: values.help ?? false,
    engine: {
      dataDir: values.data ?? defaultDataPath(), feed: feed.value, policy: values.policy ?? DEFAULT_POLICY, fills,
      ...(values.book === undefined ? {} : { bookFile: values.book }),
    },
    port: port.value,
    openBrowser: !(values['no-open'] ?? false),
    newKey: values['new-key'] ?? false,
  });
}

function feedOf(values: Values, stories: readonly string[]): Result<EngineConfig['feed']> {
  if (values.feed !== undefined) {
    if (values.story !== undefined || values.speed !== undefined) {
      return failed('invalid-input', '--story and --speed steer the simulated market; they cannot be combined with --feed.');
    }
    const isSocketUrl = URL.canParse(values.feed) && ['ws:', 'wss:'].includes(new URL(values.feed).protocol);
    return isSocketUrl ? success({ kind: 'json', url: values.feed }) : failed('invalid-input', `--feed must be a ws:// or wss:// address, not "${values.feed}".`);
  }
  const story = values.story ?? DEFAULT_STORY;
  if (!stories.includes(story)) return failed('invalid-input', `--story "${story}" is not known; the stories are ${stories.join(', ')}.`);
  const speed = numberOf(values.speed ?? String(DEFAULT_SPEED), '--speed', SLOWEST, FASTEST);
  return speed.ok ? success({ kind: 'simulator', story, speed: speed.value, seed: DEFAULT_SEED }) : speed;
}

function numberOf(text: string, option: string, low: number, high: number): Result<number> {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? success(value) : failed('invalid-input', `${option} must be a number from ${low} to ${high}, not "${text}".`);
}

const firstSentence = (error: unknown): string => (error instanceof Error ? `${error.message.split(/\.\s|\n/)[0]}.` : 'The options are not usable.');
