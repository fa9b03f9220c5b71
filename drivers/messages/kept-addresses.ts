import type { Clock } from '../../firmware/domain/clock.ts';

type Resolve = (name: string) => Promise<readonly string[]>;

/** A device that got another address is found again within this. */
const keptMs = 60_000;

/**
 * Asks for the addresses of a name once a minute, not with every request: a name server that hangs holds one of the few
 * threads that the program has for waiting. What failed is asked anew.
 */
export function keptAddresses(resolve: Resolve, clock: Clock): Resolve {
  let kept: { readonly name: string; readonly atMs: number; readonly addresses: readonly string[] } | undefined;
  return async (name) => {
    const nowMs = clock.monotonicMs();
    if (kept?.name === name && nowMs - kept.atMs < keptMs) return kept.addresses;
    const addresses = await resolve(name);
    kept = { name, atMs: nowMs, addresses };
    return addresses;
  };
}
