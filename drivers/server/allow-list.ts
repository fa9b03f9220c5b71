import { BlockList } from 'node:net';

/** Who may connect: IPv4 addresses and networks (`10.0.0.0/24`), and always programs of this machine. */
export class AllowList {
  readonly #named = new BlockList();
  readonly #networks = new BlockList();

  constructor(entries: readonly string[]) {
    this.#named.addSubnet('127.0.0.0', 8);
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      if (bits === undefined || bits === '32') this.#named.addAddress(address);
      else this.#networks.addSubnet(address, Number(bits));
    }
  }

  /** `named`: by its own address; `network`: it is in one that is on the list; undefined: it may not connect. */
  entryOf(address: string): 'named' | 'network' | undefined {
    if (address === '::1') return 'named';
    if (address === '' || address.includes(':')) return undefined;
    if (this.#named.check(address)) return 'named';
    return this.#networks.check(address) ? 'network' : undefined;
  }
}
