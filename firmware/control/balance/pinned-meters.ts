import type { DeviceReadings, OwnPhases, Reading } from '../../domain/device.ts';
import type { Site } from '../../domain/site/schema.ts';
import { ageMs, type DeviceView, withReadings } from '../device-view.ts';

/**
 * Charge points with what their own meters say: where a box measures no current, or its value is stale, that of its
 * meter is the charge point's draw. The meter shares the phases of the box (its L1 is the box's L1), whatever its own
 * entry says; a clamp that is turned round counts all the same, as charge points only take. A box without an energy
 * counter has that of its meter.
 */
export function withPinnedMeters(
  site: Site,
  devices: ReadonlyMap<string, DeviceView>,
  nowMs: number,
): ReadonlyMap<string, DeviceView> {
  const pinned = site.devices.filter((device) => device.enabled && device.chargePoint !== undefined);
  if (pinned.length === 0) return devices;
  const out = new Map(devices);
  for (const meter of pinned) {
    const box = site.devices.find((device) => device.id === meter.chargePoint);
    const boxView = devices.get(meter.chargePoint ?? '');
    const readings = devices.get(meter.id)?.readings;
    if (box === undefined || boxView === undefined || readings?.currentMa === undefined) continue;
    const own = boxView.readings;
    const boxSpeaks = boxView.facts.measuresCurrent && ageMs(own.currentMa, nowMs) <= box.staleS * 1000;
    const counted = own.energyImportWh === undefined && readings.energyImportWh !== undefined;
    const energyMeter = counted ? meter.id : undefined;
    if (boxSpeaks && counted)
      out.set(box.id, withReadings(boxView, { ...own, energyImportWh: readings.energyImportWh }, {}, energyMeter));
    const whole = boxView.facts.wiring.every((_, k) => Number.isFinite(readings.currentMa?.value[k]));
    if (boxSpeaks || !whole || ageMs(readings.currentMa, nowMs) > meter.staleS * 1000) continue;
    const energyImportWh = own.energyImportWh ?? readings.energyImportWh;
    const measured: DeviceReadings = {
      ...own,
      currentMa: taken(readings.currentMa),
      ...(readings.powerW && { powerW: taken(readings.powerW) }),
      ...(readings.voltageV && { voltageV: readings.voltageV }),
      ...(energyImportWh && { energyImportWh }),
    };
    out.set(box.id, withReadings(boxView, measured, { measuresCurrent: true }, energyMeter));
  }
  return out;
}

const taken = ({ value, atMs }: Reading<OwnPhases>): Reading<OwnPhases> => ({
  value: value.map((v) => (v === undefined ? undefined : Math.abs(v))),
  atMs,
});
