import type { Words } from '../domain/original-registers.ts';
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
