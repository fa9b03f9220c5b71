import { NetwachtError } from '../domain/errors.ts';
import { readSite, type SiteResult } from '../domain/site/check.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';
import type { Site } from '../domain/site/schema.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { ownersOf } from './people/budgets.ts';
import { sourceConfigs } from './sources/source-configs.ts';

export interface SiteDeskOptions {
  readonly store: Store;
  readonly knowledge: SiteKnowledge;
  /** Told after each put. */
  readonly onPut: (author: string) => void;
}

/** The main thread's desk for the site document: check, put, current. */
export class SiteDesk {
  readonly #options: SiteDeskOptions;
  #read: { readonly etag: string; readonly result: SiteResult } | undefined;

  constructor(options: SiteDeskOptions) {
    this.#options = options;
  }

  current(): { readonly document: unknown; readonly etag: string } | undefined {
    return this.#options.store.site.get();
  }

  /** The site in force with its defaults; undefined when there is none, or none that can be used. */
  site(): Site | undefined {
    const stored = this.#options.store.site.get();
    if (stored === undefined) return undefined;
    if (this.#read?.etag !== stored.etag)
      this.#read = { etag: stored.etag, result: readSite(stored.document, this.#options.knowledge, { stored: true }) };
    return this.#read.result.ok ? this.#read.result.site : undefined;
  }

  check(document: unknown): readonly NetwachtError[] {
    const result = readSite(document, this.#options.knowledge);
    return result.ok ? [] : result.faults;
  }

  /** Throws `badSite` (the first fault, with its path), `conflict`, `notPersisted`; then the old site stays in force. */
  put(document: unknown, options: { readonly ifMatch?: string; readonly author: { readonly name: string } }): string {
    const { store, knowledge, onPut } = this.#options;
    const result = readSite(document, knowledge);
    if (!result.ok) {
      const [first, ...others] = result.faults;
      const more = others.length === 0 ? '' : ` (and ${others.length} more: POST /api/v1/site/check names them all)`;
      throw new NetwachtError('badSite', `${first?.message ?? 'the site cannot be used'}${more}`, {
        ...(first?.path === undefined ? {} : { path: first.path }),
      });
    }
    const before = store.site.get()?.etag;
    if (options.ifMatch !== undefined && options.ifMatch !== before) {
      throw new NetwachtError(
        'conflict',
        'the site was changed by somebody else since it was read; read it again and repeat the change',
      );
    }
    let inForce = false;
    try {
      const etag = store.site.put(document);
      inForce = true;
      store.rulings.removeExcept(result.site.circuits.flatMap((circuit) => circuit.limits.map((limit) => limit.id)));
      store.orders.removeExcept(result.site.devices.map((device) => device.id));
      store.plans.removeExcept({
        circuit: result.site.circuits.map(({ id }) => id),
        chargePoint: result.site.devices.flatMap(({ id, role }) => (role === 'chargePoint' ? [id] : [])),
        battery: result.site.batteries.map(({ device }) => device),
      });
      store.people.removeExcept({
        chargePoints: result.site.devices.map(({ id }) => id),
        tags: result.site.tags.map(({ id }) => id),
        users: result.site.users.map(({ id }) => id),
      });
      store.usage.removeExcept(ownersOf(result.site));
      store.gridSources.removeExcept(sourceConfigs(result.site).map(({ id }) => id));
      store.audit.append({ who: options.author.name, what: `site put, ${etag}` });
      return etag;
    } catch (error) {
      throw notPersisted(error);
    } finally {
      // Also when only the clearing up failed: the new document is in force then.
      if (inForce) onPut(options.author.name);
    }
  }
}

/** A store that cannot write becomes the API's 503; anything else is passed on. */
export function notPersisted(error: unknown): unknown {
  if (!(error instanceof StoreError) || error.code !== 'notPersisted') return error;
  return new NetwachtError(
    'notPersisted',
    'the value could not be written to disk, so it was not accepted; a lower limit that it gives holds until a write succeeds',
    { cause: error },
  );
}
