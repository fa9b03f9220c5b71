import { join } from 'node:path';
import type { Catalogue } from '../../drivers/definitions/catalogue.ts';
import type { LoadedDefinitions } from '../../drivers/definitions/loaded-definitions.ts';
import { ocppDefinition, pushedChargePointDefinition, pushedMeterDefinition } from '../domain/site/devices.ts';
import type { DefinitionFacts, SiteKnowledge } from '../domain/site/knowledge.ts';
import { compile } from '../formula/compile.ts';

const ways = {
  rtu: 'serial',
  rtu_over_tcp: 'rtu-over-tcp',
  ascii: 'ascii',
  tcp: 'tcp',
  tcp_gateway: 'tcp',
  serial: 'serial',
  http: 'http',
  mqtt: 'mqtt',
  contact: 'contact',
} as const;

/** What any charge point that speaks OCPP may be; what this one is, its connection tells. */
const ocppFacts: DefinitionFacts = {
  kind: 'chargePoint',
  reachedBy: ['ocpp'],
  defaultUnitId: 0,
  measuresCurrent: true,
  // By numberPhases of a charging profile.
  switchesPhases: true,
  defaultMaxCurrentA: 16,
};

/** Whether it has currents per phase, its pushes tell: without them a meter of a circuit counts as lost. */
const pushedFacts: DefinitionFacts = { kind: 'meter', reachedBy: ['push'], defaultUnitId: 0, measuresCurrent: true };

/** What is no product of the catalogue. */
const ownKinds: ReadonlyMap<string, DefinitionFacts> = new Map([
  [ocppDefinition, ocppFacts],
  [pushedMeterDefinition, pushedFacts],
  [pushedChargePointDefinition, { ...pushedFacts, kind: 'chargePoint', defaultMaxCurrentA: 16 }],
]);

/** Where the box's own definitions stand, in the folders of kinds: read at the start. */
export const ownDefinitions = (dataDir: string): string => join(dataDir, 'definitions');

/** What the check of a site asks of the catalogue of products and of the formula language. */
export function siteKnowledge(catalogue: Catalogue, whyOff?: LoadedDefinitions['whyOff']): SiteKnowledge {
  return {
    ...(whyOff === undefined ? {} : { definitionOff: whyOff }),
    formula: (text) => {
      const result = compile(text);
      return result.ok ? { ok: true, names: result.formula.names } : result;
    },
    definition: (id) => {
      const own = ownKinds.get(id);
      if (own !== undefined) return own;
      const facts = catalogue.facts(id);
      if (facts === undefined) return undefined;
      return {
        kind: facts.kind === 'chargePoint' ? 'chargePoint' : 'meter',
        reachedBy: facts.transports.flatMap((transport) =>
          transport in ways ? [ways[transport as keyof typeof ways]] : [],
        ),
        defaultUnitId: facts.defaults.unitId,
        ownsLine: facts.protocol !== 'modbus',
        ...(facts.everyMs === undefined ? {} : { speaksEveryMs: facts.everyMs }),
        ...(facts.defaults.topic === undefined ? {} : { defaultTopic: facts.defaults.topic }),
        doubtful: facts.doubtful,
        findsModels: facts.findsModels,
        measuresCurrent: facts.measuresCurrent,
        switchesPhases: facts.canSwitchPhases,
        ...(facts.minCurrentA === undefined ? {} : { minCurrentA: facts.minCurrentA }),
        ...(facts.maxCurrentA === undefined ? {} : { maxCurrentA: facts.maxCurrentA }),
        ...(facts.defaultMaxCurrentA === undefined ? {} : { defaultMaxCurrentA: facts.defaultMaxCurrentA }),
      };
    },
  };
}
