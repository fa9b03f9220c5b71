import { randomInt } from 'node:crypto';
import type { Clock } from '../../firmware/domain/clock.ts';
import type { LineConfig } from '../bus/types.ts';
import { asciiFraming, rtuFraming } from './framing.ts';
import type { Link } from './link.ts';
import { RtuLink } from './rtu-link.ts';
import { bitsPerCharacter, serialOpener } from './serial-stream.ts';
import { TcpLink } from './tcp-link.ts';
import { parseTcpAddress, tcpOpener } from './tcp-stream.ts';
import type { Timers } from './timers.ts';

/** Fixed above 19,200 baud (Modbus over serial line 1.02, 2.5.1.1), and the least we keep anywhere. */
const leastGapMs = 1.75;

/** The link that a line's configuration asks for; nothing is opened before the first request. */
export function openLink(config: LineConfig, deps: { clock: Clock; timers: Timers }): Link {
  const { clock, timers } = deps;
  const framing = config.kind !== 'tcp' && config.framing === 'ascii' ? asciiFraming : rtuFraming;
  if (config.kind === 'serial') {
    const characterMs = (1000 * bitsPerCharacter(config)) / config.baudRate;
    const gapMs = config.baudRate > 19_200 ? leastGapMs : Math.max(leastGapMs, 3.5 * characterMs);
    const open = serialOpener(config, timers);
    return new RtuLink({ open, framing, timing: { characterMs, gapMs }, dropWhenSilent: false, clock, timers });
  }
  const open = tcpOpener(parseTcpAddress(config.address), timers);
  if (config.kind === 'tcp') return new TcpLink({ open, clock, timers, firstTransactionId: randomInt(65_536) });
  return new RtuLink({
    open,
    framing,
    timing: { characterMs: 0, gapMs: leastGapMs },
    dropWhenSilent: true,
    clock,
    timers,
  });
}
