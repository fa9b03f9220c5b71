import { generateKeyPairSync } from 'node:crypto';
import { AsnSerializer, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { type CurveName, curves } from './curves.ts';
import { type SignedCertificate, signedCertificate } from './signed-certificate.ts';

/** A self-signed certificate with its key, PEM. */
export interface SimIdentity extends SignedCertificate {
  readonly keyPem: string;
}

export interface IdentityWish {
  /** Common name and DNS name: the HAN id of a device. */
  readonly name: string;
  readonly curve: CurveName | 'rsa';
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const dayMs = 86_400_000;

/** A key and a certificate after the profile of notes 1.5. */
export function makeIdentity({ name, curve, notBefore, notAfter }: IdentityWish): SimIdentity {
  const { publicKey, privateKey } =
    curve === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: curves[curve].key });
  const certificate = signedCertificate({
    ...{ subject: name, publicKey, signer: privateKey, extensions: extensions(name) },
    notBefore: notBefore ?? new Date(Date.now() - dayMs),
    notAfter: notAfter ?? new Date(Date.now() + 7 * 365 * dayMs),
  });
  return { ...certificate, keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
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
