import type { Place, StatusNow } from '../ports.ts';
import type { Availability } from './availability.ts';
import type { Reservations } from './reservations.ts';

export interface ToldStatusOptions {
  readonly places: readonly Place[];
  readonly availability: Availability;
  readonly reservations: Reservations;
  readonly wallMs: () => number;
}

/** The status of a connector as this backend has it: what it took out of service or reserved is in it. 0 = the whole station. */
export function toldStatus(connector: number, options: ToldStatusOptions): StatusNow {
  const { places, availability, reservations, wallMs } = options;
  const place = places[connector - 1];
  if (place === undefined)
    return { status: availability.of(0) ? 'Available' : 'Unavailable', errorCode: 'NoError', atMs: wallMs() };
  const now = place.status();
  if (now.status !== 'Available') return now;
  if (!availability.of(connector)) return { ...now, status: 'Unavailable' };
  return reservations.at(connector) === undefined ? now : { ...now, status: 'Reserved' };
}
