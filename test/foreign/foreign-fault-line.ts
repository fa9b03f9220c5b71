import { type LineUnderTest, type LineUnderTestOptions, openLineUnderTest } from '../drivers/link/line-under-test.ts';
import { openPtyPair } from '../drivers/link/pty-pair.ts';
import { imageWord } from '../drivers/link/register-image.ts';
import { foreignPeerOverPty, foreignPeerOverTcp } from './foreign-peer.ts';
import { type ForeignKind, type ForeignServer, type Space, startForeignServer } from './foreign-server.ts';

export const faultLineKinds = ['serial', 'rtu-over-tcp', 'tcp'] as const;
export type FaultLineKind = (typeof faultLineKinds)[number];

/** A foreign server that holds the register image, and lines to it through a relay that puts faults in. */
export interface ForeignFaultLine {
  readonly server: ForeignServer;
  open(options: Omit<LineUnderTestOptions, 'kind' | 'replyOf'>): Promise<LineUnderTest>;
  close(): Promise<void>;
}

/** Random reads ask for units 1 to 3 below address 3,000 and a little more. */
const addresses = 3_200;
const spaces: readonly Space[] = ['coil', 'discrete', 'holding', 'input'];

export async function openForeignFaultLine(kind: ForeignKind, line: FaultLineKind): Promise<ForeignFaultLine> {
  const pty = line === 'serial' ? await openPtyPair() : undefined;
  const server = await startForeignServer(kind, [pty === undefined ? line : `serial:${pty.far}`]);
  for (const unit of [1, 2, 3])
    for (const [k, space] of spaces.entries())
      server.put(
        unit,
        space,
        0,
        Array.from({ length: addresses }, (_, address) => imageWord(unit, k + 1, address)),
      );
  await server.settled();
  const peer = await (pty !== undefined
    ? foreignPeerOverPty(pty.near)
    : foreignPeerOverTcp(
        line === 'tcp' ? 'tcp' : 'rtu',
        server.addresses[line === 'tcp' ? 'tcp' : 'rtu-over-tcp'] ?? '',
      ));
  return {
    server,
    open: (options) => openLineUnderTest({ ...options, kind: line, replyOf: (asked) => peer.ask(asked) }),
    close: async () => {
      await peer.close();
      await server.close();
      await pty?.close();
    },
  };
}
