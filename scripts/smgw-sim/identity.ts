import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { AsnConvert, AsnSerializer, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { type CurveName, curves } from './curves.ts';

/** A self-signed certificate with its key, PEM. */
export interface SimIdentity {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Over the DER, hex small letters. */
  readonly sha256: string;
}

export interface IdentityWish {
  /** Common name and DNS name: the HAN id of a device. */
  readonly name: string;
  readonly curve: CurveName | 'rsa';
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const dayMs = 86_400_000;
/** ecdsa-with-SHA256, -384, -512 and sha256WithRSAEncryption. */
const signatureOids = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
  rsa: '1.2.840.113549.1.1.11',
};

/** A key and a certificate after the profile of notes 1.5, made with node:crypto because WebCrypto refuses brainpool. */
export function makeIdentity({ name, curve, notBefore, notAfter }: IdentityWish): SimIdentity {
  const { publicKey, privateKey } = curve === 'rsa' ? rsaKey() : ecKey(curve);
  const hash = curve === 'rsa' ? 'sha256' : curves[curve].hash;
  const algorithm = new x509.AlgorithmIdentifier({
    algorithm: signatureOids[curve === 'rsa' ? 'rsa' : hash],
    ...(curve === 'rsa' ? { parameters: null } : {}),
  });
  const subject = commonName(name);
  const tbs = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: serial(),
    signature: algorithm,
    issuer: subject,
    subject,
    validity: new x509.Validity({
      notBefore: notBefore ?? new Date(Date.now() - dayMs),
      notAfter: notAfter ?? new Date(Date.now() + 7 * 365 * dayMs),
    }),
    subjectPublicKeyInfo: AsnConvert.parse(own(publicKey), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(extensions(name)),
  });
  const signed = AsnSerializer.serialize(tbs);
  const certificate = new x509.Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: own(sign(hash, Buffer.from(signed), privateKey)),
  });
  const der = Buffer.from(AsnSerializer.serialize(certificate));
  return {
    certificatePem: pem('CERTIFICATE', der),
    keyPem: privateKey,
    sha256: createHash('sha256').update(der).digest('hex'),
  };
}

function extensions(name: string): x509.Extension[] {
  const extension = (extnID: string, critical: boolean, value: object): x509.Extension =>
    new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnSerializer.serialize(value)) });
  return [
    extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: false })),
    extension(x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature)),
    extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth, x509.id_kp_clientAuth])),
    extension(
      x509.id_ce_subjectAltName,
      false,
      new x509.SubjectAlternativeName([new x509.GeneralName({ dNSName: name })]),
    ),
  ];
}

function commonName(name: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: name });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: '2.5.4.3', value })]),
  ]);
}

interface KeyPair {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
}

function ecKey(curve: CurveName): KeyPair {
  return encoded(generateKeyPairSync('ec', { namedCurve: curves[curve].key }).privateKey.export(pkcs8));
}

function rsaKey(): KeyPair {
  return encoded(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pkcs8));
}

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

function encoded(privateKey: string | Buffer): KeyPair {
  const key = createPrivateKey(privateKey);
  return { privateKey: String(privateKey), publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }) };
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
