import { siteSchema } from '../../firmware/domain/site/schema.ts';

type Part = Record<string, unknown>;

/** A site on which everything that the manual's examples name is there, so that they can be checked as parts of it. */
const base = {
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  acceptFailsafeRisk: true,
  circuits: [
    { id: 'house', fuseA: 80 },
    { id: 'garage', parent: 'house', fuseA: 63 },
  ],
  lines: [] as Part[],
  brokers: [] as Part[],
  devices: [
    { id: 'M1', definition: 'eastron-sdm630', address: '10.0.0.11:502', role: 'grid', circuit: 'house' },
    { id: 'M2', definition: 'sunspec-inverter', address: '10.0.0.12:502', role: 'generation' },
    { id: 'M3', definition: 'shelly-pro-3em', address: '10.0.0.13', role: 'storageHome' },
    { id: 'M4', definition: 'eastron-sdm630', address: '10.0.0.14:502', role: 'consumption' },
    { id: 'M5', definition: 'eastron-sdm630', address: '10.0.0.15:502', role: 'consumption' },
    { id: 'E1', definition: 'keba-p30', address: '10.0.0.20:502', circuit: 'garage', maxCurrentA: 16 },
    { id: 'E2', definition: 'keba-p30', address: '10.0.0.21:502', circuit: 'garage', maxCurrentA: 16 },
  ] as Part[],
  variables: [
    { name: 'AVAIL', value: 100 },
    { name: 'PWR', value: 22000 },
    { name: 'TARIF', value: 1 },
    { name: 'maxFeedIn', value: 5000 },
  ] as Part[],
};

/** Lists of the site document whose entries have an id of their own. */
const lists = ['circuits', 'lines', 'brokers', 'devices', 'variables'] as const;

/** The site with this example in it, an entry of the same id replaced. */
function withEntries(parts: Part): Part {
  const site: Part = { ...base, ...parts };
  for (const list of lists) {
    const given = (parts[list] ?? []) as Part[];
    const named = new Set(given.map(({ id, name }) => id ?? name));
    site[list] = [...base[list].filter((one) => !named.has((one as Part).id ?? (one as Part).name)), ...given];
  }
  return site;
}

/** The site document that shows an example at its place; undefined: it is no part of a site. */
export function siteWith(example: unknown): Part | undefined {
  if (Array.isArray(example)) return isRule(example[0]) ? withRules(example) : undefined;
  const part = example as Part;
  if (isRule(part)) return withRules([part]);
  if ('circuits' in part) return part;
  if ('definition' in part) return withEntries({ devices: [part] });
  if ('fuseA' in part) return withEntries({ circuits: [part] });
  if ('kind' in part && ('path' in part || 'baudRate' in part)) return withEntries({ lines: [part] });
  if ('unit' in part && 'value' in part) return withEntries({ circuits: [{ ...base.circuits[0], limits: [part] }] });
  if ('id' in part && 'method' in part) return withEntries({ outputs: [part] });
  return Object.keys(part).every((key) => siteKeys.has(key)) ? withEntries(part) : undefined;
}

const siteKeys = new Set(Object.keys(siteSchema.shape));

const isRule = (part: unknown): boolean => typeof part === 'object' && part !== null && 'if' in part && 'then' in part;

const withRules = (rules: readonly unknown[]): Part =>
  withEntries({ devices: [{ ...base.devices.find(({ id }) => id === 'E1'), rules }] });
