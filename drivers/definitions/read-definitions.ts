import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import { applyExtension } from './extend.ts';
import { lintDefinition } from './lint.ts';
import { messageExtensionSchema } from './message-schema.ts';
import { productKeys } from './product-schema.ts';
import { type Definition, extensionSchema, isModbus, schemaOf } from './schema.ts';

/** Told of each file that cannot be used: NetwachtError `badDefinition`, its path being the file and the key in it. */
export type OnBadFile = (file: string, error: NetwachtError) => void;

const extensionNameSchema = z.looseObject({ extends: productKeys.id });

/** The products that these files describe, checked; what is bad is told to `onBad`, which may throw, and left out. */
export function readDefinitions(files: readonly string[], onBad: OnBadFile): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  const tried = (path: string, read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      onBad(path, error);
    }
  };
  const extending: { readonly path: string; readonly data: unknown }[] = [];
  for (const path of files)
    tried(path, () => {
      const data = readJson(path);
      if (isExtension(data)) extending.push({ path, data });
      else add(definitions, path, data);
    });
  const bases = new Map(definitions);
  for (const { path, data } of extending) tried(path, () => extend(definitions, bases, path, data));
  return definitions;
}

function extend(
  definitions: Map<string, Definition>,
  bases: ReadonlyMap<string, Definition>,
  path: string,
  data: unknown,
): void {
  const name = check(extensionNameSchema, path, data).extends;
  const base = bases.get(name);
  if (base === undefined)
    throw bad(path, 'extends', `"${name}" is not a definition that stands alone and is whole (one level of extends)`);
  const extension = check(isModbus(base) ? extensionSchema : messageExtensionSchema, path, data);
  add(definitions, path, applyExtension(base, extension));
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

/** The first fault, an unknown key before all others (it is often what is missing, misspelt); of a choice between shapes, the one in the shape that came closest. */
function innermost(issues: Issues, above: readonly PropertyKey[]): { key: string; message: string } {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) return { key: above.join('.'), message: 'does not have the shape of a definition' };
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return { key: [...path, ...issue.keys].join('.'), message: 'unknown key' };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return { key: path.join('.'), message: issue.message };
  const depth = (branch: Issues) => Math.max(...branch.map((i) => i.path.length)) - branch.length;
  const closest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
  return innermost(closest, path);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new NetwachtError('badDefinition', `${path}: cannot be read as JSON`, { path, cause });
  }
}

const isExtension = (data: unknown): boolean => typeof data === 'object' && data !== null && 'extends' in data;

/** A fault of a file, at a key in it. */
export const bad = (file: string, key: string, message: string): NetwachtError =>
  new NetwachtError('badDefinition', `${file}: ${key}: ${message}`, { path: `${file}#${key}` });
