import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { applyExtension } from './extend.ts';
import { type DefinitionFacts, factsOf } from './facts.ts';
import { lintDefinition } from './lint.ts';
import { messageExtensionSchema } from './message-schema.ts';
import { productKeys } from './product-schema.ts';
import { type Definition, extensionSchema, isModbus, type ModbusDefinition, schemaOf } from './schema.ts';

/** All products we know, checked. */
export interface Catalogue {
  get(id: string): Definition | undefined;
  /** The same, where it speaks Modbus. */
  modbus(id: string): ModbusDefinition | undefined;
  /** Sorted. */
  ids(): readonly string[];
  facts(id: string): DefinitionFacts | undefined;
}

const extensionNameSchema = z.looseObject({ extends: productKeys.id });

const shippedFolder = fileURLToPath(new URL('.', import.meta.url));
const kindFolders = ['meters', 'charge-points'];

/**
 * Reads every definition file under `folder` (the shipped ones by default). Strict: the first bad file throws
 * NetwachtError `badDefinition`, its path being the file and the key in it.
 */
export function loadCatalogue(folder: string = shippedFolder): Catalogue {
  const files = kindFolders.flatMap((kind) => jsonFiles(join(folder, kind)));
  const parsed = files.map((path) => ({ path, data: readJson(path) }));
  const extending = parsed.filter((file) => isExtension(file.data));
  const definitions = new Map<string, Definition>();
  for (const file of parsed) if (!extending.includes(file)) add(definitions, file.path, file.data);
  const bases = new Map(definitions);
  for (const { path, data } of extending) {
    const name = check(extensionNameSchema, path, data).extends;
    const base = bases.get(name);
    if (base === undefined)
      throw bad(path, 'extends', `"${name}" is not a definition that stands alone (one level of extends)`);
    const extension = check(isModbus(base) ? extensionSchema : messageExtensionSchema, path, data);
    add(definitions, path, applyExtension(base, extension));
  }
  const facts = new Map([...definitions].map(([id, definition]) => [id, factsOf(definition)]));
  const ids = [...definitions.keys()].sort();
  return {
    get: (id) => definitions.get(id),
    modbus: (id) => {
      const definition = definitions.get(id);
      return definition !== undefined && isModbus(definition) ? definition : undefined;
    },
    ids: () => ids,
    facts: (id) => facts.get(id),
  };
}

function add(definitions: Map<string, Definition>, path: string, data: unknown): void {
  const definition = check(schemaOf(data), path, data);
  if (basename(path, '.json') !== definition.id) throw bad(path, 'id', `"${definition.id}" is not the file's name`);
  if (definitions.has(definition.id)) throw bad(path, 'id', `"${definition.id}" stands in two files`);
  const [problem] = lintDefinition(definition);
  if (problem !== undefined) throw bad(path, problem.path, problem.message);
  definitions.set(definition.id, definition);
}

function check<T>(schema: z.ZodType<T>, path: string, data: unknown): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const { key, message } = innermost(result.error.issues, []);
  throw bad(path, key, message);
}

type Issues = readonly z.core.$ZodIssue[];

/** The first fault; of a choice between shapes, the one in the shape that came closest. */
function innermost(issues: Issues, above: readonly PropertyKey[]): { key: string; message: string } {
  const [issue] = issues;
  if (issue === undefined) return { key: above.join('.'), message: 'does not have the shape of a definition' };
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return { key: [...path, ...issue.keys].join('.'), message: 'unknown key' };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return { key: path.join('.'), message: issue.message };
  const depth = (branch: Issues) => Math.max(...branch.map((i) => i.path.length)) - branch.length;
  const closest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
  return innermost(closest, path);
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new NetwachtError('badDefinition', `${path}: cannot be read as JSON`, { path, cause });
  }
}

const isExtension = (data: unknown): boolean => typeof data === 'object' && data !== null && 'extends' in data;

const bad = (file: string, key: string, message: string): NetwachtError =>
  new NetwachtError('badDefinition', `${file}: ${key}: ${message}`, { path: `${file}#${key}` });
