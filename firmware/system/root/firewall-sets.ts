import type { Chosen } from './networkd-files.ts';

/** Ports beyond those that are always open. */
export interface Listening {
  readonly lan: readonly number[];
  readonly han: readonly number[];
}

/** The table of build/overlay/etc/nftables.conf whose sets are filled here. */
const table = 'inet netwacht';

/**
 * Commands of nftables that set all four sets anew, in one step or not at all. A channel that listens on a box without an
 * interface of its own for the HAN is reached over the LAN.
 */
export function firewallSets({ lan, han }: Chosen, listening: Listening): string {
  const hanPortsOnLan = han === undefined ? listening.han : [];
  return [
    ...setOf('lan_interfaces', lan === undefined ? [] : [`"${lan}"`]),
    ...setOf('han_interfaces', han === undefined ? [] : [`"${han}"`]),
    ...setOf('lan_ports', [...listening.lan, ...hanPortsOnLan].map(String)),
    ...setOf('han_ports', han === undefined ? [] : listening.han.map(String)),
    '',
  ].join('\n');
}

function setOf(name: string, elements: readonly string[]): readonly string[] {
  const fill = `add element ${table} ${name} { ${[...new Set(elements)].join(', ')} }`;
  return [`flush set ${table} ${name}`, ...(elements.length === 0 ? [] : [fill])];
}
