import type { MessageDefinition } from './message-schema.ts';
import { type Definition, type Extension, isModbus, type MessageExtension } from './schema.ts';

/**
 * Puts an extension onto its base: a register (or value of a message) replaces the one of the same quantity or is added,
 * `removes` takes some away, any other key replaces the base's as a whole. The result still has to pass the schema.
 */
export function applyExtension(base: Definition, extension: Extension | MessageExtension): unknown {
  const { extends: _, removes = [], ...changes } = extension;
  const [part, old]: ['registers', Named] | ['values', Named] = isModbus(base)
    ? ['registers', base.registers]
    : ['values', valuesOf(base)];
  const replaced = new Map(old.map((entry) => [entry.quantity, entry]));
  for (const quantity of removes) replaced.delete(quantity);
  for (const entry of (extension as Partial<Record<typeof part, Named>>)[part] ?? [])
    replaced.set(entry.quantity, entry);
  return { ...base, ...changes, [part]: [...replaced.values()] };
}

type Named = readonly { readonly quantity: string }[];

const valuesOf = (base: MessageDefinition): Named => base.values;
