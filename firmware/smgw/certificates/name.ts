import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';

const commonNameOid = '2.5.4.3';

/** A distinguished name that is one common name. */
export const commonName = (text: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: commonNameOid, value: new AttributeValue({ utf8String: text }) }),
    ]),
  ]);
