import type { StationParts } from '../station-parts.ts';
import { statusInfo } from './words.ts';

/** Answers to calls of a backend by action; payloads are valid by the schema. Throw CallRefused. */
export type Handlers = Readonly<Record<string, (payload: never) => object | Promise<object>>>;

/**
 * What the charge point behind us answers itself; undefined: it answers nothing to that, or is not one. Without an EVSE only
 * a station of one place has somebody to ask.
 */
export async function passed(
  { places, place }: StationParts,
  action: string,
  payload: object,
  evse = 0,
): Promise<object | undefined> {
  const asked = evse === 0 ? (places.length === 1 ? places[0] : undefined) : place(evse);
  return await asked?.pass?.('2.0.1', action, payload);
}

export const accepted = { status: 'Accepted' } as const;

/** `reasonCode`: of 2.0.1's appendix 5; the sentence is for a person. */
export const answer = (status: string, reasonCode: string, sentence?: string) => ({
  status,
  statusInfo: statusInfo(reasonCode, sentence),
});

export const unknownEvse = (id: number, status = 'Rejected') => answer(status, 'UnknownEvse', `There is no EVSE ${id}`);

export const notAccepted = () => answer('Rejected', 'NotEnabled', 'The station waits until its boot is accepted');
