import { LineBus } from '../../../drivers/bus/bus.ts';
import { LineTime } from '../link/line-time.ts';
import { Random } from '../link/random.ts';
import { SharedLine } from './shared-line.ts';
import { UnitImages } from './unit-images.ts';
import { VirtualLink } from './virtual-link.ts';

/** A shared line in virtual time: 8N1, 10 ms turnaround. */
export function virtualLine(baudRate: number) {
  const time = new LineTime();
  const units = new UnitImages(time);
  const wire = { baudRate, bitsPerCharacter: 10, turnaroundMs: 10 } as const;
  const link = new VirtualLink(time, units, wire);
  const bus = new LineBus({ line: 'L', link, clock: time, timers: time });
  const random = new Random(7);
  const line = new SharedLine({ bus, units, wire, clock: time, timers: time, random: () => random.next() });
  return { time, units, link, bus, line };
}
