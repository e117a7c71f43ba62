/** A stretch of sessions with one character. Stories are data: nothing here knows about signals or rules. */
export interface StoryPhase {
  readonly name: string;
  readonly sessions: number;
  /** SPX move over the whole phase, percent, spread evenly. */
  readonly spxPercent: number;
  /** Standard deviation of the daily noise around that path, percent. */
  readonly noisePercent: number;
  /** VIX close to which the phase leads. */
  readonly vixTo: number;
  /** Share volume of rising and falling days against a normal day. */
  readonly upVolume: number;
  readonly downVolume: number;
  /** Added to the share of advancing issues: negative = fewer stocks than the index suggests. */
  readonly breadthTilt: number;
  /** Part of each day's move made before the open. Default 0.25. */
  readonly gap?: number;
}

export interface Story {
  readonly name: StoryName;
  /** One sentence for `--help`. */
  readonly summary: string;
  /** Ends the back-history: its last session is the one before the stream begins. */
  readonly prelude: readonly StoryPhase[];
  readonly live: readonly StoryPhase[];
  /** Played after `live`; then prelude, live and aftermath repeat with fresh noise. */
  readonly aftermath: readonly StoryPhase[];
}

export type StoryName = 'distribution' | 'calm' | 'crash' | 'grind';
export const STORY_NAMES: readonly StoryName[] = ['distribution', 'calm', 'crash', 'grind'];
export const isStoryName = (text: string): text is StoryName => (STORY_NAMES as readonly string[]).includes(text);

type Character = Omit<StoryPhase, 'name' | 'sessions' | 'spxPercent' | 'vixTo'>;
const ADVANCE: Character = { noisePercent: 0.48, upVolume: 1.12, downVolume: 0.86, breadthTilt: 0.015 };
const DISTRIBUTION: Character = { noisePercent: 0.1, upVolume: 0.6, downVolume: 1.25, breadthTilt: -0.075 };
const SELLING: Character = { noisePercent: 0.2, upVolume: 0.8, downVolume: 1.35, breadthTilt: -0.03 };
const SPIKE: Character = { noisePercent: 0.15, upVolume: 1.2, downVolume: 1.5, breadthTilt: -0.02, gap: 0.4 };
const RECOVERY: Character = { noisePercent: 0.25, upVolume: 1.1, downVolume: 0.9, breadthTilt: 0.02 };

const phase = (name: string, sessions: number, spxPercent: number, vixTo: number, character: Character): StoryPhase => ({ name, sessions, spxPercent, vixTo, ...character });

/** Earlier back-history, common to all stories: a rise, one correction, a recovery, a long calm advance. Oldest first. */
export const BACKDROP: readonly StoryPhase[] = [
  phase('rise', 90, 9, 15, ADVANCE),
  phase('correction', 14, -6, 25, SELLING),
  phase('repair', 24, 5.5, 18, RECOVERY),
  phase('advance', 132, 13, 14.8, ADVANCE),
];

const CALM_ADVANCE = phase('calm', 40, 4, 15.5, ADVANCE);

/** A heavy-volume pullback from a high, then a rally that few stocks and little volume follow. */
const TOPPING: readonly StoryPhase[] = [
  phase('last heavy rally', 10, 2.2, 14.4, { ...ADVANCE, noisePercent: 0.12, upVolume: 1.3 }),
  phase('pullback', 6, -2.4, 17, { ...SELLING, noisePercent: 0.1, downVolume: 1.8 }),
  phase('thin rally', 4, 1.5, 15.4, DISTRIBUTION),
  phase('thinner rally', 4, 0.55, 16.3, DISTRIBUTION),
];

const DISTRIBUTION_STORY: Story = {
  name: 'distribution',
  summary: 'calm, a new high without volume or breadth, weakness, a volatility spike, mean reversion, calm',
  prelude: TOPPING,
  live: [
    phase('thin new high', 3, 1.1, 17.3, DISTRIBUTION),
    phase('stall', 4, -0.55, 17.3, { ...DISTRIBUTION, noisePercent: 0.15 }),
    phase('slipping', 4, -0.45, 17.7, { ...SELLING, noisePercent: 0.12 }),
    phase('break', 1, -3.2, 25.5, SPIKE),
    phase('liquidation', 1, -2.8, 34, SPIKE),
    phase('capitulation', 1, -2.4, 40, SPIKE),
    phase('first bid', 1, 2.4, 30.5, RECOVERY),
    phase('relief', 2, 3.2, 23.6, RECOVERY),
    phase('volatility sold', 4, 1.4, 21, RECOVERY),
    phase('settling', 10, 3.5, 17, RECOVERY),
  ],
  aftermath: [CALM_ADVANCE],
};

const CALM_STORY: Story = {
  name: 'calm',
  summary: 'a quiet advance that volume and breadth confirm',
  prelude: [phase('calm', 24, 2.4, 15, ADVANCE)],
  live: [phase('calm', 40, 4, 14.6, ADVANCE)],
  aftermath: [CALM_ADVANCE],
};

const CRASH_STORY: Story = {
  name: 'crash',
  summary: 'three quiet days, then a gap and a collapse out of a calm sky',
  prelude: [phase('calm', 24, 2.4, 15, ADVANCE)],
  live: [
    phase('calm', 3, 0.3, 15.2, ADVANCE),
    phase('gap', 1, -5.2, 29, { ...SPIKE, gap: 0.7 }),
    phase('collapse', 3, -11, 62, { ...SPIKE, gap: 0.5 }),
    phase('violent rebound', 3, 6, 44, { ...RECOVERY, noisePercent: 1.2 }),
    phase('second wave', 4, -6, 55, { ...SPIKE, noisePercent: 1 }),
    phase('repair', 25, 13, 24, { ...RECOVERY, noisePercent: 0.8 }),
    phase('recovery', 30, 7, 17, RECOVERY),
  ],
  aftermath: [CALM_ADVANCE],
};

const GRIND_STORY: Story = {
  name: 'grind',
  summary: 'a slow bleed: lower week by week while the VIX creeps up without a spike',
  prelude: [phase('calm', 24, 2.4, 15, ADVANCE)],
  live: [
    phase('bleed', 40, -11, 27, { noisePercent: 0.4, upVolume: 0.85, downVolume: 1.1, breadthTilt: -0.03 }),
    phase('base', 20, 0, 23, { ...SELLING, upVolume: 1, downVolume: 1 }),
    phase('recovery', 40, 9, 17, RECOVERY),
  ],
  aftermath: [CALM_ADVANCE],
};

export const STORIES: Readonly<Record<StoryName, Story>> = {
  distribution: DISTRIBUTION_STORY,
  calm: CALM_STORY,
  crash: CRASH_STORY,
  grind: GRIND_STORY,
};
