import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, oneText } from './addresses.ts';
import { type Heard, tcpFlag } from './frames.ts';
import type { Neighbour } from './neighbour.ts';

export interface TcpScan {
  /** Somebody listens and lets us in. */
  readonly open: readonly number[];
  /** The machine says that it does not want (RST or ICMP); nobody listens or the firewall rejects. */
  readonly refused: readonly number[];
  /** How many ports said nothing. */
  readonly silent: number;
}

export interface ScanOptions {
  readonly ports?: readonly number[];
  /** Knocks in one go, and the pause after them: an emulated card has a short queue. */
  readonly burst?: number;
  readonly pauseMs?: number;
  /** How often a port that says nothing is asked; a frame may get lost. */
  readonly tries?: number;
}

const knockPort = 40_000;
/** The last answers are waited for as long as this; a busy emulator is slow. */
const lingerMs = 3000;
export const allPorts: readonly number[] = Array.from({ length: 65_535 }, (_, k) => k + 1);

/** Knocks at TCP ports of a neighbour on the same wire. */
export async function scanTcp(from: Neighbour, address: Address, options: ScanOptions = {}): Promise<TcpScan> {
  const { ports = allPorts, burst = 256, pauseMs = 40, tries = 2 } = options;
  const segment = await from.find(address);
  const open = new Set<number>();
  const refused = new Set<number>();
  const listen = (what: Heard) => {
    if (what.from !== oneText(address)) return;
    if (what.kind === 'unreachable' && what.protocol === 6) refused.add(what.port);
    if (what.kind !== 'tcp' || what.toPort !== knockPort) return;
    if ((what.flags & tcpFlag.rst) !== 0) refused.add(what.fromPort);
    else if ((what.flags & tcpFlag.syn) !== 0 && !open.has(what.fromPort)) {
      open.add(what.fromPort);
      from.reset(segment, knockPort, what.fromPort);
    }
  };
  from.heard.add(listen);
  try {
    for (let round = 0; round < tries; round += 1) {
      const left = ports.filter((port) => !open.has(port) && !refused.has(port));
      for (let k = 0; k < left.length; k += burst) {
        for (const port of left.slice(k, k + burst)) from.syn(segment, knockPort, port);
        await sleep(pauseMs);
      }
      await sleep(lingerMs);
    }
  } finally {
    from.heard.delete(listen);
  }
  const ascending = (numbers: Set<number>) => [...numbers].sort((a, b) => a - b);
  return { open: ascending(open), refused: ascending(refused), silent: ports.length - open.size - refused.size };
}

/** Sends one datagram to each UDP port; says which answered and which were said to be unreachable. */
export async function knockUdp(from: Neighbour, address: Address, options: ScanOptions = {}) {
  const { ports = allPorts, burst = 256, pauseMs = 40 } = options;
  const segment = await from.find(address);
  const answered = new Set<number>();
  const refused = new Set<number>();
  const listen = (what: Heard) => {
    if (what.from !== oneText(address)) return;
    if (what.kind === 'unreachable' && what.protocol === 17) refused.add(what.port);
    if (what.kind === 'udp' && what.toPort === knockPort) answered.add(what.fromPort);
  };
  from.heard.add(listen);
  try {
    for (let k = 0; k < ports.length; k += burst) {
      for (const port of ports.slice(k, k + burst)) from.datagram(segment, knockPort, port, Buffer.from('knock'));
      await sleep(pauseMs);
    }
    await sleep(lingerMs);
  } finally {
    from.heard.delete(listen);
  }
  return { answered: [...answered], refused: [...refused] };
}
