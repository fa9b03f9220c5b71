import type { Register } from './register-schema.ts';
import type { Definition, Extension } from './schema.ts';

/**
 * Puts an extension onto its base: a register replaces the one of the same quantity or is added, `removes` takes some away,
 * any other key replaces the base's as a whole. The result still has to pass the schema.
 */
export function applyExtension(base: Definition, extension: Extension): unknown {
  const { extends: _, removes = [], registers = [], ...changes } = extension;
  const replaced = new Map<string, Register>(base.registers.map((r) => [r.quantity, r]));
  for (const quantity of removes) replaced.delete(quantity);
  for (const register of registers) replaced.set(register.quantity, register);
  return { ...base, ...changes, registers: [...replaced.values()] };
}
