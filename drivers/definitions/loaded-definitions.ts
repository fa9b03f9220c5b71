import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { NetwachtError } from '../../firmware/domain/errors.ts';
import { type Catalogue, catalogueOf, definitionFiles, shippedFolder } from './catalogue.ts';
import { bad, readDefinitions } from './read-definitions.ts';
import type { Definition } from './schema.ts';

/** A definition file that cannot be used. */
export interface DefinitionOff {
  /** What the file is called, and so what a site would call the product. */
  readonly id: string;
  readonly file: string;
  /** One sentence: file, key and reason. */
  readonly reason: string;
}

/** What was read and checked: plain data that another thread can be given. */
export interface CheckedDefinitions {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly off: readonly DefinitionOff[];
}

export interface LoadedDefinitions extends CheckedDefinitions {
  readonly catalogue: Catalogue;
  /** Why there is no product of this name, where a file of that name is the reason. */
  whyOff(id: string): string | undefined;
}

/** Own files beyond this many are off, sorted by folder and name. */
const mostOwnFiles = 200;
const mostBytes = 256 * 1024;
/** Words that the site document keeps for devices without a file. */
const reserved: readonly string[] = ['expression', 'ocpp'];

/**
 * What the program runs with: the shipped definitions and the box's own, each file that is bad left out and told. Own
 * ones may extend shipped ones and never take their place: what a control action writes must not change unseen.
 */
export function loadDefinitions({
  own,
  shipped = shippedFolder,
}: {
  own?: string;
  shipped?: string;
}): LoadedDefinitions {
  const off: DefinitionOff[] = [];
  const onBad = (file: string, error: NetwachtError): void => {
    off.push({ id: idOf(file), file, reason: error.message });
  };
  const shippedFiles = safeFiles(shipped, onBad);
  const shippedIds = new Set(shippedFiles.map(idOf));
  const ownFiles = own === undefined ? [] : safeFiles(own, onBad);
  const usable = ownFiles.filter((file, index) => {
    const fault = faultOf(file, index, shippedIds);
    if (fault !== undefined) onBad(file, bad(file, 'file', fault));
    return fault === undefined;
  });
  return withCatalogue({ definitions: readDefinitions([...shippedFiles, ...usable], onBad), off });
}

/** The same in another thread than the one that read them. */
export function withCatalogue({ definitions, off }: CheckedDefinitions): LoadedDefinitions {
  const catalogue = catalogueOf(definitions);
  const reasons = new Map(off.map(({ id, reason }) => [id, reason]));
  const whyOff = (id: string) => (catalogue.get(id) === undefined ? reasons.get(id) : undefined);
  return { definitions, off, catalogue, whyOff };
}

const idOf = (file: string): string => basename(file, '.json');

/** A folder that cannot be read has no definitions, and that is told. */
function safeFiles(folder: string, onBad: (file: string, error: NetwachtError) => void): string[] {
  try {
    return definitionFiles(folder);
  } catch (error) {
    onBad(folder, bad(folder, 'folder', `cannot be read: ${error instanceof Error ? error.message : String(error)}`));
    return [];
  }
}

/** What keeps an own file from being read at all. */
function faultOf(file: string, index: number, shippedIds: ReadonlySet<string>): string | undefined {
  const id = idOf(file);
  if (index >= mostOwnFiles) return `is one more than the ${mostOwnFiles} files that are read`;
  if (shippedIds.has(id)) return `"${id}" is a shipped definition, which is not replaced: give yours another id`;
  if (reserved.includes(id)) return `"${id}" is a word of the site document: give yours another id`;
  try {
    const facts = statSync(file);
    if (!facts.isFile()) return 'is not a file';
    if (facts.size > mostBytes) return `is larger than ${mostBytes / 1024} KiB`;
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  return undefined;
}
