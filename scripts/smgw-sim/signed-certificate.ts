import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, AsnSerializer } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';

export interface CertificateWish {
  /** Common names; without an issuer it is self-signed. */
  readonly subject: string;
  readonly issuer?: string;
  readonly publicKey: KeyObject;
  /** The private key that signs: RSA, or EC on any curve. */
  readonly signer: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions?: x509.Extension[];
}

export interface SignedCertificate {
  readonly certificatePem: string;
  /** Over the DER, hex small letters. */
  readonly sha256: string;
}

/** ecdsa-with-SHA256, -384, -512 and sha256WithRSAEncryption. */
const signatureOids = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
  rsa: '1.2.840.113549.1.1.11',
};

/** An X.509v3 certificate as it is wished for, right or wrong. Made with node:crypto because WebCrypto refuses brainpool. */
export function signedCertificate(wish: CertificateWish): SignedCertificate {
  const { subject, issuer = subject, publicKey, signer, notBefore, notAfter, extensions } = wish;
  const isRsa = signer.asymmetricKeyType === 'rsa';
  const hash = hashFor(signer);
  const algorithm = new x509.AlgorithmIdentifier({
    algorithm: signatureOids[isRsa ? 'rsa' : hash],
    ...(isRsa ? { parameters: null } : {}),
  });
  const tbs = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: serial(),
    signature: algorithm,
    issuer: commonName(issuer),
    subject: commonName(subject),
    validity: new x509.Validity({ notBefore, notAfter }),
    subjectPublicKeyInfo: AsnConvert.parse(
      own(publicKey.export({ type: 'spki', format: 'der' })),
      x509.SubjectPublicKeyInfo,
    ),
    ...(extensions === undefined ? {} : { extensions: new x509.Extensions(extensions) }),
  });
  const certificate = new x509.Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: own(sign(hash, Buffer.from(AsnSerializer.serialize(tbs)), signer)),
  });
  const der = Buffer.from(AsnSerializer.serialize(certificate));
  return { certificatePem: pem('CERTIFICATE', der), sha256: createHash('sha256').update(der).digest('hex') };
}

/** The hash that goes with the size of the key. */
function hashFor({ asymmetricKeyDetails }: KeyObject): 'sha256' | 'sha384' | 'sha512' {
  const curve = asymmetricKeyDetails?.namedCurve ?? '';
  return /512|521/.test(curve) ? 'sha512' : /384/.test(curve) ? 'sha384' : 'sha256';
}

function commonName(name: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: name });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: '2.5.4.3', value })]),
  ]);
}

/** Positive and without a leading zero byte, as DER wants integers. */
function serial(): ArrayBuffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return own(bytes);
}

/** Buffers share pooled memory; the ASN.1 classes want an ArrayBuffer of their own. */
const own = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer;

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
