import type { ChargeState } from '../domain/device.ts';
import type { OcppVersion } from './version.ts';

/**
 * The words between the parts of this room, the same for both versions of the protocol. A `Place` is a charge point as OCPP
 * sees it, whatever it speaks: one of Modbus and the like is made from our own state (own-places/), one that
 * speaks OCPP itself from its connection to us (relay/). A station (towards a backend) knows nothing but places.
 * Times are wall ms, energy whole Wh, currents mA, limits mA per phase.
 */

/** OCPP 1.6 4.9, errata. 2.0.1 knows fewer: Preparing to Finishing are Occupied there. */
export type ConnectorStatus =
  | 'Available'
  | 'Preparing'
  | 'Charging'
  | 'SuspendedEVSE'
  | 'SuspendedEV'
  | 'Finishing'
  | 'Reserved'
  | 'Unavailable'
  | 'Faulted';

/** ChargePointErrorCode of 1.6, 7.6. */
export type ErrorCode =
  | 'NoError'
  | 'ConnectorLockFailure'
  | 'EVCommunicationError'
  | 'GroundFailure'
  | 'HighTemperature'
  | 'InternalError'
  | 'LocalListConflict'
  | 'OtherError'
  | 'OverCurrentFailure'
  | 'OverVoltage'
  | 'PowerMeterFailure'
  | 'PowerSwitchFailure'
  | 'ReaderFailure'
  | 'ResetFailure'
  | 'UnderVoltage'
  | 'WeakSignal';

export interface StatusNow {
  readonly status: ConnectorStatus;
  readonly errorCode: ErrorCode;
  readonly info?: string;
  readonly vendorId?: string;
  readonly vendorErrorCode?: string;
  readonly atMs: number;
}

/** One value of a meter in OCPP's own words (1.6 7.38 ff.); `value` stays the text it is: signed data must not change by a bit. */
export interface Sample {
  readonly value: string;
  /** `Energy.Active.Import.Register` where absent. */
  readonly measurand?: string;
  readonly phase?: string;
  readonly unit?: string;
  readonly context?: string;
  readonly location?: string;
  readonly format?: 'Raw' | 'SignedData';
  /** 2.0.1 SignedMeterValue: what stands beside `value`, the signed text. */
  readonly signed?: { readonly signingMethod: string; readonly encodingMethod: string; readonly publicKey: string };
}

export interface MeterValue {
  readonly atMs: number;
  readonly samples: readonly Sample[];
}

/** Reason of 1.6 7.36; 2.0.1's further ones have their nearest here and their own name beside. */
export type StopReason =
  | 'DeAuthorized'
  | 'EmergencyStop'
  | 'EVDisconnected'
  | 'HardReset'
  | 'Local'
  | 'Other'
  | 'PowerLoss'
  | 'Reboot'
  | 'Remote'
  | 'SoftReset'
  | 'UnlockCommand';

/** What happens at a place, told in its order. `localTx`: our own name of a transaction, unique for ever. */
export type PlaceEvent =
  | { readonly kind: 'status'; readonly status: StatusNow }
  | {
      readonly kind: 'begin';
      readonly localTx: string;
      /** Empty: no card was shown; the station tells its default tag. */
      readonly idTag: string;
      readonly meterWh: number;
      readonly atMs: number;
      /** What started it: for 2.0.1. */
      readonly trigger: 'authorised' | 'plugged' | 'remote';
    }
  /** Values that the place itself sends (an OCPP charge point); a place of our own is asked by `readMeter`. */
  | {
      readonly kind: 'values';
      readonly localTx: string | undefined;
      readonly values: readonly MeterValue[];
    }
  | {
      readonly kind: 'end';
      readonly localTx: string;
      readonly meterWh: number;
      readonly atMs: number;
      readonly reason: StopReason;
      readonly idTag?: string;
      /** Transaction data, signed values among them. */
      readonly values: readonly MeterValue[];
    }
  /** Its facts, its number of phases or the like have changed. */
  | { readonly kind: 'facts' };

/** A transaction that runs. */
export interface RunningTransaction {
  readonly localTx: string;
  /** Empty: no card was shown. */
  readonly idTag: string;
  readonly meterStartWh: number;
  readonly startedAtMs: number;
}

export interface PlaceFacts {
  readonly vendor: string;
  readonly model: string;
  readonly serial?: string;
  readonly firmware?: string;
  readonly minMa: number;
  readonly maxMa: number;
  readonly phases: 1 | 2 | 3;
  readonly voltageV: number;
  /** It sends its own meter values and statuses: the station samples none of its own. */
  readonly speaksOcpp: boolean;
}

/** What a backend or a list says of an id tag (1.6 IdTagInfo, 2.0.1 IdTokenInfo). */
export interface TagInfo {
  readonly status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  readonly expiresAtMs?: number;
  readonly parentIdTag?: string;
}

/** What a backend allows at a place now, beside our own limits: it can only lower. */
export interface BackendCeiling {
  /** mA per phase; undefined: no limit of this backend. 0 = nothing flows. */
  readonly maxMa?: number;
  /** The same over all phases, W. */
  readonly maxW?: number;
  readonly phases?: 1 | 3;
  /** `profile`: charging profiles. `refused`: the backend does not know the tag. `stopped`: it stopped the transaction. `unavailable`: it took the place out of service. */
  readonly why: 'profile' | 'refused' | 'stopped' | 'unavailable';
  /** When the value will change by itself, as far as it is known. */
  readonly untilMs?: number;
}

export type Done = 'accepted' | 'rejected' | 'notSupported';

/** A charge point as a station sees it. */
export interface Place {
  /** The device's id in the site, `E1`. */
  readonly id: string;
  facts(): PlaceFacts;
  status(): StatusNow;
  /** Control pilot state; undefined: not known. */
  state(): ChargeState | undefined;
  transaction(): RunningTransaction | undefined;
  /** What the meter says now, all measurands that are known; undefined: it does not answer. */
  readMeter(): MeterValue | undefined;
  /** Events from now on; gives back what ends it. */
  onEvent(listener: (event: PlaceEvent) => void): () => void;

  /** Someone far away lets a tag charge: authorises, and begins the transaction as soon as a car is there. */
  start(idTag: string, by: string): Promise<Done>;
  /** Ends a transaction; energy stops flowing until the car is plugged out or somebody authorises again. */
  stop(localTx: string, reason: StopReason, by: string): Promise<Done>;
  /** Out of service or back. */
  setAvailable(available: boolean): Promise<Done | 'scheduled'>;
  unlock(): Promise<'unlocked' | 'failed' | 'notSupported'>;
  reset(hard: boolean): Promise<Done>;
  /** The ceiling of one backend; undefined: it says nothing any more. */
  limit(backend: string, ceiling: BackendCeiling | undefined): void;
  /** What a backend said of the tag of a transaction that runs (the answer to its start). */
  told(localTx: string, info: TagInfo, backend: string): void;
  /**
   * Only of an OCPP charge point: a call of the backend that it answers itself (DataTransfer, UpdateFirmware, …), in the
   * backend's version both ways. undefined: it is not passed on, or has no counterpart: the station answers. Throws
   * CallRefused where the charge point refuses.
   */
  pass?(version: OcppVersion, action: string, payload: object): Promise<object | undefined>;
  /**
   * Only of an OCPP charge point: what it says by itself (DataTransfer, SecurityEventNotification, how firmware and logs get
   * on), in the listener's version. undefined: this backend has no answer. Gives back what ends it.
   */
  onCall?(version: OcppVersion, listener: (action: string, payload: object) => Promise<object | undefined>): () => void;
}

/** Who may charge: asked by a place when a tag is shown. */
export interface Authoriser {
  /** Never rejects; a backend that does not answer in time counts as offline. */
  authorise(place: string, idTag: string): Promise<TagInfo>;
}

/** A backend that may be asked, in the order of the configuration. */
export interface BackendAuthority {
  readonly id: string;
  readonly online: boolean;
  authorise(place: string, idTag: string): Promise<TagInfo>;
  /** What the local list, the cache or the offline rules of its station say (1.6 3.5); undefined: nothing. */
  offline(place: string, idTag: string): TagInfo | undefined;
}
