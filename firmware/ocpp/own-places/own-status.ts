import type { StatusNow } from '../ports.ts';
import { drawsCurrent, hasCar, type OwnLook } from './look.ts';

/** What a place knows beside its look. */
export interface StatusFacts {
  /** Undefined: nothing was seen since the start. */
  readonly look: OwnLook | undefined;
  readonly available: boolean;
  /** A transaction runs. */
  readonly running: boolean;
  /** A transaction ends now: nothing flows any more, or will not soon. */
  readonly ending: boolean;
  /** A transaction ended, and its car is still there. */
  readonly finished: boolean;
  /** Somebody was let charge and his car has not come. */
  readonly expected: boolean;
}

/**
 * States of IEC 61851-1 in the words of OCPP 1.6 4.9 (table in field/ocpp.md §1.5). SuspendedEVSE goes before SuspendedEV
 * where both would be true.
 */
export function statusOf({
  look,
  available,
  running,
  ending,
  finished,
  expected,
}: StatusFacts): Omit<StatusNow, 'atMs'> {
  const state = look?.state;
  if (look === undefined || state === undefined)
    return { status: 'Faulted', errorCode: 'OtherError', info: 'The charge point does not answer' };
  if (state === 'E')
    return { status: 'Faulted', errorCode: 'EVCommunicationError', info: 'No control pilot (state E)' };
  if (state === 'F') return { status: 'Faulted', errorCode: 'OtherError', info: 'It reports a fault (state F)' };
  if (!available) return fine('Unavailable');
  if (ending) return fine('Finishing');
  if (running) return fine(inTransaction(look));
  if (hasCar(state)) return fine(finished ? 'Finishing' : 'Preparing');
  return fine(expected ? 'Preparing' : 'Available');
}

const fine = (status: StatusNow['status']): Omit<StatusNow, 'atMs'> => ({ status, errorCode: 'NoError' });

function inTransaction(look: OwnLook): StatusNow['status'] {
  const { state, offeredA, minA, authorised } = look;
  if (!hasCar(state)) return 'Finishing';
  // What is offered is unknown for a moment after a start.
  if (!authorised || (offeredA !== undefined && offeredA < minA)) return 'SuspendedEVSE';
  if (state === 'B') return 'SuspendedEV';
  return drawsCurrent(look) === false ? 'SuspendedEV' : 'Charging';
}
