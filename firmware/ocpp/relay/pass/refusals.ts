import { CallRefused } from '../../rpc/call-error.ts';
import type { OcppVersion } from '../../version.ts';

/** What a backend without command may ask all the same: it changes nothing. */
const harmless: ReadonlySet<string> = new Set([
  'GetConfiguration',
  'GetVariables',
  'TriggerMessage',
  'ExtendedTriggerMessage',
]);
/** Its station answers these for itself alone. */
const own: ReadonlySet<string> = new Set(['SendLocalList', 'ClearCache']);
const rejectable: ReadonlySet<string> = new Set([
  'ChangeConfiguration',
  'DataTransfer',
  'GetLog',
  'SignedUpdateFirmware',
]);

/** What a backend is answered that may not command; `passes`: it may say that. Throws CallRefused where there is no word for it. */
export function refusalOf(version: OcppVersion, action: string): object | undefined | 'passes' {
  if (harmless.has(action)) return 'passes';
  if (own.has(action)) return undefined;
  if (rejectable.has(action)) return { status: 'Rejected' };
  if (action === 'UpdateFirmware' && version === '2.0.1') return { status: 'Rejected' };
  // No name of a file: there is nothing to bring.
  if (action === 'GetDiagnostics') return {};
  if (action === 'UpdateFirmware') throw new CallRefused('SecurityError', 'another backend commands this charge point');
  return undefined;
}
