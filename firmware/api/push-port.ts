import type { ChargePointPush, MeterPush, PushedOffer } from '../domain/push.ts';

/**
 * Devices of the site that are pushed to. Codes: `noDevice` (404, there is no such device), `otherDevice` (400, it is not one
 * that is pushed to); a push that is refused changes nothing.
 */
export interface PushPort {
  meter(device: string, push: MeterPush): void;
  /** The offer is for a client that is told at once: it counts as taken. */
  chargePoint(device: string, push: ChargePointPush): PushedOffer;
}
