import type { ChargeState } from '../../domain/device.ts';
import type { Done, MeterValue, PlaceEvent, PlaceFacts, RunningTransaction, StatusNow } from '../ports.ts';
import type { OcppVersion } from '../version.ts';

/**
 * One connector of an OCPP charge point, as the rest of this room sees it: there whether it is connected or not, the same
 * for every version. Commands resolve with what became of them and never reject; without a connection they are `rejected`.
 */
export interface ChargePointSession {
  /** The device's id in the site. */
  readonly device: string;
  /** Of the connector at the charge point, from 1 on; in 2.0.1 of the EVSE. */
  readonly number: number;
  /** Of the connection now; undefined: there is none. */
  readonly version: OcppVersion | undefined;
  readonly connected: boolean;
  facts(): PlaceFacts;
  status(): StatusNow;
  /** Control pilot state; undefined: not known. */
  state(): ChargeState | undefined;
  transaction(): RunningTransaction | undefined;
  /** The values that came last, whatever their age. */
  lastMeter(): MeterValue | undefined;
  /** What happens there, in its order; gives back what ends it. A repeated begin or end is told once. */
  onEvent(listener: (event: PlaceEvent) => void): () => void;

  remoteStart(idTag: string): Promise<Done>;
  remoteStop(localTx: string): Promise<Done>;
  setAvailable(available: boolean): Promise<Done | 'scheduled'>;
  unlock(): Promise<'unlocked' | 'failed' | 'notSupported'>;
  reset(hard: boolean): Promise<Done>;

  /** A call in the charge point's own version, behind our limits in the queue. Rejects with CallFailed. */
  call(action: string, payload: object): Promise<object>;
  /**
   * Somebody who answers calls of the charge point that the central system only takes note of (DataTransfer,
   * SecurityEventNotification, DiagnosticsStatusNotification, …); undefined = the usual answer. Gives back what ends it.
   */
  onCall(listener: (action: string, payload: object) => Promise<object | undefined>): () => void;
}
