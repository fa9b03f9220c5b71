import type { PointEvents } from '../domain/point-events.ts';

export interface PointEventsPort {
  /** The last events of a charge point, newest first. Code: `notFound` (404). */
  of(chargePoint: string): PointEvents;
}
