import type { LineConfig } from '../../drivers/bus/types.ts';
import { type Definition, isModbus } from '../../drivers/definitions/schema.ts';
import { protectedRanges, wholeUnit } from '../../drivers/proxy/protected-ranges.ts';
import type { ProxyConfig } from '../../drivers/proxy/proxy-server.ts';
import type { ProtectedRange } from '../../drivers/proxy/write-rules.ts';
import type { DeviceConfig } from '../domain/site/devices.ts';
import type { ProxyEntry } from '../domain/site/proxy.ts';
import type { Site } from '../domain/site/schema.ts';
import { lineConfig, lineKey } from './line-config.ts';

/** A proxy that the site asks for, and the bus that it stands before. */
export interface ProxyPlan {
  /** The bus: see `lineKey`. */
  readonly key: string;
  readonly line: LineConfig;
  readonly config: ProxyConfig;
  /** A proxy whose text stays the same is kept over a change of the site. */
  readonly text: string;
}

type DefinitionOf = (id: string) => Definition | undefined;

/** Every proxy of the site, with what its clients must never write. */
export function proxyPlans(site: Site, definitionOf: DefinitionOf): ProxyPlan[] {
  const enabled = site.devices.filter((device) => device.enabled);
  const ofLines = site.lines.flatMap((line) => {
    if (line.proxy === undefined) return [];
    const on = enabled.filter((device) => device.line === line.id);
    const { proxy, ...config } = line;
    return [planOf(`line ${line.id}`, config, proxy, `line ${line.id}`, on, definitionOf)];
  });
  const ofDevices = enabled.flatMap((device) => {
    const { proxy, address, id } = device;
    const definition = definitionOf(device.definition);
    if (proxy === undefined || address === undefined || definition === undefined || !isModbus(definition)) return [];
    const on = enabled.filter((other) => other.address === address);
    return [planOf(lineKey(device), lineConfig(site, device), proxy, `device ${id}`, on, definitionOf)];
  });
  return [...ofLines, ...ofDevices];
}

function planOf(
  key: string,
  line: LineConfig,
  proxy: ProxyEntry,
  name: string,
  on: readonly DeviceConfig[],
  definitionOf: DefinitionOf,
): ProxyPlan {
  // A device with a socket of its own may hear to any unit id.
  const tellsUnits = line.kind !== 'tcp';
  const rules = {
    allowed: proxy.allowWrites,
    protectedRanges: on.flatMap((device) => protectedOf(device, tellsUnits, definitionOf(device.definition))),
    hasBroadcast: tellsUnits,
  };
  const times = new Map(
    on.flatMap((device) => {
      const definition = definitionOf(device.definition);
      if (definition === undefined || !isModbus(definition)) return [];
      const { timeoutMs, pauseMs } = definition.reads ?? {};
      const wants = {
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(pauseMs === undefined ? {} : { pauseMs }),
      };
      return [[device.unitId ?? definition.defaults.unit, wants] as const];
    }),
  );
  const config = { name: `proxy of ${name}`, host: proxy.bind, port: proxy.port, rules };
  return {
    ...{ key, line, text: JSON.stringify([line, config, [...times]]) },
    config: { ...config, timesOf: (unitId) => times.get(unitId) },
  };
}

function protectedOf(
  { id, unitId, connector, role }: DeviceConfig,
  tellsUnits: boolean,
  definition: Definition | undefined,
): ProtectedRange[] {
  if (definition === undefined || !isModbus(definition)) {
    // Its definition is off: nobody knows which of its registers are which.
    return role === 'chargePoint' ? wholeUnit({ id, unitId: tellsUnits ? unitId : undefined }) : [];
  }
  const unit = tellsUnits ? (unitId ?? definition.defaults.unit) : undefined;
  return protectedRanges(definition, { id, unitId: unit, connector });
}
