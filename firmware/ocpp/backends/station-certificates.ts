import { createHash, X509Certificate } from 'node:crypto';
import type { Clock } from '../../domain/clock.ts';
import type { KeyFiles, StoredPair } from '../../store/key-files.ts';
import { StoreError } from '../../store/store-error.ts';
import type { ClientKeys, RequestMeans } from '../station/certificate-renewal.ts';
import type { ToldFault } from '../transport/client.ts';
import type { ClientIdentity } from '../transport/stream-opener.ts';

export interface StationCertificatesOptions {
  readonly means: RequestMeans;
  /** A folder of their own: nobody else lists or gives out what is in it. */
  readonly files: Pick<KeyFiles, 'names' | 'read' | 'write' | 'remove'>;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly log: { info(facts: object, sentence: string): void; warn(facts: object, sentence: string): void };
}

/**
 * `ask`: a key that waits for its certificate (beside it the request); `new`: signed by the backend, not yet shown with
 * success; `own`: shown with success.
 */
type Kind = 'ask' | 'new' | 'own';

/**
 * Client certificates that backends have given to single stations. Each stands for the certificate that the administrator
 * has chosen: another choice has another name here, and wins. A new one counts for good once a connection stood on it.
 */
export class StationCertificates {
  readonly #o: StationCertificatesOptions;
  /** Tries with a new one, one behind the other, that the backend has shut without a word. */
  readonly #shut = new Map<string, number>();

  constructor(options: StationCertificatesOptions) {
    this.#o = options;
  }

  /** What to show at the next try; one that has run out gives way to a chosen one that has not. `station`: `backend/station`; `base`: the certificate that is chosen. */
  identityOf(station: string, base: ClientIdentity | undefined): ClientIdentity | undefined {
    if (base === undefined) return undefined;
    const pair = this.#read('new', station, base) ?? this.#read('own', station, base);
    if (pair === undefined || (this.#isOver(pair) && !this.#isOver(base))) return base;
    return { name: base.name, certificatePem: pair.certificatePem, keyPem: pair.keyPem };
  }

  keysOf(station: string, base: () => ClientIdentity | undefined): ClientKeys {
    return {
      ...this.#o.means,
      current: () => this.identityOf(station, base())?.certificatePem,
      pending: () => {
        const chosen = base();
        return chosen && this.#read('ask', station, chosen)?.keyPem;
      },
      ask: (keyPem, csrPem) => this.#write('ask', station, base(), { certificatePem: csrPem, keyPem, source: 'made' }),
      signed: (certificatePem) => {
        const chosen = base();
        const asked = chosen && this.#read('ask', station, chosen);
        if (chosen === undefined || asked === undefined) return false;
        const kept = this.#write('new', station, chosen, { certificatePem, keyPem: asked.keyPem, source: 'issued' });
        if (kept) this.#remove(fileOf('ask', station, chosen));
        return kept;
      },
    };
  }

  /** A connection stands that has shown this certificate: from now on it is the one to fall back to. */
  proved(station: string, base: ClientIdentity | undefined, shownPem: string): void {
    const pair = base && this.#read('new', station, base);
    if (pair?.certificatePem !== shownPem) return;
    this.#shut.delete(station);
    if (!this.#write('own', station, base, pair)) return;
    this.#remove(fileOf('new', station, base as ClientIdentity));
    this.#o.log.info({ station }, 'the backend knows the new certificate of a station');
  }

  /** A try that has shown this certificate has failed: where the backend refuses a new one, the one before is used again. */
  failed(station: string, base: ClientIdentity | undefined, shownPem: string, fault: ToldFault): void {
    if (base === undefined || this.#read('new', station, base)?.certificatePem !== shownPem) return;
    const shut = isShut(fault) ? (this.#shut.get(station) ?? 0) + 1 : 0;
    this.#shut.set(station, shut);
    if (!isRefusal(fault) && shut < mostShut) return;
    this.#shut.delete(station);
    this.#remove(fileOf('new', station, base));
    const sentence = 'a backend refuses the certificate that it has signed; the one before is used again';
    this.#o.log.warn({ station, fault: fault.code, why: fault.sentence }, sentence);
  }

  /** The backend is configured no more. */
  forget(station: string): void {
    const mine = fileOf('own', station).slice(3);
    for (const name of this.#o.files.names()) if (name.slice(3).startsWith(mine)) this.#remove(name);
  }

  /** It has run out. */
  #isOver({ certificatePem }: { readonly certificatePem: string }): boolean {
    return new X509Certificate(certificatePem).validToDate.getTime() <= this.#o.clock.wallMs();
  }

  #read(kind: Kind, station: string, base: ClientIdentity): StoredPair | undefined {
    try {
      return this.#o.files.read(fileOf(kind, station, base));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#o.log.warn({ err: error, station }, 'a key of a station cannot be read');
      return undefined;
    }
  }

  #write(kind: Kind, station: string, base: ClientIdentity | undefined, pair: StoredPair): boolean {
    if (base === undefined) return false;
    try {
      this.#o.files.write(fileOf(kind, station, base), pair);
      return true;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#o.log.warn({ err: error, station }, 'a key of a station is not on disk');
      return false;
    }
  }

  #remove(name: string): void {
    try {
      this.#o.files.remove(name);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#o.log.warn({ err: error, name }, 'a key of a station that is not needed any more could not be removed');
    }
  }
}

/** Of a backend that does not want this certificate; a network that is down says nothing of it. */
const isRefusal = ({ layer, code }: ToldFault): boolean =>
  (layer === 'certificate' && code === 'ownRefused') ||
  (layer === 'http' && (code === 'unauthorized' || code === 'forbidden'));

/** TLS 1.3 looks at our certificate after the handshake, and some servers then only hang up, or answer HTTP 400. */
const isShut = ({ layer, code }: ToldFault): boolean =>
  layer === 'http' && (code === 'closed' || code === 'httpStatus');
/** One may be a backend that starts anew. */
const mostShut = 2;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 14);
/** Names of keys have at most 32 letters: 3 + 14 + 14. */
const fileOf = (kind: Kind, station: string, base?: ClientIdentity): string =>
  `${kind}${hashOf(station)}${base === undefined ? '' : hashOf(base.certificatePem)}`;
