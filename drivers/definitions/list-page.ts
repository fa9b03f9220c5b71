import type { Catalogue } from './catalogue.ts';
import { type Definition, isModbus } from './schema.ts';

/** Headings in the order of the page. */
const kinds: readonly (readonly [Definition['kind'], string])[] = [
  ['chargePoint', 'Charge points'],
  ['meter', 'Meters'],
  ['inverter', 'Inverters'],
  ['battery', 'Batteries'],
];

/** The page of all products that a catalogue holds, as Markdown: docs/supported-devices.md. */
export function listPage(catalogue: Catalogue): string {
  const all = catalogue.ids().flatMap((id) => catalogue.get(id) ?? []);
  const parts = kinds.map(([kind, title]) =>
    sectionOf(
      catalogue,
      title,
      all.filter((d) => d.kind === kind),
    ),
  );
  return `${[intro, ...parts].join('\n\n')}\n`;
}

const intro = `# Supported devices

Made from the files in \`drivers/definitions/\` by \`node drivers/definitions/write-list.ts\`: change those, not this page.

- **official**: from the vendor's document. **community**: other programs run with these facts. **unverified**: sources are thin or disagree; compare the values with the device first.
- Other settings than those of the product go into the site. What stands behind "not sure" is not proven by our sources.`;

function sectionOf(catalogue: Catalogue, title: string, products: readonly Definition[]): string {
  const rows = products.map((definition) => rowOf(catalogue, definition));
  const head = [
    '| product | id | reached by | status | what it gives | to know |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  return [`## ${title} (${products.length})`, '', ...head, ...rows].join('\n');
}

function rowOf(catalogue: Catalogue, definition: Definition): string {
  const { id, vendor, model, status, quirks, unverified } = definition;
  const facts = catalogue.facts(id);
  const doubts = unverified.map(({ what }) => `not sure: ${what}`);
  const cells = [
    ...[`${vendor} ${model}`, `\`${id}\``],
    ...[(facts?.transports ?? []).join(', '), status],
    ...[abilitiesOf(catalogue, definition).join(', '), [...quirks, ...doubts].join('; ')],
  ];
  return `| ${cells.map(cellOf).join(' | ')} |`;
}

/** Text that cannot end a cell or start markup. */
const cellOf = (text: string): string =>
  text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .trim();

function abilitiesOf(catalogue: Catalogue, definition: Definition): string[] {
  const parts = isModbus(definition) ? definition.registers : definition.values;
  const names = new Set(parts.map(({ quantity }) => quantity));
  const measured = ['current', 'voltage', 'power'].flatMap((kind) => {
    if (names.has(`${kind}_l1`)) return [`${kind} per phase`];
    return names.has(kind) || names.has(`${kind}_import`) ? [kind] : [];
  });
  const counted = ['energy_import', 'energy_export', 'energy_total'].filter((name) => names.has(name));
  const words = [
    ...measured,
    ...counted.map((name) => name.replace('_', ' ')),
    ...(names.has('soc') ? ['state of charge'] : []),
  ];
  return definition.kind === 'chargePoint' ? [...steeringOf(catalogue, definition.id), ...words] : words;
}

function steeringOf(catalogue: Catalogue, id: string): string[] {
  const facts = catalogue.facts(id);
  const range = facts?.maxCurrentA === undefined ? [] : [`steered ${facts.minCurrentA} to ${facts.maxCurrentA} A`];
  return [...range, ...(facts?.canSwitchPhases ? ['switches phases'] : [])];
}
