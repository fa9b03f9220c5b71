import type { DefinitionFacts } from '../definitions/facts.ts';
import { controlWrites, failsafeWrites } from '../definitions/lint-control.ts';
import { type Definition, isModbus } from '../definitions/schema.ts';
import { tiersOf } from '../device/tiers.ts';
import { readQuantities } from './names.ts';
import { exampleReadings } from './readings.ts';

/** What the program makes of a product, one line a topic: what is read, what not, what the examples come to, how it is steered. */
export function summaryOf(definition: Definition, facts: DefinitionFacts): string[] {
  const { id, vendor, model, kind, status } = definition;
  const parts = isModbus(definition) ? definition.registers : definition.values;
  const read = readQuantities(definition);
  const written = writtenBy(definition);
  const kept = parts.map((part) => part.quantity).filter((name) => !read.includes(name) && !written.includes(name));
  return [
    `${id}: ${vendor} ${model}, ${kind}, ${status}, by ${facts.transports.join(', ')}`,
    ...(isModbus(definition) ? tierLines(tiersOf(definition)) : [`read: ${read.join(', ')}`]),
    `on file, of no use to the program: ${kept.join(', ') || 'nothing'}`,
    ...(written.length > 0 ? [`written: ${written.join(', ')}`] : []),
    ...steering(facts, definition),
    exampleLine(definition),
  ];
}

function writtenBy(definition: Definition): string[] {
  if (!isModbus(definition) || definition.control === undefined) return [];
  const writes = [...controlWrites(definition.control), ...failsafeWrites(definition.control)];
  return [...new Set(writes.map(({ quantity }) => quantity))];
}

const tierLines = ({ fast, medium, slow }: ReturnType<typeof tiersOf>): string[] => [
  `read every second: ${fast.join(', ') || 'nothing'}`,
  `read every 5 s: ${medium.join(', ') || 'nothing'}`,
  `read on each connect: ${slow.join(', ') || 'nothing'}`,
];

function steering({ minCurrentA, maxCurrentA, canSwitchPhases, doubtful }: DefinitionFacts, { kind }: Definition) {
  if (kind !== 'chargePoint') return [];
  return [
    `steered: ${minCurrentA} to ${maxCurrentA} A${canSwitchPhases ? ', switches phases' : ''}`,
    ...(doubtful.length > 0 ? [`not written before a person confirms it: ${doubtful.join(', ')}`] : []),
  ];
}

/** All frames or samples together, in our units: import is positive, L1 to L3. */
function exampleLine(definition: Definition): string {
  const readings = Object.entries(exampleReadings(definition)).map(
    ([name, reading]) =>
      `${name} ${[(reading as { value: unknown }).value]
        .flat()
        .map((value) => value ?? 'none')
        .join(' / ')}`,
  );
  return `${isModbus(definition) ? 'frames' : 'samples'} give: ${readings.join(', ') || 'nothing that the loop knows'}`;
}
