import { openBus } from '../../../drivers/bus/bus.ts';
import type { Bus, LineConfig, LineFraming } from '../../../drivers/bus/types.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { FaultServer } from './fault-server.ts';
import type { Asked, FaultKind } from './faults.ts';
import { FaultyDevice, type ReplyOf } from './faulty-device.ts';
import { openFarEnd, openPtyPair } from './pty-pair.ts';
import { Random } from './random.ts';

export const lineKinds = ['tcp', 'rtu-over-tcp', 'serial', 'ascii', 'ascii-over-tcp'] as const;
export type LineKind = (typeof lineKinds)[number];

export interface LineUnderTestOptions {
  readonly kind: LineKind;
  readonly timeoutMs: number;
  readonly seed: number;
  readonly fault: (random: Random, asked: Asked) => FaultKind | undefined;
  readonly inOrder?: boolean;
  /** Where the true replies come from; absent = the register image. */
  readonly replyOf?: ReplyOf;
}

/** A bus and the faulty device at its other end, over real sockets or a pair of pseudo terminals. */
export interface LineUnderTest {
  readonly bus: Bus;
  readonly device: FaultyDevice;
  readonly server: FaultServer | undefined;
  close(): Promise<void>;
}

export async function openLineUnderTest(options: LineUnderTestOptions): Promise<LineUnderTest> {
  const { kind, timeoutMs, seed, fault, inOrder = true, replyOf } = options;
  const random = new Random(seed);
  const framing = kind === 'tcp' ? 'tcp' : kind === 'ascii' || kind === 'ascii-over-tcp' ? 'ascii' : 'rtu';
  const device = new FaultyDevice({
    framing,
    timeoutMs,
    random,
    fault: (asked) => fault(random, asked),
    inOrder,
    replyOf,
  });
  if (kind === 'serial' || kind === 'ascii') return overPty(device, kind === 'ascii' ? 'ascii' : 'rtu');
  const server = new FaultServer(device);
  const address = await server.listen();
  const bus = open(
    kind === 'tcp'
      ? { id: kind, kind, address }
      : { id: kind, kind: 'rtu-over-tcp', framing: framing === 'ascii' ? 'ascii' : 'rtu', address },
  );
  return { bus, device, server, close: () => bus.close().then(() => server.close()) };
}

async function overPty(device: FaultyDevice, framing: LineFraming): Promise<LineUnderTest> {
  const pair = await openPtyPair();
  // 115,200 baud: t3.5 is 1.75 ms; the pseudo terminal itself has no rate.
  const far = await openFarEnd(pair.far, 115_200);
  const take = device.connect({ write: (bytes) => far.write(bytes), reset: () => undefined });
  far.on('data', take);
  const bus = open({
    id: 'serial',
    kind: 'serial',
    path: pair.near,
    baudRate: 115_200,
    parity: 'none',
    dataBits: 8,
    stopBits: 1,
    framing,
  });
  const close = async (): Promise<void> => {
    await bus.close();
    await new Promise((resolve) => far.close(resolve));
    await pair.close();
  };
  return { bus, device, server: undefined, close };
}

function open(config: LineConfig): Bus {
  return openBus(config, { clock: systemClock });
}
