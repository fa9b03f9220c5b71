import { createHash, X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import type { StationDocuments } from './station-store.ts';

/** How OCPP names a certificate (2.0.1 CertificateHashDataType; 1.6 security whitepaper): hashes in hex, small letters. */
export interface CertificateHashData {
  readonly hashAlgorithm: 'SHA256' | 'SHA384' | 'SHA512';
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  /** Hex without zeros in front. */
  readonly serialNumber: string;
}

const oneCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** RFC 5280 4.1.2.2: 20 octets; OCPP has no room for more. */
const longestSerial = 40;

/** Roots that one backend may install for one station. */
export const mostInstalled = 4;
/** Characters of PEM (2.0.1 InstallCertificateRequest; 1.6 security whitepaper). */
const longestPem = 5500;
const kind = 'roots';

/** Why a certificate is not taken; `disk`: it could not be kept. */
export type InstallRefusal = 'notHere' | 'unreadable' | 'notRoot' | 'notValidNow' | 'weakKey' | 'full' | 'disk';

export interface TrustedRootsOptions {
  /** What the operator has entered; undefined where public authorities count: a backend changes nothing there. */
  readonly pem: string | undefined;
  /** What installed roots hold for beside `pem`: with another URL, or other roots of the operator, they are forgotten. */
  readonly url: string;
  readonly documents: Pick<StationDocuments, 'get' | 'put'>;
  readonly wallMs: () => number;
  /** What the backend has shown in the connection now, its own certificate first; undefined: not known. */
  readonly chain: () => readonly X509Certificate[] | undefined;
}

/** The authorities that a connection to a backend stands on: those of the operator, and those that the backend has installed. */
export class TrustedRoots {
  readonly #o: TrustedRootsOptions;
  readonly #entered: readonly X509Certificate[];
  readonly #roots: readonly X509Certificate[];
  readonly #mark: string;
  #installed: readonly X509Certificate[];

  constructor(options: TrustedRootsOptions) {
    this.#o = options;
    const { pem, url, documents } = options;
    this.#entered = certificatesIn(pem ?? '');
    // Of others the hash data cannot be told: it needs the key of who issued them.
    this.#roots = this.#entered.filter(isOwnIssuer);
    this.#mark = createHash('sha256')
      .update(JSON.stringify([url, pem]))
      .digest('hex');
    this.#installed = this.mayInstall ? keptOf(documents.get(kind), this.#mark) : [];
  }

  /**
   * Over TLS, where the operator has entered a root. Public authorities are neither narrowed nor widened by a backend, and where the very
   * certificate of a backend was entered nothing else shall count.
   */
  get mayInstall(): boolean {
    return this.#roots.length > 0 && /^wss:/i.test(this.#o.url);
  }

  /** Roots that there may be at all. */
  get most(): number {
    return this.#roots.length + (this.mayInstall ? mostInstalled : 0);
  }

  /** For the next connection: PEM; undefined: the public authorities. */
  pem(): string | undefined {
    const { pem } = this.#o;
    return pem === undefined ? undefined : [pem, ...this.#installed.map(pemOf)].join('\n');
  }

  list(algorithm: CertificateHashData['hashAlgorithm'] = 'SHA256'): readonly CertificateHashData[] {
    return [...this.#roots, ...this.#installed].map((root) => hashDataOf(root, algorithm));
  }

  has(wanted: CertificateHashData): boolean {
    return [...this.#roots, ...this.#installed].some((one) => isNamed(one, wanted));
  }

  /** undefined: it is trusted from the next connection on. Else nothing has changed. One that is trusted already is no other. */
  install(pem: string): InstallRefusal | undefined {
    if (!this.mayInstall) return 'notHere';
    const root = onlyOneIn(pem);
    if (root === undefined) return 'unreadable';
    if (!root.ca || !isOwnIssuer(root)) return 'notRoot';
    if (!isStrong(root)) return 'weakKey';
    if (!this.#holdsNow(root)) return 'notValidNow';
    if ([...this.#entered, ...this.#installed].some((one) => isSame(one, root))) return undefined;
    if (this.#installed.length >= mostInstalled) return 'full';
    return this.#keep([...this.#installed, root]) ? undefined : 'disk';
  }

  /** `failed`: the operator has entered it, the connection now stands on it (or that is not known), or the disk has refused. */
  remove(wanted: CertificateHashData): 'removed' | 'failed' | 'notFound' {
    if (!this.has(wanted)) return 'notFound';
    const left = this.#installed.filter((one) => !isNamed(one, wanted));
    if (left.length === this.#installed.length || this.#roots.some((one) => isNamed(one, wanted))) return 'failed';
    const chain = this.#o.chain();
    if (
      chain === undefined ||
      !standsOn(
        chain,
        [...this.#entered, ...left].filter((one) => this.#holdsNow(one)),
      )
    )
      return 'failed';
    return this.#keep(left) ? 'removed' : 'failed';
  }

  #holdsNow({ validFrom, validTo }: X509Certificate): boolean {
    const nowMs = this.#o.wallMs();
    return nowMs >= Date.parse(validFrom) && nowMs < Date.parse(validTo);
  }

  #keep(installed: readonly X509Certificate[]): boolean {
    const document = installed.length === 0 ? undefined : { mark: this.#mark, pems: installed.map(pemOf) };
    if (!this.#o.documents.put(kind, document)) return false;
    this.#installed = installed;
    return true;
  }
}

const certificatesIn = (pem: string): readonly X509Certificate[] => (pem.match(oneCertificate) ?? []).flatMap(readable);

/** Exactly one certificate, and nothing beside it. */
function onlyOneIn(pem: string): X509Certificate | undefined {
  if (pem.length > longestPem) return undefined;
  const found = pem.match(oneCertificate) ?? [];
  return found.length === 1 && found[0] === pem.trim() ? certificatesIn(pem)[0] : undefined;
}

function keptOf(kept: object | undefined, mark: string): readonly X509Certificate[] {
  if (kept === undefined || !('mark' in kept) || kept.mark !== mark) return [];
  if (!('pems' in kept) || !Array.isArray(kept.pems)) return [];
  return kept.pems
    .slice(0, mostInstalled)
    .flatMap((pem: unknown) => (typeof pem === 'string' ? certificatesIn(pem).slice(0, 1) : []));
}

const isOwnIssuer = (one: X509Certificate): boolean =>
  one.checkIssued(one) && serialOf(one).length <= longestSerial && isSignedBy(one, one);

/** Keys of kinds that OpenSSL cannot use sign nothing. */
function isSignedBy(one: X509Certificate, by: X509Certificate): boolean {
  try {
    return one.verify(by.publicKey);
  } catch {
    return false;
  }
}

/** As the security whitepaper asks: RSA of 2048 bits, curves of 224. */
function isStrong({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === 'rsa') return (details?.modulusLength ?? 0) >= 2048;
  return type === 'ec' && strongCurves.has(details?.namedCurve ?? '');
}
const strongCurves = new Set([
  ...['prime256v1', 'secp384r1', 'secp521r1'],
  ...['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1'],
]);

const isSame = (one: X509Certificate, other: X509Certificate): boolean => one.fingerprint256 === other.fingerprint256;
const pemOf = (one: X509Certificate): string => one.toString();

/** Whether one of these is in the chain, or has issued one of it. */
const standsOn = (chain: readonly X509Certificate[], roots: readonly X509Certificate[]): boolean =>
  chain.some((one) => roots.some((root) => isSame(one, root) || (one.checkIssued(root) && isSignedBy(one, root))));

function isNamed(one: X509Certificate, wanted: CertificateHashData): boolean {
  const own = hashDataOf(one, wanted.hashAlgorithm);
  return (
    own.issuerNameHash === wanted.issuerNameHash.toLowerCase() &&
    own.issuerKeyHash === wanted.issuerKeyHash.toLowerCase() &&
    own.serialNumber === withoutZeros(wanted.serialNumber)
  );
}

/** What cannot be read is trusted by no connection either, and the connection tells that. */
function readable(pem: string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}

/** Of a certificate that its own key has signed: issuer and subject are one. */
function hashDataOf(root: X509Certificate, hashAlgorithm: CertificateHashData['hashAlgorithm']): CertificateHashData {
  const { tbsCertificate } = AsnConvert.parse(new Uint8Array(root.raw).buffer, Certificate);
  const hash = (bytes: ArrayBuffer) => createHash(hashAlgorithm.toLowerCase()).update(Buffer.from(bytes)).digest('hex');
  return {
    hashAlgorithm,
    issuerNameHash: hash(AsnConvert.serialize(tbsCertificate.issuer)),
    issuerKeyHash: hash(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey),
    serialNumber: serialOf(root),
  };
}

const serialOf = ({ serialNumber }: X509Certificate): string => withoutZeros(serialNumber);
const withoutZeros = (hex: string): string => hex.toLowerCase().replace(/^0+(?=.)/, '');
