/** What the page and other clients of the REST API may rely on (contracts §5, §6). Types only. */
export type { ChargeState } from '../domain/device.ts';
export type { LimitOrigin } from '../domain/limit.ts';
export type { PerPhase, PhaseName } from '../domain/phases.ts';
export type { Reason, ReasonCode } from '../domain/reason.ts';
export type { Role } from '../domain/rights.ts';
export type {
  ChargePointState,
  CircuitState,
  FlowState,
  HealthCode,
  HealthState,
  LimitState,
  MeterState,
  OrdersState,
  State,
  VariableState,
} from '../domain/state.ts';

import type { Role } from '../domain/rights.ts';

/** `GET /api/v1/setup`. */
export interface SetupState {
  readonly claimed: boolean;
  /** True when the claim code is needed: always, but for a peer on loopback. */
  readonly codeRequired: boolean;
}

/** `POST /api/v1/setup`, application/json only. */
export interface SetupRequest {
  readonly password: string;
  readonly code?: string;
}

/** `GET /api/v1/session`; `user` null when not signed in. */
export interface SessionState {
  readonly user: string | null;
  readonly role?: Role;
}

/** Every error of a REST route. */
export interface ErrorAnswer {
  readonly error: string;
  readonly message: string;
  /** JSON path of what was wrong, `devices[2].fuseA`. */
  readonly path?: string;
}
