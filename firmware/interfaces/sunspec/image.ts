import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { ChargePointState, MeterState, State } from '../../domain/state.ts';
import {
  commonModel,
  connectionModel,
  deviceModel,
  flagsModel,
  type Measured,
  type Model,
  meterModel,
  pointModel,
  pointStates,
  storageModel,
  unitWords,
  variablesModel,
} from './models.ts';
import { noUint16 } from './words.ts';

/** Registers of each unit from 40000 on. */
export type Image = ReadonlyMap<number, readonly number[]>;

export interface ImageFacts {
  readonly site: Site;
  /** Undefined until the first cycle of this site has ended. */
  readonly state: State | undefined;
  readonly serial: string;
  readonly version: string;
  /** Unit of the box; devices follow. */
  readonly firstUnit: number;
  /** The lowest share of the house connection that holds, 0..100. */
  readonly percent: number;
}

/** Unit ids end here; devices beyond have none. */
const lastUnit = 247;

/** All registers at one moment: the box, then each device in the order of the site document. Pure. */
export function sunspecImage(facts: ImageFacts): Image {
  const { site, firstUnit } = facts;
  const devices = site.devices.slice(0, Math.max(0, lastUnit - firstUnit));
  return new Map([
    [firstUnit, unitWords(boxModels(facts))],
    ...devices.map((device, k): [number, readonly number[]] => [
      firstUnit + 1 + k,
      unitWords(deviceModels(facts, device, firstUnit + 1 + k)),
    ]),
  ]);
}

function boxModels(facts: ImageFacts): readonly Model[] {
  const { site, state, serial, version, firstUnit: unit } = facts;
  const nameplate = { maker: 'Netwacht', model: 'Netwacht', option: '', version, serial, unit };
  return [
    commonModel(nameplate),
    ...overview(site, state).map(meterModel),
    connection(facts),
    flagsModel,
    variablesModel(state?.variables ?? []),
  ];
}

/** Grid, consumers, producers, surplus, used by charge points, available for charge points, error. */
function overview(site: Site, state: State | undefined): readonly Measured[] {
  const { gridW = null, solarW = null, houseW = null, chargePointsW = null } = state?.flow ?? {};
  const root = site.circuits.find(({ parent }) => parent === undefined);
  const live = state?.circuits.find(({ id }) => id === root?.id);
  const room = live?.headroomA ?? [null, null, null];
  const roomW = room.every((amperes) => amperes !== null)
    ? room.reduce<number>((sum, amperes) => sum + (amperes ?? 0) * site.voltageV, 0)
    : null;
  const surplusW = gridW === null || chargePointsW === null ? null : Math.max(0, chargePointsW - gridW);
  const gridMeters = site.devices.filter(({ role }) => role === 'grid');
  const grid = gridMeters.length === 1 ? freshMeter(state, gridMeters[0]) : undefined;
  return [
    { ...(grid === undefined ? {} : measuredOf(grid)), totalW: gridW, missing: gridW === null },
    only(houseW),
    only(solarW),
    only(surplusW),
    only(chargePointsW),
    only(roomW),
    // What the house draws is worked out from the others here: there is nothing left that does not add up.
    only(null),
  ];
}

const only = (totalW: number | null): Measured => ({ totalW, missing: totalW === null });

/** mA of the connection: the most, the reserve, what may be overdrawn, the most of charge points; then the imbalance. */
function connection({ site, state, percent }: ImageFacts): Model {
  const root = site.circuits.find(({ parent }) => parent === undefined);
  const live = state?.circuits.find(({ id }) => id === root?.id);
  const forPoints = (state?.limits ?? []).filter(
    ({ circuit, unit, chargePoint, origin }) =>
      circuit === root?.id && unit === 'A' && chargePoint === undefined && origin === 'para14a',
  );
  return connectionModel([
    1000 * (live === undefined ? (root?.fuseA ?? Number.NaN) : Math.min(...live.limitA)),
    1000 * (root?.reserveA ?? 0),
    0,
    forPoints.length === 0 ? null : 1000 * Math.min(...forPoints.map(({ value }) => value)),
    1000 * site.imbalance.maxA,
    Number(site.mode === 'manage'),
    Number(site.imbalance.includesHouse),
    percent,
  ]);
}

function deviceModels({ state, version, serial }: ImageFacts, device: DeviceConfig, unit: number): readonly Model[] {
  const number = Number(device.id.slice(1));
  const common = commonModel({
    ...{ maker: 'Netwacht', model: device.definition, option: device.id, version, unit },
    serial: `${serial}-${device.id}`,
  });
  if (device.role === 'chargePoint') {
    const point = state?.chargePoints.find(({ id }) => id === device.id);
    return [common, pointModel(measuredPoint(point)), deviceModel(vendorStateOf(point), number)];
  }
  const meter = freshMeter(state, device);
  const isStorage = device.role === 'storageHome' || device.role === 'storageAll';
  return [
    common,
    meterModel(meter === undefined ? { totalW: null, missing: true } : measuredOf(meter)),
    deviceModel(roleNumbers[device.role], -number),
    ...(isStorage ? [storageModel(meter?.soc)] : []),
  ];
}

/** D1 of the original. */
const roleNumbers = { display: 0, consumption: 1, generation: 2, grid: 3, storageHome: 5, storageAll: 6 } as const;

/** Undefined where nobody has measured lately: old values are not passed on as if they were true. */
function freshMeter(state: State | undefined, device: DeviceConfig | undefined): MeterState | undefined {
  const meter = state?.meters.find(({ id }) => id === device?.id);
  if (device === undefined || meter === undefined || meter.ageS === null || meter.ageS > device.staleS)
    return undefined;
  return meter;
}

function measuredOf({ currentA, powerW, voltageV, totalW, importWh, exportWh }: MeterState): Measured {
  const known = powerW.filter((watts) => watts !== null);
  const sum = totalW ?? (known.length === 0 ? null : known.reduce((all, watts) => all + watts, 0));
  return { currentA, voltageV, powerW, totalW: sum, importWh, exportWh, missing: sum === null };
}

function measuredPoint(point: ChargePointState | undefined) {
  const lost = point === undefined || point.state === null || point.reason.code === 'lost';
  const operating = lost ? noUint16 : operatingOf(point);
  return {
    ...{ currentA: lost ? ([null, null, null] as const) : point.drawnA, totalW: lost ? null : point.powerW },
    ...{ importWh: point?.energyWh, operating, vendorState: vendorStateOf(point), missing: lost },
  };
}

function operatingOf({ state, offeredA }: ChargePointState): number {
  if (state === 'E' || state === 'F') return pointStates.fault;
  if (state === 'C' || state === 'D') return pointStates.charging;
  return offeredA === 0 ? pointStates.off : pointStates.standby;
}

/** 0 no car, 1 car, 2 charging, 3 charging with ventilation, 4 no power, 5 fault. */
const vendorStates = { A: 0, B: 1, C: 2, D: 3, E: 4, F: 5 } as const;
function vendorStateOf(point: ChargePointState | undefined): number {
  if (point === undefined || point.state === null || point.reason.code === 'lost') return noUint16;
  return vendorStates[point.state];
}
