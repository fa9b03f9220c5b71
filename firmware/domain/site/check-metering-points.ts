import type { Report } from './check.ts';
import { checkFormula } from './check-values.ts';
import type { SiteKnowledge } from './knowledge.ts';
import type { Site } from './schema.ts';

/** Metering points: ids once, at least one formula each, formulas that compile and read only what exists. */
export function checkMeteringPoints(site: Site, knowledge: SiteKnowledge, report: Report): void {
  const ids = new Set<string>();
  site.meteringPoints.forEach((point, i) => {
    const at = `meteringPoints[${i}]`;
    if (ids.has(point.id)) report(`${at}.id`, `"${point.id}" is used twice`);
    ids.add(point.id);
    if (point.consumer === undefined && point.producer === undefined)
      report(at, 'a metering point needs a consumer formula, a producer formula or both');
    for (const key of ['consumer', 'producer'] as const) {
      const text = point[key];
      if (text !== undefined) checkFormula(text, `${at}.${key}`, site, knowledge, report);
    }
  });
}
