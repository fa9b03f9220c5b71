import { isIPv4 } from 'node:net';

/** What a client said so far; `wrong` names what RFC 1928, read strictly, does not allow. */
export type Read<T> =
  | { readonly kind: 'more' }
  | { readonly kind: 'wrong'; readonly why: string }
  | { readonly kind: 'read'; readonly value: T; readonly rest: Buffer };

export interface ConnectRequest {
  readonly host: string;
  readonly port: number;
  readonly addressType: 1 | 3 | 4;
}

const more = { kind: 'more' } as const;
const wrong = (why: string) => ({ kind: 'wrong', why }) as const;
const maxMethods = 255;

/** `05 n methods`: the methods that the client offers. */
export function readGreeting(bytes: Buffer): Read<readonly number[]> {
  if (bytes.length >= 1 && bytes[0] !== 5) return wrong(`the greeting says version ${bytes[0]}`);
  if (bytes.length < 2) return more;
  const count = bytes[1] ?? 0;
  if (count === 0 || count > maxMethods) return wrong('the greeting offers no method');
  if (bytes.length < 2 + count) return more;
  return { kind: 'read', value: [...bytes.subarray(2, 2 + count)], rest: bytes.subarray(2 + count) };
}

/** `05 01 00 atyp address port`. */
export function readConnect(bytes: Buffer): Read<ConnectRequest> {
  if (bytes.length < 5) return more;
  const [version, command, reserved, type, first = 0] = bytes;
  if (version !== 5) return wrong(`the request says version ${version}`);
  if (command !== 1) return wrong(`command ${command} is not CONNECT`);
  if (reserved !== 0) return wrong('the reserved byte is not 0');
  const lengths: Readonly<Record<number, number>> = { 1: 4, 3: 1 + first, 4: 16 };
  const length = lengths[type ?? 0];
  if (length === undefined) return wrong(`address type ${type} is unknown`);
  if (type === 3 && first === 0) return wrong('the host name is empty');
  if (bytes.length < 4 + length + 2) return more;
  const address = bytes.subarray(4, 4 + length);
  const host = hostOf(type ?? 0, address);
  if (host === undefined) return wrong('the host name is no host name');
  const port = bytes.readUInt16BE(4 + length);
  if (port === 0) return wrong('the port is 0');
  return { kind: 'read', value: { host, port, addressType: type as 1 | 3 | 4 }, rest: bytes.subarray(6 + length) };
}

function hostOf(type: number, address: Buffer): string | undefined {
  if (type === 1) return address.join('.');
  if (type === 4) return Array.from({ length: 8 }, (_, k) => address.readUInt16BE(2 * k).toString(16)).join(':');
  const name = address.subarray(1).toString('latin1');
  // A literal belongs into address type 1; a name is letters, digits, hyphens and dots.
  return /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name) && !isIPv4(name) ? name : undefined;
}

/** `05 rep 00 01 0.0.0.0 0`. */
export const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);

/** The two other forms an address in a good reply may have. */
export const replyV6 = (): Buffer =>
  Buffer.concat([Buffer.from([5, 0, 0, 4]), Buffer.alloc(16, 0x20), Buffer.from([1, 187])]);
export const replyName = (): Buffer =>
  Buffer.concat([Buffer.from([5, 0, 0, 3, 255]), Buffer.alloc(255, 'n'), Buffer.from([1, 187])]);
