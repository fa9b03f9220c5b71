import type { HealthState } from '../../domain/state.ts';
import type { BackendAuthority } from '../ports.ts';
import type { BackendState } from '../transport/client.ts';

/** A station of any version that is kept up towards its backend. */
export interface RunningStation {
  start(): void;
  /** Ends its connection; what is about money stays on disk. `forGood`: it is configured no more, and what it limited goes. */
  stop(forGood: boolean): void;
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
