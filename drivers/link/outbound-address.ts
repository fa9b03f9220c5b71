import type { NetworkInterfaceInfo } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Networks of this machine as they are at the moment (`os.networkInterfaces`). */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

export interface AddressRules {
  readonly interfaces: Interfaces;
  /** Names of the interfaces towards a Smart Meter Gateway; nothing in their networks is reached. */
  readonly hanInterfaces: readonly string[];
  /** Only where the program itself is bound to loopback (demo, tests). */
  readonly loopbackAllowed: boolean;
}

/** Everything a real device or server has. 2000::/3 is checked beside it: `unicast` of ipaddr.js is all that is left over. */
const reachable = new Set(['unicast', 'private', 'carrierGradeNat', 'uniqueLocal']);
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * Why `address` is not connected to, as the end of a sentence; undefined when it may be. IPv6 forms that carry an IPv4
 * address inside (mapped, compatible, NAT64, 6to4, Teredo) are refused whatever they carry.
 */
export function refusedBecause(address: string, rules: AddressRules): string | undefined {
  if (!ipaddr.isValid(address)) return 'is no IP address';
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback') return rules.loopbackAllowed ? undefined : 'is this machine itself (loopback)';
  if (!reachable.has(range)) return `is of a kind that is not connected to (${range})`;
  if (range === 'unicast' && parsed instanceof ipaddr.IPv6 && !parsed.match(globalUnicast))
    return 'is of a kind that is not connected to (reserved)';
  for (const [name, infos = []] of Object.entries(rules.interfaces)) {
    const own = infos.some((info) => ipaddr.parse(info.address).toString() === withoutZone(parsed));
    if (own) return 'is an address of this machine';
    if (rules.hanInterfaces.includes(name) && infos.some((info) => within(parsed, info)))
      return 'lies in the network of the Smart Meter Gateway';
  }
  return undefined;
}

const withoutZone = (address: ipaddr.IPv4 | ipaddr.IPv6): string => address.toString().replace(/%.*$/, '');

function within(address: ipaddr.IPv4 | ipaddr.IPv6, { cidr }: NetworkInterfaceInfo): boolean {
  if (cidr === null) return false;
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return network.kind() === address.kind() && address.match(network, bits);
}
