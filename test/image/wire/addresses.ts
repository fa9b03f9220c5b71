import { isIPv6 } from 'node:net';

/** An IPv4 address as people write it, or an IPv6 address in the form of `addressText`. */
export type Address = string;

export const isV6 = (address: Address): boolean => isIPv6(address);

export function addressBytes(address: Address): Buffer {
  if (!isV6(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : Array<number>(8 - first.length - last.length).fill(0);
  const bytes = Buffer.alloc(16);
  for (const [k, group] of [...first, ...zeros, ...last].entries()) bytes.writeUInt16BE(group, 2 * k);
  return bytes;
}

/** One text for one address: no group of IPv6 is left out. */
export function addressText(bytes: Buffer): Address {
  if (bytes.length === 4) return [...bytes].join('.');
  return Array.from({ length: 8 }, (_, k) => bytes.readUInt16BE(2 * k).toString(16)).join(':');
}

export const oneText = (address: Address): Address => addressText(addressBytes(address));

/** Where neighbours that may have this IPv6 address listen. */
export function solicited(address: Address): { readonly address: Address; readonly mac: Buffer } {
  const last = addressBytes(address).subarray(13);
  const bytes = Buffer.concat([addressBytes('ff02::1:ff00:0').subarray(0, 13), last]);
  return { address: addressText(bytes), mac: Buffer.concat([Buffer.from([0x33, 0x33]), bytes.subarray(12)]) };
}
