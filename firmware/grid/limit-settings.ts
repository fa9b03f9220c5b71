import type { LimitScope } from '../domain/limit.ts';
import type { Wiring } from '../domain/phases.ts';

/** A ceiling as the site document writes it (contracts §3); `value` is a number or a formula, both in `unit`. */
export interface LimitSetting {
  readonly id: string;
  readonly scope: LimitScope;
  readonly unit: 'A' | 'mA' | 'W';
  readonly value: number | string;
  /** In `unit`; what holds when the formula has no value. */
  readonly fallback?: number | undefined;
}

/** The parts of a site that limits come from; a `Site` fits. */
export interface LimitSettings {
  readonly circuits: readonly {
    readonly id: string;
    readonly parent?: string | undefined;
    readonly fuseA: number;
    readonly limits: readonly LimitSetting[];
    /** The least that §14a leaves its charge points, W: the floor of our own fail-safe values, never of a command. */
    readonly minimumW?: number | undefined;
  }[];
  readonly chargePoints: readonly {
    readonly id: string;
    /** Building phases it is wired to; all three when absent. */
    readonly wiring?: Wiring;
    readonly limits: readonly LimitSetting[];
  }[];
}
