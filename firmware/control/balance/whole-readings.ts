import type { DeviceReadings } from '../../domain/device.ts';
import { type DeviceView, withReadings } from '../device-view.ts';

/** More than any charge point gives or is told, mA. */
const beyondReasonMa = 1_000_000;

/**
 * Charge points with what can be counted with. A current that lacks one of its phases is none: a phase that nobody read
 * is not at 0 A. Such a box is one that measures nothing. A set-point that is no current was not read back.
 */
export function withWholeReadings(devices: ReadonlyMap<string, DeviceView>): ReadonlyMap<string, DeviceView> {
  const broken = [...devices].filter(([, view]) => view.facts.kind === 'chargePoint' && !isWhole(view));
  return broken.length === 0
    ? devices
    : new Map([...devices, ...broken.map(([id, view]) => [id, wholeOf(view)] as const)]);
}

const isWhole = (view: DeviceView): boolean => isCurrentWhole(view) && isSetPointWhole(view.readings);

const isCurrentWhole = ({ facts, readings: { currentMa } }: DeviceView): boolean =>
  currentMa === undefined || facts.wiring.every((_, k) => isReasonable(currentMa.value[k]));

const isSetPointWhole = ({ offeredMa }: DeviceReadings): boolean =>
  offeredMa === undefined || (isReasonable(offeredMa.value) && offeredMa.value >= 0);

const isReasonable = (ma = Number.NaN): boolean => Math.abs(ma) <= beyondReasonMa;

function wholeOf(view: DeviceView): DeviceView {
  const { currentMa, offeredMa, ...others } = view.readings;
  const measures = isCurrentWhole(view);
  return withReadings(
    view,
    {
      ...others,
      ...(currentMa && measures ? { currentMa } : {}),
      ...(offeredMa && isSetPointWhole(view.readings) ? { offeredMa } : {}),
    },
    { measuresCurrent: view.facts.measuresCurrent && measures },
  );
}
