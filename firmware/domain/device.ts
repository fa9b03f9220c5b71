import type { Wiring } from './phases.ts';

/** A value and the monotonic time of the *request* that brought it (not of the reply): its age is honest. */
export interface Reading<T> {
  readonly value: T;
  readonly atMs: number;
}

/** Control pilot states of IEC 61851-1: A no car, B connected, C charging, D charging with ventilation, E no pilot, F fault. */
export type ChargeState = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

/** How the line sees a device: see field/modbus.md §9. */
export type DeviceHealth = 'unknown' | 'probing' | 'online' | 'degraded' | 'offline';

/** One value per own phase of a device; `undefined` where the device has no such phase or says "not a value". */
export type OwnPhases = readonly (number | undefined)[];

/** What a device last said, each part with its own age. Missing means the device never gave it. Own phase order. */
export interface DeviceReadings {
  /** mA; signed as the device gives it (import positive after the definition's sign convention). */
  readonly currentMa?: Reading<OwnPhases>;
  /** W per phase, import positive. */
  readonly powerW?: Reading<OwnPhases>;
  readonly totalPowerW?: Reading<number>;
  readonly voltageV?: Reading<OwnPhases>;
  readonly energyImportWh?: Reading<number>;
  readonly energyExportWh?: Reading<number>;
  /** State of charge, 0..100 %. */
  readonly soc?: Reading<number>;
  readonly chargeState?: Reading<ChargeState>;
  /** Inputs of the device, the first at index 0: true = set; undefined where it has none of that number. */
  readonly inputs?: Reading<readonly (boolean | undefined)[]>;
  /** Current that the box falls back to by itself when nobody speaks to it, mA. */
  readonly failsafeMa?: Reading<number>;
  /** How many phases the box switches through now: as it says, else what it last acknowledged since it was found. */
  readonly phaseCount?: Reading<1 | 3>;
  /** The set-point the box holds now, as read back, mA per phase; 0 when it is switched off. */
  readonly offeredMa?: Reading<number>;
}

/** What became of the last set-point that was written. */
export interface WriteState {
  /** mA that was asked for. */
  readonly offeredMa: number;
  readonly requestedAtMs: number;
  /** queued or on the wire; reply matched the request; reply did not come or was refused. */
  readonly outcome: 'pending' | 'acknowledged' | 'failed';
  readonly repliedAtMs?: number;
  readonly error?: DeviceFault;
}

/** A fault in words and facts; `code` is stable, `message` is one plain sentence. */
export interface DeviceFault {
  readonly code: string;
  readonly message: string;
}

/** What became of the requests to a device; counters since the start. */
export interface DeviceTraffic {
  readonly requests: number;
  readonly answers: number;
  readonly timeouts: number;
  /** Requests that the device refused by an exception. */
  readonly exceptions: number;
  /** Broken or wrong replies, no connection. */
  readonly errors: number;
  /** From request to reply, of the last few minutes; `undefined` before the first. */
  readonly answerMs: { readonly median: number; readonly p95: number; readonly longest: number } | undefined;
  readonly lastAnswerAtMs: number | undefined;
  readonly lastError: { readonly message: string; readonly atMs: number } | undefined;
}

/** How often a device is asked. */
export interface DevicePolls {
  readonly pollEveryMs: number;
  /** Requests of one poll. */
  readonly requestsPerPoll: number;
  readonly mediumEveryMs: number;
}

/** Fixed facts of a device, from its definition and the site document. */
export interface DeviceFacts {
  readonly id: string;
  readonly kind: 'meter' | 'chargePoint';
  readonly wiring: Wiring;
  /** Step of the set-point, mA (1000 for a box that takes whole amperes). */
  readonly stepMa: number;
  /** Smallest and largest set-point the product takes, mA. */
  readonly minMa: number;
  readonly maxMa: number;
  /** Whether `offeredMa` can be read back; otherwise only the drawn current proves a write. */
  readonly readsBack: boolean;
  /** Whether the product says what each phase draws. */
  readonly measuresCurrent: boolean;
  /** Whether it can switch between one phase and three. */
  readonly switchesPhases?: boolean;
  /** How long it offers nothing by itself after a switch, ms; there where it can switch. */
  readonly phaseDeadTimeMs?: number;
  /** Whether it can interrupt the pilot so that a sleeping car looks again. */
  readonly wakesCars?: boolean;
}

/** A device as the control loop sees it, whatever it speaks. Never throws: a fault is a state. */
export interface Device {
  readonly facts: DeviceFacts;
  readonly health: DeviceHealth;
  readonly fault: DeviceFault | undefined;
  /** Monotonic time since when `health` holds. */
  readonly healthSinceMs: number;
  readonly readings: DeviceReadings;
  readonly lastWrite: WriteState | undefined;
  /** Only where it is asked by requests. */
  readonly traffic?: DeviceTraffic | undefined;
  readonly polls?: DevicePolls | undefined;
  start(): void;
  /** Ends polling and settles everything that is open. */
  stop(): Promise<void>;
  /**
   * Asks for a set-point in mA (0 = no charging). Returns at once; the outcome shows in `lastWrite`.
   * The last value wins: a set-point still waiting in the queue is replaced. Meters ignore it.
   */
  offer(currentMa: number): void;
  /** Asks for one phase or three; the pause before and after is the caller's. Only where `facts.switchesPhases`. */
  usePhases?(count: 1 | 3): void;
  /** Interrupts the pilot so that a sleeping car looks again; only where the product can. */
  wake?(): void;
  /** Tells an inverter the most it may produce, W over its phases; only where the product can. */
  limitPower?(maxW: number): void;
  /** Called whenever a write was answered or failed, so that the loop need not wait for its next cycle. */
  onWriteSettled(listener: () => void): void;
}
