import { NetwachtError } from '../../firmware/domain/errors.ts';

/**
 * Why a request was not made or its answer not taken. `badUrl`, `badRequest`, `notListed`, `refusedAddress` and `busy`:
 * nothing was sent. `unknownName`: the name has no address. `unreachable`, `badCertificate`: no talk came about.
 * `timedOut`, `answerTooLarge`, `redirected`, `cancelled`: it was sent, and there is no answer. `badAnswer`: no download, but
 * another status than 200.
 */
export type OutboundCode =
  | 'badUrl'
  | 'badRequest'
  | 'notListed'
  | 'refusedAddress'
  | 'busy'
  | 'unknownName'
  | 'unreachable'
  | 'badCertificate'
  | 'timedOut'
  | 'answerTooLarge'
  | 'redirected'
  | 'badAnswer'
  | 'cancelled';

/** A refusal of the outbound guard. The sentence names scheme, host and port only: a path or query may hold a secret. */
export class OutboundError extends NetwachtError {
  declare readonly code: OutboundCode;

  constructor(code: OutboundCode, message: string, cause?: unknown) {
    super(code, message, cause === undefined ? {} : { cause });
    this.name = 'OutboundError';
  }
}
