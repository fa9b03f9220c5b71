import type { OwnPhases, Reading } from '../../domain/device.ts';
import type { DeviceView } from '../device-view.ts';
import type { ChargePointReading, MeterReading } from './format.ts';

const outcomes = { pending: 'none', acknowledged: 'ok', failed: 'failed' } as const;

/** The readable part of a recorded line: what a device said last, in the units of the format. */
export function readingOf({ facts, readings, lastWrite }: DeviceView): MeterReading | ChargePointReading {
  const { currentMa, powerW, voltageV, soc, inputs, chargeState, energyImportWh, offeredMa } = readings;
  if (facts.kind === 'meter')
    return {
      ...(currentMa && { currentA: amperes(currentMa) }),
      ...(powerW && { powerW: phases(powerW) }),
      ...(voltageV && { voltageV: phases(voltageV) }),
      ...(soc && { soc: soc.value }),
      ...(inputs && { inputs: inputs.value.map((set) => set ?? false) }),
    };
  return {
    ...(chargeState && { state: chargeState.value }),
    ...(currentMa && { drawnA: amperes(currentMa) }),
    ...(energyImportWh && { energyWh: energyImportWh.value }),
    ...(offeredMa && { offeredA: offeredMa.value / 1000 }),
    ...(lastWrite && { lastWrite: outcomes[lastWrite.outcome] }),
  };
}

const phases = (reading: Reading<OwnPhases>): (number | null)[] => reading.value.map((value) => value ?? null);
const amperes = (reading: Reading<OwnPhases>): (number | null)[] =>
  reading.value.map((ma) => (ma === undefined ? null : ma / 1000));
