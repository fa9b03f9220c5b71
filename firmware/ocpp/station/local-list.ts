import type { TagInfo } from '../ports.ts';
import type { StationDocuments } from './station-store.ts';

export interface ListEntry {
  readonly idTag: string;
  /** Undefined in a differential update: this tag goes. */
  readonly info: TagInfo | undefined;
}

interface KeptList {
  readonly version: number;
  readonly tags: Readonly<Record<string, TagInfo>>;
}

/** LocalAuthListMaxLength. */
export const mostListEntries = 10_000;
/** SendLocalListMaxLength. */
export const mostListUpdate = 1000;

/** The list of tags that a backend keeps at a station (1.6 3.5.2, 2.0.1 D). Tags are compared without case (1.6 7.28 CiString). */
export class LocalList {
  readonly #documents: StationDocuments;
  #list: KeptList;

  constructor(documents: StationDocuments) {
    this.#documents = documents;
    this.#list = listOf(documents.get('list')) ?? { version: 0, tags: {} };
  }

  /** 0: there is none (1.6 5.10). */
  get version(): number {
    return this.#list.version;
  }

  get size(): number {
    return Object.keys(this.#list.tags).length;
  }

  find(idTag: string): TagInfo | undefined {
    return this.#list.tags[key(idTag)];
  }

  /** Everything or nothing. */
  update(
    kind: 'full' | 'differential',
    version: number,
    entries: readonly ListEntry[],
  ): 'accepted' | 'failed' | 'versionMismatch' {
    if (kind === 'differential' && version <= this.#list.version) return 'versionMismatch';
    // A full list holds tags that may charge or not; without that a tag means nothing (1.6 5.15).
    if (kind === 'full' && entries.some(({ info }) => info === undefined)) return 'failed';
    if (new Set(entries.map(({ idTag }) => key(idTag))).size < entries.length) return 'failed';
    const tags = new Map(kind === 'full' ? [] : Object.entries(this.#list.tags));
    for (const { idTag, info } of entries)
      if (info === undefined) tags.delete(key(idTag));
      else tags.set(key(idTag), info);
    if (tags.size > mostListEntries) return 'failed';
    const list = { version, tags: Object.fromEntries(tags) };
    if (!this.#documents.put('list', list)) return 'failed';
    this.#list = list;
    return 'accepted';
  }
}

/** A tag named like a member of every object is a tag. */
const key = (idTag: string): string => `=${idTag.toLowerCase()}`;

function listOf(kept: object | undefined): KeptList | undefined {
  const { version, tags } = (kept ?? {}) as Partial<KeptList>;
  return Number.isSafeInteger(version) && typeof tags === 'object' ? (kept as KeptList) : undefined;
}
