import type { Timers } from '../../../drivers/link/timers.ts';
import type { BackendAuthority, Place, TagInfo } from '../ports.ts';
import type { IdTagCache } from './id-tag-cache.ts';
import type { LocalList } from './local-list.ts';
import type { Reservations } from './reservations.ts';
import type { Settings } from './settings.ts';

export interface AuthorityOptions {
  readonly backend: string;
  readonly places: readonly Place[];
  readonly settings: Settings;
  readonly list: LocalList;
  readonly cache: IdTagCache;
  readonly reservations: Reservations;
  readonly timers: Timers;
  readonly wallMs: () => number;
  readonly online: () => boolean;
  /** Asks the backend; rejects with CallFailed. */
  readonly ask: (connector: number, idTag: string) => Promise<TagInfo>;
}

/** Someone stands at the charge point with a card; longer than that is as good as no answer. */
const answerWithinMs = 10_000;

/** What the backend of one station says of tags: asked when it is there, else by what it left here (1.6 3.4, 3.5, 4.1). */
export class Authority implements BackendAuthority {
  readonly #options: AuthorityOptions;

  constructor(options: AuthorityOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.backend;
  }

  get online(): boolean {
    return this.#options.online();
  }

  /** Never rejects. What comes after the time is up still goes to the cache. */
  async authorise(placeId: string, idTag: string): Promise<TagInfo> {
    const connector = this.#connector(placeId);
    if (connector === undefined) return { status: 'Invalid' };
    const { settings } = this.#options;
    const early = settings.now.localPreAuthorize ? this.#known(idTag) : undefined;
    if (early?.status === 'Accepted') return this.#reserved(connector, idTag, early);
    if (!this.online) return this.offline(placeId, idTag) ?? { status: 'Invalid' };
    const info = await this.#asked(connector, idTag);
    return info === undefined
      ? (this.offline(placeId, idTag) ?? { status: 'Invalid' })
      : this.#reserved(connector, idTag, info);
  }

  /** Local list, then cache, then the rule for unknown tags (1.6 3.5.3). A tag that is known and not Accepted is refused. */
  offline(placeId: string, idTag: string): TagInfo | undefined {
    const connector = this.#connector(placeId);
    const { localAuthorizeOffline, allowOfflineUnknown } = this.#options.settings.now;
    if (connector === undefined) return undefined;
    const info = this.#known(idTag);
    if (info !== undefined && (localAuthorizeOffline || info.status !== 'Accepted'))
      return this.#reserved(connector, idTag, info);
    return allowOfflineUnknown && info === undefined
      ? this.#reserved(connector, idTag, { status: 'Accepted' })
      : undefined;
  }

  /** The backend has said so: it goes to the cache. */
  learn(idTag: string, info: TagInfo): void {
    const { settings, cache, list } = this.#options;
    // A tag of the list is ruled by the list (1.6 3.5.2).
    if (settings.now.cacheEnabled && list.find(idTag) === undefined) cache.set(idTag, info);
  }

  #known(idTag: string): TagInfo | undefined {
    const { settings, list, cache, wallMs } = this.#options;
    const { localListEnabled, cacheEnabled } = settings.now;
    const info = (localListEnabled ? list.find(idTag) : undefined) ?? (cacheEnabled ? cache.find(idTag) : undefined);
    if (info?.status !== 'Accepted' || info.expiresAtMs === undefined || info.expiresAtMs > wallMs()) return info;
    return { ...info, status: 'Expired' };
  }

  #reserved(connector: number, idTag: string, info: TagInfo): TagInfo {
    if (info.status !== 'Accepted') return info;
    return this.#options.reservations.allows(connector, idTag, info.parentIdTag) ? info : { status: 'Invalid' };
  }

  #connector(placeId: string): number | undefined {
    const k = this.#options.places.findIndex(({ id }) => id === placeId);
    return k < 0 ? undefined : k + 1;
  }

  #asked(connector: number, idTag: string): Promise<TagInfo | undefined> {
    const { timers, ask } = this.#options;
    return new Promise((resolve) => {
      const cancel = timers.after(answerWithinMs, () => resolve(undefined));
      ask(connector, idTag).then(
        (info) => {
          cancel();
          this.learn(idTag, info);
          resolve(info);
        },
        () => {
          // The link tells why; for the tag it is the same as offline.
          cancel();
          resolve(undefined);
        },
      );
    });
  }
}
