import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { NetwachtError } from '../../domain/errors.ts';

/** Where the initramfs looks for it, and what it looks for (docs/factory-reset.md). */
const offsetBytes = 512 * 1024;
const sectorBytes = 512;
const request = Buffer.alloc(sectorBytes);
request.write('NETWACHT-RESET\n');

/**
 * Asks the next start to erase the data partition. One sector, so that a power cut leaves a request or none. Throws
 * `notPersisted` when the disk does not give back what was written.
 */
export function requestReset(device: string): void {
  try {
    const handle = openSync(device, 'r+');
    try {
      writeSync(handle, request, 0, sectorBytes, offsetBytes);
      fsyncSync(handle);
      const read = Buffer.alloc(sectorBytes);
      readSync(handle, read, 0, sectorBytes, offsetBytes);
      if (!read.equals(request)) throw new Error('the sector holds something else');
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    throw new NetwachtError('notPersisted', 'The reset could not be begun: the disk of this box does not take it', {
      cause,
    });
  }
}
