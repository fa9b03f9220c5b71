import type { ChargeState } from '../../firmware/domain/device.ts';
import type { PerPhase } from '../../firmware/domain/phases.ts';
import type { WriteRecord } from './modbus/write-log.ts';

/** What the control channel of the simulated site says and takes; both ends use these types. */

/** `GET /state`. */
export interface PlantState {
  /** `machineMs` of the answer. */
  readonly atMs: number;
  readonly plantS: number;
  readonly chargePoints: Readonly<Record<string, BoxState>>;
  readonly meters: Readonly<Record<string, { readonly silent: boolean }>>;
  readonly house: { readonly loadA: PerPhase };
  /** What really flows through the house connection, not what a meter says. */
  readonly connection: { readonly currentA: PerPhase; readonly powerW: number };
  readonly fuse: { readonly ratedA: number; readonly heat: PerPhase; readonly trips: number };
  /** The share the scenario's operator allows now. */
  readonly allowedPercent: number;
  readonly gridMeterHeld: boolean;
}

export interface BoxState {
  readonly state: ChargeState;
  /** What stands in the set-point register. */
  readonly registerA: number;
  /** What holds in the electronics: after switches, validity times and watchdogs. */
  readonly offeredA: number;
  readonly pilotA: number;
  /** In the order of the building. */
  readonly drawnA: PerPhase;
  readonly powerW: number;
  readonly energyWh: number;
  readonly socPercent: number | null;
  readonly silent: boolean;
  readonly lastWrite: WriteRecord | null;
  readonly lastSetpoint: WriteRecord | null;
}

/** `GET /writes?since=MS`: newer than that moment, oldest first. */
export interface Writes {
  readonly atMs: number;
  readonly writes: readonly WriteRecord[];
}

/** `POST /devices/ID`. Meters know `silent` and `frozen` only (`frozen`: the grid meter). */
export interface DeviceChange {
  readonly silent?: boolean;
  readonly frozen?: boolean;
  /** false = unplug; true = another car comes. */
  readonly plugged?: boolean;
  /** The car that comes starts at once, and has room for hours. */
  readonly eager?: true;
  readonly fault?: boolean;
  /** Power off and on. */
  readonly restart?: true;
  /** Thinking time of everything on its bus. */
  readonly replyDelayMs?: number;
}

/** `POST /house`; null lets the house live again. */
export interface HouseChange {
  readonly loadA: PerPhase | null;
}
