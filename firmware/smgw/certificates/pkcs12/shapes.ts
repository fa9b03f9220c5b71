import { EncryptedContentInfo } from '@peculiar/asn1-cms';
import { AsnArray, AsnConvert, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

/** ASN.1 shapes that the packages do not have. The decorators are called as functions: types are only stripped here. */

/** EncryptedData of RFC 5652, 8. */
export class EncryptedData {
  version = 0;
  encryptedContentInfo = new EncryptedContentInfo();
}
AsnProp({ type: AsnPropTypes.Integer })(EncryptedData.prototype, 'version');
AsnProp({ type: EncryptedContentInfo })(EncryptedData.prototype, 'encryptedContentInfo');

/** pkcs-12PbeParams of RFC 7292, C. */
export class PbeParameters {
  salt = new OctetString();
  iterations = 0;
}
AsnProp({ type: OctetString })(PbeParameters.prototype, 'salt');
AsnProp({ type: AsnPropTypes.Integer })(PbeParameters.prototype, 'iterations');

/** PBES2-params of RFC 8018, A.4. */
export class Pbes2Parameters {
  keyDerivation = new AlgorithmIdentifier();
  encryption = new AlgorithmIdentifier();
}
AsnProp({ type: AlgorithmIdentifier })(Pbes2Parameters.prototype, 'keyDerivation');
AsnProp({ type: AlgorithmIdentifier })(Pbes2Parameters.prototype, 'encryption');

/** PBKDF2-params of RFC 8018, A.2, with its salt given as it is. */
export class Pbkdf2Parameters {
  salt = new OctetString();
  iterations = 0;
  keyBytes: number | undefined = undefined;
  prf: AlgorithmIdentifier | undefined = undefined;
}
AsnProp({ type: OctetString })(Pbkdf2Parameters.prototype, 'salt');
AsnProp({ type: AsnPropTypes.Integer })(Pbkdf2Parameters.prototype, 'iterations');
AsnProp({ type: AsnPropTypes.Integer, optional: true })(Pbkdf2Parameters.prototype, 'keyBytes');
AsnProp({ type: AlgorithmIdentifier, optional: true })(Pbkdf2Parameters.prototype, 'prf');

class OctetStrings extends AsnArray<OctetString> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: OctetString })(OctetStrings);

/** The content of an OCTET STRING, which older programs give in pieces (BER, X.690 8.7.3). */
export function octetsOf(der: ArrayBuffer): ArrayBuffer {
  const constructed = 0x24;
  if (new Uint8Array(der)[0] !== constructed) return AsnConvert.parse(der, OctetString).buffer;
  // The pieces are laid out as those of a sequence, which the parser knows how to read.
  const pieces = new Uint8Array(der.slice(0));
  pieces[0] = 0x30;
  return joined(AsnConvert.parse(pieces.buffer, OctetStrings));
}

export const joined = (pieces: readonly OctetString[]): ArrayBuffer => {
  const whole = Buffer.concat(pieces.map(({ buffer }) => new Uint8Array(buffer)));
  return new Uint8Array(whole).buffer;
};
