import type { LimitRecord } from '../../domain/limit.ts';
import type { DeviceView } from '../device-view.ts';
import type { Topology } from '../topology.ts';

/** The moment, on both clocks. */
export interface Moment {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** What a source of limits may look at. */
export interface SourceFacts extends Moment {
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
}

/** A limit that a source asks for; its id, and since when it holds, are added by who keeps the sources. */
export type SourceLimit = Pick<LimitRecord, 'origin' | 'scope' | 'circuit' | 'unit' | 'value' | 'source'> &
  Partial<Pick<LimitRecord, 'untilMs' | 'perPhaseMa'>> & {
    /** A second ceiling of the same source at the same place, in the other unit. */
    readonly also?: Pick<LimitRecord, 'unit' | 'value'>;
  };

/** What is wrong with a source; `since` in monotonic ms. */
export interface SourceTrouble {
  readonly what: string;
  /** One sentence: what was wrong, what holds instead. */
  readonly message: string;
  readonly sinceMs: number;
}

/** Where limits come from beside the site's formulas, variables and plans. Nothing in it throws for what the world does. */
export interface LimitSource {
  /** Also the id of its record. With a colon: no limit of the site document has one. */
  readonly id: string;
  /** What holds now; undefined = nothing. */
  look(facts: SourceFacts): SourceLimit | undefined;
  /** Set while its fail-safe holds because nobody says anything that can be used. */
  trouble(moment: Moment): SourceTrouble | undefined;
  /** What must survive a restart, as text that changes only when it matters. */
  kept(moment: Moment): string;
  /** It takes the place of a running one of the same id whose settings changed: what that one knows, it knows. */
  goesOnFrom?(before: LimitSource): void;
  /** It will not be asked again. */
  close(): void;
}
