/**
 * A charging profile as both versions of OCPP mean it (1.6 3.13 and 7.8 ff., 2.0.1 block K). Times are wall ms, lengths whole
 * seconds, a limit is whole mA per phase or whole W over all phases. Plain data: it may be stored and sent as JSON.
 */
export interface ChargingProfile {
  readonly id: number;
  /** Connector of 1.6, EVSE of 2.0.1; 0 is the whole station, or each of its connectors for a `txDefault`. */
  readonly connector: number;
  readonly purpose: ProfilePurpose;
  readonly stackLevel: number;
  readonly kind: 'absolute' | 'recurring' | 'relative';
  readonly recurrency?: 'daily' | 'weekly';
  readonly validFromMs?: number;
  /** From this moment on it is no longer valid. */
  readonly validToMs?: number;
  /** Of a `tx` profile: the transaction it is for. 1.6 numbers them; that number stands here as text unless the caller maps it. */
  readonly transaction?: string;
  /** One; 2.0.1 knows up to three. */
  readonly schedules: readonly ChargingSchedule[];
}

/**
 * `stationMax`: ChargePointMaxProfile of 1.6, ChargingStationMaxProfile of 2.0.1. `external`: 2.0.1's
 * ChargingStationExternalConstraints, a limit of somebody else (a grid operator, an energy manager) that the backend may see
 * and not set.
 */
export type ProfilePurpose = 'external' | 'stationMax' | 'txDefault' | 'tx';

export type RateUnit = 'A' | 'W';

export interface ChargingSchedule {
  /** 2.0.1 gives each one an id. */
  readonly id?: number;
  readonly unit: RateUnit;
  /** Undefined: from the begin of charging. */
  readonly startMs?: number;
  /** Undefined: the last period holds for ever (of a recurring one: until it begins anew). */
  readonly durationS?: number;
  /** mA or W; kept and reported, it rules nothing. */
  readonly minRate?: number;
  readonly periods: readonly SchedulePeriod[];
}

export interface SchedulePeriod {
  readonly startS: number;
  /** mA per phase, or W over all phases. */
  readonly limit: number;
  /** Undefined: three are assumed (1.6 7.14, 2.0.1 K01.FR.49). */
  readonly phases?: Phases;
  /** 2.0.1, with `phases` 1 only: which conductor. */
  readonly phaseToUse?: Phases;
}

export type Phases = 1 | 2 | 3;

/** A transaction that runs on a connector; profiles of kind `relative` count from its begin. */
export interface ProfileTransaction {
  readonly connector: number;
  readonly id: string;
  readonly startedAtMs: number;
}

/** What a connector can do without any profile. */
export interface ConnectorFacts {
  /** Configured maximum, per phase: what holds where no profile says anything, and the most any profile can mean. */
  readonly maxMa: number;
  readonly phases: Phases;
  readonly voltageV: number;
}
