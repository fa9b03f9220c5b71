import { NetwachtError } from './errors.ts';
import { chargePointWords, meterWords, type Words } from './original-registers.ts';
import type { PerPhase } from './phases.ts';
import type { DeviceConfig } from './site/devices.ts';
import type { Site } from './site/schema.ts';
import type { ChargePointState, MeterState, State } from './state.ts';

/** What the site and the live state say, and whether a product switches phases. */
export interface RegisterSources {
  readonly site: Site | undefined;
  readonly state: State | undefined;
  /** Counters that never fall, Wh. */
  readonly importWh: (device: string) => number;
  /** What a person asked for, as it is on disk: who has written reads it at once. */
  readonly overrideNow: (chargePoint: string) => { readonly off: boolean; readonly limitMa?: number };
  readonly switchesPhases: (chargePoint: string) => boolean;
}

/** What the map shows of a device now. Codes: `starting` (503), `noDevice` (404, it is switched off). */
export function wordsOf(device: DeviceConfig, sources: RegisterSources): Words {
  const { state } = sources;
  if (state === undefined) throw new NetwachtError('starting', 'The box has just started and knows nothing yet');
  const point = state.chargePoints.find(({ id }) => id === device.id);
  if (point !== undefined) return ofChargePoint(device, point, sources);
  const meter = state.meters.find(({ id }) => id === device.id);
  if (meter === undefined) throw new NetwachtError('noDevice', `${device.id} is not in use`);
  return meterWords({ ...meterFacts(device, meter, sources), usedPhases: maskOf(device.wiring.length) });
}

function ofChargePoint(device: DeviceConfig, point: ChargePointState, sources: RegisterSources): Words {
  const { site, state } = sources;
  const pinned = site?.devices.find(({ chargePoint }) => chargePoint === device.id);
  const meter = state?.meters.find(({ id }) => id === pinned?.id);
  const { off, limitMa = 0 } = sources.overrideNow(device.id);
  const usesOnePhase = point.orders?.phases === 1 || point.phases.length === 1;
  return chargePointWords({
    ...{ state: point.state, offeredA: point.offeredA, powerW: point.powerW, usesOnePhase },
    energyWh: sources.importWh(device.id) || null,
    usedPhases: usesOnePhase ? 1 : maskOf(device.wiring.length),
    voltageV: meter === undefined ? [] : own(device, meter.voltageV),
    currentA: own(device, point.drawnA),
    limitA: limitMa > 0 ? Math.min(limitMa / 1000, point.maxA) : point.maxA,
    isOn: !off,
    switchesPhases: sources.switchesPhases(device.id),
  });
}

function meterFacts(device: DeviceConfig, meter: MeterState, { importWh }: RegisterSources) {
  const known = meter.powerW.filter((watts) => watts !== null);
  return {
    voltageV: own(device, meter.voltageV),
    currentA: own(device, meter.currentA),
    powerW: meter.totalW ?? (known.length === 0 ? null : known.reduce((sum, watts) => sum + watts, 0)),
    energyWh: importWh(device.id) || null,
  };
}

/** From the building's phases to the device's own. */
const own = ({ wiring }: DeviceConfig, values: PerPhase<number | null>): readonly (number | null)[] =>
  wiring.map((phase) => values[phase]);

const maskOf = (count: number): 1 | 3 | 7 => (count === 1 ? 1 : count === 2 ? 3 : 7);
