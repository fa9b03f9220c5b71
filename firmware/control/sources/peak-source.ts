import { rootCircuit } from '../../domain/site/check-tree.ts';
import type { QuarterPeakSite } from '../../domain/site/grid.ts';
import type { Site } from '../../domain/site/schema.ts';
import { dateField } from '../../formula/date.ts';
import {
  type PeakLook,
  type PeakMemory,
  type PeakSettings,
  peakAtStart,
  peakLook,
  peakTargetW,
} from '../../grid/quarter-hour/guard.ts';
import { peakFromText, peakToText } from '../../grid/quarter-hour/persisted.ts';
import { siteFigures } from '../balance/site-figures.ts';
import type { LimitSource, Moment, SourceFacts, SourceLimit } from './source.ts';

export const peakSourceId = 'peak:quarter';
/** Flanders bills no month under 2.5 kW. */
const monthFloorW = 2500;
/** The energy of a quarter changes all the time; flash wears. */
const keepEveryMs = 60_000;

/** Keeps the mean power of every clock quarter at the house connection under a target. */
export class PeakSource implements LimitSource {
  readonly id = peakSourceId;
  readonly #settings: PeakSettings;
  readonly #timeZone: string;
  readonly #circuit: string;
  #memory: PeakMemory;
  #kept: { readonly atMs: number; readonly quarterWallMs: number; readonly text: string } | undefined;

  constructor(config: QuarterPeakSite, site: Site, moment: Moment, kept?: string) {
    const { limitW, month, reserveW } = config;
    this.#settings = { limitW: limitW ?? monthFloorW, month, reserveW };
    this.#timeZone = site.timezone;
    this.#circuit = rootCircuit(site).id;
    const before = kept === undefined ? undefined : peakFromText(kept);
    this.#memory = peakAtStart(this.#look(moment, undefined), this.#settings, before);
  }

  look(facts: SourceFacts): SourceLimit {
    const { gridDemand } = siteFigures(facts.topology, facts.devices, facts.nowMs);
    this.#memory = peakLook(this.#memory, this.#look(facts, gridDemand.powerW), this.#settings);
    const targetW = Math.round(peakTargetW(this.#memory, this.#settings));
    return {
      ...{ origin: 'formula', scope: 'all', circuit: this.#circuit, unit: 'W', value: this.#memory.limitW },
      source: `quarter-hour peak of ${targetW} W`,
    };
  }

  /** A meter that is silent is told of as such. */
  trouble(): undefined {}

  /** What was used may be behind by a minute: the gap counts as the target when it is read again. */
  kept({ nowMs, wallMs }: Moment): string {
    const { quarterWallMs } = this.#memory;
    const before = this.#kept;
    if (before !== undefined && before.quarterWallMs === quarterWallMs && nowMs - before.atMs < keepEveryMs)
      return before.text;
    const text = peakToText(this.#memory, wallMs);
    this.#kept = { atMs: nowMs, quarterWallMs, text };
    return text;
  }

  goesOnFrom(before: LimitSource): void {
    if (before instanceof PeakSource) this.#memory = before.#memory;
  }

  close(): void {}

  #look({ nowMs, wallMs }: Moment, gridW: number | undefined): PeakLook {
    const field = (name: string) => dateField(`date.${name}`, wallMs, this.#timeZone) ?? 0;
    const month = `${field('year')}-${String(field('month') + 1).padStart(2, '0')}`;
    return { nowMs, wallMs, gridW, month };
  }
}
