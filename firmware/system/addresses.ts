import { networkInterfaces } from 'node:os';

const maxAddresses = 32;

/** Addresses of this machine but loopback; link-local IPv6 with its scope (`fe80::1%eth1`). Read anew at each call. */
export function ownAddresses(): readonly string[] {
  const found = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal }) => !internal)
      .map(({ address, family }) =>
        family === 'IPv6' && address.startsWith('fe80:') ? `${address}%${name}` : address,
      ),
  );
  return found.slice(0, maxAddresses);
}
