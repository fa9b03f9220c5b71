import type { Controller } from '../controller.ts';
import type { DeviceSet } from '../device-set.ts';
import { givenUpOfferMa } from '../order-given-up.ts';

/** At stop, charge points get this long to take their safe current. */
const safeStopMs = 1500;

/** Lowers every charge point that is offered more to what a lost one gets, and waits until each has taken it. */
export async function leaveSafe(controller: Controller, devices: DeviceSet): Promise<void> {
  const { topology } = controller;
  const points = topology.chargePoints.flatMap(({ config }) => {
    const device = devices.get(config.id);
    const offerMa = controller.memoryOf(config.id)?.offerMa ?? 0;
    const failsafeMa = config.failsafeCurrentA * 1000;
    const safeMa = givenUpOfferMa(topology.site.lostPolicy, { offerMa, failsafeMa, overloaded: false });
    return device !== undefined && safeMa !== undefined && offerMa > safeMa ? [{ device, safeMa }] : [];
  });
  if (points.length === 0) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, safeStopMs);
    const taken = ({ device: { lastWrite }, safeMa }: (typeof points)[number]) =>
      lastWrite?.offeredMa === safeMa && lastWrite.outcome !== 'pending';
    const check = () => {
      if (!points.every(taken)) return;
      clearTimeout(timer);
      resolve();
    };
    for (const { device, safeMa } of points) {
      device.onWriteSettled(check);
      device.offer(safeMa);
    }
  });
}
