import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { InterfaceFacts, NetworkSetting } from '../../domain/box.ts';
import type { Chosen } from './networkd-files.ts';

/** A wired interface with a device behind it. */
export interface Wired {
  readonly name: string;
  readonly mac: string;
  readonly carrier: boolean;
}

const ethernet = '1';

/**
 * Wired interfaces in their order: those of the board before those of a bus, USB last (end0, eno1, enp1s0, enx…), numbers by
 * value. `sys` is /sys/class/net.
 */
export function wiredInterfaces(sys: string): readonly Wired[] {
  return readdirSync(sys)
    .filter((name) => {
      const at = join(sys, name);
      return read(at, 'type') === ethernet && existsSync(join(at, 'device')) && !existsSync(join(at, 'phy80211'));
    })
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => ({
      name,
      mac: read(join(sys, name), 'address'),
      // Reading it fails while the interface is down.
      carrier: read(join(sys, name), 'carrier') === '1',
    }));
}

/** The interface of the LAN is the stated one, or the one of the last start, or the first; never the HAN's. */
export function choose(setting: NetworkSetting, wired: readonly Wired[], before?: string): Chosen {
  const han = setting.han?.interface;
  const free = wired.map(({ name }) => name).filter((name) => name !== han);
  const kept = free.find((name) => name === before);
  return { lan: setting.lan.interface ?? kept ?? free[0], han };
}

/** What is known of each, with its addresses of this moment. */
export function interfaceFacts(wired: readonly Wired[], { lan, han }: Chosen): readonly InterfaceFacts[] {
  const addresses = networkInterfaces();
  return wired.map(({ name, mac, carrier }) => ({
    name,
    mac,
    carrier,
    use: name === han ? 'han' : name === lan ? 'lan' : 'unused',
    addresses: (addresses[name] ?? []).flatMap(({ cidr }) => (cidr === null ? [] : [cidr])),
  }));
}

const read = (folder: string, file: string): string => {
  try {
    return readFileSync(join(folder, file), 'utf8').trim();
  } catch {
    return '';
  }
};

/** The default gateway of IPv4 from /proc/net/route, where addresses stand backwards in hexadecimal. */
export function gatewayOf(route: string): string | null {
  for (const line of route.split('\n').slice(1)) {
    const [, destination, gateway = ''] = line.split('\t');
    if (destination === '00000000' && /^[0-9A-F]{8}$/.test(gateway) && gateway !== '00000000')
      return [3, 2, 1, 0].map((k) => Number.parseInt(gateway.slice(2 * k, 2 * k + 2), 16)).join('.');
  }
  return null;
}

/** Name servers of systemd-resolved's list of those outside (/run/systemd/resolve/resolv.conf). */
export const nameServersOf = (resolvConf: string): readonly string[] =>
  [...resolvConf.matchAll(/^nameserver\s+(\S+)\s*$/gm)].flatMap(([, server]) => (server === undefined ? [] : [server]));
