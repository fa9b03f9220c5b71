import { NetwachtError } from '../../domain/errors.ts';
import type { SchemaFault } from '../schema/validators.ts';
import type { OcppVersion } from '../version.ts';

/** Error codes of a CALLERROR (OCPP-J 1.6 4.2.3, errata; 2.0.1 part 4 4.3). 1.6 spells two of them otherwise. */
const codes = [
  'NotImplemented',
  'NotSupported',
  'InternalError',
  'ProtocolError',
  'SecurityError',
  'FormatViolation',
  'PropertyConstraintViolation',
  'OccurrenceConstraintViolation',
  'TypeConstraintViolation',
  'GenericError',
] as const;
export type CallErrorCode = (typeof codes)[number];

/** Thrown by a handler: the far end's call is answered with a CALLERROR. */
export class CallRefused extends NetwachtError {
  readonly errorCode: CallErrorCode;

  constructor(errorCode: CallErrorCode, message: string) {
    super('callRefused', message);
    this.errorCode = errorCode;
  }
}

/** How the code is spelt on the wire. */
export function spelt(code: CallErrorCode, version: OcppVersion): string {
  if (version !== '1.6') return code;
  if (code === 'FormatViolation') return 'FormationViolation';
  return code === 'OccurrenceConstraintViolation' ? 'OccurenceConstraintViolation' : code;
}

/** The code of a spelling on the wire; one that nobody knows is a GenericError. */
export function codeOfSpelling(spelling: string | undefined): CallErrorCode {
  if (spelling === 'FormationViolation') return 'FormatViolation';
  if (spelling === 'OccurenceConstraintViolation') return 'OccurrenceConstraintViolation';
  return codes.find((code) => code === spelling) ?? 'GenericError';
}

/** The code that says best what is wrong with a payload. */
export function codeOf({ keyword }: SchemaFault): CallErrorCode {
  switch (keyword) {
    case 'type':
      return 'TypeConstraintViolation';
    case 'required':
    case 'minItems':
    case 'maxItems':
      return 'OccurrenceConstraintViolation';
    case 'additionalProperties':
      return 'FormatViolation';
    default:
      return 'PropertyConstraintViolation';
  }
}

/**
 * A call of ours came to nothing. `refused`: the far end answered with a CALLERROR (`errorCode`). `timeout`: no answer in
 * time. `linkLost`: the link ended first. `invalidAnswer`: an answer that breaks the schema. `busy`: too many calls wait.
 * `invalidCall`: the payload breaks the schema, nothing was sent.
 */
export class CallFailed extends NetwachtError {
  readonly how: 'refused' | 'timeout' | 'linkLost' | 'invalidAnswer' | 'busy' | 'invalidCall';
  readonly errorCode: string | undefined;

  constructor(how: CallFailed['how'], message: string, errorCode?: string) {
    super('callFailed', message);
    this.how = how;
    this.errorCode = errorCode;
  }
}
