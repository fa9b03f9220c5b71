import type { NetworkInterfaceInfo } from 'node:os';

/** Networks larger than this are looked at around our own address only. */
const mostHosts = 1_022;
const smallPrefix = 24;

export interface HostsOptions {
  readonly interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  /** Interfaces towards a Smart Meter Gateway: nothing is looked for there. */
  readonly hanInterfaces: readonly string[];
  /** Only where the program itself is bound to loopback (demo, tests): its own machine is looked at too. */
  readonly loopbackAllowed: boolean;
}

/** The hosts of our own IPv4 networks, without ourselves, in the order of their addresses. */
export function hostsToScan({ interfaces, hanInterfaces, loopbackAllowed }: HostsOptions): readonly string[] {
  const own = new Set<number>();
  const hosts = new Set<number>();
  for (const [name, addresses = []] of Object.entries(interfaces)) {
    for (const { family, address, netmask, internal } of addresses) {
      if (family !== 'IPv4') continue;
      if (internal) {
        if (loopbackAllowed) hosts.add(numberOf(address));
        continue;
      }
      if (hanInterfaces.includes(name) || isLinkLocal(address)) continue;
      own.add(numberOf(address));
      for (const host of hostsOf(numberOf(address), prefixOf(netmask))) hosts.add(host);
    }
  }
  return [...hosts]
    .filter((host) => !own.has(host))
    .sort((a, b) => a - b)
    .map(textOf);
}

function hostsOf(address: number, prefix: number): readonly number[] {
  const used = 2 ** (32 - prefix) - 2 > mostHosts ? smallPrefix : prefix;
  if (used >= 31) return [];
  const size = 2 ** (32 - used);
  const first = Math.floor(address / size) * size;
  return Array.from({ length: size - 2 }, (_, k) => first + 1 + k);
}

const prefixOf = (netmask: string): number => 32 - Math.log2(2 ** 32 - numberOf(netmask));
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const textOf = (host: number): string => [24, 16, 8, 0].map((shift) => Math.floor(host / 2 ** shift) % 256).join('.');
const isLinkLocal = (address: string): boolean => address.startsWith('169.254.');
