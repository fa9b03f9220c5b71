import { isIP } from 'node:net';
import { type AddressRules, type Interfaces, refusedBecause } from './outbound-address.ts';
import { OutboundError } from './outbound-error.ts';

/** What an address is judged by, as it is at the moment of the question. */
export interface AddressMeans {
  /** Networks of this machine: `os.networkInterfaces`. */
  readonly interfaces: () => Interfaces;
  /** Names of the interfaces towards a Smart Meter Gateway. */
  readonly hanInterfaces: () => readonly string[];
  /** True only where the program itself is bound to loopback (demo, tests). */
  readonly loopbackAllowed: boolean;
  /** IP addresses of a name. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
}

/**
 * The addresses of a host, all of them checked: one that is refused refuses the host. `where` names it in sentences.
 * Throws OutboundError `unknownName`, `refusedAddress`.
 */
export async function checkedAddresses(host: string, where: string, means: AddressMeans): Promise<readonly string[]> {
  const bare = host.replace(/^\[|\]$/g, '');
  const addresses =
    isIP(bare) !== 0 ? [bare] : await means.resolve(bare).catch((cause: unknown) => noName(bare, cause));
  if (addresses.length === 0) noName(bare, undefined);
  const rules: AddressRules = {
    interfaces: means.interfaces(),
    hanInterfaces: means.hanInterfaces(),
    loopbackAllowed: means.loopbackAllowed,
  };
  for (const address of addresses) {
    const why = refusedBecause(address, rules);
    if (why !== undefined) throw new OutboundError('refusedAddress', `${where} is not asked: ${address} ${why}`);
  }
  return addresses;
}

function noName(name: string, cause: unknown): never {
  throw new OutboundError('unknownName', `The name ${name} has no address`, cause);
}
