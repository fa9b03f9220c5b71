import type { State } from '../../firmware/api/shapes.ts';
import { Age } from '../part/age.tsx';
import { useDeviceWords } from '../words/devices/speech.ts';
import { ReadValues } from './values.tsx';

/** What a device says now, as far as the box counts with it. */
export function StateValues({ id, state }: { readonly id: string; readonly state: State }) {
  const w = useDeviceWords().device;
  const meter = state.meters.find((one) => one.id === id);
  const point = state.chargePoints.find((one) => one.id === id);
  if (meter === undefined && point === undefined) return null;
  const values =
    meter === undefined
      ? {
          currentA: point?.drawnA ?? null,
          totalPowerW: point?.powerW ?? null,
          offeredA: point?.offeredA ?? null,
          energyImportWh: point?.energyWh ?? null,
        }
      : {
          currentA: meter.currentA,
          powerW: meter.powerW,
          voltageV: meter.voltageV,
          energyImportWh: meter.importWh ?? null,
          energyExportWh: meter.exportWh ?? null,
        };
  const told = Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.every((v) => v === null)),
    ),
  );
  return (
    <>
      <h3>{w.now}</h3>
      {Object.keys(told).length === 0 ? <p class="no-value">{w.noValue}</p> : <ReadValues values={told} />}
      <p>
        <Age ageS={meter?.ageS} shown={Object.keys(told).length > 0} />
      </p>
    </>
  );
}
