/** User and password of HTTP Basic. The password is bytes: an AuthorizationKey of 1.6 need not be text (whitepaper, A00). */
export interface BasicCredentials {
  readonly user: string;
  readonly password: Buffer;
}

const hexSecret = /^hex:((?:[0-9a-f]{2})+)$/i;
const maxHeaderLength = 1024;

/** The bytes of a secret as it is configured: `hex:` and pairs of hex digits stand for octets, all else is text. */
export function secretBytes(secret: string): Buffer {
  const hex = hexSecret.exec(secret)?.[1];
  return hex === undefined ? Buffer.from(secret, 'utf8') : Buffer.from(hex, 'hex');
}

/** All that a charge point may send for a secret: of octets in hex some send the digits themselves. */
export function secretReadings(secret: string): readonly Buffer[] {
  const hex = hexSecret.exec(secret)?.[1];
  return hex === undefined
    ? [secretBytes(secret)]
    : [secretBytes(secret), Buffer.from(hex), Buffer.from(hex.toUpperCase())];
}

export const basicHeader = (user: string, secret: string): string =>
  `Basic ${Buffer.concat([Buffer.from(`${user}:`), secretBytes(secret)]).toString('base64')}`;

/** Reads an Authorization header; undefined where it is none of Basic. The user ends at the first colon. */
export function readBasic(header: string | undefined): BasicCredentials | undefined {
  if (header === undefined || header.length > maxHeaderLength) return undefined;
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const colon = bytes.indexOf(0x3a);
  if (colon < 0) return undefined;
  return { user: bytes.toString('utf8', 0, colon), password: bytes.subarray(colon + 1) };
}
