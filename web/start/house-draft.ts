import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { numberOf, textOf } from '../part/number-text.ts';

/** What the step about the house connection asks for, as it is typed. */
export interface HouseDraft {
  readonly name: string;
  readonly timezone: string;
  readonly fuseA: string;
  readonly voltageV: string;
  readonly limit: 'none' | 'formula';
  readonly formula: string;
  readonly fallbackW: string;
}
export type HouseField = Exclude<keyof HouseDraft, 'limit'>;

const usualVoltageV = 230;
/** What § 14a and most operators leave to one charge point. */
const usualFallbackW = 4200;
const limitId = 'operator';
const usualFormula = '55000 * AVAIL / 100';

type Circuit = SiteDocument['circuits'][number];
type Limit = NonNullable<Circuit['limits']>[number];

const rootOf = (site: SiteDocument | undefined): Circuit | undefined =>
  site?.circuits.find(({ parent }) => parent === undefined);
const operatorLimit = (circuit: Circuit | undefined): Limit | undefined =>
  circuit?.limits?.find(({ id }) => id === limitId);

/** What the site says already; a box without one begins with what is usual, and the time zone of the browser. */
export function houseDraft(site: SiteDocument | undefined, language: string): HouseDraft {
  const root = rootOf(site);
  const limit = operatorLimit(root);
  return {
    name: site?.name ?? '',
    timezone: site?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    fuseA: textOf(root?.fuseA, language),
    voltageV: textOf(site?.voltageV ?? usualVoltageV, language),
    limit: limit === undefined ? 'none' : 'formula',
    formula: limit === undefined ? usualFormula : String(limit.value),
    fallbackW: textOf(limit?.fallback ?? usualFallbackW, language),
  };
}

/** The connection in W, all phases together; undefined until both numbers are there. */
export function connectionW({ fuseA, voltageV }: HouseDraft): number | undefined {
  const [fuse, voltage] = [numberOf(fuseA), numberOf(voltageV)];
  return fuse === undefined || voltage === undefined ? undefined : 3 * fuse * voltage;
}

/** The fields that cannot be saved as they are, in their order. */
export function unfit(draft: HouseDraft): readonly HouseField[] {
  const bad = (text: string, least: number): boolean => !((numberOf(text) ?? -1) >= least);
  return [
    ...(draft.name.trim() === '' ? (['name'] as const) : []),
    ...(bad(draft.fuseA, 1) ? (['fuseA'] as const) : []),
    ...(bad(draft.voltageV, 100) ? (['voltageV'] as const) : []),
    ...(draft.limit === 'formula' && draft.formula.trim() === '' ? (['formula'] as const) : []),
    ...(draft.limit === 'formula' && bad(draft.fallbackW, 0) ? (['fallbackW'] as const) : []),
  ];
}

/** The field that a path of the box's answer speaks of. */
export function fieldAt(path: string | undefined): HouseField | undefined {
  if (path === undefined) return undefined;
  if (path.endsWith('.fallback')) return 'fallbackW';
  if (/\.limits\[\d+\]/.test(path)) return 'formula';
  if (path.endsWith('.fuseA')) return 'fuseA';
  return (['name', 'timezone', 'voltageV'] as const).find((field) => path === field);
}

export const rootId = 'house';

/** The first site of a box: a house connection and nothing behind it. */
export const emptySite: SiteDocument = { name: '', timezone: 'Etc/UTC', circuits: [{ id: rootId, fuseA: 1 }] };

/** The site with what was entered; everything else of it stays. */
export function withHouse(site: SiteDocument, draft: HouseDraft, rootName: string): SiteDocument {
  const root = rootOf(site) ?? { id: rootId, fuseA: 1 };
  const limits = withLimit(root.limits ?? [], draft);
  const circuit: Circuit = {
    ...root,
    name: root.name ?? rootName,
    fuseA: numberOf(draft.fuseA) ?? root.fuseA,
    ...(limits.length === 0 && root.limits === undefined ? {} : { limits }),
  };
  const known = site.circuits.some(({ id }) => id === root.id);
  return {
    ...site,
    name: draft.name.trim(),
    timezone: draft.timezone,
    voltageV: numberOf(draft.voltageV) ?? usualVoltageV,
    circuits: known ? site.circuits.map((one) => (one.id === root.id ? circuit : one)) : [circuit, ...site.circuits],
    ...variablesWith(site, draft),
  };
}

function withLimit(limits: readonly Limit[], { limit, formula, fallbackW }: HouseDraft): Limit[] {
  const others = limits.filter(({ id }) => id !== limitId);
  if (limit === 'none') return others;
  const was = limits.find(({ id }) => id === limitId);
  const fallback = numberOf(fallbackW) ?? usualFallbackW;
  const text = formula.trim();
  const value = numberOf(text) ?? text;
  return [{ scope: 'all', unit: 'W', ...was, id: limitId, value, fallback }, ...others];
}

/** AVAIL begins at 100: a box that nobody has limited yet is not limited. */
function variablesWith({ variables = [] }: SiteDocument, { limit, formula }: HouseDraft): Partial<SiteDocument> {
  const reads = limit === 'formula' && /\b(CM\.)?AVAIL\b/i.test(formula);
  if (!reads || variables.some(({ name }) => name.toUpperCase() === 'AVAIL')) return {};
  return { variables: [...variables, { name: 'AVAIL', value: 100 }] };
}
