import { createPrivateKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { AsnConvert, AsnSerializer, OctetString } from '@peculiar/asn1-schema';
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
    purpose,
  }: {
    readonly issuer?: TestPair;
    readonly names?: readonly string[];
    readonly authority?: boolean;
    readonly fromDays?: number;
    readonly toDays?: number;
    readonly key?: 'P-256' | 'RSA' | 'brainpoolP256r1';
    /** What it is made for; absent: it does not say. */
    readonly purpose?: 'server' | 'client';
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
      ...(purpose === undefined
        ? []
        : [
            extension(
              x509.id_ce_extKeyUsage,
              false,
              new x509.ExtendedKeyUsage([purpose === 'server' ? x509.id_kp_serverAuth : x509.id_kp_clientAuth]),
            ),
          ]),
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

/** A revocation list of an authority on P-256, PEM. */
export function revocationList(
  issuer: TestPair,
  revoked: readonly TestPair[],
  { fromDays = -1, toDays = 30 }: { readonly fromDays?: number; readonly toDays?: number } = {},
): string {
  const at = (days: number): x509.Time => new x509.Time(new Date(Date.now() + days * dayMs));
  const algorithm = new x509.AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
  const certificate = AsnConvert.parse(new X509Certificate(issuer.certificatePem).raw, x509.Certificate);
  const list = new x509.TBSCertList({
    version: x509.Version.v2,
    signature: algorithm,
    issuer: certificate.tbsCertificate.subject,
    thisUpdate: at(fromDays),
    nextUpdate: at(toDays),
    revokedCertificates: revoked.map(
      ({ certificatePem }) =>
        new x509.RevokedCertificate({
          userCertificate: AsnConvert.parse(new X509Certificate(certificatePem).raw, x509.Certificate).tbsCertificate
            .serialNumber,
          revocationDate: at(fromDays),
        }),
    ),
  });
  const signature = sign('sha256', Buffer.from(AsnSerializer.serialize(list)), createPrivateKey(issuer.keyPem));
  const der = AsnSerializer.serialize(
    new x509.CertificateList({
      ...{ tbsCertList: list, signatureAlgorithm: algorithm, signature: Uint8Array.from(signature).buffer },
    }),
  );
  const body = (
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n');
  return `-----BEGIN X509 CRL-----\n${body}\n-----END X509 CRL-----\n`;
}
