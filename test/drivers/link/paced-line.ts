import { openBus } from '../../../drivers/bus/bus.ts';
import type { Bus } from '../../../drivers/bus/types.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { FaultyDevice } from './faulty-device.ts';
import { PacedWire } from './paced-wire.ts';
import { openFarEnd, openPtyPair } from './pty-pair.ts';
import { Random } from './random.ts';

/** A bus on a pseudo terminal with a relay behind it that gives the line its real rate, 8N1, and units that answer after their turnaround, at once by default. */
export interface PacedLine {
  readonly bus: Bus;
  readonly wire: PacedWire;
  readonly device: FaultyDevice;
  close(): Promise<void>;
}

export async function openPacedLine(baudRate: number, turnaroundMs = 0): Promise<PacedLine> {
  const pair = await openPtyPair();
  const far = await openFarEnd(pair.far, baudRate);
  const wire = new PacedWire(10_000 / baudRate);
  const random = new Random(1);
  const device = new FaultyDevice({ framing: 'rtu', timeoutMs: 100, random, fault: () => undefined, inOrder: true });
  const take = device.connect({ write: (bytes) => wire.carry(bytes, (all) => far.write(all)), reset: () => undefined });
  const hear = turnaroundMs === 0 ? take : (bytes: Buffer) => void setTimeout(() => take(bytes), turnaroundMs);
  far.on('data', (bytes: Buffer) => wire.carry(bytes, hear));
  const line = { id: 'paced', kind: 'serial', path: pair.near, baudRate, parity: 'none' } as const;
  const bus = openBus({ ...line, dataBits: 8, stopBits: 1 }, { clock: systemClock });
  const close = async (): Promise<void> => {
    await bus.close();
    await new Promise((resolve) => far.close(resolve));
    await pair.close();
  };
  return { bus, wire, device, close };
}

/** field/modbus.md §5 for 8N1: what `polls` reads of `words` registers take, ms. */
export function formulaMs(baudRate: number, polls: number, words: number, turnaroundMs = 0): number {
  const silenceMs = baudRate > 19_200 ? 1.75 : 35_000 / baudRate;
  return polls * (((8 + 5 + 2 * words) * 10_000) / baudRate + 2 * silenceMs + turnaroundMs);
}
