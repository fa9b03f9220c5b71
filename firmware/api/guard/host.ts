import { isIP } from 'node:net';

/** What a Host header names, lower case, without port and trailing dot; undefined when it is not a host. */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:[\]/@]+?)\.?(:\d{1,5})?$/i.exec(header ?? '');
  return match?.[1]?.toLowerCase();
}

/**
 * Against DNS rebinding, which needs a name: any IP literal, localhost and the configured names pass (contracts §7).
 * Not for gateway channels.
 */
export function hostAllowed(header: string | undefined, names: readonly string[]): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  const bare = name.startsWith('[') ? name.slice(1, -1) : name;
  return isIP(bare) !== 0 || name === 'localhost' || names.some((known) => known.toLowerCase() === name);
}
