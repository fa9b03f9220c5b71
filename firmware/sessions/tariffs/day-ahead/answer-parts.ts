/** What answers of price servers have in common. */

/** The one unit that is taken: `EUR/MWh`, `Eur/MWh`, `EUR / MWh`. A price in another currency is no price here. */
export const isEurPerMwh = (unit: string): boolean => /^eur ?\/ ?mwh$/i.test(unit.trim());

/** A URL with more in its query; what stands there already stays. */
export function withQuery(base: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
