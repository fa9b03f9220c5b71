import { NetwachtError } from '../../domain/errors.ts';
import {
  type BackendDocument,
  backendId,
  backendSchema,
  type OcppServerDocument,
  ocppServerSchema,
} from '../../domain/ocpp-documents.ts';
import { shapeFaults } from '../../domain/shape-faults.ts';
import { pathText } from '../../domain/site/path.ts';
import type { OcppDocumentsStore } from '../../store/ocpp-documents.ts';
import { StoreError } from '../../store/store-error.ts';
import { stationPlans } from '../backends/station-plans.ts';
import { type BackendSurroundings, readBackend } from './check-backend.ts';

export interface OcppDeskOptions {
  readonly store: OcppDocumentsStore;
  readonly around: () => BackendSurroundings;
  /** The audit trail; throws StoreError. */
  readonly audit: (who: string, what: string) => void;
  /** What was put is in force from now on. */
  readonly onChange: () => void;
  readonly log: { info(facts: object, sentence: string): void; warn(facts: object, sentence: string): void };
}

interface Author {
  readonly name: string;
}

export interface KeptBackend {
  readonly id: string;
  readonly document: BackendDocument;
}

/** More suppliers than a house has; each may have a station for each charge point. */
export const maxBackends = 8;
const serverName = 'server';

/** The desk for OCPP: keeps what administrators have put, and tells whoever works by it. */
export class OcppDesk {
  readonly #o: OcppDeskOptions;
  #backends: ReadonlyMap<string, BackendDocument>;
  #server: OcppServerDocument | undefined;

  constructor(options: OcppDeskOptions) {
    this.#o = options;
    this.#backends = this.#readBackends();
    this.#server = this.#readServer();
  }

  /** By their ids. */
  backends(): readonly KeptBackend[] {
    return [...this.#backends].map(([id, document]) => ({ id, document }));
  }

  /** Code: `notFound` (404). */
  backend(id: string): BackendDocument {
    const document = this.#backends.get(id);
    if (document === undefined) throw new NetwachtError('notFound', `There is no backend ${id}`);
    return document;
  }

  /** Codes: `badBackend` (400, with path), `tooMany` (400), `notPersisted` (503). */
  putBackend(id: string, document: unknown, author: Author): void {
    if (!backendId.safeParse(id).success)
      throw new NetwachtError('badBackend', 'a backend is named by 1 to 32 letters, digits, _ or -', { path: 'id' });
    if (!this.#backends.has(id) && this.#backends.size >= maxBackends)
      throw new NetwachtError('tooMany', `There are ${maxBackends} backends already; remove one first`);
    const read = readBackend(document, this.#o.around());
    if (!read.ok) throw refusal('badBackend', read.faults);
    const { url, version, enabled } = read.value;
    const ours = this.#stationIds({ id, document: read.value });
    const twin = this.backends().find(
      (other) =>
        other.id !== id && other.document.url === url && this.#stationIds(other).some((each) => ours.includes(each)),
    );
    if (twin !== undefined)
      throw refusal('badBackend', [
        {
          path: 'stationId',
          message: `the backend ${twin.id} is the same with the same ids: they would displace each other`,
        },
      ]);
    // A query may hold a token.
    const shown = url.replace(/[?#].*$/s, '');
    const what = `OCPP backend ${id} put: ${shown}, ${version}, ${enabled ? 'enabled' : 'off'}`;
    this.#write(author, what, () => this.#o.store.put('backend', id, document as object));
  }

  /** As they would be with the site of now; without one, the pattern. */
  #stationIds(backend: KeptBackend): readonly string[] {
    const { site } = this.#o.around();
    if (site === undefined) return [backend.document.stationId];
    return stationPlans(site, [backend], { evenOff: true }).map(({ stationId }) => stationId);
  }

  /** Codes: `notFound` (404), `notPersisted` (503). */
  removeBackend(id: string, author: Author): void {
    this.backend(id);
    this.#write(author, `OCPP backend ${id} removed`, () => this.#o.store.remove('backend', id));
  }

  /** Undefined: nobody has put it, and its defaults hold. */
  server(): OcppServerDocument {
    return this.#server ?? ocppServerSchema.parse({});
  }

  /** Codes: `badServer` (400, with path), `notPersisted` (503). */
  putServer(document: unknown, author: Author): void {
    const shape = ocppServerSchema.safeParse(document);
    if (!shape.success)
      throw refusal(
        'badServer',
        shapeFaults(shape.error.issues).map(({ path, message }) => ({ path: pathText(path), message })),
      );
    const { certificate, enabled = 'auto', tls } = shape.data;
    if (certificate !== undefined && !this.#o.around().certificateExists(certificate))
      throw refusal('badServer', [
        { path: 'certificate', message: `there is no certificate of the name ${certificate}` },
      ]);
    const what = `OCPP server put: enabled ${enabled}, TLS ${tls}`;
    this.#write(author, what, () => this.#o.store.put('server', serverName, document as object));
  }

  /** Who uses a certificate of ours, as `OCPP backend x`. */
  usedBy(certificate: string): readonly string[] {
    return [
      ...this.backends().flatMap(({ id, document }) =>
        document.certificate === certificate ? [`OCPP backend ${id}`] : [],
      ),
      ...(this.#server?.certificate === certificate ? ['OCPP server'] : []),
    ];
  }

  /** Writes, and puts in force what is on disk then: also when only the audit row failed. */
  #write(author: Author, what: string, run: () => void): void {
    const { audit, log, onChange } = this.#o;
    try {
      run();
      audit(author.name, what);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'notPersisted') throw error;
      throw new NetwachtError('notPersisted', 'The change could not be written to disk; nothing of it holds', {
        cause: error,
      });
    } finally {
      this.#backends = this.#readBackends();
      this.#server = this.#readServer();
      onChange();
    }
    log.info({ by: author.name }, what);
  }

  #readBackends(): ReadonlyMap<string, BackendDocument> {
    const { store, log } = this.#o;
    return new Map(
      store.names('backend').flatMap((id): [string, BackendDocument][] => {
        const read = backendSchema.safeParse(store.get('backend', id));
        if (read.success) return [[id, read.data]];
        log.warn({ issues: read.error.issues }, `What is stored of the OCPP backend ${id} cannot be used`);
        return [];
      }),
    );
  }

  #readServer(): OcppServerDocument | undefined {
    const stored = this.#o.store.get('server', serverName);
    if (stored === undefined) return undefined;
    const read = ocppServerSchema.safeParse(stored);
    if (!read.success)
      this.#o.log.warn({ issues: read.error.issues }, 'What is stored of the OCPP server cannot be used');
    return read.data;
  }
}

/** The first fault as a refusal with its path; the others are named. */
function refusal(code: string, faults: readonly { readonly path: string; readonly message: string }[]): NetwachtError {
  const [first = { path: '', message: 'The document does not fit' }, ...others] = faults;
  const more = others.length === 0 ? '' : ` (also wrong: ${others.map(({ path }) => path).join(', ')})`;
  const message = `${first.path === '' ? '' : `${first.path}: `}${first.message}${more}`;
  return new NetwachtError(code, message, first.path === '' ? {} : { path: first.path });
}
