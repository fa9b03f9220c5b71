import { z } from 'zod';
import type { Catalogue } from '../../../drivers/definitions/catalogue.ts';
import { deviceFacts } from '../../../drivers/device/device-facts.ts';
import type { DeviceFacts } from '../../domain/device.ts';
import { type DeviceConfig, expressionDefinition } from '../../domain/site/devices.ts';
import type { SiteKnowledge } from '../../domain/site/knowledge.ts';
import { driverSettings } from '../device-set.ts';
import { siteKnowledge } from '../site-knowledge.ts';

/** What a product that nobody described does, mA. */
const unknownBox = { stepMa: 1000, minMa: 6000, maxMa: 16_000 };

const named = z.looseObject({
  devices: z.array(z.looseObject({ id: z.string(), definition: z.string(), role: z.string().optional() })),
});

/**
 * The catalogue's knowledge, and for definitions that are not in it what the site itself says: a file may come from a
 * box that knows more products than this one.
 */
export function replayKnowledge(catalogue: Catalogue, document: unknown): SiteKnowledge {
  const known = siteKnowledge(catalogue);
  const parsed = named.safeParse(document);
  const kinds = new Map(
    (parsed.data?.devices ?? []).map(({ id, definition, role }) => {
      const charges = role === undefined ? id.startsWith('E') : role === 'chargePoint';
      return [definition, charges ? ('chargePoint' as const) : ('meter' as const)];
    }),
  );
  return {
    formula: known.formula,
    definition(id) {
      const kind = id === expressionDefinition ? undefined : kinds.get(id);
      const unknown = {
        reachedBy: ['serial', 'rtu-over-tcp', 'tcp'],
        defaultUnitId: 1,
        measuresCurrent: true,
        defaultMaxCurrentA: unknownBox.maxMa / 1000,
      } as const;
      return known.definition(id) ?? (kind === undefined ? undefined : { kind, ...unknown });
    },
  };
}

/** The facts of a device of the site. In a file every charge point can be read back: `offeredA` or its rule says it. */
export function replayFacts(catalogue: Catalogue, config: DeviceConfig): DeviceFacts {
  const definition = catalogue.get(config.definition);
  const facts = definition === undefined ? unknownFacts(config) : deviceFacts(driverSettings(config), definition);
  return { ...facts, readsBack: facts.kind === 'chargePoint' };
}

const unknownFacts = (config: DeviceConfig): DeviceFacts => ({
  id: config.id,
  kind: config.role === 'chargePoint' ? 'chargePoint' : 'meter',
  wiring: config.wiring,
  stepMa: unknownBox.stepMa,
  minMa: Math.max(unknownBox.minMa, config.minCurrentA * 1000),
  maxMa: config.maxCurrentA === undefined ? unknownBox.maxMa : config.maxCurrentA * 1000,
  readsBack: true,
  measuresCurrent: true,
});
