import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';

const commonNameOid = '2.5.4.3';
const organisationOid = '2.5.4.10';

/** A distinguished name that is one common name, with an organisation in front of it where there is one. */
export const commonName = (text: string, organisation?: string): Name =>
  new Name([...(organisation === undefined ? [] : [part(organisationOid, organisation)]), part(commonNameOid, text)]);

const part = (type: string, text: string): RelativeDistinguishedName =>
  new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: text }) })]);
