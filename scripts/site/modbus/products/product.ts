import type { ChargeState } from '../../../../firmware/domain/device.ts';
import type { RegisterImage } from '../register-image.ts';

/** Fixed facts of one box in the plant. */
export interface BoxFacts {
  readonly id: string;
  readonly maxA: number;
  /** What the installer set as the current without communication; 0 or at least 6. */
  readonly failsafeA: number;
  /** Phases it is wired to. */
  readonly phases: number;
}

/** What the electronics of a box know at one moment. */
export interface BoxMemory {
  readonly facts: BoxFacts;
  readonly image: RegisterImage;
  readonly state: ChargeState;
  /** Since when `state` holds. */
  readonly stateForMs: number;
  /** Since the last request of any kind, or since power-on. */
  readonly silentForMs: number;
  /** Since the last accepted write of a quantity; Infinity when there was none since power-on. */
  sinceWriteMs(quantity: string): number;
  /** Since the last accepted write of anything, or since power-on. */
  readonly unwrittenForMs: number;
}

/** How one make of charge point behaves on its bus: facts of field/modbus.md §2 and its register table, nothing else. */
export interface ChargePointProduct {
  readonly id: string;
  readonly functions: readonly number[];
  readonly oneValuePerRead?: boolean;
  /** A request that comes sooner after the last reply is lost. */
  readonly pauseMs?: number;
  /** Registers after power-on, by quantity, in the unit of the table. What is not named is 0 or empty. */
  boot(facts: BoxFacts): Readonly<Record<string, number | string>>;
  /** State registers, by quantity. */
  state(memory: BoxMemory): Readonly<Record<string, number | string>>;
  /** The current it offers now, A; below 6 = no permission to charge. */
  offerA(memory: BoxMemory): number;
  /** False for a value it refuses with exception 3. */
  accepts(quantity: string, value: number | string, facts: BoxFacts): boolean;
  /** After an accepted write. */
  written?(quantity: string, value: number | string, image: RegisterImage): void;
  /** How many phases its own contactor allows; absent = it cannot switch. */
  phases?(image: RegisterImage): 1 | 3;
  /** True when it does not answer at all. */
  isDeaf?(memory: BoxMemory): boolean;
}

/** Registers whose writing changes what is offered. */
export const setpointQuantities: readonly string[] = ['current_limit', 'enable', 'release', 'remote_lock'];

/** A set-point a box takes: nothing, or from 6 A to its maximum. */
export const isSetpoint = (value: number | string, mostA: number): boolean =>
  typeof value === 'number' && (value === 0 || (value >= 6 - 1e-6 && value <= mostA + 1e-6));

export const isSwitch = (value: number | string): boolean => value === 0 || value === 1;
