import { type KeyObject, sign } from 'node:crypto';
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import type { CurveFacts } from './curves.ts';
import { exactBuffer, toPem } from './der.ts';
import { commonName } from './name.ts';

/** A request for a certificate (PKCS#10), PEM, for whoever issues certificates: the smart metering PKI, a backend of OCPP. */
export function certificateRequest(
  key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly facts: CurveFacts },
  subject: string,
  organisation?: string,
): string {
  const info = new CertificationRequestInfo({
    subject: commonName(subject, organisation),
    subjectPKInfo: AsnConvert.parse(
      exactBuffer(key.publicKey.export({ type: 'spki', format: 'der' })),
      SubjectPublicKeyInfo,
    ),
    attributes: new Attributes(),
  });
  const signed = sign(key.facts.hash, Buffer.from(AsnConvert.serialize(info)), key.privateKey);
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: key.facts.signatureOid }),
    signature: exactBuffer(signed),
  });
  return toPem('CERTIFICATE REQUEST', new Uint8Array(AsnConvert.serialize(request)));
}
