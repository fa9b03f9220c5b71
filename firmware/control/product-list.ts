import type { Catalogue } from '../../drivers/definitions/catalogue.ts';
import { doubtfulWrites } from '../../drivers/definitions/doubtful-fields.ts';
import { isModbus } from '../../drivers/definitions/schema.ts';
import type { ProductView } from '../domain/product.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';

/** Every product that can be used, as a person chooses it: sorted by vendor and model. */
export function productList(catalogue: Catalogue, knowledge: SiteKnowledge): readonly ProductView[] {
  const all = catalogue.ids().flatMap((id) => productOf(id, catalogue, knowledge) ?? []);
  return all.sort((a, b) => `${a.vendor} ${a.model}`.localeCompare(`${b.vendor} ${b.model}`, 'en'));
}

function productOf(id: string, catalogue: Catalogue, knowledge: SiteKnowledge): ProductView | undefined {
  const definition = catalogue.get(id);
  const facts = catalogue.facts(id);
  const known = knowledge.definition(id);
  if (definition === undefined || facts === undefined || known === undefined) return undefined;
  const { unitId, port, baudRate, dataBits, parity, stopBits, topic } = facts.defaults;
  const doubts = isModbus(definition) ? doubtfulWrites(definition) : [];
  return {
    id,
    vendor: definition.vendor,
    model: definition.model,
    kind: definition.kind,
    status: definition.status,
    reachedBy: [...new Set(known.reachedBy)],
    defaults: {
      unitId: facts.protocol === 'modbus' ? unitId : null,
      port: port ?? null,
      baudRate: baudRate ?? null,
      dataBits: dataBits ?? null,
      parity: parity ?? null,
      stopBits: stopBits ?? null,
      topic: topic ?? null,
    },
    minCurrentA: facts.minCurrentA ?? null,
    maxCurrentA: facts.maxCurrentA ?? null,
    defaultMaxCurrentA: facts.defaultMaxCurrentA ?? null,
    switchesPhases: facts.canSwitchPhases,
    measuresCurrent: facts.measuresCurrent,
    limitsPower: known.limitsPower === true,
    hasConnectors: facts.hasConnectors,
    findsModels: facts.findsModels,
    everyS: facts.everyMs === undefined ? null : facts.everyMs / 1000,
    doubtful: doubts.map(({ quantity, what }) => ({ quantity, what })),
    quirks: definition.quirks,
  };
}
