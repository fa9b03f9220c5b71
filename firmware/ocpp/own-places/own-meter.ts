import type { MeterValue, Sample } from '../ports.ts';
import type { OwnLook } from './look.ts';

/** All that is known of a charge point's meter, in the words of OCPP 1.6 7.31 ff. `registerWh`: whole Wh. */
export function meterValueOf(look: OwnLook, registerWh: number | undefined, atMs: number): MeterValue {
  const samples: Sample[] = [];
  if (registerWh !== undefined)
    samples.push({ value: String(registerWh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' });
  if (look.powerW !== undefined)
    samples.push({ value: String(Math.round(look.powerW)), measurand: 'Power.Active.Import', unit: 'W' });
  look.drawnA.forEach((drawnA, phase) => {
    if (drawnA === undefined) return;
    samples.push({ value: tenths(drawnA), measurand: 'Current.Import', phase: `L${phase + 1}`, unit: 'A' });
  });
  if (look.offeredA !== undefined)
    samples.push({ value: tenths(look.offeredA), measurand: 'Current.Offered', unit: 'A' });
  return { atMs, samples };
}

const tenths = (value: number): string => (Math.round(value * 10) / 10).toString();
