import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import type { Identity } from '../../../firmware/smgw/messages.ts';

export const hanCurves = ['brainpoolP256r1', 'brainpoolP384r1', 'brainpoolP512r1', 'P-256', 'P-384'] as const;
export type TestKey = (typeof hanCurves)[number] | 'secp256k1' | 'P-521' | 'RSA';

export interface TestCertificate extends Identity {
  readonly sha256: string;
}

const dayMs = 86_400_000;
const signatureOids = { sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' };
const rsaOid = '1.2.840.113549.1.1.11';

/** A certificate with its key, PEM, self-signed or by `issuer`, whose certificate then follows. Dates are days from now. */
export function makeCertificate(
  name: string,
  key: TestKey = 'brainpoolP256r1',
  {
    fromDays = -1,
    toDays = 365,
    issuer,
  }: { readonly fromDays?: number; readonly toDays?: number; readonly issuer?: TestCertificate } = {},
): TestCertificate {
  const pair =
    key === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: key });
  const signer = issuer === undefined ? pair.privateKey : createPrivateKey(issuer.keyPem);
  const size = signer.asymmetricKeyDetails?.namedCurve ?? '';
  const hash = /512|521/.test(size) ? 'sha512' : /384/.test(size) ? 'sha384' : 'sha256';
  const algorithm = new AlgorithmIdentifier({ algorithm: key === 'RSA' ? rsaOid : signatureOids[hash] });
  const tbs = new TBSCertificate({
    version: Version.v3,
    // Positive and not empty at the front.
    serialNumber: fresh(Buffer.concat([Buffer.of(0x41), randomBytes(8)])),
    signature: algorithm,
    issuer: commonName(issuer?.name ?? name),
    subject: commonName(name),
    validity: new Validity({
      notBefore: new Date(Date.now() + fromDays * dayMs),
      notAfter: new Date(Date.now() + toDays * dayMs),
    }),
    subjectPublicKeyInfo: AsnConvert.parse(
      fresh(pair.publicKey.export({ type: 'spki', format: 'der' })),
      SubjectPublicKeyInfo,
    ),
  });
  const der = AsnConvert.serialize(
    new Certificate({
      tbsCertificate: tbs,
      signatureAlgorithm: algorithm,
      signatureValue: fresh(sign(hash, Buffer.from(AsnConvert.serialize(tbs)), signer)),
    }),
  );
  const certificatePem = new X509Certificate(Buffer.from(der)).toString();
  const sha256 = createHash('sha256').update(Buffer.from(der)).digest('hex');
  return {
    name: name.toLowerCase(),
    certificatePem: certificatePem + (issuer?.certificatePem ?? ''),
    keyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sha256,
  };
}

const commonName = (value: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: '2.5.4.3', value: new AttributeValue({ utf8String: value }) }),
    ]),
  ]);

/** Buffers of Node share a pool; the ASN.1 classes want one of their own. */
const fresh = (bytes: Buffer): ArrayBuffer => {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
};
