import { setTimeout as sleep } from 'node:timers/promises';
import { type Definition, isModbus } from '../../../drivers/definitions/schema.ts';
import type { Device, DeviceReadings } from '../../domain/device.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { FoundDevice } from '../../domain/scan.ts';
import { type DeviceConfig, device as deviceSchema } from '../../domain/site/devices.ts';
import { pathText } from '../../domain/site/path.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { DeviceMakers } from '../device-set.ts';
import { bareLine } from '../line-config.ts';
import type { Lines } from './scan.ts';

export interface DeviceReaderOptions {
  readonly makers: DeviceMakers;
  readonly lines: Lines;
  readonly site: () => Site | undefined;
}

/** A device that is there answers within this, a slow gateway and a chain of models included. */
const answersWithinMs = 12_000;
/** What is read every few seconds comes soon after. */
const thenMs = 1_500;
const lookEveryMs = 100;

/**
 * Reads a device as it would be read once it stands in the site, and lets it go again. It is offered nothing, so nothing is
 * written to it. Rejects with NetwachtError `badSite` (a fault of the entry, with its path) or `noReply`.
 */
export function deviceReader({ makers, lines, site }: DeviceReaderOptions) {
  return async (entry: unknown, signal: AbortSignal): Promise<FoundDevice> => {
    const parsed = deviceSchema.safeParse(entry);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const path = pathText(['device', ...(issue?.path ?? [])]);
      throw new NetwachtError('badSite', `${path}: ${issue?.message ?? 'is no device'}`, { path });
    }
    const config = parsed.data;
    const definition = makers.definition(config.definition);
    if (definition === undefined)
      throw new NetwachtError('badSite', `There is no definition "${config.definition}"`, {
        path: 'device.definition',
      });
    const { device, giveBack } = make(config, definition);
    try {
      device.start();
      await untilOnline(device, signal);
      return foundOf(config, definition, device.readings);
    } finally {
      await device.stop();
      await giveBack();
    }
  };

  function make(config: DeviceConfig, definition: Definition): { device: Device; giveBack: () => Promise<void> } {
    const now = site();
    const line = now === undefined ? undefined : bareLine(now, config.line);
    if (config.line !== undefined && line === undefined)
      throw new NetwachtError('badSite', `There is no line "${config.line}" in the site`, { path: 'device.line' });
    if (!isModbus(definition)) {
      const broker = now?.brokers.find(({ id }) => id === config.broker);
      return { device: makers.createMessageDevice(config, definition, { line, broker }), giveBack: async () => {} };
    }
    const { address } = config;
    if (line === undefined && address === undefined)
      throw new NetwachtError('badSite', 'Say the line or the address of the device', { path: 'device.address' });
    const { bus, giveBack } = lines.borrow(line ?? { id: address ?? '', kind: 'tcp', address: address ?? '' });
    return { device: makers.createDevice(config, definition, bus, { wire: undefined, budget: undefined }), giveBack };
  }
}

async function untilOnline(device: Device, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; device.health !== 'online'; waitedMs += lookEveryMs) {
    signal.throwIfAborted();
    if (waitedMs >= answersWithinMs)
      throw new NetwachtError('noReply', device.fault?.message ?? `${device.facts.id} does not answer`);
    await sleep(lookEveryMs, undefined, { signal });
  }
  await sleep(thenMs, undefined, { signal });
}

function foundOf(config: DeviceConfig, { id, vendor, model, kind }: Definition, readings: DeviceReadings): FoundDevice {
  const { line = null, address = null, unitId = null } = config;
  return {
    ...{ line, path: null, setting: null, address, unitId, name: null, device: null },
    products: [{ definition: id, vendor, model, kind, values: valuesOf(readings) }],
  };
}

/** In the units of the API: A, W, V, Wh, %. */
function valuesOf(readings: DeviceReadings): FoundDevice['products'][number]['values'] {
  const { currentMa, powerW, totalPowerW, voltageV, energyImportWh, energyExportWh, soc, chargeState } = readings;
  const { offeredMa, failsafeMa, inputs } = readings;
  const phases = (values: readonly (number | undefined)[] | undefined, scale = 1) =>
    values?.map((value) => (value === undefined ? null : value / scale));
  const all = {
    currentA: phases(currentMa?.value, 1000),
    powerW: phases(powerW?.value),
    totalPowerW: totalPowerW?.value,
    voltageV: phases(voltageV?.value),
    energyImportWh: energyImportWh?.value,
    energyExportWh: energyExportWh?.value,
    soc: soc?.value,
    state: chargeState?.value,
    offeredA: offeredMa && offeredMa.value / 1000,
    failsafeA: failsafeMa && failsafeMa.value / 1000,
    inputs: inputs?.value.map((isSet) => (isSet === undefined ? null : Number(isSet))),
  };
  return Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
