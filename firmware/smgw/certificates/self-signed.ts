import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import type { CurveFacts } from './curves.ts';
import { exactBuffer, toPem } from './der.ts';
import { commonName } from './name.ts';

/** What stands in a certificate that this box makes and signs itself. */
export interface SelfSignedProfile {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  /** Of the local page; none towards the gateway. */
  readonly ipAddresses?: readonly string[];
  readonly usage: readonly ('server' | 'client')[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/**
 * A self-signed X.509v3 leaf, PEM: critical BasicConstraints CA:FALSE, critical KeyUsage digitalSignature, EKU, SAN, a
 * serial of 126 random bits (notes 1.5; that the gateway wants exactly this profile is unconfirmed).
 */
export function selfSigned(
  key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly facts: CurveFacts },
  profile: SelfSignedProfile,
): string {
  const name = commonName(profile.commonName);
  const signature = new AlgorithmIdentifier({ algorithm: key.facts.signatureOid });
  const spki = key.publicKey.export({ type: 'spki', format: 'der' });
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: exactBuffer(serialNumber()),
    signature,
    issuer: name,
    subject: name,
    validity: new Validity({ notBefore: new Date(profile.notBeforeMs), notAfter: new Date(profile.notAfterMs) }),
    subjectPublicKeyInfo: AsnConvert.parse(exactBuffer(spki), SubjectPublicKeyInfo),
    extensions: extensionsOf(profile),
  });
  const signed = sign(key.facts.hash, Buffer.from(AsnConvert.serialize(tbs)), key.privateKey);
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: signature,
    signatureValue: exactBuffer(signed),
  });
  return toPem('CERTIFICATE', new Uint8Array(AsnConvert.serialize(certificate)));
}

function extensionsOf({ dnsNames, ipAddresses = [], usage }: SelfSignedProfile): Extensions {
  const extension = (extnID: string, critical: boolean, value: object): Extension =>
    new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
  const names = [
    ...dnsNames.map((dNSName) => new GeneralName({ dNSName })),
    ...ipAddresses.map((iPAddress) => new GeneralName({ iPAddress })),
  ];
  const purposes = usage.map((side) => (side === 'server' ? id_kp_serverAuth : id_kp_clientAuth));
  return new Extensions([
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: false })),
    extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.digitalSignature)),
    extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage(purposes)),
    extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names)),
  ]);
}

/** Positive and without a zero in front, as DER asks of a short integer. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  return serial;
}
