/** An IPv4 address with its prefix, as numbers. */
export interface Ipv4Network {
  /** Of the host itself, not of the network. */
  readonly address: number;
  readonly prefix: number;
}

/** The four parts as one number; undefined when it is no dotted IPv4 address. Leading zeros are refused: some read them as octal. */
export function ipv4Of(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1);
  if (parts === undefined || parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0'))))
    return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** `10.0.0.5/24`; undefined when it is no address with a prefix. */
export function ipv4NetworkOf(text: string): Ipv4Network | undefined {
  const [, host = '', digits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const address = ipv4Of(host);
  return address === undefined || Number(digits) > 32 ? undefined : { address, prefix: Number(digits) };
}

const sizeOf = (prefix: number): number => 2 ** (32 - prefix);
const baseOf = ({ address, prefix }: Ipv4Network): number => address - (address % sizeOf(prefix));

export const contains = (network: Ipv4Network, address: number): boolean =>
  baseOf(network) === baseOf({ address, prefix: network.prefix });

/** Two networks that share an address. */
export const overlap = (a: Ipv4Network, b: Ipv4Network): boolean =>
  contains(a.prefix < b.prefix ? a : b, (a.prefix < b.prefix ? b : a).address);

/** An address that one box may have: not the network's own, not its broadcast, and none that is reserved for another use. */
export function isHost({ address, prefix }: Ipv4Network): boolean {
  const first = Math.floor(address / 2 ** 24);
  if (first === 0 || first === 127 || first >= 224) return false;
  if (prefix > 30) return false;
  const base = baseOf({ address, prefix });
  return address !== base && address !== base + sizeOf(prefix) - 1;
}
