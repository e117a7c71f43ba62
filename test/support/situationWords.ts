/** The words in which a situation is told; test/domain/hedging/situations/README.md explains them. */
import type { LayerName } from '../../src/domain/book/book.ts';
import type { Decision } from '../../src/domain/hedging/decision.ts';
import type { HedgeMemory } from '../../src/domain/hedging/hedgeMemory.ts';
import type { MacroEvent, MacroReading } from '../../src/domain/hedging/macro.ts';
import type { DailySignals, DivergenceKind, DivergenceSeries, DivergenceState } from '../../src/domain/signals/dailySignals.ts';
import type { IsoDate } from '../../src/domain/units.ts';
import type { MarketInput } from './builders.ts';

export type Range = number | readonly [number, number];

export interface ToldDivergence {
  readonly series?: DivergenceSeries;
  readonly kind?: DivergenceKind;
  readonly state?: DivergenceState;
  readonly strength?: number;
  /** Sessions since the first day; 0 is the day of the opening. */
  readonly known?: number;
  readonly since?: number;
  readonly active?: boolean;
}

export interface ToldRegime {
  readonly spike?: boolean;
  readonly lastSpike?: number;
  readonly peak20?: number;
  readonly spikeAt?: number;
  readonly press?: boolean;
  readonly pressSince?: number;
}

export type ToldSignals = Partial<Omit<DailySignals, 'divergences' | 'vixRegime'>> & {
  readonly divergences?: readonly ToldDivergence[];
  readonly regime?: ToldRegime;
};

export interface QuoteChange {
  /** `hedge`, `condors`, a layer, or the beginning of a symbol. */
  readonly of: string;
  readonly bid?: number | null;
  readonly ask?: number | null;
  readonly halted?: boolean;
  readonly stale?: boolean;
  readonly gone?: boolean;
}

export interface Expected {
  readonly stage?: string;
  readonly changes?: readonly string[];
  readonly rules?: readonly string[];
  readonly includes?: readonly string[];
  readonly never?: readonly string[];
  readonly nothingToDo?: boolean;
  readonly held?: Partial<Record<LayerName, number>>;
  readonly decisions?: readonly ExpectedDecision[];
}

export interface ExpectedDecision {
  readonly rule: string;
  readonly layer?: LayerName | null;
  readonly action?: Decision['action'];
  readonly severity?: Decision['severity'];
  readonly lens?: Decision['lens'];
  readonly contracts?: Range;
  readonly target?: Range;
  readonly now?: Range | null;
  readonly after?: Range | null;
  /** $ per VIX point of the first candidate's ticket: contracts × vega of one. */
  readonly hedgeVega?: Range;
  readonly cost?: Range;
  readonly days?: Range;
  readonly delta?: Range;
  readonly boundBy?: readonly string[];
  readonly ticket?: readonly (readonly [string, number])[];
  readonly instrument?: string;
  readonly says?: readonly string[];
  readonly silentOn?: readonly string[];
  readonly alternatives?: readonly string[];
  readonly expires?: string;
}

export interface Session {
  /** Trading days since the first day. */
  readonly session?: number;
  /** A calendar date instead, for days without a session. */
  readonly on?: IsoDate;
  readonly spx?: number;
  readonly vix?: number;
  readonly vvix?: number;
  readonly hour?: number;
  readonly phase?: MarketInput['session'];
  readonly delayed?: boolean;
  readonly stale?: readonly string[];
  readonly missing?: readonly string[];
  readonly quotes?: readonly QuoteChange[];
  readonly signals?: ToldSignals | null;
  readonly events?: readonly (Omit<MacroEvent, 'date' | 'label'> & { readonly in: number })[];
  readonly macro?: Partial<Omit<MacroReading, 'date'>> & { readonly session?: number };
}

export type Step = Session & {
  readonly fill?: string;
  readonly contracts?: number;
  readonly fillAll?: true;
  readonly restart?: true;
  readonly closeCondors?: true;
  readonly then?: Expected;
};

export interface ToldHedge { readonly layer: LayerName; readonly contracts: number; readonly days: number; readonly delta?: number; readonly costPerUnit?: number; readonly bought?: number }
export interface ToldCondor { readonly contracts: number; readonly days: number; readonly put?: number; readonly call?: number; readonly width?: number }

export interface Told {
  readonly name: string;
  /** Rules whose explanation is shown by this situation rather than by the first that comes to them. */
  readonly tells?: readonly string[];
  readonly given: {
    readonly date?: IsoDate;
    readonly spx?: number;
    readonly vix?: number;
    readonly policy?: string;
    /** Policy paths with other values. */
    readonly but?: Readonly<Record<string, unknown>>;
    readonly netLiquidation?: number;
    readonly condors?: readonly ToldCondor[];
    readonly legs?: readonly { readonly symbol: string; readonly quantity: number; readonly price: number; readonly layer?: LayerName; readonly strategy?: string; readonly bought?: number }[];
    readonly hedges?: readonly ToldHedge[];
    /** What the rules remember; session numbers stand as `"@-3"`. */
    readonly memory?: Partial<HedgeMemory>;
  };
  readonly when: readonly Step[];
  readonly then?: Expected;
}

export interface Theme {
  readonly file: string;
  readonly theme: string;
  readonly situations: readonly Told[];
}
