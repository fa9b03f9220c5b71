import { createHash, X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';

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

/** The authorities that a connection to a backend stands on, as the operator has entered them. */
export class TrustedRoots {
  readonly #roots: readonly X509Certificate[];

  /** `pem`: undefined where public authorities count: those are not listed, and no backend can take one out. */
  constructor(pem: string | undefined) {
    const all = (pem?.match(oneCertificate) ?? []).flatMap(readable);
    // Of others the hash data cannot be told: it needs the key of who issued them.
    this.#roots = all.filter((one) => one.verify(one.publicKey) && serialOf(one).length <= longestSerial);
  }

  list(algorithm: CertificateHashData['hashAlgorithm'] = 'SHA256'): readonly CertificateHashData[] {
    return this.#roots.map((root) => hashDataOf(root, algorithm));
  }

  has(wanted: CertificateHashData): boolean {
    return this.list(wanted.hashAlgorithm).some(
      (one) =>
        one.issuerNameHash === wanted.issuerNameHash.toLowerCase() &&
        one.issuerKeyHash === wanted.issuerKeyHash.toLowerCase() &&
        one.serialNumber === withoutZeros(wanted.serialNumber),
    );
  }
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
