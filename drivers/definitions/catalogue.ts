import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefinitionFacts, factsOf } from './facts.ts';
import { bad, type OnBadFile, readDefinitions } from './read-definitions.ts';
import { type Definition, isModbus, type ModbusDefinition } from './schema.ts';

/** All products we know, checked. */
export interface Catalogue {
  get(id: string): Definition | undefined;
  /** The same, where it speaks Modbus. */
  modbus(id: string): ModbusDefinition | undefined;
  /** Sorted. */
  ids(): readonly string[];
  facts(id: string): DefinitionFacts | undefined;
}

/** Folders of definitions, below the shipped folder and below that of the box's own. */
export const kindFolders = ['meters', 'charge-points', 'inverters', 'batteries'] as const;

export const shippedFolder = fileURLToPath(new URL('.', import.meta.url));

const throwIt: OnBadFile = (_, error) => {
  throw error;
};

/**
 * Reads every definition file under `folder` (the shipped ones by default). Strict, for tests and for what is built: the
 * first bad file, and a folder that is not there, throws NetwachtError `badDefinition`, its path being the file and the
 * key in it. The program loads the rest and says what is off: loaded-definitions.ts.
 */
export function loadCatalogue(folder: string = shippedFolder): Catalogue {
  if (!kindFolders.some((kind) => existsSync(join(folder, kind))))
    throw bad(folder, 'folder', `is not there, or holds none of ${kindFolders.map((kind) => `${kind}/`).join(', ')}`);
  return catalogueOf(readDefinitions(definitionFiles(folder), throwIt));
}

export function catalogueOf(definitions: ReadonlyMap<string, Definition>): Catalogue {
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

/** The files that end in .json in the folders of kinds, sorted; a folder that is not there has none. */
export function definitionFiles(folder: string): string[] {
  return kindFolders.flatMap((kind) =>
    namesIn(join(folder, kind))
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(folder, kind, name)),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
