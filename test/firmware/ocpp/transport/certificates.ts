import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';
import { signedCertificate } from '../../../../scripts/smgw-sim/signed-certificate.ts';

export interface TestPair {
  readonly commonName: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

const dayMs = 86_400_000;

/** A certificate on P-256 (or RSA) with the names a TLS client looks at. Without an issuer it signs itself. */
export function testPair(
  commonName: string,
  {
    issuer,
    names = [],
    authority = false,
    fromDays = -1,
    toDays = 365,
    key = 'P-256',
  }: {
    readonly issuer?: TestPair;
    readonly names?: readonly string[];
    readonly authority?: boolean;
    readonly fromDays?: number;
    readonly toDays?: number;
    readonly key?: 'P-256' | 'RSA' | 'brainpoolP256r1';
  } = {},
): TestPair {
  const { publicKey, privateKey } =
    key === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: key });
  const generalNames = names.map((name) =>
    /^[\d.]+$/.test(name) ? new x509.GeneralName({ iPAddress: name }) : new x509.GeneralName({ dNSName: name }),
  );
  const { certificatePem } = signedCertificate({
    ...{ subject: commonName, issuer: issuer?.commonName ?? commonName, publicKey },
    signer: issuer === undefined ? privateKey : createPrivateKey(issuer.keyPem),
    notBefore: new Date(Date.now() + fromDays * dayMs),
    notAfter: new Date(Date.now() + toDays * dayMs),
    extensions: [
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: authority })),
      ...(names.length === 0
        ? []
        : [extension(x509.id_ce_subjectAltName, false, new x509.SubjectAlternativeName(generalNames))]),
    ],
  });
  return {
    commonName,
    certificatePem,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const extension = (extnID: string, critical: boolean, value: object): x509.Extension =>
  new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
