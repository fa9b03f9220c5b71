/** Who asks for a place at a port of ours. */
export interface Guest {
  /** IP address without the prefix that IPv6 gives IPv4; see `plainAddress`. */
  readonly address: string;
  /** Known by its own address (or a program of this machine), not only by a network that it is in. */
  readonly isNamed: boolean;
}

export interface Holder extends Guest {
  /** When its last whole request came, or it came itself; by the monotonic clock. */
  readonly heardMs: number;
}

/** Who has asked within this time is at work: between equals it keeps its place. */
export const busyMs = 10_000;
/** The same between connections of one address: a box that opens one after the other and closes none goes on. */
export const ownBusyMs = 2_000;

/** As an address stands on a list: IPv4 also where the socket says it in the words of IPv6. */
export const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d+\.)/, '');

/** The places of a port: so many, and none that somebody keeps from the others. */
export class Places<T extends Holder> {
  readonly #most: number;
  readonly #held = new Set<T>();

  constructor(most: number) {
    this.#most = most;
  }

  get held(): readonly T[] {
    return [...this.#held];
  }

  /** Takes a place if there is one, or one gives way: that one is told. False: all are at work. */
  take(holder: T, nowMs: number): { readonly isIn: boolean; readonly gaveWay?: T } {
    const isFull = this.#held.size >= this.#most;
    const given = isFull ? whoGivesWay(this.held, holder, nowMs) : undefined;
    if (isFull && given === undefined) return { isIn: false };
    if (given !== undefined) this.#held.delete(given);
    this.#held.add(holder);
    return { isIn: true, ...(given === undefined ? {} : { gaveWay: given }) };
  }

  leave(holder: T): void {
    this.#held.delete(holder);
  }
}

/**
 * All places are taken and somebody comes: who gives way, or `undefined` where nobody does. No address keeps another one out by
 * holding many places: of the address with the most (the newcomer counted), the one that was silent the longest goes. Where
 * each has one, a newcomer that is named goes before those that are only in a network, and between equals the one that was silent
 * the longest goes, unless all of them are at work.
 */
export function whoGivesWay<T extends Holder>(holders: readonly T[], newcomer: Guest, nowMs: number): T | undefined {
  const placesOf = new Map<string, number>([[newcomer.address, 1]]);
  for (const { address } of holders) placesOf.set(address, (placesOf.get(address) ?? 0) + 1);
  const most = Math.max(...placesOf.values());
  // Its own first: two that hold equally many do not push each other out in turn.
  if (most > 1 && placesOf.get(newcomer.address) === most)
    return longestSilent(
      holders.filter(({ address }) => address === newcomer.address),
      nowMs - ownBusyMs,
    );
  if (most > 1) return longestSilent(holders.filter(({ address }) => placesOf.get(address) === most));
  const networks = holders.filter(({ isNamed }) => !isNamed);
  if (newcomer.isNamed && networks.length > 0) return longestSilent(networks);
  return longestSilent(newcomer.isNamed ? holders : networks, nowMs - busyMs);
}

/** Of those that were not heard since. */
function longestSilent<T extends Holder>(holders: readonly T[], sinceMs = Number.POSITIVE_INFINITY): T | undefined {
  const [longest] = holders.filter(({ heardMs }) => heardMs <= sinceMs).toSorted((a, b) => a.heardMs - b.heardMs);
  return longest;
}
