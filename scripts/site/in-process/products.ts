import type { SiteKnowledge } from '../../../firmware/domain/site/knowledge.ts';
import { compile } from '../../../firmware/formula/compile.ts';

/** The two products of a site in process: a meter on a serial line and a charge point on Modbus TCP. */
export const knowledge: SiteKnowledge = {
  formula: (text) => {
    const result = compile(text);
    return result.ok ? { ok: true, names: result.formula.names } : result;
  },
  definition: (id) => products[id],
};

const products: Record<string, ReturnType<SiteKnowledge['definition']>> = {
  'a-meter': { kind: 'meter', reachedBy: ['serial', 'rtu-over-tcp'], defaultUnitId: 1, measuresCurrent: true },
  'a-box': {
    ...{ kind: 'chargePoint', reachedBy: ['tcp'], defaultUnitId: 255, measuresCurrent: true },
    ...{ minCurrentA: 6, maxCurrentA: 32, switchesPhases: true },
  },
};
