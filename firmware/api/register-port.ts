import type { Words } from '../domain/original-registers.ts';
import type { RawRead } from '../domain/raw-read.ts';
import type { RegisterWrite } from '../domain/register-write.ts';
import type { Author } from './ports.ts';

/**
 * The original's registers of a device of the site. Codes: `starting` (503), `noDevice` (404), `notWritable` (403), `badRegister`
 * (400), and those of `OrderPort`. No device is asked, and none is written to.
 */
export interface RegisterPort {
  words(device: string): Words;
  /** All of them or none. */
  write(device: string, writes: readonly RegisterWrite[], author: Author): void;
}

/** Registers of devices of the site as they are, behind everything that the box reads itself. */
export interface RawRegisterPort {
  /**
   * One entry per register (0..65535) or bit (0, 1). Codes: `noDevice` (404, none of the site that is read over Modbus), `noReply`
   * (502, with what the device said), `busy`, `starting` (503).
   */
  read(read: RawRead): Promise<readonly number[]>;
}
