import type { TagInfo } from '../ports.ts';
import type { StationDocuments } from './station-store.ts';

const mostEntries = 500;

/** What the backend last said of tags (1.6 3.5.1, 2.0.1 C10); the one that was used longest ago gives way. */
export class IdTagCache {
  readonly #documents: StationDocuments;
  readonly #tags: Map<string, TagInfo>;

  constructor(documents: StationDocuments) {
    this.#documents = documents;
    const { tags = [] } = (documents.get('cache') ?? {}) as { readonly tags?: readonly (readonly [string, TagInfo])[] };
    this.#tags = new Map(Array.isArray(tags) ? tags : []);
  }

  find(idTag: string): TagInfo | undefined {
    return this.#tags.get(idTag.toLowerCase());
  }

  set(idTag: string, info: TagInfo): void {
    // That a tag charges elsewhere now says nothing of it later.
    if (info.status === 'ConcurrentTx') return;
    const key = idTag.toLowerCase();
    const same = JSON.stringify(this.#tags.get(key)) === JSON.stringify(info);
    this.#tags.delete(key);
    this.#tags.set(key, info);
    const [oldest] = this.#tags.keys();
    if (this.#tags.size > mostEntries && oldest !== undefined) this.#tags.delete(oldest);
    if (!same) this.#keep();
  }

  /** False: it is empty, and will be full again after a restart, for the disk refuses. */
  clear(): boolean {
    this.#tags.clear();
    return this.#keep();
  }

  #keep(): boolean {
    return this.#documents.put('cache', { tags: [...this.#tags] });
  }
}
