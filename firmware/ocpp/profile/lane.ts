import type { Ceiling } from './ceiling.ts';
import type { ChargingProfile } from './charging-profile.ts';
import { type Segment, segmentAt } from './segment.ts';

/** Which profile of a purpose prevails at a moment, and until when that is sure. */
export interface Rule {
  readonly profile: ChargingProfile | undefined;
  readonly ceiling: Ceiling | undefined;
  readonly untilMs: number;
}

/**
 * All profiles of one purpose that apply to one connector. The highest stack level in force prevails (1.6 3.13.2); of the same
 * level, one for the connector itself comes before one for all (1.6 3.13.1: it replaces that one for this connector). Asked with
 * times that only grow.
 */
export class Lane {
  readonly #profiles: readonly ChargingProfile[];
  readonly #segments: (Segment | undefined)[];
  readonly #chargingSinceMs: number | undefined;

  constructor(profiles: readonly ChargingProfile[], chargingSinceMs: number | undefined) {
    this.#profiles = profiles.toSorted((a, b) => b.stackLevel - a.stackLevel || b.connector - a.connector);
    this.#segments = this.#profiles.map(() => undefined);
    this.#chargingSinceMs = chargingSinceMs;
  }

  ruleAt(atMs: number): Rule {
    let untilMs = Number.POSITIVE_INFINITY;
    for (const [k, profile] of this.#profiles.entries()) {
      let segment = this.#segments[k];
      if (segment === undefined || atMs >= segment.untilMs) {
        segment = segmentAt(profile, atMs, this.#chargingSinceMs);
        this.#segments[k] = segment;
      }
      untilMs = Math.min(untilMs, segment.untilMs);
      if (segment.ceiling !== undefined) return { profile, ceiling: segment.ceiling, untilMs };
    }
    return { profile: undefined, ceiling: undefined, untilMs };
  }
}
