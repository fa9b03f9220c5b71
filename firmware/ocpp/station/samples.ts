import type { MeterValue, Sample } from '../ports.ts';

export const energyRegister = 'Energy.Active.Import.Register';

const measurandNames = [
  ...['Current.Export', 'Current.Import', 'Current.Offered', 'Energy.Active.Export.Register', energyRegister],
  ...['Energy.Reactive.Export.Register', 'Energy.Reactive.Import.Register', 'Energy.Active.Export.Interval'],
  ...['Energy.Active.Import.Interval', 'Energy.Reactive.Export.Interval', 'Energy.Reactive.Import.Interval'],
  ...['Frequency', 'Power.Active.Export', 'Power.Active.Import', 'Power.Factor', 'Power.Offered'],
  ...['Power.Reactive.Export', 'Power.Reactive.Import', 'RPM', 'SoC', 'Temperature', 'Voltage'],
];
const phaseNames = ['L1', 'L2', 'L3', 'N', 'L1-N', 'L2-N', 'L3-N', 'L1-L2', 'L2-L3', 'L3-L1'];

/** A measurand as a setting names it (1.6 7.31), with a phase or without: `Voltage.L1`. undefined: there is none such. */
export function measurandOf(
  name: string,
): { readonly measurand: string; readonly phase: string | undefined } | undefined {
  if (measurandNames.includes(name)) return { measurand: name, phase: undefined };
  const dot = name.lastIndexOf('.');
  const measurand = name.slice(0, dot);
  const phase = name.slice(dot + 1);
  return measurandNames.includes(measurand) && phaseNames.includes(phase) ? { measurand, phase } : undefined;
}

/** The energy register of a value, whole Wh; undefined: it is not in it. */
export function energyWh({ samples }: MeterValue): number | undefined {
  const sample = samples.find(
    ({ measurand = energyRegister, phase, format }) =>
      measurand === energyRegister && phase === undefined && format !== 'SignedData',
  );
  if (sample === undefined) return undefined;
  const wh = Number(sample.value) * (sample.unit === 'kWh' ? 1000 : 1);
  return Number.isFinite(wh) ? Math.floor(wh + 1e-6) : undefined;
}

/**
 * The measurands that are asked for, in their order, of what a meter said. The energy register is whole Wh and never below
 * `floorWh`: a backend takes one that runs backwards for a fault. undefined: none of them is known.
 */
export function picked(
  value: MeterValue,
  measurands: readonly string[],
  { context, floorWh }: { readonly context: string; readonly floorWh: number },
): MeterValue | undefined {
  const samples = measurands.flatMap((wanted) => {
    if (wanted === energyRegister) {
      const wh = energyWh(value);
      if (wh === undefined) return [];
      return [
        { value: String(Math.max(floorWh, wh)), measurand: energyRegister, unit: 'Wh', context } satisfies Sample,
      ];
    }
    const { measurand, phase } = measurandOf(wanted) ?? {};
    return value.samples
      .filter((sample) => sample.measurand === measurand && (phase === undefined || sample.phase === phase))
      .map((sample) => ({ ...sample, context }));
  });
  return samples.length === 0 ? undefined : { atMs: value.atMs, samples };
}
