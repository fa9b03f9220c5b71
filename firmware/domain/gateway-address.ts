import ipaddr from 'ipaddr.js';

/** Where something is reached. `host` of an IPv6 address stands without brackets, its scope after %: `fe80::1%eth1`. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, `[v6]:port`, `[v6%scope]:port`; with a scheme before it the port may be left out. */
const form =
  /^(?:(tls|https):\/\/)?(?:\[([0-9a-f:.]+)(%[a-z0-9._-]{1,15})?\]|([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?))(?::(\d{1,5}))?\/?$/i;
/** What `tls://` and `https://` mean without a port; HAN ports have no default (notes 1.6). */
const schemePort = 443;

/** Reads an address of the gateway as contracts §8 allows it; undefined when it is none. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [whole, scheme, v6, scope = '', name, digits] = form.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const port = digits === undefined ? (scheme === undefined ? undefined : schemePort) : Number(digits);
  if (port === undefined || port < 1 || port > 65_535) return undefined;
  if (v6 !== undefined) return ipaddr.IPv6.isValid(v6) ? { host: `${v6}${scope}`, port } : undefined;
  if (name === undefined || name.length > 253) return undefined;
  // What looks like an IPv4 address must be one; 10.1 or 0x7f.1 would be read by some as another.
  if (/^[0-9.]+$/.test(name) && !ipaddr.IPv4.isValidFourPartDecimal(name)) return undefined;
  return { host: name, port };
}

/** An address to listen on: an IP address and a port, no name. */
export function parseListen(text: string): Endpoint | undefined {
  const endpoint = /^\w+:\/\//.test(text) ? undefined : parseEndpoint(text);
  const [address = ''] = endpoint?.host.split('%') ?? [];
  return ipaddr.isValid(address) ? endpoint : undefined;
}

/** The EMT as the gateway knows it: `name:port`. */
export const parseDestination = (text: string): Endpoint | undefined =>
  /^\w+:\/\//.test(text) ? undefined : parseEndpoint(text);
