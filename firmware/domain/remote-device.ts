import type { DeviceFacts, DeviceFault, DeviceHealth, DeviceReadings, WriteState } from './device.ts';
import type { DeviceConfig } from './site/devices.ts';

/**
 * A device that the main thread hears (an OCPP charge point, one that is pushed to), as that thread tells the control worker of it. Its
 * times are those of the main thread, whose zero is another one: the message carries when it was sent, so that what
 * travels is ages.
 */
export interface RemoteReport {
  readonly device: string;
  /** Which box is behind it, see `remotePlace`. */
  readonly place: string;
  readonly health: DeviceHealth;
  /** Monotonic ms of the main thread. */
  readonly healthSinceMs: number;
  readonly fault?: DeviceFault;
  readonly facts?: RemoteFacts;
  readonly readings: DeviceReadings;
  /** What became of the offer of this number; later ones are on their way. */
  readonly write?: RemoteWrite;
}

/** What the device was found to be; the site document may narrow it further. */
export type RemoteFacts = Partial<
  Pick<
    DeviceFacts,
    'stepMa' | 'minMa' | 'maxMa' | 'readsBack' | 'measuresCurrent' | 'switchesPhases' | 'phaseDeadTimeMs'
  >
>;

export interface RemoteWrite extends Pick<WriteState, 'outcome' | 'repliedAtMs' | 'error'> {
  /** The offer's number. */
  readonly id: number;
}

/** A set-point for such a device. The last one wins; numbers rise. */
export interface RemoteOffer {
  readonly device: string;
  readonly place: string;
  readonly id: number;
  /** mA per phase; 0 = no charging. */
  readonly currentMa: number;
  /** The number of phases it was told last; absent: never told. */
  readonly phases?: 1 | 3;
}

/** Which box and which of its connectors a device of the site means: after a change of the site another one may have its id. */
export const remotePlace = ({ address = '', connector = 1 }: Pick<DeviceConfig, 'address' | 'connector'>): string =>
  `${address}#${connector}`;
