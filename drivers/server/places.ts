/** Who holds a place of a server, or asks for one. */
export interface Guest {
  /** IPv4, or `::1`. */
  readonly address: string;
  /** Named by its own address (or a program of this machine), not only by a network that it is in. */
  readonly isNamed: boolean;
}

export interface Holder extends Guest {
  /** Since its last whole request, or since it came. */
  readonly idleMs: number;
}

/** Who has asked within this time is at work: between equals it keeps its place. */
export const busyMs = 10_000;

/**
 * All places are taken and somebody comes: who gives way, or `undefined` where nobody does. No address keeps another one out by
 * holding many places: of the address with the most (the newcomer counted), the one that was silent the longest goes. Where
 * each has one, a newcomer that is named goes before those that are only in a network, and between equals the one that was silent
 * the longest goes, unless all of them are at work.
 */
export function whoGivesWay<T extends Holder>(holders: readonly T[], newcomer: Guest): T | undefined {
  const placesOf = new Map<string, number>([[newcomer.address, 1]]);
  for (const { address } of holders) placesOf.set(address, (placesOf.get(address) ?? 0) + 1);
  const most = Math.max(...placesOf.values());
  if (most > 1) {
    // Its own first: two that hold equally many do not push each other out in turn.
    const own = placesOf.get(newcomer.address) === most;
    return longestSilent(
      holders.filter(({ address }) => (own ? address === newcomer.address : placesOf.get(address) === most)),
    );
  }
  const networks = holders.filter(({ isNamed }) => !isNamed);
  if (newcomer.isNamed && networks.length > 0) return longestSilent(networks);
  const found = longestSilent(newcomer.isNamed ? holders : networks);
  return found !== undefined && found.idleMs >= busyMs ? found : undefined;
}

const longestSilent = <T extends Holder>(holders: readonly T[]): T | undefined =>
  holders.reduce<T | undefined>((a, b) => (a === undefined || b.idleMs > a.idleMs ? b : a), undefined);
