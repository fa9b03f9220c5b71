import type { LinesState } from '../../../domain/lines.ts';
import type { ProductView } from '../../../domain/product.ts';
import type { DeviceConfig } from '../../../domain/site/devices.ts';
import type { Site } from '../../../domain/site/schema.ts';
import type { State } from '../../../domain/state.ts';
import type { OccupancyView } from '../../people-port.ts';
import type { OverrideNow } from '../../ports.ts';

export interface Nameplate {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly serial: string | null;
}

/** What an answer is made from, all of it in memory. */
export interface DevInfoFacts {
  readonly site: Site;
  /** Undefined until the first control cycle has ended, or when it is of another site. */
  readonly state: State | undefined;
  readonly lines: LinesState | undefined;
  readonly product: (definition: string) => ProductView | undefined;
  /** What charge points that speak OCPP say they are, by device. */
  readonly nameplates: ReadonlyMap<string, Nameplate>;
  readonly original: {
    importWh(device: string): number;
    exportWh(device: string): number;
    overdraftMa(): number;
    sessionNow(chargePoint: string): { readonly energyWh: number; readonly chargedS: number } | undefined;
  };
  /** What persons have switched off and limited: as it was asked for, before a control cycle has looked at it. */
  readonly override: (chargePoint: string) => OverrideNow;
  readonly userRulesOff: (chargePoint: string) => boolean;
  /** Undefined where nobody knows. */
  readonly occupancy: (chargePoint: string) => OccupancyView | undefined;
  /** Of the house connection, for now; absent = all of it. */
  readonly sharePercent?: number;
  readonly serial: string;
  readonly wallMs: number;
  /** Nobody has signed in: no addresses, no messages that may hold one. */
  readonly unnamed: boolean;
}

/** One device of the answer. */
export type DevInfoDevice = Readonly<Record<string, unknown>>;

export const milli = (amperes: number | null | undefined): number => Math.round((amperes ?? 0) * 1000);
export const whole = (value: number | null | undefined): number => Math.round(value ?? 0);
/** Bit 0 = L1. */
export const phaseBits = (phases: readonly ('L1' | 'L2' | 'L3')[]): number =>
  phases.reduce((bits, name) => bits | (1 << (Number(name.slice(1)) - 1)), 0);
export const wiringBits = ({ wiring }: Pick<DeviceConfig, 'wiring'>): number =>
  wiring.reduce<number>((bits, phase) => bits | (1 << phase), 0);
