import { type ContactRow, contactPresets, patternsOverlap } from '../contacts.ts';
import type { Report } from './check.ts';
import type { GridInput } from './grid.ts';
import type { Site } from './schema.ts';

/** §14a: the units named by a device are charge points of the site, each counted once. */
export function checkPara14a(site: Site, report: Report): void {
  const counted = new Set<string>();
  site.circuits.forEach(({ para14a }, i) => {
    para14a?.units.forEach((unit, k) => {
      if (!('device' in unit)) return;
      const path = `circuits[${i}].para14a.units[${k}].device`;
      const device = site.devices.find(({ id }) => id === unit.device);
      if (device?.role !== 'chargePoint') report(path, `there is no charge point ${unit.device}`);
      if (counted.has(`${i} ${unit.device}`)) report(path, `${unit.device} is named twice`);
      counted.add(`${i} ${unit.device}`);
    });
  });
}

/** Sources of limits stand in a circuit that is there. */
export function checkGridSources(site: Site, report: Report): void {
  const inCircuit = (circuit: string, path: string) => {
    if (!site.circuits.some(({ id }) => id === circuit)) report(path, `there is no circuit "${circuit}"`);
  };
  if (site.lpc !== undefined) inCircuit(site.lpc.circuit, 'lpc.circuit');
  const ids = new Set<string>();
  site.gridInputs.forEach((input, i) => {
    const path = `gridInputs[${i}]`;
    if (ids.has(input.id)) report(`${path}.id`, `"${input.id}" is used twice`);
    ids.add(input.id);
    inCircuit(input.circuit, `${path}.circuit`);
    checkContacts(input, path, report);
    const { source } = input;
    if (source.kind === 'device' && !site.devices.some((device) => device.id === source.device))
      report(`${path}.source.device`, `there is no device ${source.device}`);
  });
}

/** How many wires an input has. */
export const contactCount = ({ source }: GridInput): number =>
  source.kind === 'device' ? source.inputs.length : source.lines.length;

/** The decoder table of an input: its own, or that of its preset. */
export const contactTable = ({ table, preset }: GridInput): readonly ContactRow[] =>
  table ?? (preset === undefined ? [] : contactPresets[preset].rows);

function checkContacts(input: GridInput, path: string, report: Report): void {
  const { contacts, preset, table, baseW, safe } = input;
  const count = contactCount(input);
  if ((preset === undefined) === (table === undefined))
    report(path, 'an input has a preset or a table, one of the two');
  if (preset !== undefined && contactPresets[preset].contacts !== count)
    report(`${path}.preset`, `${preset} has ${contactPresets[preset].contacts} contacts, the source has ${count}`);
  if (contacts !== undefined && contacts.length !== count)
    report(`${path}.contacts`, `the source has ${count} contacts, ${contacts.length} are named`);
  const named = input.source.kind === 'device' ? input.source.inputs : input.source.lines;
  if (new Set<unknown>(named).size < count) report(`${path}.source`, 'a contact is named twice');
  table?.forEach(({ pattern }, k) => {
    const at = `${path}.table[${k}].pattern`;
    if (pattern.length !== count) report(at, `a pattern has one character for each of the ${count} contacts`);
    const other = table.findIndex((row, before) => before < k && patternsOverlap(row.pattern, pattern));
    if (other >= 0) report(at, `"${pattern}" and "${table[other]?.pattern}" fit the same contacts`);
  });
  const shares = [...contactTable(input), ...(safe === undefined ? [] : [safe])].some(
    ({ percent }) => percent !== undefined && percent > 0 && percent < 100,
  );
  if (shares && baseW === undefined) report(`${path}.baseW`, 'a share of it needs baseW: what 100 % are, W');
}
