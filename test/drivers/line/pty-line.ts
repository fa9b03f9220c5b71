import { openBus } from '../../../drivers/bus/bus.ts';
import { wireRateOf } from '../../../drivers/bus/wire-time.ts';
import { systemTimers } from '../../../drivers/device/timers.ts';
import type { ModbusRequest } from '../../../drivers/link/request.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { PacedWire } from '../link/paced-wire.ts';
import { openFarEnd, openPtyPair } from '../link/pty-pair.ts';
import { SharedLine } from './shared-line.ts';
import { UnitImages } from './unit-images.ts';
import { UnitsOnWire } from './units-on-wire.ts';

/** A shared line on a pseudo terminal behind a relay that paces the bytes: 8N1, 10 ms turnaround. Needs socat. */
export async function ptyLine(baudRate: number) {
  const pair = await openPtyPair();
  const far = await openFarEnd(pair.far, baudRate);
  const config = {
    id: 'L',
    kind: 'serial',
    path: pair.near,
    baudRate,
    parity: 'none',
    dataBits: 8,
    stopBits: 1,
  } as const;
  const rate = wireRateOf(config);
  if (rate === undefined) throw new Error('a serial line has a rate');
  const units = new UnitImages(systemClock);
  const seen: { onSent: (request: ModbusRequest, atMs: number) => void } = { onSent: () => undefined };
  const onWire = new UnitsOnWire({
    ...{ units, wire: new PacedWire(10_000 / baudRate), turnaroundMs: rate.turnaroundMs },
    write: (bytes) => far.write(bytes),
    onSent: (request, atMs) => seen.onSent(request, atMs),
  });
  far.on('data', (bytes: Buffer) => onWire.take(bytes));
  const bus = openBus(config, { clock: systemClock });
  const line = new SharedLine({
    bus,
    units,
    wire: rate,
    clock: systemClock,
    timers: systemTimers,
    random: Math.random,
  });
  const close = async (): Promise<void> => {
    await line.stop();
    await new Promise((resolve) => far.close(resolve));
    await pair.close();
  };
  return { line, units, bus, seen, close };
}
