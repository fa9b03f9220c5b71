import type { PushPort } from '../../../firmware/api/push-port.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import type { ChargePointPush, MeterPush, PushedOffer } from '../../../firmware/domain/push.ts';

/** Keeps what was pushed to M4 and E2; M1 and E1 are devices that the box reads itself. */
export class FakePushes implements PushPort {
  readonly meters: MeterPush[] = [];
  readonly chargePoints: ChargePointPush[] = [];
  offer: PushedOffer = { currentMa: 0, isPaused: false };

  meter(device: string, push: MeterPush): void {
    refuseOthers(device, 'M4');
    this.meters.push(push);
  }

  chargePoint(device: string, push: ChargePointPush): PushedOffer {
    refuseOthers(device, 'E2');
    this.chargePoints.push(push);
    return this.offer;
  }
}

function refuseOthers(device: string, known: string): void {
  if (device === known) return;
  if (device === 'M1' || device === 'E1') throw new NetwachtError('otherDevice', `${device} is not pushed to`);
  throw new NetwachtError('noDevice', `There is no device "${device}"`);
}
