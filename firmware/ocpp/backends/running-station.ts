import type { HealthState } from '../../domain/state.ts';
import type { BackendAuthority } from '../ports.ts';
import type { BackendState } from '../transport/client.ts';

/**
 * `paused`: another takes its place, or the program ends; what it limited stays. `off`: switched off; its limits go. `gone`: it is
 * configured no more, and what its backend has set is forgotten.
 */
export type HowItEnds = 'paused' | 'off' | 'gone';

/** A station of any version that is kept up towards its backend. */
export interface RunningStation {
  start(): void;
  /** Ends its connection; what is about money stays on disk. */
  stop(how: HowItEnds): void;
  /** Ends its connection, if any, and connects anew at once. */
  again(reason: string): void;
  link(): BackendState;
  /** The backend has accepted it. */
  readonly accepted: boolean;
  /** Messages about money that wait. */
  readonly waiting: number;
  readonly authority: BackendAuthority;
  /** The clock of the box was set. */
  clockSet(): void;
  health(): readonly Omit<HealthState, 'since'>[];
}
