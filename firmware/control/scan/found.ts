import type { LineConfig } from '../../../drivers/bus/types.ts';
import type { Catalogue } from '../../../drivers/definitions/catalogue.ts';
import type { Neighbour } from '../../../drivers/scan/neighbours.ts';
import type { FoundUnit } from '../../../drivers/scan/unit-scan.ts';
import type { FoundDevice, SerialSetting } from '../../domain/scan.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';

export interface UnitFacts {
  readonly line: LineConfig;
  readonly setting: SerialSetting | null;
  readonly unit: FoundUnit;
  readonly site: Site | undefined;
  readonly catalogue: Catalogue;
}

/** Somebody who answers at a unit id, as it is told. What the site says stands there comes first among what fits. */
export function foundUnit({ line, setting, unit, site, catalogue }: UnitFacts): FoundDevice {
  const address = line.kind === 'serial' ? null : line.address;
  const device = site?.devices.find((entry) => standsAt(entry, line.id, address, unit.unitId, catalogue));
  const products = unit.products.map(({ definition, values }) => {
    const { vendor = '', model = '', kind = 'meter' } = catalogue.get(definition) ?? {};
    const said = Object.fromEntries([...values].map(([quantity, value]) => [quantity, value ?? null]));
    return { definition, vendor, model, kind, values: said };
  });
  return {
    line: site?.lines.some(({ id }) => id === line.id) === true ? line.id : null,
    path: line.kind === 'serial' ? line.path : null,
    ...{ setting, address, unitId: unit.unitId, name: null },
    products: [...products].sort(
      (a, b) => Number(b.definition === device?.definition) - Number(a.definition === device?.definition),
    ),
    device: device?.id ?? null,
  };
}

/** Somebody who says on the network what they are; who speaks Modbus is asked besides. */
export function foundNeighbour({ name, service, address }: Neighbour, site: Site | undefined): FoundDevice {
  const device = site?.devices.find((entry) => hostOf(entry.address) === hostOf(address));
  return {
    ...{ line: null, path: null, setting: null, address, unitId: null, products: [] },
    ...{ name: `${name} (${service})`, device: device?.id ?? null },
  };
}

/** `10.0.0.5` of `http://10.0.0.5:80`; undefined of nothing. */
const hostOf = (address: string | undefined): string | undefined =>
  address?.replace(/^https?:\/\//, '').replace(/:\d+$/, '');

function standsAt(
  device: DeviceConfig,
  line: string,
  address: string | null,
  unitId: number,
  catalogue: Catalogue,
): boolean {
  if ((device.unitId ?? catalogue.facts(device.definition)?.defaults.unitId) !== unitId) return false;
  return device.line === undefined ? device.address !== undefined && device.address === address : device.line === line;
}
